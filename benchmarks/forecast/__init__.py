"""How well the likely range does, walking forward along past prices. See docs/forecast.md."""
