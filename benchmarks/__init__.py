"""Measurements of the dashboard; see README.md. Run one with ``python -m benchmarks.switch``."""
