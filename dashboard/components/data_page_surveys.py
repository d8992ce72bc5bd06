"""The surveys of a release, one by one: where, what, how, how well, whose, and its files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import html

from dashboard.catalog.printing import number_text, share_text
from dashboard.components.attributes import extra
from dashboard.components.data_page_files import file_table
from dashboard.components.data_page_map import survey_map
from dashboard.components.details_panel import scrolling
from dashboard.components.lookup import Record, kind_label
from dashboard.components.place_links import PlaceLinks
from dashboard.components.survey_facts import limit_text, outside_link, years
from dashboard.grid import LEVEL_KM
from dashboard.i18n import _, ngettext
from dashboard.release.release import Release
from dashboard.release.reports import CHECK, PAGE, read_report, report_name

# Key of the report, and heading, of the quality figures in %.
_QUALITY = (
    ("pairs", "Pairs"),
    ("difference", "Difference, %"),
    ("precision", "Precision, %"),
    ("replicate_precision", "Precision of replicates, %"),
    ("bias", "Bias against reference materials, %"),
)


def survey_overview(release: Release) -> html.Div:
    """Return a table with a row a survey, whose names lead to their sections."""
    strata = _strata_by_survey(release)
    rows = [
        html.Tr(
            [
                html.Th(html.A(one["short"], href=f"#{anchor(one['id'])}"), scope="row"),
                html.Td(kind_words(one)),
                html.Td(number_text(len(strata[one["id"]])), className="number"),
                html.Td(_most_samples(strata[one["id"]]), className="number"),
                html.Td(number_text(len(_analytes(strata[one["id"]]))), className="number"),
                html.Td(years(one["years"]), className="years"),
                html.Td(outside_link(one["licence"], one["licence_url"])),
                html.Td(_shared_words(strata[one["id"]])),
            ]
        )
        for one in release.index["surveys"]
    ]
    names = (_("Survey"), _("Kind"))
    counts = (_("Strata"), _("Samples of a stratum"), _("Analytes"))
    head = [
        *(html.Th(text, scope="col") for text in names),
        *(html.Th(text, scope="col", className="number") for text in counts),
        *(html.Th(text, scope="col") for text in (_("Years"), _("Licence"), _("Shared"))),
    ]
    label = _("Surveys of this release")
    return scrolling(
        html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="data-table"), label
    )


def survey_sections(
    release: Release, links: PlaceLinks, files: str, sizes: Mapping[str, int]
) -> list[html.Section]:
    """Return a section for each survey.

    Parameters
    ----------
    release : Release
    links : PlaceLinks
    files : str
        Address of the release's files, with a slash at its end.
    sizes : mapping of str to int
        Bytes of each file of the release.
    """
    strata = _strata_by_survey(release)
    return [
        _section(release, one, strata[one["id"]], links, files, sizes)
        for one in release.index["surveys"]
    ]


def anchor(survey: str) -> str:
    """Return the anchor of a survey's section."""
    return f"survey-{survey}"


def kind_words(survey: Record) -> str:
    """Return what kind of data a survey has, simulated ones named as such."""
    words = {"survey": _("systematic survey"), "gridded": _("gridded results")}
    return kind_label(survey) or words.get(survey["kind"], str(survey["kind"]))


def _strata_by_survey(release: Release) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {one["id"]: [] for one in release.index["surveys"]}
    for stratum in release.index["strata"]:
        found[stratum["survey"]].append(stratum)
    return found


def _analytes(strata: Iterable[Record]) -> set[str]:
    return {one["id"] for stratum in strata for one in stratum["analytes"]}


def _most_samples(strata: Sequence[Record]) -> str:
    counts = sorted({stratum["samples"] for stratum in strata})
    return "–".join(number_text(one) for one in dict.fromkeys((counts[0], counts[-1])))


def _sharing(analyte: Record) -> str:
    # Releases made before sharing could be stated hold what is shared as samples.
    return str(analyte.get("sharing", "samples"))


def _shared_words(strata: Iterable[Record]) -> str:
    kinds = {_sharing(one) for stratum in strata for one in stratum["analytes"]}
    if kinds <= {"samples"}:
        return _("samples")
    return _("cells and countries only") if kinds == {"cells"} else _("some as samples, some not")


def _section(
    release: Release,
    survey: Record,
    strata: Sequence[Record],
    links: PlaceLinks,
    files: str,
    sizes: Mapping[str, int],
) -> html.Section:
    report = read_report(release.folder, survey["id"])
    drawn, dots = survey_map(release, survey["id"])
    checked = {one["id"]: one for one in report["strata"]} if report else {}
    own = [
        name
        for name in sizes
        if name.startswith((f"surveys/{survey['id']}/", *(f"strata/{s['id']}/" for s in strata)))
    ]
    kind = kind_label(survey)
    heading = [survey["title"], html.Span(kind, className="badge-plain") if kind else None]
    return html.Section(
        [
            html.H3(heading, id=anchor(survey["id"])),
            html.Div(
                [
                    html.Figure(
                        [drawn, html.Figcaption(dots, className="hint")], className="survey-map"
                    )
                    if drawn
                    else None,
                    html.Div(
                        [
                            _facts(release, survey, strata),
                            html.P(survey["notes"]) if survey["notes"] else None,
                            _cite(survey),
                            _check(report, survey["id"], files, sizes),
                        ]
                    ),
                ],
                className="survey-head",
            ),
            _strata_table(survey, strata, links),
            *(_limits(one, checked.get(one["id"]), links) for one in strata),
            _folded(
                ngettext("{n} file", "{n} files", len(own)).format(n=len(own)),
                file_table(release, own, files, sizes, _("Files of {name}"), survey["short"]),
            ),
        ],
        className="data-survey",
    )


def _folded(summary: Any, content: Any) -> html.Details:
    return html.Details([html.Summary(summary), content], className="fold")


def _facts(release: Release, survey: Record, strata: Sequence[Record]) -> html.Dl:
    source: Record = next(
        (s for s in release.manifest["sources"] if s["survey"] == survey["id"]), {}
    )
    withheld = _(
        "What is not shared is not in this release. Cells with few samples say “withheld by "
        "its owner” there."
    )
    facts = {
        _("Kind"): kind_words(survey),
        _("Years"): years(survey["years"]),
        _("Owner"): survey["owner"],
        _("Licence"): outside_link(survey["licence"], survey["licence_url"]),
        _("Source"): outside_link(survey["source_url"], survey["source_url"]),
        _("Shared"): [
            _shared_words(strata),
            ". " + withheld if source.get("withheld") else "",
        ],
        _("Read from"): [
            html.Div([f"{one['path']}, SHA-256 ", html.Code(one["sha256"][:12])])
            for one in source.get("files", ())
        ],
    }
    return html.Dl(
        [
            part
            for name, value in facts.items()
            if value
            for part in (html.Dt(name), html.Dd(value))
        ],
        className="facts",
    )


def _cite(survey: Record) -> html.Div:
    citation = f"citation-{survey['id']}"
    return html.Div(
        [
            html.P(survey["citation"], id=citation, className="citation"),
            copy_button(
                _("Copy citation"), citation, _("The citation is copied."), survey["short"]
            ),
        ],
        className="cite",
    )


def copy_button(label: str, element: str, done: str, of: str) -> html.Button:
    """Return a button that copies the text of an element; `of` tells it from its like."""
    return html.Button(
        label,
        type="button",
        className="button needs-script",
        **extra(
            aria_label=f"{label}: {of}",
            data_copies=element,
            data_copied=done,
            data_by_hand=_("Press Ctrl+C to copy the selected text."),
        ),
    )


def _check(
    report: Mapping[str, Any] | None, survey: str, files: str, sizes: Mapping[str, int]
) -> html.P:
    if report is None:
        return html.P(_("This release carries no check report of the survey."), className="hint")
    warnings = report["warnings"]
    said = (
        ngettext("{n} thing to look at.", "{n} things to look at.", warnings).format(n=warnings)
        if warnings
        else _("Nothing to look at.")
    )
    page, data = (report_name(survey, name) for name in (PAGE, CHECK))
    links = [
        part
        for name, text in ((page, _("Check report")), (data, _("as JSON")))
        if name in sizes
        for part in (" ", html.A(text, href=files + name))
    ]
    return html.P([_("Checked when this release was built: "), said, *links])


def _strata_table(survey: Record, strata: Sequence[Record], links: PlaceLinks) -> html.Div:
    names = (
        _("Stratum"),
        _("Medium"),
        _("Depth"),
        _("Size fraction"),
        _("Digestion"),
        _("Method"),
        _("Samples"),
        _("Sampled"),
        _("Finest cells"),
    )
    rows = [
        html.Tr(
            [
                html.Th(html.A(one["title"], href=links.map(one["id"], None)), scope="row"),
                *(html.Td(one[key] or "–") for key in ("medium", "depth", "fraction")),
                *(html.Td(one[key] or "–") for key in ("digestion", "method")),
                html.Td(number_text(one["samples"]), className="number"),
                html.Td(_span(one)),
                html.Td(_("{side} km").format(side=_side(one)), className="number"),
            ]
        )
        for one in strata
    ]
    head = [html.Th(text, scope="col") for text in names]
    label = _("Strata of {name}").format(name=survey["short"])
    return scrolling(
        html.Table(
            [html.Caption(label), html.Thead(html.Tr(head)), html.Tbody(rows)],
            className="data-table",
        ),
        label,
    )


def _span(stratum: Record) -> str:
    months = [day[:7] for day in stratum["dates"]]
    if not months:
        return "–"
    # A dash between two dates with hyphens would be hard to see.
    text = _("{first} to {last}") if months[0] != months[-1] else "{first}"
    return text.format(first=months[0], last=months[-1])


def _side(stratum: Record) -> str:
    return str(LEVEL_KM[stratum["finest"]])


def _limits(stratum: Record, checked: Mapping[str, Any] | None, links: PlaceLinks) -> html.Details:
    """Return limits and quality of a stratum's analytes, with their results as CSV."""
    quality = {one["analyte"]: one for one in checked["analytes"]} if checked else {}
    # Columns without a figure would say nothing and take the room of the others.
    told = [(key, name) for key, name in _QUALITY if any(one.get(key) for one in quality.values())]
    methods = {one["id"]: _own_method(one) for one in stratum["analytes"]}
    own = any(methods.values())
    heads = [html.Th(text, scope="col") for text in (_("Analyte"), _("Unit"))]
    heads += [html.Th(_("Own method"), scope="col")] if own else []
    numbers = (_("Limit"), _("Results"), _("Report rate, %"), *(_(name) for _key, name in told))
    heads += [html.Th(text, scope="col", className="number") for text in numbers]
    heads += [html.Th(_("CSV"), scope="col")]
    rows = [
        html.Tr(
            [
                html.Th(html.A(one["id"], href=links.map(stratum["id"], one["id"])), scope="row"),
                html.Td(one["unit"] or "–"),
                *([html.Td(methods[one["id"]])] if own else []),
                html.Td(limit_text(one["limit"]), className="number"),
                html.Td(number_text(one["n"]), className="number"),
                html.Td(_report_rate(one), className="number"),
                *(html.Td(_figure(quality, one, key), className="number") for key, _name in told),
                html.Td(_tables(stratum, one, links)),
            ]
        )
        for one in stratum["analytes"]
    ]
    count = len(stratum["analytes"])
    words = ngettext(
        "{title}: limits and quality of {n} analyte",
        "{title}: limits and quality of {n} analytes",
        count,
    ).format(title=stratum["title"], n=count)
    return _folded(
        words,
        scrolling(
            html.Table(
                [html.Thead(html.Tr(heads)), html.Tbody(rows)], className="data-table limits"
            ),
            words,
        ),
    )


def _own_method(analyte: Record) -> str:
    return ", ".join(filter(None, (analyte["digestion"], analyte["method"])))


def _report_rate(analyte: Record) -> str:
    if not analyte["n"]:
        return "–"
    return share_text(100 * (1 - analyte["censored"] / analyte["n"]))


def _figure(quality: Mapping[str, Any], analyte: Record, key: str) -> str:
    value = quality.get(analyte["id"], {}).get(key)
    if value is None:
        return "–"
    return number_text(value if key == "pairs" else float(f"{value:.2g}"))


def _tables(stratum: Record, analyte: Record, links: PlaceLinks) -> list[Any]:
    """Return links to an analyte's results; their names tell them from those of others."""
    said = {"cells": _("cells"), "sites": _("samples")}
    kinds = ["cells"]
    if _sharing(analyte) == "samples" and stratum.get("sites", True):
        kinds.append("sites")
    parts: list[Any] = []
    for kind in kinds:
        name = _("{analyte} of {kind}, CSV").format(analyte=analyte["id"], kind=said[kind])
        address = links.table(stratum["id"], analyte["id"], "0" if kind == "cells" else "sites")
        link = html.A(said[kind], href=address, **extra(aria_label=name))
        parts += [" ", link] if parts else [link]
    return parts
