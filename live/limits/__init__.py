"""How much one may have of the product: sockets by session and address, searches and changes a minute."""
