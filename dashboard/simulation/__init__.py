"""A synthetic campaign to try things on, marked as simulated wherever it is shown."""
