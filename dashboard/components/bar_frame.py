"""What the bars of the pages with maps have in common: frame, choice of places, words."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard.components import choices
from dashboard.components.attributes import extra
from dashboard.components.controls import select
from dashboard.components.lookup import Record, kind_label
from dashboard.i18n import _
from dashboard.state import ViewState

WHOLE_WORLD = "world"
"""Value of the region control that stands for no region; UN M49 codes are numbers."""


def bar_frame(
    name: str, label: str, first: Sequence[Any], rest: Sequence[Any], menus: Sequence[Any],
    *after: Any,
) -> html.Div:  # fmt: skip
    """Return a bar.

    Parameters
    ----------
    name : str
        Its id.
    label : str
        What it is for.
    first, rest, menus : sequence of components
        What narrow screens show at once, what they show on demand, and what opens below.
    *after : component
        What follows.
    """
    return html.Div(
        [
            *first,
            html.Button(
                [
                    html.Span(_("Options"), className="when-shut"),
                    html.Span(_("Close"), className="when-open"),
                ],
                type="button",
                className="button bar-more",
                **extra(data_does="more", aria_expanded="false", aria_controls=name),
            ),
            html.Div(list(rest), className="bar-rest"),
            html.Div(list(menus), className="bar-menus"),
            *after,
        ],
        id=name,
        className="bar",
        role="region",
        **extra(aria_label=label),
    )


def survey_control(index: Record, chosen: str | None) -> list[Any]:
    """Return the labelled choice of a stratum, by survey."""
    groups = [
        html.Optgroup(
            [
                html.Option(
                    f"{survey['short']}: {stratum['title']}",
                    value=stratum["id"],
                    selected=stratum["id"] == chosen,
                )
                for stratum in index["strata"]
                if stratum["survey"] == survey["id"]
            ],
            label=": ".join(filter(None, (survey["title"], kind_label(survey)))),
        )
        for survey in index["surveys"]
    ]
    return [
        html.Label(_("Survey"), htmlFor="stratum"),
        html.Select(groups, id="stratum", className="form-select"),
    ]


def units_field(label: str, state: ViewState) -> html.Fieldset:
    """Return the choice of cells or countries."""
    return html.Fieldset(
        [
            html.Legend(label),
            dbc.RadioItems(
                id="by", options=choices.options(choices.units()), value=state.by, inline=True
            ),
        ],
        className="field field-by",
    )


def region_field(index: Record, state: ViewState) -> html.Div:
    """Return the choice of a region of the release."""
    regions = tuple(choices.Choice(region["id"], region["name"]) for region in index["regions"])
    world = choices.Choice(WHOLE_WORLD, _("The whole world"))
    return select("region", _("Region"), (world, *regions), state.region or WHOLE_WORLD)


def countries_field() -> html.Div:
    """Return the place of the search for countries, which assets/dash_combobox.js fills."""
    return html.Div(
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
    )


def country_chips() -> html.Ul:
    """Return the place of the chosen countries, which assets/dash_common.js fills."""
    return html.Ul(
        id="country-chips", className="chips", **extra(aria_label=_("Chosen countries"))
    )


def common_texts() -> dict[str, Any]:
    """Return the words that assets/dash_common.js needs on every page with a bar."""
    return {
        "removeCountry": _("Remove {name}"),
        "copied": _("Link copied. It follows new releases."),
        "copiedFrozen": _("Link copied. It always shows this release."),
        "copyByHand": _("The browser does not let the page copy: the text is selected for you."),
    }


def texts_element(texts: Mapping[str, Any]) -> html.Div:
    """Return the hidden element that carries words to the scripts."""
    return html.Div(
        id="view-texts", hidden=True, **extra(data_texts=json.dumps(texts, ensure_ascii=False))
    )
