"""The parts of the page of elements together, each from its query."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from dash import ClientsideFunction, Dash, Input, Output, html, no_update
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.states import State
from dashboard.charts.together_biplot import axes_of, biplot
from dashboard.charts.together_pair import pair_figure
from dashboard.charts.together_points import Points, coloured
from dashboard.charts.together_spider import spider_figure
from dashboard.components.details_panel import explain, no_data
from dashboard.components.elements_parts import CHARTS, chart_frame
from dashboard.components.elements_tables import (
    anomalies_table,
    correlation_data,
    heat_data,
    loadings_table,
    pair_table,
    spider_table,
)
from dashboard.components.elements_words import (
    Told,
    anomalies_words,
    biplot_words,
    correlation_words,
    heat_words,
    pair_words,
    spider_words,
)
from dashboard.components.unbroken import tied
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.state import ViewState, from_query
from dashboard.state_together import resolve_together
from dashboard.together.anomalies import anomalies
from dashboard.together.choice import Choice, Unusable, choice_of
from dashboard.together.components import components
from dashboard.together.correlation import correlation
from dashboard.together.heat import heat
from dashboard.together.pair import pair
from dashboard.together.spider import spider

EMPTY: dict[str, Any] = {"data": [], "layout": {}}


@dataclass(frozen=True)
class Asked:
    """What a part is asked for, fitted to a release that is kept."""

    release: Release
    state: ViewState
    choice: Choice


def read(releases: ReleaseStore, query: Any) -> Asked | None:
    """Read the query of a part; None where its release is not kept or holds nothing."""
    state, _notices = from_query(query if isinstance(query, str) else "")
    release = releases.get(state.release) if state.release else releases.current()
    if release is None or not release.strata:
        return None
    state, _notices = resolve_together(state, release.index)
    return Asked(release, state, choice_of(release, state))


def heat_part(releases: ReleaseStore, query: Any) -> tuple[Any, Any]:
    """Return the numbers of the heat map and its words."""
    return _part(releases, query, _heat, {})


def _heat(asked: Asked) -> tuple[Any, Told]:
    found = heat(asked.release, asked.choice)
    return heat_data(found), heat_words(found)


def correlation_part(releases: ReleaseStore, query: Any) -> tuple[Any, Any]:
    """Return the numbers of the correlations and their words."""
    return _part(releases, query, _correlation, {})


def _correlation(asked: Asked) -> tuple[Any, Told]:
    found = correlation(asked.release, asked.choice)
    return correlation_data(found), correlation_words(found)


def anomalies_part(releases: ReleaseStore, query: Any) -> tuple[Any, Any]:
    """Return the list of anomalous cells and its words."""
    return _part(releases, query, _anomalies, {})


def _anomalies(asked: Asked) -> tuple[Any, Told]:
    release, choice = asked.release, asked.choice
    found = anomalies(release, choice)
    rows = [row for row in found.rows if row.chosen]

    def name(number: int) -> str:
        return grid.cell_id(number, choice.level)[0]

    listed = anomalies_table(found, rows, name, release.country_names)
    return listed, anomalies_words(found, len(rows))


def spider_texts(releases: ReleaseStore, query: Any) -> tuple[Any, Any]:
    """Return the table of the spider diagram and its words."""
    return _part(releases, query, _spider_texts, {})


def _spider_texts(asked: Asked) -> tuple[Any, Told]:
    found = spider(asked.release, asked.choice)
    return spider_table(found), spider_words(found)


def biplot_texts(releases: ReleaseStore, query: Any) -> tuple[Any, Any]:
    """Return the loadings and the biplot in words."""
    return _part(releases, query, _biplot_texts, {})


def _biplot_texts(asked: Asked) -> tuple[Any, Told]:
    found = components(asked.release, asked.choice)
    return loadings_table(found), biplot_words(found)


def pair_texts(releases: ReleaseStore, query: Any) -> tuple[Any, Any]:
    """Return the statistics of a pair and its words."""
    return _part(releases, query, _pair_texts, {})


def _pair_texts(asked: Asked) -> tuple[Any, Told]:
    found = pair(asked.release, asked.choice)
    return pair_table(found), pair_words(found)


def _part(
    releases: ReleaseStore, query: Any, made: Callable[[Asked], tuple[Any, Told]], nothing: Any
) -> tuple[Any, Any]:
    """Return a part and its words; where there is none, nothing and the reason."""
    if not query:
        return no_update, no_update
    asked = read(releases, query)
    if asked is None:
        return nothing, no_data()
    try:
        content, told = made(asked)
    except Unusable as error:
        return nothing, explain(str(error))
    return tied(content), words(told)


def words(told: Told) -> list[Any]:
    """Return what is told of a figure as the contents of its paragraph."""
    return tied([told.text, *([html.Small(told.more)] if told.more else [])])


def figure(releases: ReleaseStore, query: Any, name: str) -> dict[str, Any]:
    """Return the figure of one of the charts; an empty one where there is nothing to draw.

    Parameters
    ----------
    releases : ReleaseStore
    query : object
        Of the part.
    name : str
        One of :data:`~dashboard.components.elements_parts.CHARTS`.
    """
    asked = read(releases, query) if query else None
    if asked is None:
        return EMPTY
    try:
        return _FIGURES[name](asked)
    except Unusable:
        return EMPTY


def _spider_figure(asked: Asked) -> dict[str, Any]:
    found = spider(asked.release, asked.choice)
    return spider_figure(found.elements, found.lines)


def _biplot_figure(asked: Asked) -> dict[str, Any]:
    found = components(asked.release, asked.choice)
    x, y = axes_of(asked.choice.component, found.scores.shape[1])
    points = _points(
        asked.choice,
        (found.scores[:, x], found.scores[:, y]),
        found.cells,
        found.countries,
        found.chosen,
        np.zeros(found.cells.size, dtype=bool),
    )
    titles = [
        _("Component {k} ({share} %)").format(k=k + 1, share=f"{100 * found.explained[k]:.0f}")
        for k in (x, y)
    ]
    return biplot(
        points,
        found.elements,
        found.loadings[:, [x, y]],
        (titles[0], titles[1]),
        coloured(asked.state.countries, points),
        dict(asked.release.country_names),
    )


def _pair_figure(asked: Asked) -> dict[str, Any]:
    found = pair(asked.release, asked.choice)
    limited = (found.x_state != State.MEASURED) | (found.y_state != State.MEASURED)
    points = _points(
        asked.choice,
        (found.x_values, found.y_values),
        found.cells,
        found.countries,
        found.chosen,
        limited,
    )
    x, y = (f"{one['name']} ({one['id']}), mg/kg" for one in (found.x, found.y))
    return pair_figure(
        points,
        (found.x_state, found.y_state),
        (x, y),
        coloured(asked.state.countries, points),
        dict(asked.release.country_names),
    )


def _points(
    choice: Choice,
    place: tuple[NDArray[Any], NDArray[Any]],
    cells: NDArray[np.uint32],
    countries: NDArray[np.str_],
    chosen: NDArray[np.bool_],
    limited: NDArray[np.bool_],
) -> Points:
    names = grid.cell_id(cells, choice.level) if cells.size else []
    return Points(*place, cells, names, countries, chosen, limited)


_FIGURES: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "spider": _spider_figure,
    "biplot": _biplot_figure,
    "pair": _pair_figure,
}


def register(app: Dash, releases: ReleaseStore) -> None:
    """Register the callbacks; each reads the query of one part, empty until that is near."""
    _register_browser(app)
    parts = (
        ("heat", "heat-data", heat_part),
        ("correlation", "correlation-data", correlation_part),
        ("anomalies", "anomalies-rows", anomalies_part),
        ("spider", "spider-rows", spider_texts),
        ("biplot", "biplot-rows", biplot_texts),
        ("pair", "pair-rows", pair_texts),
    )
    for name, store, made in parts:
        app.callback(
            Output(store, "data"),
            Output(f"{name}-words", "children"),
            Input(f"{name}-query", "data"),
            prevent_initial_call=True,
        )(_bound(made, releases))
    for name in CHARTS:
        app.callback(
            Output(f"{name}-frame", "children"),
            Input(f"{name}-near", "data"),
            prevent_initial_call=True,
        )(_framed(name))
        app.callback(
            Output(f"{name}-chart", "figure"),
            Output(f"{name}-chart", "style"),
            Input(f"{name}-query", "data"),
            Input(f"{name}-chart", "id"),
        )(_drawn(releases, name))


def _bound(made: Callable[[ReleaseStore, Any], Any], releases: ReleaseStore) -> Any:
    def part(query: Any) -> Any:
        return made(releases, query)

    return part


def _framed(name: str) -> Any:
    def frame(near: Any) -> Any:
        return chart_frame(name) if near == 1 else no_update

    return frame


def _drawn(releases: ReleaseStore, name: str) -> Any:
    def draw(query: Any, _id: Any) -> Any:
        found = figure(releases, query, name)
        # What cannot be drawn takes no room: the words say why.
        return found, {"display": "none"} if found is EMPTY else {}

    return draw


def _register_browser(app: Dash) -> None:
    # Dash's method has no annotations.
    connect: Any = app.clientside_callback
    # Dash tells callbacks apart by their outputs, and those without any by their inputs: the
    # stores are there for that.
    connect(
        ClientsideFunction("elements", "sync"),
        Output("elements-view", "data"),
        Input("view", "data"),
    )
    for table in ("heat", "correlation"):
        # Other pages with a map have a view too: without an output of its own the callback
        # would run there, where its script is not loaded.
        connect(
            ClientsideFunction("elementsTables", table),
            Output(f"{table}-drawn", "data"),
            Input(f"{table}-data", "data"),
            Input("view", "data"),
        )
    for name in (*CHARTS, "anomalies"):
        connect(ClientsideFunction("elementsTables", name), Input(f"{name}-rows", "data"))
    for name in CHARTS:
        connect(ClientsideFunction("elementsCharts", "drawn"), Input(f"{name}-chart", "figure"))
    connect(
        ClientsideFunction("elementsCharts", "follow"),
        Output("elements-cells", "data"),
        Input("view", "data"),
    )
