"""The whole product at once: real processes, a real Redis, a real database."""
