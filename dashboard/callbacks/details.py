"""The details panel, the facts of a survey and the number of samples up to a date."""

import datetime as dt
from typing import Any

import numpy as np
from dash import Dash, Input, Output

from dashboard.api.details import cell_details, country_details
from dashboard.callbacks.reading import Asked, read
from dashboard.components.details_panel import cell_panel, country_panel, explain
from dashboard.components.survey_facts import survey_facts
from dashboard.i18n import _
from dashboard.release.store import ReleaseStore

QUERY = Input("details-query", "data")


def cell_children(releases: ReleaseStore, query: Any) -> list[Any]:
    """Return the panel of the chosen cell, or why it is empty."""
    asked = read(releases, query)
    if asked is None:
        return explain(_("There are no data to show."))
    if asked.state.cell is None:
        return explain(
            _(
                "Choose a cell: click on the map, or move over it with the arrow keys and "
                "press Enter."
            )
        )
    found = cell_details(asked.release, asked.state)
    if found is None:
        return explain(_("There are no data to show."))
    return cell_panel(found, asked.record, asked.analyte)


def country_children(releases: ReleaseStore, query: Any) -> list[Any]:
    """Return the statistics of the chosen countries, or why there are none."""
    asked = read(releases, query)
    if asked is None:
        return explain(_("There are no data to show."))
    if not asked.state.countries:
        return explain(_("Add countries above to see their statistics side by side."))
    return country_panel(country_details(asked.release, asked.state), asked.analyte)


def facts_children(releases: ReleaseStore, query: Any) -> list[Any]:
    """Return the facts of the survey on the map."""
    asked = read(releases, query)
    if asked is None:
        return explain(_("There are no data to show."))
    return survey_facts(asked.release.index, asked.state.stratum)


def date_label(releases: ReleaseStore, query: Any) -> str:
    """Return the as-of date with the number of samples collected by then."""
    asked = read(releases, query)
    if asked is None:
        return ""
    date = asked.state.date
    samples = f"{samples_up_to(asked, dt.date.fromisoformat(date) if date else None):,}"
    if date is None:
        return _("all {n} samples").format(n=samples)
    return _("{date}: {n} samples").format(date=date, n=samples)


def samples_up_to(asked: Asked, date: dt.date | None) -> int:
    """Return how many routine samples of the stratum were collected by the end of a day."""
    table = asked.stratum.samples("date", "routine")
    routine = table["routine"].to_numpy(zero_copy_only=False)
    if date is None:
        return int(routine.sum())
    # A missing date is the earliest whole number when cast; it counts as not yet.
    days = table["date"].cast("int32").fill_null(np.iinfo(np.int32).max).to_numpy()
    return int((routine & (days <= (date - dt.date(1970, 1, 1)).days)).sum())


def register(app: Dash, releases: ReleaseStore) -> None:
    """Register the callbacks; each reads the query of the view and fills one element."""
    for element, fill in (
        ("cell-details", cell_children),
        ("country-details", country_children),
        ("survey-facts", facts_children),
        ("date-label", date_label),
    ):
        _register(app, releases, element, fill)


def _register(app: Dash, releases: ReleaseStore, element: str, fill: Any) -> None:
    # One function a callback: the name bound here, not the last of the loop.
    def answer(query: Any) -> Any:
        return fill(releases, query)

    app.callback(Output(element, "children"), QUERY)(answer)
