"""A dashboard to follow and explore international geochemical mapping."""

__version__ = "0.1.0"
