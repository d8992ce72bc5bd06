"""What is reported beside what is measured: the same country, never mixed."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.catalog.metrics import METRICS, metric_name
from dashboard.catalog.names import within
from dashboard.catalog.printing import capitalised, date_text, number_text
from dashboard.catalog.programme_terms import SCALES, STAGES
from dashboard.components.attributes import extra
from dashboard.components.details_panel import scrolling
from dashboard.components.progress_compared import (
    COMPARED,
    Measured,
    Statement,
    compare,
    differing,
    metric_word,
    scale_name,
    unmeasured,
)
from dashboard.i18n import _


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


def _overview(
    programme: Mapping[str, Any], countries: Sequence[str], measured: Measured
) -> html.Div:
    """Return the countries that take part: what is reported of each, and what is measured."""
    head = [_("Country"), _("Furthest stage reported"), _("Reported"), _("Samples measured")]
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
                    labelled(head[1], _reached(programme, country) or "–"),
                    labelled(head[2], _count(own)),
                    labelled(head[3], _samples(country, measured), "number"),
                ]
            )
        )
    caption = _("Countries that take part; choose one for all statements with their sources")
    table = html.Table(
        [
            html.Caption(caption),
            html.Thead(html.Tr([html.Th(text, scope="col") for text in head])),
            html.Tbody(rows),
        ],
        className="data-table stacked",
    )
    return scrolling(table, caption)


def labelled(label: str, content: Any, name: str = "") -> html.Td:
    """Return a cell that says what it is of where a narrow screen stacks the columns.

    Parameters
    ----------
    label : str
        The column's heading.
    content : object
        What the cell holds; one with nothing, or a dash, is left out of the stack.
    name : str, optional
        Class of the cell.
    """
    names = [name, "blank" if content in ("", "–", None) else ""]
    # One element, which the stack sets beside the heading.
    inside = html.Span(content) if isinstance(content, list) else content
    return html.Td(
        inside, className=" ".join(filter(None, names)) or None, **extra(data_label=label)
    )


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
        text = _("Nothing is reported of {name}: no source was found.")
        text = text.format(name=within(country, name))
        return html.P(text, className="hint")
    as_what = " ".join(filter(None, (joined["as"], date_text(joined["since"]))))
    text = _("{name} takes part ({as_what}). No figure was found.").format(
        name=within(country, name), as_what=as_what
    )
    return html.P([capitalised(text), " ", source_link(joined)], className="hint")


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
        head += [_("Measured"), _("Comparison")]
    caption = _("Reported beside measured") if compared else _("Reported for the programme")
    table = html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(html.Tr([html.Th(text, scope="col") for text in head])),
            html.Tbody([_row(one, measured, compared) for one in statements]),
        ],
        className="data-table reported-table stacked",
    )
    return scrolling(table, caption)


def _row(one: Statement, measured: Measured, compared: bool) -> html.Tr:
    where = ", ".join(filter(None, (scale_name(one["scale"]), one["area"], one["project"])))
    cells: list[Any] = [
        html.Th(where, scope="row"),
        html.Td(_said(one), className="said"),
        labelled(_("As of"), str(one["as_of"] or _("undated")), "nowrap"),
        labelled(_("Source"), source_link(one)),
    ]
    if compared:
        figure, word = compare(one, measured)
        twin = COMPARED.get(one["metric"])
        content: Any = figure
        if twin:
            content = [figure, " ", definition_link(measured.methods, twin[1])]
        cells += [labelled(_("Measured"), content, "nowrap"), labelled(_("Comparison"), word)]
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
    # Named by its metric: a list of a page's links is read without what stands around them.
    words = f"{_('How this is counted')}: {metric_name(METRICS[metric])}"
    return html.A(
        "i",
        href=f"{methods}#{metric}",
        className="info",
        title=words,
        **extra(aria_label=words),
    )
