"""How fresh the prices are that a plan's requests buy, against the least age possible and against two simpler ways."""
