"""What changed since the release before, and which releases are kept."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard.catalog.counts import cells_text, countries_text, samples_text
from dashboard.catalog.printing import figure_text, number_text
from dashboard.components.details_panel import scrolling
from dashboard.components.place_links import PlaceLinks
from dashboard.i18n import _, ngettext
from dashboard.release.changes import NOTEWORTHY, Changes, StratumChanges
from dashboard.release.diff import WORLD, Lists, Median
from dashboard.release.kept import Kept
from dashboard.release.release import Release

NAMED = 10
"""So many of a list are named, the others counted."""


def changes_part(found: Changes | None, before: Kept | None, links: PlaceLinks) -> list[Any]:
    """Return what changed since the release before.

    Parameters
    ----------
    found : Changes or None
        None where there is none before, or it cannot be opened.
    before : Kept or None
        The release before.
    links : PlaceLinks
    """
    if before is None:
        return [html.P(_("No release before this one is kept here, so there is none to compare."))]
    name: list[Any] = [
        html.A(before.id, href=links.released(before.id)),
        f" ({made_text(before.made)})",
    ]
    if found is None:
        return [html.P([_("The release before cannot be opened: "), *name, "."])]
    if not found.changed:
        return [html.P([_("Nothing changed in surveys and strata since release "), *name, "."])]
    facts = [
        html.Li(
            _("{survey}, {key}: “{before}” became “{after}”").format(
                survey=survey, key=key, before=_plain(old), after=_plain(new)
            )
        )
        for survey, key, old, new in found.facts
    ]
    return [
        html.P([_("Compared with release "), *name, "."]),
        *_listed(_("Surveys"), found.surveys),
        html.Ul(facts) if facts else None,
        *(part for one in found.strata for part in _stratum(one)),
        html.P(
            ngettext(
                "{n} stratum is as it was.", "{n} strata are as they were.", len(found.same)
            ).format(n=len(found.same)),
            className="hint",
        )
        if found.same
        else None,
    ]


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "–".join(map(str, value))
    return "–" if value in (None, "") else str(value)


def _stratum(one: StratumChanges) -> list[Any]:
    words = {
        "new": _("{id}: new, {after}"),
        "removed": _("{id}: no longer in the release, {before} less"),
        "changed": _("{id}: {before} became {number}")
        if one.before != one.after
        else _("{id}: changed, {after} as before"),
    }[one.kind]
    counts = {"before": samples_text(one.before), "after": samples_text(one.after)}
    heading = html.H3(words.format(id=one.id, number=number_text(one.after), **counts))
    if one.kind != "changed":
        cells = one.cells.gained or one.cells.lost
        analytes = one.analytes.gained or one.analytes.lost
        countries = one.countries.gained or one.countries.lost
        said = _("{cells} of 160 km, {countries}, {analytes}").format(
            cells=cells_text(len(cells)),
            countries=countries_text(len(countries)),
            analytes=ngettext("{n} analyte", "{n} analytes", len(analytes)).format(
                n=len(analytes)
            ),
        )
        return [heading, html.P(said)]
    results = [
        _("{analyte} {before} → {after}").format(
            analyte=name, before=number_text(old), after=number_text(new)
        )
        for name, old, new in one.results
    ]
    return [
        heading,
        *_listed(_("Samples"), one.samples or Lists((), ())),
        *_listed(_("Cells of 160 km"), one.cells),
        *_listed(_("Countries"), one.countries),
        *_listed(_("Analytes"), one.analytes),
        html.P(_("Results: {list}").format(list=_some(results))) if results else None,
        _medians(one) if one.medians else None,
    ]


def _listed(name: str, both: Lists) -> list[Any]:
    rows = (
        (_("{name} added, {n}: {list}"), both.gained),
        (_("{name} removed, {n}: {list}"), both.lost),
    )
    return [
        html.P(text.format(name=name, n=number_text(len(names)), list=_some(names)))
        for text, names in rows
        if names
    ]


def _some(names: Sequence[str]) -> str:
    text = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return text if more <= 0 else _("{list} and {n} more").format(list=text, n=number_text(more))


def _medians(one: StratumChanges) -> html.Div:
    names = (_("Analyte"), _("Samples of"), _("Before"), _("Now"), _("Change"))
    rows = [
        html.Tr(
            [
                html.Th(median.analyte, scope="row"),
                html.Td(_place(median)),
                html.Td(_value(median.before, median.before_state, median), className="number"),
                html.Td(_value(median.after, median.after_state, median), className="number"),
                html.Td(_percent(median.change), className="number"),
            ]
        )
        for median in one.medians[: 2 * NAMED]
    ]
    caption = ngettext(
        "{n} median moved by more than {share} % or crossed a limit",
        "{n} medians moved by more than {share} % or crossed a limit",
        len(one.medians),
    ).format(n=number_text(len(one.medians)), share=number_text(NOTEWORTHY))
    if len(one.medians) > len(rows):
        caption += _("; the largest {n}").format(n=len(rows))
    return scrolling(
        html.Table(
            [
                html.Caption(caption),
                html.Thead(html.Tr([html.Th(text, scope="col") for text in names])),
                html.Tbody(rows),
            ],
            className="data-table",
        ),
        f"{one.id}: {caption}",
    )


def _place(median: Median) -> str:
    if median.country == WORLD:
        return _("all countries")
    return median.country or _("no country")


def _value(value: float, state: int, median: Median) -> str:
    return f"{figure_text(value, state)} {median.unit}".strip()


def _percent(change: float) -> str:
    # Not a number where a limit is not known.
    return f"{change:+.3g} %" if math.isfinite(change) else "–"


def kept_part(kept: Sequence[Kept], release: Release, links: PlaceLinks) -> html.Div:
    """Return the releases that are kept, the newest first, each with its link."""
    rows = [
        html.Tr(
            [
                html.Th(
                    html.A(one.id, href=links.released(one.id)),
                    scope="row",
                ),
                html.Td(made_text(one.made)),
                html.Td(number_text(one.surveys), className="number"),
                html.Td(number_text(one.samples), className="number"),
                html.Td(_remarks(one, release)),
            ],
            className="this" if one.id == release.id else None,
        )
        for one in kept
    ]
    heads = (
        (_("Release"), None),
        (_("Made"), None),
        (_("Surveys"), "number"),
        (_("Samples of all strata"), "number"),
        (_("Remarks"), None),
    )
    label = _("Releases that are kept")
    return scrolling(
        html.Table(
            [
                html.Thead(
                    html.Tr([html.Th(text, scope="col", className=name) for text, name in heads])
                ),
                html.Tbody(rows),
            ],
            className="data-table",
        ),
        label,
    )


def _remarks(one: Kept, release: Release) -> str:
    remarks = (
        _("shown here") if one.id == release.id else "",
        _("simulated data") if one.simulated else "",
        audience_words(one.audience),
    )
    return ", ".join(filter(None, remarks))


def audience_words(audience: str) -> str:
    """Return whom a release is for; empty where it does not say."""
    return {
        "public": _("what owners share with the public"),
        "internal": _("everything, for the owners of the data only"),
    }.get(audience, "")


def made_text(made: str) -> str:
    """Return a time of making in words: ``2026-11-22 10:00 UTC``."""
    return made[:16].replace("T", " ") + " UTC" if len(made) >= 16 else made
