"""GET-only HTTP interface."""

from dashboard.api.routes import blueprint

__all__ = ["blueprint"]
