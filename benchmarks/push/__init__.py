"""What pushing costs, beside simpler designs and beside servers written for nothing else."""
