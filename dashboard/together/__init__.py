"""Elements of one stratum taken together, with its cells as units of observation."""
