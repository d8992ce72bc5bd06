"""The parts below the map of the progress page: growth, and the callbacks of all parts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from numpy.typing import NDArray

from dashboard.callbacks.progress_tables import (
    Asked,
    matrix_numbers,
    ranking_numbers,
    read,
    reported_children,
    table_numbers,
    training_children,
    up_to,
)
from dashboard.catalog.counts import cells_text
from dashboard.catalog.metrics import METHODS, METRICS, Metric, metric_name
from dashboard.catalog.printing import unbroken
from dashboard.catalog.quantities import QUANTITIES
from dashboard.charts.progress_growth import Line, burn_up, growth
from dashboard.components.details_panel import no_data
from dashboard.components.progress_growth import burn_words, growth_table, growth_words
from dashboard.components.progress_parts import growth_charts
from dashboard.components.progress_ranking import target_line
from dashboard.i18n import _
from dashboard.progress.choice import Choice, choice_of, places_of
from dashboard.progress.figures import total
from dashboard.progress.projection import BurnUp
from dashboard.progress.projection import burn_up as carried_on
from dashboard.progress.series import series
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore

NAMESPACE = "progressParts"

QUERY = Input("progress-query", "data")

BURNING = ("covered", "complete", "analysed", "area")
"""Metrics whose growth is drawn against a target: what they are a share of stays the same."""

GROWTH = (Input("growth-count", "value"), Input("growth-places", "value"))

COUNTED = ("samples", "covered_cells")
"""Keys of the figures whose growth can be drawn."""


@dataclass(frozen=True)
class Growth:
    """The growth of all places of one kind.

    Attributes
    ----------
    days : ndarray of uint16, shape (d,)
        Days since 1900-01-01.
    lines : tuple of Line
    chosen : tuple of str
        Ids of the places to name.
    what : str
        What is counted.
    """

    days: NDArray[np.uint16]
    lines: tuple[Line, ...]
    chosen: tuple[str, ...]
    what: str


def growth_of(asked: Asked, count: Any, by: Any) -> Growth:
    """Return the growth of a count by country or by region.

    Parameters
    ----------
    asked : Asked
    count : object
        Key of the figures that is counted; another counts samples.
    by : object
        ``"regions"``, otherwise countries.
    """
    release, choice, state = asked.release, asked.choice, asked.state
    key = count if count in COUNTED else "samples"
    found = series(release, choice)
    kept = up_to(found.days, choice)
    places = places_of(release, choice)
    values = {
        country: found.values[key][kept, i]
        for i, country in enumerate(found.countries)
        if country and (places is None or country in places)
    }
    names: Mapping[str, str] = release.country_names
    chosen = state.countries
    if by == "regions":
        region_of = {one["id"]: one["region"] for one in release.index["countries"]}
        names = {one["id"]: one["name"] for one in release.index["regions"]}
        chosen = tuple(dict.fromkeys(region_of[one] for one in chosen))
        sums: dict[str, Any] = {}
        for country, counts in values.items():
            region = region_of[country]
            sums[region] = sums[region] + counts if region in sums else counts
        values = {region: counts for region, counts in sums.items() if region in names}
    lines = tuple(
        Line(id, names[id], counts) for id, counts in values.items() if len(counts) and counts[-1]
    )
    what = _(QUANTITIES[key].name).lower()
    return Growth(found.days[kept], lines, chosen, what)


def growth_figure(releases: ReleaseStore, query: Any, count: Any, by: Any) -> dict[str, Any]:
    """Return the chart of the growth; an empty one where the release is gone."""
    asked = read(releases, query)
    if asked is None:
        return growth(np.zeros(0), (), (), "")
    found = growth_of(asked, count, by)
    return growth(found.days, found.lines, found.chosen, found.what)


def growth_texts(releases: ReleaseStore, query: Any, count: Any, by: Any) -> tuple[str, Any]:
    """Return the growth in words and as a table."""
    asked = read(releases, query)
    if asked is None:
        return "", no_data()
    found = growth_of(asked, count, by)
    parts = (found.days, found.lines, found.chosen, found.what)
    words = growth_words(*parts, undated(asked.release, asked.choice))
    return unbroken(words), growth_table(*parts)


def undated(release: Release, choice: Choice) -> list[str]:
    """Return the names of the surveys that count from their last year for want of dates."""
    records = [release.strata[one].record for one in choice.strata]
    surveys = dict.fromkeys(one["survey"] for one in records if one.get("dating") == "survey")
    return [release.surveys[one]["short"] or release.surveys[one]["title"] for one in surveys]


Target = tuple[float, str]
"""A share in %, with its words."""


def burn_of(asked: Asked) -> tuple[BurnUp, Metric, Target | None]:
    """Return the share that burns up, of which metric, and its target.

    The chosen metric's, where it is a share that grows, else that of the area. The
    programme has set its target for the land of the Earth; a country or a region, and
    cells, are measured by what the surveys plan.
    """
    release, state = asked.release, asked.state
    metric = METRICS[state.metric if state.metric in BURNING else "area"]
    choice = choice_of(release, state)
    line = target_line(metric, release.programme["targets"])
    target = (float(line["value"]), str(line["label"])) if line else None
    if target is None or places_of(release, choice) is not None:
        target = _plan(metric, total(release, choice))
    return carried_on(release, choice, metric, target[0] if target else None), metric, target


def _plan(metric: Metric, whole: Mapping[str, float | None]) -> Target | None:
    """Return the plan of the surveys as a share of the land cells, None without one."""
    planned, land = whole["planned_cells"], whole["land_cells"]
    if not planned or not land or metric.denominator != "land_cells":
        return None
    words = _("Plan of the surveys: {cells}").format(cells=cells_text(planned))
    return 100 * planned / land, words


def burn_up_figure(releases: ReleaseStore, query: Any) -> dict[str, Any]:
    """Return the chart of a share against its target; an empty one where the release is gone."""
    asked = read(releases, query)
    if asked is None:
        return burn_up(np.zeros(0), np.zeros(0), "", None, None)
    found, metric, target = burn_of(asked)
    # Without anything to be a share of there are days and no values.
    days = found.days[: found.values.size]
    line = target[0] if target else None
    return burn_up(days, found.values, metric_name(metric), line, found.projection)


def burn_up_words(releases: ReleaseStore, query: Any) -> str:
    """Return the chart of a share against its target in words."""
    asked = read(releases, query)
    if asked is None:
        return ""
    found, metric, target = burn_of(asked)
    return unbroken(burn_words(found, metric_name(metric), target))


def with_room(figure: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a figure and its style: one without anything to draw takes no room."""
    return figure, {} if figure["data"] else {"display": "none"}


def register(app: Dash, releases: ReleaseStore) -> None:
    """Register the callbacks; each reads a query of the figures and fills one part."""
    prefix = str(app.config.requests_pathname_prefix)
    _register_browser(app)

    @app.callback(
        Output("ranking-data", "data"),
        Input("ranking-query", "data"),
        prevent_initial_call=True,
    )
    def rank(query: Any) -> Any:
        return ranking_numbers(releases, query)

    @app.callback(
        Output("matrix-data", "data"), Input("figures-query", "data"), prevent_initial_call=True
    )
    def matrix(query: Any) -> Any:
        return matrix_numbers(releases, query)

    @app.callback(
        Output("table-data", "data"), Input("figures-query", "data"), prevent_initial_call=True
    )
    def table(query: Any) -> Any:
        return table_numbers(releases, query)

    @app.callback(
        Output("growth-charts", "children"),
        Input("progress-growth-wanted", "data"),
        prevent_initial_call=True,
    )
    def charts(wanted: Any) -> Any:
        return growth_charts() if wanted == 1 else no_update

    # Charts and words apart: the words are there before, and without, Plotly.
    @app.callback(
        Output("growth-chart", "figure"),
        Output("growth-chart", "style"),
        QUERY,
        *GROWTH,
        Input("growth-chart", "id"),
    )
    def grow(query: Any, count: Any, by: Any, _id: Any) -> Any:
        return with_room(growth_figure(releases, query, count, by))

    @app.callback(
        Output("growth-words", "children"),
        Output("growth-table", "children"),
        QUERY,
        *GROWTH,
        prevent_initial_call=True,
    )
    def grow_words(query: Any, count: Any, by: Any) -> Any:
        return growth_texts(releases, query, count, by)

    @app.callback(
        Output("burnup-chart", "figure"),
        Output("burnup-chart", "style"),
        QUERY,
        Input("burnup-chart", "id"),
    )
    def burn(query: Any, _id: Any) -> Any:
        return with_room(burn_up_figure(releases, query))

    @app.callback(Output("burnup-words", "children"), QUERY, prevent_initial_call=True)
    def burn_text(query: Any) -> Any:
        return burn_up_words(releases, query)

    @app.callback(Output("reported-body", "children"), QUERY, prevent_initial_call=True)
    def report(query: Any) -> Any:
        return reported_children(releases, query, prefix + METHODS)

    @app.callback(Output("training-body", "children"), QUERY, prevent_initial_call=True)
    def courses(query: Any) -> Any:
        return training_children(releases, query)


def _register_browser(app: Dash) -> None:
    # Dash's method has no annotations.
    connect: Any = app.clientside_callback
    queries = ("ranking-query", "figures-query")
    connect(
        ClientsideFunction(NAMESPACE, "queries"),
        *[Output(query, "data") for query in queries],
        QUERY,
        *[State(query, "data") for query in queries],
    )
    for part in ("ranking", "matrix", "table"):
        connect(
            ClientsideFunction(NAMESPACE, part),
            # Other pages with a map have a view too: without an output of its own the callback
            # would run there, where its script is not loaded.
            Output(f"{part}-drawn", "data"),
            Input(f"{part}-data", "data"),
            Input("view", "data"),
        )
    for chart in ("growth-chart", "burnup-chart"):
        connect(ClientsideFunction(NAMESPACE, "cursor"), Input(chart, "figure"))
