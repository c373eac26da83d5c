"""Half an hour of visitors that come and go, and whether anything grows by it: `make soak`."""
