"""The figures below the maps of the page of comparison, each asked for when it comes near."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, no_update

from dashboard.charts.compare_axes import NARROW, Chart, empty
from dashboard.charts.compare_boxes import box_chart
from dashboard.charts.compare_curves import ecdf_chart, quantile_chart
from dashboard.charts.compare_ridges import ridge_chart
from dashboard.compare import distributions, words
from dashboard.compare.choice import Choice, choice_of
from dashboard.compare.groups import groups
from dashboard.components import compare_parts as parts
from dashboard.components import compare_tables as tables
from dashboard.components.details_panel import no_data
from dashboard.components.unbroken import tied
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.state import ViewState, from_query, to_query
from dashboard.state_panes import resolve_panes

QUERY = Input("compare-query", "data")

COLUMNS = (1, 2, 3, 4, 5, 6)
"""Numbers of small multiples that stand side by side."""


@dataclass(frozen=True)
class Asked:
    """A comparison in a release that is kept."""

    release: Release
    state: ViewState
    choice: Choice


def read(releases: ReleaseStore, query: Any) -> Asked | None:
    """Read the query of a comparison; None where its release is not kept, or empty."""
    state, _notices = from_query(query if isinstance(query, str) else "")
    release = releases.get(state.release) if state.release else releases.current()
    if release is None:
        return None
    state, _notices = resolve_panes(state, release.index)
    choice = choice_of(release, state)
    return None if choice is None else Asked(release, state, choice)


Drawn = Callable[[Release, Choice, int], Chart]
Said = Callable[[Release, Choice], Any]


@dataclass(frozen=True)
class Part:
    """A part with a chart: how it is drawn, said in words, and listed."""

    chart: Drawn
    words: Said
    table: Said


def _boxes(release: Release, choice: Choice, columns: int) -> Chart:
    held = distributions.boxes(release, choice)
    return box_chart(groups(release, choice), held, columns <= NARROW)


def _ecdf(release: Release, choice: Choice, columns: int) -> Chart:
    return ecdf_chart(groups(release, choice), distributions.curves(release, choice), columns)


def _ridges(release: Release, choice: Choice, columns: int) -> Chart:
    held = distributions.densities(release, choice)
    return ridge_chart(groups(release, choice), held, columns <= NARROW)


def _quantiles(release: Release, choice: Choice, columns: int) -> Chart:
    held = distributions.against_world(release, choice)
    return quantile_chart(groups(release, choice), held, columns)


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        "boxes": Part(_boxes, words.boxes_words, tables.boxes_table),
        "ecdf": Part(_ecdf, words.curves_words, tables.curves_table),
        "ridges": Part(_ridges, words.ridges_words, tables.ridges_table),
        "quantiles": Part(_quantiles, words.quantiles_words, tables.quantiles_table),
    }
)
"""The parts with a chart."""


def figure(releases: ReleaseStore, name: str, query: Any, columns: Any) -> tuple[Any, Any]:
    """Return the figure of a part and the style that gives it its height, or takes it away."""
    asked = read(releases, query)
    beside = columns if columns in COLUMNS else COLUMNS[-3]
    drawn = empty() if asked is None else PARTS[name].chart(asked.release, asked.choice, beside)
    return drawn.figure, {"height": f"{drawn.height}px"} if drawn.height else {"display": "none"}


def told(releases: ReleaseStore, name: str, query: Any) -> tuple[str, Any]:
    """Return a part in words, and its table."""
    asked = read(releases, query)
    if asked is None:
        return "", no_data()
    part = PARTS[name]
    if not groups(asked.release, asked.choice).groups:
        return _("There is nothing to draw."), []
    content = part.table(asked.release, asked.choice)
    said = part.words(asked.release, asked.choice)
    return tied(said), tied(tables.twin(parts.table_title(name), content))


def about(releases: ReleaseStore, query: Any) -> Any:
    """Return what is compared and what must be known before."""
    asked = read(releases, query)
    if asked is None:
        return no_data()
    found = groups(asked.release, asked.choice)
    return tied(parts.about(words.title(asked.release, found), words.warnings(found)))


def statistics(releases: ReleaseStore, query: Any, prefix: str = "/") -> Any:
    """Return the table of statistics with its downloads."""
    asked = read(releases, query)
    if asked is None:
        return no_data()
    return tied(
        [
            parts.downloads("statistics", _address(asked, prefix)),
            tables.statistics_table(asked.release, asked.choice),
            *tables.statistics_notes(),
        ]
    )


def pairs(releases: ReleaseStore, query: Any, prefix: str = "/") -> Any:
    """Return the differences of pairs with their downloads."""
    asked = read(releases, query)
    if asked is None:
        return no_data()
    sentences = words.pairs_words(asked.release, asked.choice)
    told_ones = [tables.paragraph(one) for one in sentences]
    if len(groups(asked.release, asked.choice).groups) < 2:
        return tied(told_ones)
    return tied(
        [
            *told_ones,
            tables.key(),
            tables.matrix_table(asked.release, asked.choice),
            *tables.pairs_notes(asked.release, asked.choice),
            parts.downloads("pairs", _address(asked, prefix)),
            tables.pairs_table(asked.release, asked.choice),
        ]
    )


def _address(asked: Asked, prefix: str) -> str:
    return f"{prefix}api/v1/compare.{{kind}}?{to_query(asked.state)}"


def register(app: Dash, releases: ReleaseStore) -> None:
    """Register the callbacks; a part is filled once it was wanted."""
    prefix = str(app.config.requests_pathname_prefix)
    # Dash's method has no annotations.
    connect: Any = app.clientside_callback
    connect(ClientsideFunction("compareParts", "watch"), QUERY)
    for name in PARTS:
        _register_chart(app, releases, name)
    _register_table(app, "statistics", lambda query: statistics(releases, query, prefix))
    _register_table(app, "pairs", lambda query: pairs(releases, query, prefix))

    @app.callback(Output("compare-about", "children"), QUERY, prevent_initial_call=True)
    def say(query: Any) -> Any:
        return about(releases, query) if isinstance(query, str) else no_update


def _register_chart(app: Dash, releases: ReleaseStore, name: str) -> None:
    wanted, chart = Input(f"compare-{name}-wanted", "data"), f"compare-{name}-chart"

    @app.callback(Output(f"compare-{name}-place", "children"), wanted, prevent_initial_call=True)
    def place(want: Any) -> Any:
        return parts.chart_of(name) if want == 1 else no_update

    @app.callback(
        Output(chart, "figure"),
        Output(chart, "style"),
        QUERY,
        Input(chart, "id"),
        Input("compare-columns", "data"),
    )
    def draw(query: Any, _id: Any, beside: Any) -> Any:
        if not isinstance(query, str):
            return no_update, no_update
        return figure(releases, name, query, beside)

    @app.callback(
        Output(f"compare-{name}-words", "children"),
        Output(f"compare-{name}-table", "children"),
        QUERY,
        wanted,
        prevent_initial_call=True,
    )
    def say(query: Any, want: Any) -> Any:
        if want != 1 or not isinstance(query, str):
            return no_update, no_update
        return told(releases, name, query)


def _register_table(app: Dash, name: str, of: Callable[[Any], Any]) -> None:
    @app.callback(
        Output(f"compare-{name}-body", "children"),
        QUERY,
        Input(f"compare-{name}-wanted", "data"),
        prevent_initial_call=True,
    )
    def fill(query: Any, want: Any) -> Any:
        return of(query) if want == 1 and isinstance(query, str) else no_update
