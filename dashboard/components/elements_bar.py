"""The bar of the page of elements together: survey, elements, what the map shows, menus."""

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard.catalog.critical import critical_lists
from dashboard.components import choices
from dashboard.components.attributes import extra
from dashboard.components.bar_frame import (
    bar_frame,
    common_texts,
    countries_field,
    region_field,
    survey_control,
)
from dashboard.components.controls import menu, select, share_controls
from dashboard.components.downloads import download_panel
from dashboard.components.lookup import Record, stratum_of
from dashboard.i18n import _
from dashboard.state import ViewState
from dashboard.statistics.thresholds import THRESHOLDS, threshold_name


def elements_bar(index: Record, state: ViewState) -> html.Div:
    """Return the bar, showing a view of a release.

    Parameters
    ----------
    index : mapping
        Release index (docs/interfaces.md, section 4).
    state : ViewState
        Fitted to the index by `resolve_together`.
    """
    return bar_frame(
        "elements-bar",
        _("What the map shows"),
        [
            html.Div(survey_control(index, state.stratum), className="field field-stratum"),
            _elements_field(),
        ],
        [
            select("together", _("Map shows"), maps(), shown_map(state)),
            _hidden(
                "threshold-field",
                select("threshold", _("Threshold"), threshold_choices(), state.threshold),
                state.together != "anomalies",
            ),
            _hidden(
                "analyte-field",
                select("analyte", _("Element"), analytes(index, state.stratum), state.analyte),
                state.together != "element",
            ),
            select("level", _("Cell size"), _sizes(index, state), state.level),
            countries_field(),
        ],
        [
            menu(_("View"), _view_controls(index, state)),
            menu(_("Share"), share_controls()),
            menu(_("Download"), download_panel("elements")),
        ],
    )


def maps() -> tuple[choices.Choice, ...]:
    """Return what the map can show; a component with its number."""
    return (
        *[
            choices.Choice(f"component-{i}", _("Principal component {i}").format(i=i))
            for i in range(1, 5)
        ],
        choices.Choice("index", _("Additive index")),
        choices.Choice("anomalies", _("Anomalies")),
        choices.Choice("composite", _("Composite of three elements")),
        choices.Choice("element", _("One element")),
    )


def shown_map(state: ViewState) -> str:
    """Return which of :func:`maps` a state shows."""
    return f"component-{state.component}" if state.together == "component" else state.together


def threshold_choices() -> tuple[choices.Choice, ...]:
    """Return the thresholds above which a cell is anomalous."""
    return tuple(choices.Choice(one, threshold_name(one)) for one in THRESHOLDS)


def analytes(index: Record, stratum: str | None) -> tuple[choices.Choice, ...]:
    """Return the elements of a stratum; parameters such as pH are no parts of a whole."""
    record = stratum_of(index, stratum)
    return tuple(
        choices.Choice(one["id"], f"{one['id']} – {one['name']}")
        for one in (record["analytes"] if record else ())
        if one.get("number")
    )


def texts() -> Mapping[str, Any]:
    """Return the words that assets/dash_common.js and dash_elements.js need."""
    return {
        **common_texts(),
        "levels": choices.options(choices.levels()),
        "cellSome": _("{symbol}, {name}: {results} in {samples}, {censored} below detection"),
        "resultsOne": _("1 result"),
        "results": _("{n} results"),
        "samplesOne": _("1 sample"),
        "samples": _("{n} samples"),
        "cellNone": _("{symbol}, {name}: no results in this stratum"),
        "allElements": _("All with enough results"),
        "someElements": _("{n} elements"),
        "membersChosen": _("Chosen: {names}."),
        "membersAll": _("All elements with enough results above detection are taken."),
        "membersMissing": _("Not in this stratum: {names}."),
        "presetMissing": _(
            "{list}: this stratum has {n} of its {total} elements. Missing: {names}."
        ),
        "presetWhole": _("{list}: this stratum has all of its {total} elements."),
        "cellsOne": _("1 cell chosen"),
        "cellsMany": _("{n} cells chosen"),
        "cellsClear": _("Clear the chosen cells"),
        "cellsCut": _("Of {n} cells the first {most} are chosen: a link holds no more."),
        "failed": _("This part could not be fetched. It is asked for again with the next change."),
    }


def presets_json() -> list[dict[str, Any]]:
    """Return the lists of critical minerals as the page carries them (`config.presets`)."""
    return [
        {"id": one.id, "name": one.name, "year": one.year, "elements": list(one.symbols)}
        for one in critical_lists()
    ]


def _elements_field() -> html.Div:
    return html.Div(
        [
            html.Span(_("Elements"), className="field-label", id="members-label"),
            html.Button(
                html.Span(id="members-name", className="name"),
                id="members-button",
                type="button",
                className="button element-button",
                **extra(
                    data_does="open-members",
                    aria_haspopup="dialog",
                    aria_labelledby="members-label members-name",
                ),
            ),
        ],
        className="field field-members",
    )


def _hidden(id: str, field: html.Div, hidden: bool) -> html.Div:
    return html.Div(field, id=id, hidden=hidden)


def _sizes(index: Record, state: ViewState) -> tuple[choices.Choice, ...]:
    record = stratum_of(index, state.stratum)
    offered = {"auto", *map(str, record["levels"] if record else ())}
    return tuple(one for one in choices.levels() if one.value in offered)


def _view_controls(index: Record, state: ViewState) -> list[Any]:
    return [
        region_field(index, state),
        select("ramp", _("Colours"), choices.ramps(), state.ramp),
        select("projection", _("Projection"), choices.projections(), state.projection),
        select("theme", _("Colours of the page"), choices.themes(), state.theme),
    ]
