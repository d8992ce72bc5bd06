"""Facts of a survey: what was sampled and how, limits, licence, citation."""

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard.catalog.printing import number_text
from dashboard.components.attributes import extra
from dashboard.components.lookup import Record, kind_label, stratum_of, survey_of
from dashboard.i18n import _


def survey_dialog() -> html.Dialog:
    """Return the dialog; a callback writes the facts of the stratum on the map into it."""
    return html.Dialog(
        [
            html.Div(
                [
                    html.H2(_("About this survey"), id="survey-title"),
                    html.Button(
                        _("Close"),
                        type="button",
                        className="button button-quiet",
                        **extra(data_does="close-dialog"),
                    ),
                ],
                className="dialog-head",
            ),
            html.Div(id="survey-facts"),
        ],
        id="survey-dialog",
        className="survey-dialog",
        **extra(aria_labelledby="survey-title"),
    )


def survey_facts(index: Record, stratum_id: str | None) -> list[Any]:
    """Return the facts of a stratum and its survey.

    Parameters
    ----------
    index : mapping
        Release index (docs/interfaces.md, section 4).
    stratum_id : str or None
        An unknown one gives a sentence that says so.
    """
    stratum = stratum_of(index, stratum_id)
    survey = survey_of(index, stratum["survey"]) if stratum else None
    if stratum is None or survey is None:
        return [html.P(_("This release has no such survey."))]
    kind = kind_label(survey)
    counted = _("Grid values") if stratum.get("gridded") else _("Samples")
    return [
        html.H3(survey["title"]),
        html.P(html.Span(kind, className="badge-plain")) if kind else None,
        _facts(
            {
                _("Stratum"): stratum["title"],
                _("Medium"): stratum["medium"],
                _("Depth"): stratum["depth"],
                _("Size fraction"): stratum["fraction"],
                _("Digestion"): stratum["digestion"],
                _("Method"): stratum["method"],
                counted: number_text(stratum["samples"]),
                _("Years"): years(survey["years"]),
                _("Owner"): survey["owner"],
                _("Licence"): outside_link(survey["licence"], survey["licence_url"]),
                _("Source"): outside_link(survey["source_url"], survey["source_url"]),
                _("Release"): index["release"],
            }
        ),
        html.P(survey["notes"]) if survey["notes"] else None,
        html.H3(_("Cite as")),
        html.P(survey["citation"], id="survey-citation", className="citation"),
        html.P(
            html.Button(
                _("Copy citation"),
                type="button",
                className="button",
                **extra(data_does="copy-citation"),
            )
        ),
        html.H3(_("Detection limits"), id="limits-title"),
        _limits(stratum),
    ]


def years(span: list[int] | None) -> str:
    """Return the years of a survey: ``1995`` or ``2007–2010``; empty where not known."""
    return "–".join(str(year) for year in dict.fromkeys(span or ()))


def outside_link(text: str | None, address: str | None) -> Any:
    """Return a link, or the bare text where the address is not one of the web.

    Recipes are written by others: an address with another scheme must not become one
    that runs in the page.
    """
    if address and address.startswith(("https://", "http://")):
        return html.A(text or address, href=address, rel="noopener noreferrer")
    return text


def _facts(facts: Mapping[str, Any]) -> html.Dl:
    return html.Dl(
        [
            part
            for name, value in facts.items()
            if value
            for part in (html.Dt(name), html.Dd(value))
        ],
        className="facts",
    )


def limit_text(limit: list[float] | None) -> str:
    """Return the detection limits of an analyte: one, a range, or that none is known."""
    if not limit:
        return _("not known")
    lowest, highest = limit
    if lowest == highest:
        return number_text(lowest)
    return f"{number_text(lowest)}–{number_text(highest)}"


def _limits(stratum: Record) -> html.Div:
    numbers = (_("Limit"), _("Results"), _("Below"))
    analytes = stratum["analytes"]
    # Empty where an analyte is determined as the whole stratum is.
    methods = [
        ", ".join(filter(None, (analyte["digestion"], analyte["method"]))) for analyte in analytes
    ]
    own = any(methods)
    head = [
        html.Th(_("Analyte"), scope="col"),
        html.Th(_("Unit"), scope="col"),
        *(html.Th(text, scope="col", className="number") for text in numbers),
        *([html.Th(_("Own method"), scope="col")] if own else []),
    ]
    rows = [
        html.Tr(
            [
                html.Th(analyte["id"], scope="row"),
                html.Td(analyte["unit"]),
                html.Td(limit_text(analyte["limit"]), className="number"),
                html.Td(number_text(analyte["n"]), className="number"),
                html.Td(number_text(analyte["censored"]), className="number"),
                *([html.Td(method)] if own else []),
            ]
        )
        for analyte, method in zip(analytes, methods, strict=True)
    ]
    return html.Div(
        html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="data-table"),
        className="scroll",
        role="group",
        tabIndex=0,
        **extra(aria_labelledby="limits-title"),
    )
