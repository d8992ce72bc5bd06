"""Training as reported: courses and trainees by year, each figure with its source."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.catalog.names import within
from dashboard.catalog.printing import date_text, listed, number_text
from dashboard.components.details_panel import scrolling
from dashboard.components.progress_compared import differing
from dashboard.components.progress_reported import labelled, source_link
from dashboard.i18n import _

Course = Mapping[str, Any]
"""One row of `training` in programme.json (docs/interfaces.md, section 9)."""


def training(
    programme: Mapping[str, Any], chosen: Sequence[str], names: Mapping[str, str]
) -> list[Any]:
    """Return the section: a table by year, then what is reported of several years.

    Nothing is summed: sources count people, places and years differently, and a total
    over them would be nobody's figure.

    Parameters
    ----------
    programme : mapping
        `programme.json` of the release.
    chosen : sequence of str
        Countries to show; empty for all.
    names : mapping of str to str
        Names of the countries by ISO 3166-1 alpha-3.
    """
    courses = [one for one in programme["training"] if not chosen or one["country"] in chosen]
    totals = [
        one
        for one in programme["statements"]
        if one["metric"] in {"trainees", "training"}
        and one["value"] is not None
        and (one["country"] in chosen if chosen else True)
    ]
    if not courses and not totals:
        if chosen:
            who = listed([within(one, names.get(one, one)) for one in chosen])
            text = _("No training in {countries} is reported.").format(countries=who)
        else:
            text = _("No training is reported in this release.")
        return [html.P(text, className="hint")]
    parts: list[Any] = []
    if courses:
        parts.append(_table(sorted(courses, key=_order), names))
    if totals:
        parts.append(html.H3(_("Totals as reported")))
        parts.append(html.Ul([_total(one, names) for one in totals], className="totals"))
        parts += [html.P(text, className="callout") for text in differing(totals)]
    parts.append(
        html.P(
            _("Sources count differently, so the figures are shown as reported and not summed."),
            className="hint",
        )
    )
    return parts


def _order(course: Course) -> tuple[int, str]:
    year = course["year"]
    return (-year if isinstance(year, int) else 0, str(course["country"]))


def _table(courses: Sequence[Course], names: Mapping[str, str]) -> Any:
    most = max((one["trainees"] or 0 for one in courses), default=0)
    head = [
        _("Year"),
        _("Where"),
        _("Courses"),
        _("Trainees"),
        _("Countries"),
        _("What"),
        _("Source"),
    ]
    rows = [
        html.Tr(
            [
                html.Th(str(one["year"] or _("undated")), scope="row"),
                html.Td(_where(one, names), className="said"),
                labelled(head[2], _number(one["courses"]), "number"),
                labelled(head[3], _bar(one["trainees"], most), "number"),
                labelled(head[4], _number(one["nations"]), "number"),
                labelled(head[5], one["words"] or ""),
                labelled(head[6], source_link(one)),
            ]
        )
        for one in courses
    ]
    caption = _("Courses and trainees by year, as reported")
    table = html.Table(
        [
            html.Caption(caption, className="visually-hidden"),
            html.Thead(html.Tr([html.Th(text, scope="col") for text in head])),
            html.Tbody(rows),
        ],
        className="data-table training-table stacked",
    )
    return scrolling(table, caption)


def _where(course: Course, names: Mapping[str, str]) -> str:
    parts = (course["place"], names.get(course["country"], course["country"]))
    return ", ".join(filter(None, parts)) or _("several countries")


def _number(value: float | None) -> str:
    return "–" if value is None else number_text(value)


def _bar(value: float | None, most: float) -> Any:
    if value is None or not most:
        return _number(value)
    width = f"{100 * value / most:.1f}%"
    return html.Span(
        [_number(value), html.Span(html.Span(style={"width": width}), className="mini-bar")],
        className="with-bar",
    )


def _total(one: Mapping[str, Any], names: Mapping[str, str]) -> html.Li:
    who = names.get(one["country"], "") if one["country"] else _("the programme")
    value = f"{number_text(one['value'])} {one['unit']}".strip()
    day = date_text(one["as_of"] or "") or _("undated")
    words: list[Any] = [" – ", html.Q(one["words"])] if one.get("words") else []
    return html.Li([html.Strong(value), f", {who}, {day}", *words, " (", source_link(one), ")"])
