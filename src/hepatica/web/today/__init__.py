"""Today: what is due, late and waiting, and nothing else."""
