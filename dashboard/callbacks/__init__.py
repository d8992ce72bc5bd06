"""Thin callbacks: parse, call a pure function, make a component."""
