"""What a page of a country or region says first: a few plain sentences made from the data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.catalog.metrics import METRICS, value
from dashboard.catalog.printing import (
    capitalised,
    date_text,
    day_text,
    listed,
    number_text,
    share_text,
)
from dashboard.catalog.quantities import FigureValues
from dashboard.grid import LEVEL_KM
from dashboard.i18n import _, ngettext
from dashboard.progress.profile import BELOW, DATA, NONE, ElementResults, Share, counts

_TOLD = ("area", "samples")
"""Reported metrics whose figures the summary names; the page has all of them."""

_MOST_TOLD = 5


@dataclass(frozen=True)
class Facts:
    """What the summary of a country or region is made from.

    Attributes
    ----------
    name : str
        Of the country or region, as a sentence has it (dashboard/catalog/names.py).
    shares : sequence of Share
        Strata with samples of it.
    levels : mapping of int to mapping
        Measured figures by level of cells, the coarsest first (docs/interfaces.md, section 8).
    as_of : datetime.date or None
        Day of the figures; None where nothing is dated.
    elements : mapping of str to ElementResults
        Results of the 76 elements.
    planned : sequence of str
        Names of surveys that plan to sample it and have not.
    near : sequence of str
        Names of neighbours that surveys have samples of, as a sentence has them.
    reported : sequence of str
        Sentences about what is reported.
    """

    name: str
    shares: Sequence[Share]
    levels: Mapping[int, FigureValues]
    as_of: dt.date | None
    elements: Mapping[str, ElementResults]
    planned: Sequence[str] = ()
    near: Sequence[str] = ()
    reported: Sequence[str] = field(default_factory=tuple)


def summary(facts: Facts) -> tuple[str, ...]:
    """Return the sentences: what was sampled, how much, which elements, what is reported."""
    if any(counts(one.survey) for one in facts.shares):
        measured = [sampled(facts), covered(facts), finer(facts), determined(facts)]
    else:
        measured = [unsampled(facts), awaited(facts), nearby(facts)]
    return tuple(text for text in (*measured, *facts.reported) if text)


def samples_taken(shares: Iterable[Share]) -> Mapping[str, int]:
    """Return the samples of each survey that counts, by survey id.

    One sample may be analysed in several size fractions and by several methods, each of
    them a stratum; of the strata of one medium and depth the largest counts. Two depths
    are two samples.
    """
    taken: dict[tuple[str, str, str], int] = {}
    for one in shares:
        if counts(one.survey):
            key = (one.survey["id"], one.stratum["medium"], one.stratum["depth"])
            taken[key] = max(taken.get(key, 0), one.sites)
    found: dict[str, int] = {}
    for (survey, _medium, _depth), sites in taken.items():
        found[survey] = found.get(survey, 0) + sites
    return found


def sampled(facts: Facts) -> str:
    """Return which surveys have samples, how many and from when."""
    taken = samples_taken(facts.shares)
    surveys = {one.survey["id"]: one.survey for one in facts.shares}
    names = [_part(surveys[id], n) for id, n in taken.items()]
    total = sum(taken.values())
    text = ngettext(
        "{name} has {n} sample in this release, from {surveys}.",
        "{name} has {n} samples in this release, from {surveys}.",
        total,
    )
    said = text.format(name=facts.name, n=number_text(total), surveys=listed(names))
    return capitalised(said)


def _part(survey: Mapping[str, Any], n: int) -> str:
    name, when = survey_name(survey), years(survey)
    if not when:
        return f"{name} ({number_text(n)})"
    return _("{survey} ({n} in {years})").format(survey=name, n=number_text(n), years=when)


def covered(facts: Facts) -> str:
    """Return how much of it holds a sampled site, in cells of level 0 and in area."""
    figures = facts.levels[0]
    day = _("As of {day}").format(day=day_text(facts.as_of)) if facts.as_of else _("So far")
    area = _area(figures)
    if figures["land_cells"] is None:
        # A release made before progress was measured.
        return ""
    if not figures["land_cells"]:
        text = _(
            "It owns no grid cell of {km} km, as each cell belongs to one country only; its area "
            "counts instead."
        ).format(km=LEVEL_KM[0])
        said = _("{day}, cells with a sampled site hold {area}.").format(day=day, area=area)
        return f"{text} {said}" if area else text
    part, whole = figures["covered_cells"] or 0, figures["land_cells"]
    text = ngettext(
        "{day}, {part} of its {cells} of {km} km ({share} %) has at least one sampled site",
        "{day}, {part} of its {cells} of {km} km ({share} %) have at least one sampled site",
        int(part),
    ).format(
        day=day,
        part=number_text(part),
        cells=ngettext("{n} land cell", "{n} land cells", int(whole)).format(n=number_text(whole)),
        km=LEVEL_KM[0],
        share=share_text(value(METRICS["covered"], figures)),
    )
    return f"{text}; {_('these hold {area}.').format(area=area)}" if area else f"{text}."


def finer(facts: Facts) -> str:
    """Return the share of cells at the finest level: one scale may be done before another."""
    level = max(facts.levels)
    figures = facts.levels[level]
    if not level or not figures["land_cells"]:
        return ""
    return _("At the finer scale of {km} km cells it is {part} of {whole} ({share} %).").format(
        km=LEVEL_KM[level],
        part=number_text(figures["covered_cells"] or 0),
        whole=number_text(figures["land_cells"]),
        share=share_text(value(METRICS["covered"], figures)),
    )


def determined(facts: Facts) -> str:
    """Return how many of the programme's 76 elements have results."""
    n = statuses(facts.elements)
    if not n[DATA] and not n[BELOW]:
        return _("None of the programme's {all} elements has a result yet.").format(
            all=len(facts.elements)
        )
    text = ngettext(
        "Of the programme's {all} elements, {data} has results above detection",
        "Of the programme's {all} elements, {data} have results above detection",
        n[DATA],
    )
    below = _(", {below} only below it") if n[BELOW] else ""
    none = _(", and {none} none.") if n[NONE] else "."
    return (text + below + none).format(
        all=len(facts.elements), data=n[DATA], below=n[BELOW], none=n[NONE]
    )


def statuses(elements: Mapping[str, ElementResults]) -> Mapping[str, int]:
    """Return how many elements have data, only results below detection, and none."""
    n = {DATA: 0, BELOW: 0, NONE: 0}
    for one in elements.values():
        n[one.status] += 1
    return n


def unsampled(facts: Facts) -> str:
    """Return that there is no survey, and what else there is."""
    text = _("No survey of {name} is in this release.").format(name=facts.name)
    published = [one for one in facts.shares if not counts(one.survey)]
    if not published:
        return text
    n = sum(one.sites for one in published)
    more = ngettext(
        "It has a published analysis of {n} sample ({names}), which was not taken to map the "
        "country and does not count as progress.",
        "It has published analyses of {n} samples ({names}), which were not taken to map the "
        "country and do not count as progress.",
        n,
    )
    names = listed(dict.fromkeys(survey_name(one.survey) for one in published))
    return f"{text} {more.format(n=number_text(n), names=names)}"


def awaited(facts: Facts) -> str:
    """Return which surveys set out to sample it and have not yet."""
    if not facts.planned:
        return ""
    return ngettext(
        "It lies in the area that {surveys} sets out to cover.",
        "It lies in the area that {surveys} set out to cover.",
        len(facts.planned),
    ).format(surveys=listed(facts.planned))


def nearby(facts: Facts) -> str:
    """Return which neighbours have data."""
    if not facts.near:
        return ""
    return ngettext(
        "Of its neighbours, {names} has samples.",
        "Of its neighbours, {names} have samples.",
        len(facts.near),
    ).format(names=listed(facts.near))


def programme_sentences(
    programme: Mapping[str, Any], country: str, name: str, scales: Mapping[str, str]
) -> tuple[str, ...]:
    """Return what the programme and its partners report of a country, in one or two sentences.

    Parameters
    ----------
    programme : mapping
        `programme.json` of the release (docs/interfaces.md, section 9).
    country, name : str
        ISO 3166-1 alpha-3 code, and name as a sentence has it.
    scales : mapping of str to str
        Names of the scales of work.
    """
    own = [one for one in programme["statements"] if one["country"] == country]
    if not own:
        joined = [one for one in programme["participants"] if one["country"] == country]
        text = (
            _("{name} takes part in the programme, but no figure of it was found.")
            if joined
            else _("No figure reported for {name} was found.")
        )
        return (capitalised(text.format(name=name)),)
    stages = {one["id"]: _(one["name"]).lower() for one in programme["stages"]}
    reached = [
        _("{scale}: {stage}").format(
            scale=scales[one["scale"]].lower(),
            stage=stages[one["stage"]] + _bracketed(one["area"], date_text(one["as_of"])),
        )
        for one in programme["status"]
        if one["country"] == country
    ]
    figures = [
        f"{number_text(one['value'])} {one['unit']}"
        + _bracketed(
            one["area"],
            scales[one["scale"]].lower() if one["scale"] != "programme" else "",
            date_text(one["as_of"]),
        )
        for one in own
        if one["metric"] in _TOLD and one["value"] is not None
    ]
    said = _("Reported by the programme or its partners, not measured here")
    if not reached and not figures:
        text = ngettext(
            "{said}: {n} statement, below.", "{said}: {n} statements, below.", len(own)
        )
        return (text.format(said=said, n=len(own)),)
    parts = [*reached, listed(figures[:_MOST_TOLD])] if figures else reached
    return (f"{said} – {'; '.join(parts)}.",)


def _bracketed(*words: str) -> str:
    some = ", ".join(filter(None, words))
    return f" ({some})" if some else ""


def survey_name(survey: Mapping[str, Any]) -> str:
    """Return the short name of a survey, its title where it has none."""
    return str(survey["short"] or survey["title"])


def years(survey: Mapping[str, Any]) -> str:
    """Return the years of a survey: ``1995``, ``2008–2009``, or nothing."""
    return "–".join(str(year) for year in dict.fromkeys(survey["years"] or ()))


def _area(figures: FigureValues) -> str:
    part, whole = figures["covered_km2"], figures["area_km2"]
    if part is None or not whole:
        return ""
    return _("{part} of its {whole} km² ({share} %)").format(
        part=number_text(round(part)),
        whole=number_text(round(whole)),
        share=share_text(value(METRICS["area"], figures)),
    )
