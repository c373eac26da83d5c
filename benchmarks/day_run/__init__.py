"""Records the whole product living through days of trading, as text, and checks what it recorded."""
