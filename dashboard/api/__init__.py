"""GET-only HTTP interface."""
