"""Pure functions on arrays: classes, censored data, summaries."""
