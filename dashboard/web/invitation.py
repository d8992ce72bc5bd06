"""What the start page offers a newcomer: where the samples are, and a campaign to try it with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from math import log2

import numpy as np

from dashboard.catalog.days import NEVER
from dashboard.catalog.names import within
from dashboard.catalog.printing import listed
from dashboard.grid import bounds
from dashboard.i18n import _, ngettext
from dashboard.progress.choice import Choice, choice_of
from dashboard.progress.figures import figures_by_country
from dashboard.progress.timeline import timeline
from dashboard.release.release import Release
from dashboard.release.store import SIMULATED
from dashboard.state import ViewState, to_query
from dashboard.web.asking import Asked

SPARSE = 0.02
"""Share of the world's land cells below which what is covered is a speck on its map."""
MOST_NAMED = 4
"""Countries named one by one; of more, the number is given."""
WIDEST = 60.0
"""Degrees of longitude beyond which samples are not in one place, and have no map of their own."""
ROOM = 6.0
"""How many times wider the map shown is than the samples: neighbours tell where that is."""


def invitation(asked: Asked, prefix: str) -> tuple[str, str]:
    """Return the box as HTML, to stand before the headlines or after them; empty for none.

    Where the release covers next to nothing of the Earth, it says what there is and leads to
    its place on the map; the map itself shows the world, because that is what is to be covered.

    Parameters
    ----------
    asked : Asked
        Of the progress page.
    prefix : str
        Path prefix of the server.

    Returns
    -------
    before, after : str
        A release that covers next to nothing has it before its headlines, which alone say
        little to a newcomer; others after them.
    """
    lines = []
    choice = replace(choice_of(asked.release, asked.state), level=0, countries=(), region=None)
    sparse = asked.state == _plain(asked.state) and _is_sparse(asked.release, choice)
    if sparse:
        lines.append(_there(asked, choice, prefix))
    if asked.trial:
        address = escape(f"{prefix}?release={SIMULATED}")
        words = escape(_("Try with a simulated campaign"))
        hint = escape(_("A whole programme to learn on: made up, and marked as such"))
        lines.append(
            f'<p class="trial"><a class="button" href="{address}">{words}</a> '
            f'<span class="hint">{hint}</span></p>'
        )
    box = f'<div class="invitation">{"".join(lines)}</div>' if lines else ""
    return (box, "") if sparse else ("", box)


def _plain(state: ViewState) -> ViewState:
    """Return a state with the same settings of the page and nothing chosen."""
    kept = {name: getattr(state, name) for name in ("release", "language", "theme", "projection")}
    fitted = {name: getattr(state, name) for name in ("stratum", "analyte")}
    return ViewState(**kept, **fitted)


def _is_sparse(release: Release, choice: Choice) -> bool:
    figures = figures_by_country(release, choice).values()
    land = sum(one["land_cells"] or 0 for one in figures)
    covered = sum(one["covered_cells"] or 0 for one in figures)
    return 0 < covered < SPARSE * land


def _there(asked: Asked, choice: Choice, prefix: str) -> str:
    """Return where the samples are, in words and with a link to their place on the map."""
    release = asked.release
    names = [
        within(country, release.country_names[country])
        for country, own in figures_by_country(release, choice).items()
        if country and own["samples"]
    ]
    text = escape(
        _("So far, this release has samples from {countries}.").format(countries=_named(names))
    )
    viewport = viewport_of(release, choice)
    if viewport is None:
        return f"<p>{text}</p>"
    address = f"{prefix}?{to_query(replace(_asked_for(asked.state), viewport=viewport))}"
    words = escape(_("Show them on the map"))
    return f'<p>{text} <a href="{escape(address)}">{words}</a></p>'


def _asked_for(state: ViewState) -> ViewState:
    """Return a state without what it has from the release."""
    return replace(_plain(state), stratum=None, analyte=None)


def _named(names: Sequence[str]) -> str:
    if len(names) <= MOST_NAMED:
        return listed(list(names))
    return ngettext("{n} country", "{n} countries", len(names)).format(n=len(names))


def viewport_of(release: Release, choice: Choice) -> tuple[float, float, float] | None:
    """Return longitude, latitude and zoom that show the covered cells with what is around them.

    None where they are not in one place. At zoom 0 the map is as wide as the world, and each
    step halves it.
    """
    cells = timeline(release, choice.strata, choice.level).cells
    covered = cells.cell[cells.first != NEVER]
    if not covered.size:
        return None
    box = bounds(covered, choice.level)
    west, east = float(np.min(box.west)), float(np.max(box.east))
    south, north = float(np.min(box.south)), float(np.max(box.north))
    if east - west > WIDEST:
        return None
    zoom = log2(min(360 / (east - west), 180 / (north - south)) / ROOM)
    return round((west + east) / 2, 1), round((south + north) / 2, 1), round(max(zoom, 0.0), 1)
