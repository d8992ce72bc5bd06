"""Titles of maps of elements together, which are known before anything is computed."""

from __future__ import annotations

from dashboard.catalog.counts import elements_text
from dashboard.catalog.critical import critical_lists
from dashboard.i18n import _
from dashboard.statistics.thresholds import threshold_name
from dashboard.together.choice import Choice

MOST_NAMED = 6
"""Elements that are named one by one; of more, how many they are."""


def cell_map_title(choice: Choice, kind: str) -> str:
    """Return the title of a map.

    Parameters
    ----------
    choice : Choice
        As of :func:`dashboard.together.maps.cell_map`.
    kind : str
        ``"component"``, ``"index"``, ``"anomalies"`` or ``"composite"``, which is called after
        its three elements where these are found to be usable.

    Examples
    --------
    >>> cell_map_title(Choice("s", 0, ("Ni", "Cr", "Co"), component=2, named=True), "component")
    'Principal component 2 of Ni, Cr, Co'
    """
    what = _elements_text(choice)
    return {
        "component": _("Principal component {number} of {elements}").format(
            number=choice.component, elements=what
        ),
        "index": _("Additive index of {elements}").format(elements=what),
        "anomalies": _("Anomalous cells of {elements}: {threshold}").format(
            elements=what, threshold=threshold_name(choice.threshold)
        ),
        "composite": _("Composite of three elements"),
    }[kind]


def _elements_text(choice: Choice) -> str:
    if choice.preset is not None:
        return next(one.name for one in critical_lists() if one.id == choice.preset)
    if choice.named and choice.elements and len(choice.elements) <= MOST_NAMED:
        return ", ".join(choice.elements)
    if choice.named:
        return elements_text(len(choice.elements))
    return _("the elements of the stratum")
