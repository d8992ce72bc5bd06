"""The bar of the map page: survey, element, statistic, countries, menus."""

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard.components import choices
from dashboard.components.attributes import extra
from dashboard.components.bar_frame import (
    bar_frame,
    common_texts,
    countries_field,
    region_field,
    survey_control,
    units_field,
)
from dashboard.components.controls import menu, select, share_controls
from dashboard.components.downloads import download_panel
from dashboard.components.lookup import Record, analyte_of, stratum_of
from dashboard.i18n import _
from dashboard.state import ViewState


def bar(index: Record, state: ViewState) -> html.Div:
    """Return the bar, showing a view of a release.

    Parameters
    ----------
    index : mapping
        Release index (docs/interfaces.md, section 4).
    state : ViewState
        Resolved against the index.
    """
    return bar_frame(
        "bar",
        _("What the map shows"),
        [
            _survey_field(index, state),
            _element_field(index, state),
        ],
        [
            select("statistic", _("Statistic"), choices.statistics(), state.statistic),
            units_field(_("Coloured by"), state),
            countries_field(),
        ],
        _menus(index, state),
    )


def time_slider(index: Record, state: ViewState) -> html.Div:
    """Return the slider over the stratum's collection dates, hidden where there are none."""
    stratum = stratum_of(index, state.stratum)
    dates = stratum["dates"] if stratum else []
    return html.Div(
        [
            html.Label(_("Collected up to"), htmlFor="date"),
            html.Div(
                dbc.Input(
                    id="date",
                    type="range",
                    min=0,
                    max=len(dates),
                    step=1,
                    value=len(dates),
                    className="form-range",
                ),
                className="time-range",
            ),
            html.Output(id="date-label", htmlFor="date"),
        ],
        id="time",
        className="time",
        hidden=len(dates) < 2,
    )


def texts() -> Mapping[str, Any]:
    """Return the words that assets/dash_view.js and dash_picker.js need."""
    return {
        **common_texts(),
        "levels": choices.options(choices.levels()),
        "allDates": _("all samples"),
        "citationFacts": _("Licence: {licence}. Release {release}, accessed on {date}: {link}"),
        "copiedCitation": _("Citation copied, with licence, release, date and link."),
        "breaksMissing": _("Type the bounds and press Enter."),
        "breaksNumbers": _("Numbers only, with spaces between them."),
        "breaksMany": _("At most twelve bounds."),
        "breaksOrder": _("Each bound must be larger than the one before."),
        "cellSome": _("{symbol}, {name}: {results} in {samples}, {censored} below detection"),
        "samplesOne": _("1 sample"),
        "samples": _("{n} samples"),
        "cellNone": _("{symbol}, {name}: no results in this stratum"),
        "elsewhere": _("{name} was not determined here. It is in:"),
        "nowhere": _("No survey of this release has {name}."),
        "resultsOne": _("1 result"),
        "results": _("{n} results"),
        "noResults": _("not in this stratum"),
    }


def _survey_field(index: Record, state: ViewState) -> html.Div:
    return html.Div(
        [
            *survey_control(index, state.stratum),
            html.Button(
                _("About this survey"),
                id="survey-open",
                type="button",
                className="link-button",
                **extra(data_does="open-survey", aria_haspopup="dialog"),
            ),
        ],
        className="field field-stratum",
    )


def _element_field(index: Record, state: ViewState) -> html.Div:
    analyte = analyte_of(stratum_of(index, state.stratum), state.analyte)
    name = analyte["name"] if analyte and analyte["name"] != analyte["id"] else ""
    return html.Div(
        [
            html.Span(_("Element"), className="field-label", id="element-label"),
            html.Button(
                [
                    html.Span(state.analyte or "", id="element-symbol", className="symbol"),
                    html.Span(name, id="element-name", className="name"),
                ],
                id="element-button",
                type="button",
                className="button element-button",
                **extra(
                    data_does="open-elements",
                    aria_haspopup="dialog",
                    aria_labelledby="element-label element-symbol element-name",
                ),
            ),
        ],
        className="field field-element",
    )


def _menus(index: Record, state: ViewState) -> list[Any]:
    return [
        menu(_("Classes"), class_controls(state)),
        menu(_("View"), _view_controls(index, state)),
        menu(_("Share"), share_controls()),
        menu(_("Download"), download_panel("map")),
    ]


def class_controls(state: ViewState) -> list[Any]:
    """Return the controls of class scheme, own bounds and colours."""
    return [
        select("classes", _("Class scheme"), choices.class_schemes(), state.classes),
        html.Div(
            [
                html.Label(_("Own bounds, in the unit of the legend"), htmlFor="breaks"),
                dbc.Input(
                    id="breaks",
                    type="text",
                    debounce=True,
                    value="  ".join(f"{bound:g}" for bound in state.breaks),
                    placeholder=_("for example 10 20 50 100"),
                    maxlength=200,
                    autocomplete="off",
                ),
                html.P(id="breaks-message", className="message message-bad", role="alert"),
            ],
            className="field",
        ),
        dbc.Checklist(
            id="rescale",
            options=[
                {"label": _("Rescale the classes to the chosen countries"), "value": "rescale"}
            ],
            value=["rescale"] if state.rescale else [],
        ),
        select("ramp", _("Colours"), choices.ramps(), state.ramp),
    ]


def _view_controls(index: Record, state: ViewState) -> list[Any]:
    return [
        select("level", _("Cell size"), choices.levels(), state.level),
        select("projection", _("Projection"), choices.projections(), state.projection),
        region_field(index, state),
        select("theme", _("Colours of the page"), choices.themes(), state.theme),
        # The view as the first of several maps; assets/dash_view.js writes its query.
        html.A(
            _("Compare with other maps"), id="compare-link", className="button", href="compare"
        ),
    ]
