"""The bar of the map page: survey, element, statistic, countries, menus."""

import json
from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard.components import choices
from dashboard.components.attributes import extra
from dashboard.components.controls import menu, select, share_controls
from dashboard.components.downloads import download_panel
from dashboard.components.lookup import Record, analyte_of, kind_label, stratum_of
from dashboard.i18n import _
from dashboard.state import ViewState

WHOLE_WORLD = "world"
"""Value of the region control that stands for no region; UN M49 codes are numbers."""


def bar(index: Record, state: ViewState) -> html.Div:
    """Return the bar, showing a view of a release.

    Parameters
    ----------
    index : mapping
        Release index (docs/interfaces.md, section 4).
    state : ViewState
        Resolved against the index.
    """
    return html.Div(
        [
            _survey_field(index, state),
            _element_field(index, state),
            html.Button(
                [
                    html.Span(_("Options"), className="when-shut"),
                    html.Span(_("Close"), className="when-open"),
                ],
                type="button",
                className="button bar-more",
                **extra(data_does="more", aria_expanded="false", aria_controls="bar"),
            ),
            html.Div(
                [
                    select("statistic", _("Statistic"), choices.statistics(), state.statistic),
                    html.Fieldset(
                        [
                            html.Legend(_("Coloured by")),
                            dbc.RadioItems(
                                id="by",
                                options=choices.options(choices.units()),
                                value=state.by,
                                inline=True,
                            ),
                        ],
                        className="field field-by",
                    ),
                    html.Div(
                        [
                            html.Span(_("Countries"), className="field-label"),
                            html.Div(
                                id="country-search",
                                **extra(
                                    data_label=_("Add a country"),
                                    data_placeholder=_("Add a country"),
                                    data_list_label=_("Countries"),
                                    data_none=_("No such country"),
                                ),
                            ),
                        ],
                        className="field field-countries",
                    ),
                ],
                className="bar-rest",
            ),
            html.Div(_menus(index, state), className="bar-menus"),
        ],
        id="bar",
        className="bar",
        role="region",
        **extra(aria_label=_("What the map shows")),
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


def country_chips() -> html.Ul:
    """Return the place of the chosen countries, which assets/dash_view.js fills."""
    return html.Ul(
        id="country-chips", className="chips", **extra(aria_label=_("Chosen countries"))
    )


def texts() -> Mapping[str, Any]:
    """Return the words that assets/dash_view.js and dash_picker.js need."""
    return {
        "levels": choices.options(choices.levels()),
        "allDates": _("all samples"),
        "removeCountry": _("Remove {name}"),
        "copied": _("Link copied. It follows new releases."),
        "copiedFrozen": _("Link copied. It always shows this release."),
        "citationFacts": _("Licence: {licence}. Release {release}, accessed on {date}: {link}"),
        "copiedCitation": _("Citation copied, with licence, release, date and link."),
        "copyByHand": _("The browser does not let the page copy: the text is marked for you."),
        "breaksMissing": _("Type the bounds and press Enter."),
        "breaksNumbers": _("Numbers only, with spaces between them."),
        "breaksMany": _("At most twelve bounds."),
        "breaksOrder": _("Each bound must be larger than the one before."),
        "cellSome": _(
            "{symbol}, {name}: {n} results in {samples} samples, {censored} below detection"
        ),
        "cellNone": _("{symbol}, {name}: no results in this stratum"),
        "elsewhere": _("{name} was not determined here. It is in:"),
        "nowhere": _("No survey of this release has {name}."),
        "results": _("{n} results"),
        "noResults": _("not in this stratum"),
    }


def texts_element() -> html.Div:
    """Return the hidden element that carries the words to the scripts."""
    return html.Div(
        id="view-texts", hidden=True, **extra(data_texts=json.dumps(texts(), ensure_ascii=False))
    )


def _survey_groups(index: Record, chosen: str | None) -> list[html.Optgroup]:
    groups = []
    for survey in index["surveys"]:
        label = ": ".join(filter(None, (survey["title"], kind_label(survey))))
        strata = [item for item in index["strata"] if item["survey"] == survey["id"]]
        entries = [
            html.Option(
                f"{survey['short']}: {stratum['title']}",
                value=stratum["id"],
                selected=stratum["id"] == chosen,
            )
            for stratum in strata
        ]
        groups.append(html.Optgroup(entries, label=label))
    return groups


def _survey_field(index: Record, state: ViewState) -> html.Div:
    return html.Div(
        [
            html.Label(_("Survey"), htmlFor="stratum"),
            html.Select(
                _survey_groups(index, state.stratum), id="stratum", className="form-select"
            ),
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
    regions = tuple(choices.Choice(region["id"], region["name"]) for region in index["regions"])
    return [
        select("level", _("Cell size"), choices.levels(), state.level),
        select("projection", _("Projection"), choices.projections(), state.projection),
        select(
            "region",
            _("Region"),
            (choices.Choice(WHOLE_WORLD, _("The whole world")), *regions),
            state.region or WHOLE_WORLD,
        ),
        select("theme", _("Colours of the page"), choices.themes(), state.theme),
        # The view as the first of several maps; assets/dash_view.js writes its query.
        html.A(
            _("Compare with other maps"), id="compare-link", className="button", href="compare"
        ),
    ]
