"""Comparing countries within one stratum: distributions, statistics and pairs."""
