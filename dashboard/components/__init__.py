"""Dash components and the page shell."""
