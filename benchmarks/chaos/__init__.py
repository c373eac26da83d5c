"""Takes the running product apart, under load, and measures how it comes back: `make chaos`."""
