"""The bar of the page of comparison: how the maps are shown; what each shows is in its head."""

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard.components import bar, choices
from dashboard.components.bar_frame import bar_frame, countries_field, region_field, units_field
from dashboard.components.controls import menu, select, share_controls
from dashboard.components.downloads import download_panel
from dashboard.components.lookup import Record
from dashboard.i18n import _
from dashboard.state import ViewState
from dashboard.state_panes import panes


def compare_bar(index: Record, state: ViewState) -> html.Div:
    """Return the bar, showing a view of a release.

    Parameters
    ----------
    index : mapping
        Release index (docs/interfaces.md, section 4).
    state : ViewState
        Fitted to the index by `resolve_panes`.
    """
    return bar_frame(
        "compare-bar",
        _("How the maps are shown"),
        [
            select("mode", _("Maps"), modes(), state.mode),
        ],
        [
            select("common", _("Classes of the maps"), sharings(), state.common),
            select("figures", _("Figures below show"), figures(state), state.figures),
            units_field(_("Coloured by"), state),
            region_field(index, state),
            countries_field(),
        ],
        [
            menu(_("Classes"), bar.class_controls(state)),
            menu(_("View"), _view_controls(state)),
            menu(_("Share"), share_controls()),
            menu(_("Download"), download_panel("compare")),
        ],
    )


def modes() -> tuple[choices.Choice, ...]:
    """Return how the maps are shown."""
    return (
        choices.Choice("panes", _("Side by side")),
        choices.Choice("swipe", _("Swipe, 1 over 2")),
        choices.Choice("difference", _("Difference, 2 − 1")),
        choices.Choice("ratio", _("Ratio, 2 ÷ 1")),
    )


def sharings() -> tuple[choices.Choice, ...]:
    """Return which maps share their classes."""
    return (
        choices.Choice("auto", _("Shared by element")),
        choices.Choice("shared", _("Shared by all")),
        choices.Choice("own", _("Each its own")),
    )


def figures(state: ViewState) -> tuple[choices.Choice, ...]:
    """Return the maps whose distributions can be drawn."""
    count = len(panes(state))
    return tuple(choices.Choice(one, _map_name(one)) for one in ("1", "2", "3", "4")[:count])


def texts() -> Mapping[str, Any]:
    """Return the words that assets/dash_common.js and dash_compare.js need."""
    maps = [choices.Choice(one, _map_name(one)) for one in ("1", "2", "3", "4")]
    return {**bar.texts(), "maps": choices.options(tuple(maps))}


def _map_name(number: str) -> str:
    return _("Map {number}").format(number=number)


def _view_controls(state: ViewState) -> list[Any]:
    sizes = tuple(one for one in choices.levels() if one.value != "sites")
    hint = _(
        "Results of other surveys and methods are multiplied by one factor, the median ratio in "
        "the cells that both have. The factor is stated wherever it is used."
    )
    return [
        select("level", _("Cell size"), sizes, state.level),
        select("projection", _("Projection"), choices.projections(), state.projection),
        dbc.Checklist(
            id="levelled",
            options=[{"label": _("Level other surveys to map 1"), "value": "levelled"}],
            value=["levelled"] if state.levelled else [],
        ),
        html.P(hint, className="hint"),
        select("theme", _("Colours of the page"), choices.themes(), state.theme),
    ]
