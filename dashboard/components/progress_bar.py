"""The bar of the progress page: surveys, scale, metric, places, menus."""

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from dashboard.catalog.metrics import METRICS
from dashboard.components import choices
from dashboard.components.attributes import extra
from dashboard.components.bar_frame import (
    bar_frame,
    common_texts,
    countries_field,
    country_chips,
    region_field,
    units_field,
)
from dashboard.components.controls import menu, select, share_controls
from dashboard.components.downloads import download_panel
from dashboard.components.lookup import Record, survey_of
from dashboard.i18n import _
from dashboard.state import ViewState


def progress_bar(index: Record, state: ViewState) -> html.Div:
    """Return the bar, showing a view of a release.

    Parameters
    ----------
    index : mapping
        Release index (docs/interfaces.md, section 4).
    state : ViewState
        Fitted to the index by `resolve_progress`.
    """
    metrics = tuple(choices.Choice(metric.id, metric.name) for metric in METRICS.values())
    return bar_frame(
        "progress-bar",
        _("What is counted and shown"),
        [
            select("metric", _("Metric"), metrics, state.metric),
        ],
        [
            _survey_field(index, state),
            select("level", _("Cell size"), cell_sizes(), shown_level(state)),
            units_field(_("Coloured by"), state),
            region_field(index, state),
            countries_field(),
        ],
        [
            menu(_("View"), _view_controls(state)),
            menu(_("Share"), share_controls()),
            menu(_("Download"), download_panel("progress")),
        ],
        country_chips(),
    )


def cell_sizes() -> tuple[choices.Choice, ...]:
    """Return the sizes of cells that progress is counted in."""
    return tuple(one for one in choices.levels() if one.value.isdecimal())


def shown_level(state: ViewState) -> str:
    """Return the level that a state of progress shows: cells of 160 km where it names none."""
    return "0" if state.level == "auto" else state.level


def counted_strata(index: Record) -> list[Record]:
    """Return the strata that count: those of surveys, not of compilations."""
    surveys = {one["id"] for one in index["surveys"] if one["kind"] == "survey"}
    return [one for one in index["strata"] if one["survey"] in surveys]


def chosen_strata(index: Record, state: ViewState) -> list[str]:
    """Return the ids of the strata that a state counts, in the order of the index."""
    return [
        one["id"]
        for one in counted_strata(index)
        if not state.surveys or {one["id"], one["survey"]} & set(state.surveys)
    ]


def survey_words(index: Record, state: ViewState) -> str:
    """Return which surveys count, for the button of their list."""
    counted, chosen = counted_strata(index), chosen_strata(index, state)
    if len(chosen) == len(counted):
        return _("All surveys")
    if len(chosen) == 1:
        return _stratum_name(index, next(one for one in counted if one["id"] == chosen[0]))
    return _("{n} of {total}").format(n=len(chosen), total=len(counted))


def texts() -> Mapping[str, Any]:
    """Return the words that assets/dash_common.js and dash_progress.js need."""
    return {
        **common_texts(),
        "asOf": _("As of {date}"),
        "allDates": _("Show all dates"),
        "allSurveys": _("All surveys"),
        "someSurveys": _("{n} of {total}"),
        "definition": _("What {figure} means"),
        "headlinesStale": _(
            "The figures of this choice could not be fetched; those of the choice before are "
            "shown."
        ),
    }


def _stratum_name(index: Record, stratum: Record) -> str:
    survey = survey_of(index, stratum["survey"])
    name = (survey["short"] or survey["title"]) if survey else stratum["survey"]
    alone = sum(one["survey"] == stratum["survey"] for one in index["strata"]) == 1
    return name if alone else f"{name}: {stratum['title']}"


def _survey_field(index: Record, state: ViewState) -> html.Div:
    counted = counted_strata(index)
    options = [{"label": _stratum_name(index, one), "value": one["id"]} for one in counted]
    left_out = [one["title"] for one in index["surveys"] if one["kind"] != "survey"]
    panel: list[Any] = [
        html.Fieldset(
            [
                html.Legend(_("Surveys that count"), className="visually-hidden"),
                dbc.Checklist(id="surveys", options=options, value=chosen_strata(index, state)),
            ],
            className="field",
        ),
        html.Button(
            _("Count all surveys"),
            type="button",
            className="button",
            **extra(data_does="all-surveys"),
        ),
    ]
    if left_out:
        text = _("Never counted, as it compiles published analyses: {titles}")
        panel.append(html.P(text.format(titles="; ".join(left_out)), className="hint"))
    return html.Div(
        [
            html.Span(_("Surveys"), className="field-label", id="surveys-label"),
            html.Details(
                [
                    html.Summary(
                        html.Span(survey_words(index, state), id="surveys-chosen"),
                        id="surveys-button",
                        **extra(aria_labelledby="surveys-label surveys-chosen"),
                    ),
                    html.Div(panel, className="menu-panel"),
                ],
                className="menu",
            ),
        ],
        className="field field-surveys",
    )


def _view_controls(state: ViewState) -> list[Any]:
    return [
        select("projection", _("Projection"), choices.projections(), state.projection),
        select("theme", _("Colours of the page"), choices.themes(), state.theme),
    ]
