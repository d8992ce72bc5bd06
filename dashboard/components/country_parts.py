"""Parts that pages of countries and regions share: progress, surveys, downloads, footer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from dash import html

from dashboard.catalog.counts import elements_text, samples_text
from dashboard.catalog.metrics import METRICS, metric_name, value
from dashboard.catalog.names import within
from dashboard.catalog.printing import capitalised, date_text, day_text, number_text, share_text
from dashboard.catalog.quantities import FigureValues
from dashboard.components.attributes import extra
from dashboard.components.country_elements import of_whole
from dashboard.components.details_panel import scrolling
from dashboard.components.downloads import format_links
from dashboard.components.lookup import Record, kind_label
from dashboard.components.place_links import PlaceLinks
from dashboard.components.place_summary import SCALES
from dashboard.components.progress_compared import differing, metric_word, scale_name
from dashboard.components.progress_reported import definition_link, source_link
from dashboard.components.survey_facts import outside_link
from dashboard.grid import LEVEL_KM
from dashboard.i18n import _, ngettext
from dashboard.progress.place import Place
from dashboard.progress.profile import Share
from dashboard.progress.summary import years
from dashboard.state_resolve import tells_samples

_SHARES = ("covered", "complete", "analysed", "area")


def section(identity: str, title: str, content: Iterable[Any], hint: str = "") -> html.Section:
    """Return a part of the page with its heading."""
    head = html.H2(title, id=f"{identity}-title")
    return html.Section(
        [head, html.P(hint, className="hint") if hint else None, *content],
        id=identity,
        className="place-part",
        **extra(aria_labelledby=f"{identity}-title"),
    )


def breadcrumbs(places: Sequence[tuple[str, str]], here: str) -> html.Nav:
    """Return the way from the world to a page: names with their addresses, then the page."""
    items = [html.Li(html.A(name, href=address)) for name, address in places]
    items.append(html.Li(here, **extra(aria_current="page")))
    return html.Nav(html.Ol(items), className="crumbs", **extra(aria_label=_("Where this is")))


def measured(
    levels: Mapping[int, FigureValues], as_of: dt.date | None, surveys: str, links: PlaceLinks
) -> list[Any]:
    """Return what is computed from the samples: a row for each size of cells.

    Parameters
    ----------
    levels : mapping of int to mapping
        Figures by level.
    as_of : datetime.date or None
        Their day.
    surveys : str
        Names of the surveys counted; empty for none.
    links : PlaceLinks
    """
    heads = [html.Th(_("Cells of"), scope="col")] + [
        html.Th(
            [metric_name(METRICS[metric]), " ", definition_link(links.methods, metric)],
            scope="col",
            className="number",
            **extra(aria_label=metric_name(METRICS[metric])),
        )
        for metric in _SHARES
    ]
    body = [
        html.Tr(
            [
                html.Th(f"{LEVEL_KM[level]} km", scope="row"),
                *(html.Td(of_whole(metric, figures), className="number") for metric in _SHARES),
            ]
        )
        for level, figures in levels.items()
    ]
    day = _("as of {day}").format(day=day_text(as_of)) if as_of else _("no date is known")
    caption = (
        _("Computed from the samples of {surveys}, {day}").format(surveys=surveys, day=day)
        if surveys
        else _("No survey has samples here, {day}").format(day=day)
    )
    table = html.Table(
        [html.Caption(caption), html.Thead(html.Tr(heads)), html.Tbody(body)],
        className="data-table measured-table",
    )
    return [scrolling(table, _("Measured progress")), _counts(levels[0], links)]


def _counts(figures: FigureValues, links: PlaceLinks) -> html.Dl:
    shown = {
        "samples": (_("Samples"), _sample_text(figures)),
        "censored": (_("Results below detection"), _censored_text(figures)),
        "precision": (_("Precision of duplicates"), _precision_text(figures)),
    }
    return html.Dl(
        [
            part
            for metric, (name, text) in shown.items()
            if text
            for part in (
                html.Dt([name, " ", definition_link(links.methods, metric)]),
                html.Dd(text),
            )
        ],
        className="facts",
    )


def _sample_text(figures: FigureValues) -> str:
    total = figures["samples"]
    if not total:
        return ""
    done = int(figures["reported_samples"] or 0)
    text = ngettext(
        "{total}, of which {done} has results", "{total}, of which {done} have results", done
    )
    return text.format(done=number_text(done), total=number_text(total))


def _censored_text(figures: FigureValues) -> str:
    if not figures["results"]:
        return ""
    return _("{part} of {whole} results of elements ({share} %)").format(
        part=number_text(figures["censored"] or 0),
        whole=number_text(figures["results"]),
        share=share_text(value(METRICS["censored"], figures)),
    )


def _precision_text(figures: FigureValues) -> str:
    if figures["precision"] is None:
        return ""
    text = ngettext(
        "{share} % (median over elements, from {n} pair of results)",
        "{share} % (median over elements, from {n} pairs of results)",
        int(figures["pairs"] or 0),
    )
    return text.format(
        share=number_text(round(figures["precision"], 1)), n=number_text(figures["pairs"] or 0)
    )


def reported(programme: Record, iso3: str, name: str) -> list[Any]:
    """Return what is published of a country, by scale, each statement with day and source.

    Parameters
    ----------
    programme : mapping
        `programme.json` of the release (docs/interfaces.md, section 9).
    iso3, name : str
        The country.
    """
    own = [one for one in programme["statements"] if one["country"] == iso3]
    if not own:
        joined = [one for one in programme["participants"] if one["country"] == iso3]
        if not joined:
            text = _("No figure was found in what the programme and its partners have published.")
            return [html.P(text)]
        return [_takes_part(within(iso3, name), one) for one in joined]
    numbers = {source: i + 1 for i, source in enumerate(dict.fromkeys(map(source_of, own)))}
    parts: list[Any] = []
    for scale in [*SCALES, *{one["scale"] for one in own} - {*SCALES}]:
        of_scale = [one for one in own if one["scale"] == scale]
        if of_scale:
            items = [_statement(one, numbers[source_of(one)]) for one in of_scale]
            parts += [html.H3(scale_title(scale)), html.Ul(items, className="statements")]
    parts += [html.P(text, className="callout") for text in differing(own)]
    listed = {source_of(one): one for one in own}
    sources = [html.Li(source_link(listed[one]), id=f"source-{n}") for one, n in numbers.items()]
    return [*parts, html.H3(_("Sources")), html.Ol(sources, className="sources")]


def scale_title(scale: str) -> str:
    """Return the heading of a scale of work; statements may name none."""
    return scale_name(scale) if scale != "programme" else _("No scale named")


def source_of(one: Record) -> tuple[str, str]:
    """Return title and address of a statement's source."""
    return one["source"], one["address"]


def _takes_part(name: str, one: Record) -> html.P:
    since = _("reported {day}").format(day=date_text(one["since"])) if one["since"] else ""
    how = ", ".join(filter(None, (one["as"], since)))
    text = _("{name} takes part in the programme ({how}). No figure was found.")
    said = capitalised(text.format(name=name, how=how or _("undated")))
    return html.P([said, " ", source_link(one)])


def _statement(one: Record, source: int) -> html.Li:
    said: Any = html.Q(one["words"])
    if one["value"] is not None:
        figure = f"{number_text(one['value'])} {one['unit']}".strip()
        if one["denominator"]:
            figure = _("{value} of {whole}").format(value=figure, whole=one["denominator"])
        said = html.Strong(figure)
    where = ", ".join(filter(None, (one["area"], date_text(one["as_of"] or "") or _("undated"))))
    label = _("Source {n}").format(n=source)
    link = html.A(f"[{source}]", href=f"#source-{source}", **extra(aria_label=label))
    kind = html.Span(metric_word(one["metric"]), className="said-of")
    return html.Li([kind, " ", said, " ", html.Span([where, " ", link], className="hint")])


def stages(programme: Record, iso3: str) -> list[Any]:
    """Return the stages of work by scale, in their order, with the days they are reported of."""
    own = [one for one in programme["statements"] if one["country"] == iso3]
    names = {one["id"]: one["name"] for one in programme["stages"]}
    parts = []
    for scale in SCALES:
        days: dict[str, str] = {}
        for one in own:
            if one["scale"] == scale and one["metric"] in names:
                days[one["metric"]] = max(days.get(one["metric"], ""), str(one["as_of"] or ""))
        if days:
            parts.append(
                html.Div(
                    [
                        html.H3(scale_title(scale)),
                        html.Ol(
                            [_step(_(name), days.get(stage)) for stage, name in names.items()],
                            className="stage-line",
                        ),
                    ],
                    className="stage-row",
                )
            )
    return parts


def _step(name: str, day: str | None) -> html.Li:
    if day is None:
        said = html.Span(_("not reported"), className="visually-hidden")
        return html.Li([html.Span(name, className="stage"), said])
    said = html.Span(day or _("undated"), className="day")
    return html.Li([html.Span(name, className="stage"), said], className="reached")


def survey_cards(shares: Sequence[Share], links: PlaceLinks) -> html.Div:
    """Return the surveys with samples here: strata, licence, citation to copy."""
    by_survey: dict[str, list[Share]] = {}
    for share in shares:
        by_survey.setdefault(share.survey["id"], []).append(share)
    return html.Div([_survey(found, links) for found in by_survey.values()], className="surveys")


def _survey(found: Sequence[Share], links: PlaceLinks) -> html.Article:
    survey = found[0].survey
    kind = kind_label(survey)
    facts = [
        text
        for text in (
            years(survey),
            survey["owner"],
            outside_link(survey["licence"], survey["licence_url"]),
            outside_link(_("source"), survey["source_url"]) if survey["source_url"] else "",
        )
        if text
    ]
    between: list[Any] = []
    for fact in facts:
        between += [" · ", fact] if between else [fact]
    citation = f"citation-{survey['id']}"
    return html.Article(
        [
            html.H3([survey["title"], html.Span(kind, className="badge-plain") if kind else None]),
            html.P(between, className="hint"),
            html.Ul([_stratum(share, links) for share in found], className="strata"),
            html.Div(
                [
                    html.P(survey["citation"], id=citation, className="citation"),
                    html.Button(
                        _("Copy citation"),
                        type="button",
                        className="button",
                        **extra(
                            data_copies=citation,
                            data_copied=_("The citation is copied."),
                            data_by_hand=_("Press Ctrl+C to copy the selected text."),
                        ),
                    ),
                ],
                className="cite",
            ),
        ],
        className="survey",
    )


def _stratum(share: Share, links: PlaceLinks) -> html.Li:
    text = samples_text(share.sites)
    address = links.map(share.stratum["id"], None)
    elements = sum(one["number"] is not None for one in share.stratum["analytes"])
    determined = elements_text(elements)
    parts: list[Any] = [html.A(share.stratum["title"], href=address), f": {text}, {determined}"]
    return html.Li(parts)


def downloads(place: Place, page: str, code: str, links: PlaceLinks) -> html.Div:
    """Return what can be taken away: the page's tables, and results of the samples by stratum.

    Results are downloaded one element at a time, beginning with the stratum's first;
    the map offers each of them.

    Parameters
    ----------
    place : Place
    page : {"country", "region"}
    code : str
        Of the country or region.
    links : PlaceLinks
    """
    tables = [
        format_links(_("Measured progress"), links.figures, spatial=True),
        format_links(
            _("The programme's 76 elements"), partial(links.own_table, page, code, "elements")
        ),
    ]
    if page == "country" and place.shares:
        medians = partial(links.own_table, page, code, "medians")
        tables.append(format_links(_("Medians"), medians))
    for share in place.shares:
        analytes = [
            one for one in share.stratum["analytes"] if tells_samples(share.stratum, one["id"])
        ]
        if not analytes:
            continue
        first = next((one for one in analytes if one["id"] == "Cu"), analytes[0])
        text = _("{stratum}: results of samples, {element}").format(
            stratum=f"{share.survey['short'] or share.survey['title']}, {share.stratum['title']}",
            element=first["name"],
        )
        address = partial(links.table, share.stratum["id"], first["id"], "sites")
        tables.append(format_links(text, address, spatial=True))
    return html.Div(tables, className="downloads")


def footer(address: str, release: Record, made_on: dt.date) -> html.Footer:
    """Return the last line, which stands at the foot of printed pages: link, release, day."""
    simulated = _("Simulated data. ") if release["simulated"] else ""
    return html.Footer(
        [
            simulated,
            html.A(address, href=address),
            " · ",
            _("release {id} · {day}").format(id=release["release"], day=day_text(made_on)),
        ],
        className="place-footer",
    )
