"""What is reported beside what is measured: the same country, never mixed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.catalog.metrics import FigureValues
from dashboard.catalog.printing import number_text
from dashboard.catalog.programme_terms import REPORTED, SCALES, STAGES
from dashboard.components.attributes import extra
from dashboard.components.details_panel import scrolling
from dashboard.i18n import _

Statement = Mapping[str, Any]
"""One row of `statements` in programme.json (docs/interfaces.md, section 9)."""

COMPARED: Mapping[str, tuple[str, str]] = {
    "samples": ("samples", "samples"),
    "area": ("covered_km2", "area"),
    "elements": ("elements", "elements"),
}
"""Reported metrics that have a measured twin: key of the figures, anchor of its definition."""

# Printed figures are rounded; two that differ by less than this say the same.
SAME_WITHIN = 0.01


@dataclass(frozen=True)
class Measured:
    """What stands beside the reported figures.

    Attributes
    ----------
    figures : mapping of str to mapping
        Measured figures of each country with any.
    choice : str
        What they are of, in words: surveys, scale and day.
    narrowed : bool
        Whether surveys or a day were chosen, so that the release may hold more.
    names : mapping of str to str
        Names of the countries by ISO 3166-1 alpha-3.
    methods : str
        Address of the page of definitions.
    """

    figures: Mapping[str, FigureValues]
    choice: str
    narrowed: bool
    names: Mapping[str, str]
    methods: str


def reported(programme: Mapping[str, Any], chosen: Sequence[str], measured: Measured) -> list[Any]:
    """Return the section: the programme as a whole, then countries with their stages.

    Parameters
    ----------
    programme : mapping
        `programme.json` of the release.
    chosen : sequence of str
        Countries to show, in the reader's order; empty for all that take part.
    measured : Measured
        Figures to stand beside.
    """
    listed = list(chosen) or participants(programme, measured.names)
    if not listed and not programme["statements"]:
        return [html.P(_("Nothing is reported in this release."), className="hint")]
    parts: list[Any] = [
        html.P(
            _(
                "Reported is what the programme and its partners have published. "
                "Measured is {what}."
            ).format(what=measured.choice),
            className="hint",
        )
    ]
    if chosen:
        return [*parts, *(_country(programme, country, measured) for country in chosen)]
    own = [one for one in programme["statements"] if not one["country"]]
    if own:
        parts.append(_folded(_("The programme as a whole"), _count(own), [_table(own, measured)]))
    if listed:
        parts.append(_overview(programme, listed, measured))
    return parts


def participants(programme: Mapping[str, Any], names: Mapping[str, str]) -> list[str]:
    """Return the countries that take part or of which something is reported, by name."""
    found = {one["country"] for one in programme["statements"]}
    found |= {one["country"] for one in programme["participants"]}
    return sorted(found & set(names), key=lambda country: names[country])


def compare(statement: Statement, measured: Measured) -> tuple[str, str]:
    """Return the measured twin of a statement, and in a word whether both agree.

    Parameters
    ----------
    statement : mapping
        A row of `statements`.
    measured : Measured
        Figures to stand beside.

    Returns
    -------
    figure : str
        As printed; a dash where nothing of the kind is measured.
    word : str
        Empty where there is nothing to compare.
    """
    twin = COMPARED.get(statement["metric"])
    if twin is None or not statement["country"]:
        return "–", ""
    figures = measured.figures.get(statement["country"])
    if figures is None or not figures["samples"]:
        return _("none"), _("Not in the data.")
    value = figures[twin[0]]
    if value is None:
        return "–", ""
    unit = "km²" if twin[0] == "covered_km2" else ""
    return f"{number_text(round(value))} {unit}".strip(), _word(statement["value"], value)


def unmeasured(country: str, measured: Measured) -> str:
    """Return in words that nothing of a country is measured, empty where something is."""
    figures = measured.figures.get(country)
    if figures is not None and figures["samples"]:
        return ""
    name = measured.names.get(country, country)
    if measured.narrowed:
        return _("The chosen surveys have no sample from {name}.").format(name=name)
    return _("No survey of {name} is in this release.").format(name=name)


def _word(said: float | None, found: float) -> str:
    if not said:
        return ""
    if abs(found - said) <= SAME_WITHIN * said:
        return _("Both agree.")
    if found > said:
        return _("More is measured than is reported.")
    share = number_text(round(100 * found / said, 1))
    return _("They disagree: {share} % of what is reported is in this release.").format(
        share=share
    )


def differing(statements: Sequence[Statement]) -> list[str]:
    """Return in words where sources give different figures for the same thing.

    Parameters
    ----------
    statements : sequence of mapping
        Rows of one country, or of the programme.

    Returns
    -------
    list of str
        One sentence for each scale, area and metric with more than one figure.
    """
    groups: dict[tuple[str, ...], dict[float, str]] = {}
    for one in statements:
        if one["value"] is not None:
            key = (one["scale"], one["project"], one["area"], one["metric"], one["unit"])
            groups.setdefault(key, {}).setdefault(one["value"], str(one["as_of"] or _("undated")))
    sentences = []
    for (scale, project, area, metric, unit), values in groups.items():
        if len(values) > 1:
            both = "; ".join(
                f"{number_text(value)} {unit}".strip() + f" ({day})"
                for value, day in sorted(values.items(), key=lambda pair: pair[1])
            )
            parts = (project, area, scale_name(scale), metric_word(metric))
            what = ", ".join(filter(None, parts))
            sentences.append(
                _("Sources give different figures ({what}): {both}. All are shown.").format(
                    what=what, both=both
                )
            )
    return sentences


def scale_name(scale: str) -> str:
    """Return the name of a scale of work."""
    return _(SCALES[scale].name) if scale in SCALES else scale


def metric_word(metric: str) -> str:
    """Return what a statement speaks of."""
    return _(REPORTED[metric].name) if metric in REPORTED else metric


def _overview(
    programme: Mapping[str, Any], countries: Sequence[str], measured: Measured
) -> html.Div:
    """Return the countries that take part: what is reported of each, and what is measured."""
    rows = []
    for country in countries:
        own = [one for one in programme["statements"] if one["country"] == country]
        name = measured.names[country]
        button = html.Button(
            name,
            type="button",
            className="country",
            **extra(data_toggle_country=country, data_focus_key=f"r-{country}"),
        )
        rows.append(
            html.Tr(
                [
                    html.Th(button, scope="row"),
                    html.Td(_reached(programme, country) or "–"),
                    html.Td(_count(own)),
                    html.Td(_samples(country, measured), className="number"),
                ]
            )
        )
    caption = _("Countries that take part; choose one for all statements with their sources")
    head = [_("Country"), _("Furthest stage reported"), _("Reported"), _("Samples measured")]
    table = html.Table(
        [
            html.Caption(caption),
            html.Thead(html.Tr([html.Th(text, scope="col") for text in head])),
            html.Tbody(rows),
        ],
        className="data-table",
    )
    return scrolling(table, caption)


def _samples(country: str, measured: Measured) -> str:
    figures = measured.figures.get(country)
    # A country without a survey is not one with nothing done.
    return number_text(figures["samples"]) if figures and figures["samples"] else _("none")


def _reached(programme: Mapping[str, Any], country: str) -> str:
    """Return the furthest stage of a country at each scale, in words."""
    return "; ".join(
        f"{scale_name(one['scale'])}: {_(STAGES[one['stage']].name).lower()}"
        + (f" ({one['area']})" if one["area"] else "")
        for one in programme["status"]
        if one["country"] == country and one["stage"] in STAGES
    )


def _country(programme: Mapping[str, Any], country: str, measured: Measured) -> html.Details:
    own = [one for one in programme["statements"] if one["country"] == country]
    name = measured.names.get(country, country)
    content: list[Any] = []
    if own:
        content.append(_timelines(programme["stages"], own))
        missing = unmeasured(country, measured)
        if missing:
            content.append(html.P(missing, className="callout"))
        content.append(_table(own, measured))
        content += [html.P(text, className="callout") for text in differing(own)]
    else:
        content.append(_silent(programme, country, name))
    return _folded(name, _reached(programme, country) or _count(own), content, True)


def _silent(programme: Mapping[str, Any], country: str, name: str) -> html.P:
    joined = next((one for one in programme["participants"] if one["country"] == country), None)
    if joined is None:
        text = _("Nothing is reported of {name}: no source was found.").format(name=name)
        return html.P(text, className="hint")
    text = _("{name} takes part ({as_what}). No figure was found.").format(
        name=name, as_what=" ".join(filter(None, map(str, (joined["as"], joined["since"]))))
    )
    return html.P([text, " ", source_link(joined)], className="hint")


def _folded(title: str, hint: str, content: Sequence[Any], opened: bool = False) -> html.Details:
    summary = html.Summary([html.Span(title, className="name"), html.Span(hint, className="hint")])
    return html.Details([summary, *content], open=opened, className="reported")


def _count(statements: Sequence[Statement]) -> str:
    if not statements:
        return _("no figure found")
    return _("statements: {n}").format(n=len(statements))


def _timelines(stages: Sequence[Mapping[str, Any]], own: Sequence[Statement]) -> html.Div:
    """Return for each scale the stages in the order of work, with the days reported."""
    rows = []
    for scale in SCALES:
        dated = {one["metric"]: str(one["as_of"] or "") for one in own if one["scale"] == scale}
        reached = [stage for stage in stages if stage["id"] in dated]
        if not reached:
            continue
        steps = [
            html.Li(
                [
                    html.Span(_(stage["name"]), className="stage"),
                    html.Span(dated.get(stage["id"], ""), className="day"),
                    html.Span(
                        _("reported") if stage["id"] in dated else _("not reported"),
                        className="visually-hidden",
                    ),
                ],
                className="reached" if stage["id"] in dated else "",
            )
            for stage in stages
        ]
        rows.append(
            html.Div(
                [
                    html.Span(scale_name(scale), className="stage-scale"),
                    html.Ol(
                        steps,
                        **extra(aria_label=_("Stages, {scale}").format(scale=scale_name(scale))),
                    ),
                ],
                className="stages",
            )
        )
    return html.Div(rows)


def _table(statements: Sequence[Statement], measured: Measured) -> html.Div:
    compared = any(one["country"] for one in statements)
    head = [_("Scale"), _("Reported"), _("As of"), _("Source")]
    if compared:
        head += [_("Measured"), _("In a word")]
    caption = _("Reported beside measured") if compared else _("Reported for the programme")
    table = html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(html.Tr([html.Th(text, scope="col") for text in head])),
            html.Tbody([_row(one, measured, compared) for one in statements]),
        ],
        className="data-table reported-table",
    )
    return scrolling(table, caption)


def _row(one: Statement, measured: Measured, compared: bool) -> html.Tr:
    where = ", ".join(filter(None, (scale_name(one["scale"]), one["area"], one["project"])))
    cells: list[Any] = [
        html.Th(where, scope="row"),
        html.Td(_said(one)),
        html.Td(str(one["as_of"] or _("undated")), className="nowrap"),
        html.Td(source_link(one)),
    ]
    if compared:
        figure, word = compare(one, measured)
        twin = COMPARED.get(one["metric"])
        explained: list[Any] = [" ", definition_link(measured.methods, twin[1])] if twin else []
        cells += [html.Td([figure, *explained], className="nowrap"), html.Td(word)]
    return html.Tr(cells)


def _said(one: Statement) -> list[Any]:
    what = metric_word(one["metric"])
    parts: list[Any] = []
    # "Samples 146 samples" would say it twice.
    if one["value"] is None or one["unit"].casefold() != what.casefold():
        parts.append(html.Span(what, className="said-of"))
    if one["value"] is not None:
        value = f"{number_text(one['value'])} {one['unit']}".strip()
        if one.get("denominator"):
            value = _("{value} of {whole}").format(value=value, whole=one["denominator"])
        parts += [" ", html.Strong(value)]
    if one.get("words"):
        parts += [" ", html.Q(one["words"])]
    if one.get("note"):
        parts.append(html.Div(one["note"], className="hint"))
    return parts


def source_link(one: Mapping[str, Any]) -> Any:
    """Return the source of a statement, a link where it has an address."""
    address = str(one.get("address") or "")
    # What a table says is followed only where it leads to a page.
    if address.startswith(("https://", "http://")):
        return html.A(one["source"], href=address, target="_blank", rel="noopener")
    return str(one["source"])


def definition_link(methods: str, metric: str) -> html.A:
    """Return the *i* that leads from a number to its definition."""
    return html.A(
        "i",
        href=f"{methods}#{metric}",
        className="info",
        title=_("How this is counted"),
        **extra(aria_label=_("How this is counted")),
    )
