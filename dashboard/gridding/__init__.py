"""Samples to cell and country results."""
