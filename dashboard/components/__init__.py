"""Dash layout: functions from a release index and a view to components."""
