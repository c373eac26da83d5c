"""What an operator's monitoring is told: counted in each process, summed in Redis, shown at `/metrics`."""
