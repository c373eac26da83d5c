"""The page as people meet it: a real browser on the running product."""
