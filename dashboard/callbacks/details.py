"""The details panel, the facts of a survey and the number of samples up to a date."""

import datetime as dt
from typing import Any

import numpy as np
from dash import Dash, Input, Output, State, html

from dashboard.callbacks.reading import Asked, read
from dashboard.catalog.counts import samples_text
from dashboard.catalog.printing import day_text, number_text
from dashboard.components.details_panel import (
    cell_panel,
    country_panel,
    no_cell,
    no_countries,
    no_data,
)
from dashboard.components.place_links import PlaceLinks
from dashboard.components.survey_facts import survey_facts
from dashboard.components.unbroken import tied
from dashboard.details.places import cell_details, country_details
from dashboard.i18n import _, ngettext
from dashboard.release.store import ReleaseStore
from dashboard.state_resolve import stratum_name

COUNTRY_QUERY = Input("country-query", "data")


def cell_children(releases: ReleaseStore, query: Any, prefix: str = "/") -> list[Any]:
    """Return the panel of the chosen cell, or why it is empty.

    Parameters
    ----------
    releases : ReleaseStore
    query : object
        Of the view.
    prefix : str
        Path prefix of the server, for the link to the element's page.
    """
    asked = read(releases, query)
    if asked is None:
        return no_data()
    if asked.state.cell is None:
        return no_cell()
    found = cell_details(asked.release, asked.state)
    if found is None:
        return no_data()
    name = stratum_name(asked.record, asked.release.index)
    analyte = asked.analyte["id"]
    page = _links(releases, asked, prefix).element(analyte, asked.record["id"])
    words = _("All surveys of {element}").format(element=asked.analyte["name"])
    return tied([*cell_panel(found, name, asked.analyte), html.P(html.A(words, href=page))])


def country_children(releases: ReleaseStore, query: Any, prefix: str = "/") -> list[Any]:
    """Return the statistics of the chosen countries, or why there are none.

    Parameters
    ----------
    releases : ReleaseStore
    query : object
        Of the view.
    prefix : str
        Path prefix of the server, for the links to the countries' pages.
    """
    asked = read(releases, query)
    if asked is None:
        return no_data()
    if not asked.state.countries:
        return no_countries()
    links = _links(releases, asked, prefix)
    told = country_details(asked.release, asked.state)
    return tied(country_panel(told, asked.analyte, links.country))


def _links(releases: ReleaseStore, asked: Asked, prefix: str) -> PlaceLinks:
    # The query always names the release of the map; links to the newest one stay live.
    frozen = asked.release is not releases.current()
    return PlaceLinks(prefix, asked.release.id if frozen else None, asked.state.language)


def facts_children(releases: ReleaseStore, query: Any) -> list[Any]:
    """Return the facts of the survey on the map."""
    asked = read(releases, query)
    if asked is None:
        return no_data()
    return survey_facts(asked.release.index, asked.state.stratum)


def date_label(releases: ReleaseStore, query: Any) -> str:
    """Return the as-of date with the number of samples collected by then."""
    asked = read(releases, query)
    if asked is None:
        return ""
    date = asked.state.date
    day = dt.date.fromisoformat(date) if date else None
    n = samples_up_to(asked, day)
    if day is None:
        return ngettext("{n} sample", "all {n} samples", n).format(n=number_text(n))
    return _("{day}: {samples}").format(day=day_text(day), samples=samples_text(n))


def samples_up_to(asked: Asked, date: dt.date | None) -> int:
    """Return how many routine samples of the stratum were collected by the end of a day."""
    if date is None or not asked.record.get("sites", True):
        return int(asked.record["samples"])
    table = asked.stratum.samples("date", "routine")
    routine = table["routine"].to_numpy(zero_copy_only=False)
    # A missing date is the earliest whole number when cast; it counts as not yet.
    days = table["date"].cast("int32").fill_null(np.iinfo(np.int32).max).to_numpy()
    return int((routine & (days <= (date - dt.date(1970, 1, 1)).days)).sum())


def register(app: Dash, releases: ReleaseStore) -> None:
    """Register the callbacks; each reads a query of the view and fills one element."""

    @app.callback(
        Output("cell-details", "children"), Input("cell-query", "data"), prevent_initial_call=True
    )
    def cell(query: Any) -> Any:
        return cell_children(releases, query, app.config.requests_pathname_prefix)

    @app.callback(Output("country-details", "children"), COUNTRY_QUERY, prevent_initial_call=True)
    def countries(query: Any) -> Any:
        return country_children(releases, query, app.config.requests_pathname_prefix)

    @app.callback(
        Output("date-label", "children"),
        Input("stratum-query", "data"),
        prevent_initial_call=True,
    )
    def date(query: Any) -> str:
        return date_label(releases, query)

    @app.callback(
        Output("survey-facts", "children"),
        Input("survey-open", "n_clicks"),
        State("stratum-query", "data"),
        prevent_initial_call=True,
    )
    def facts(_clicks: Any, query: Any) -> Any:
        return facts_children(releases, query)
