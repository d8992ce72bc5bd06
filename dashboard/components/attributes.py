"""Data and ARIA attributes of Dash components."""

from typing import Any


def extra(**values: str) -> dict[str, Any]:
    """Return data and ARIA attributes as keywords of a component.

    Examples
    --------
    >>> extra(aria_label="Details", data_does="more")
    {'aria-label': 'Details', 'data-does': 'more'}
    """
    return {name.replace("_", "-"): value for name, value in values.items()}
