"""Headlines: the figures of a choice as sentences that can be quoted as they stand.

Each sentence names its numerator, its denominator, the size of the cells and the day, and
what has come in the year before where dates say so. None of them needs the page around it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal

from dashboard.catalog.elements import elements
from dashboard.catalog.metrics import METRICS, metric_definition, value
from dashboard.catalog.printing import (
    capitalised,
    day_text,
    listed,
    number_text,
    share_text,
    unbroken,
)
from dashboard.catalog.quantities import FigureValues
from dashboard.i18n import _, ngettext

SIDE_KM = 160
"""Side of a cell of level 0 in km; each level halves it (docs/grid.md)."""
MOST_NAMED = 3
"""Countries and surveys named one by one in a sentence; of more, the number is given."""


@dataclass(frozen=True)
class Subject:
    """What the figures are of.

    Attributes
    ----------
    places : tuple of str
        Names of the chosen region and countries; empty for the whole world.
    level : int
        Level of the cells.
    as_of : datetime.date or None
        Day of the figures; None where no sample has a date.
    before : datetime.date or None
        Day of the figures to compare with; None where there are none.
    surveys : tuple of str
        Names of the surveys that count.
    coarse : tuple of str
        Names of those whose sites are too far apart for cells of this size.
    left_out : tuple of str
        Names of the compilations and published grids, which do not.
    """

    places: tuple[str, ...]
    level: int
    as_of: dt.date | None
    before: dt.date | None
    surveys: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    coarse: tuple[str, ...] = ()

    @property
    def side(self) -> str:
        """Side of the cells in km, as text."""
        return number_text(SIDE_KM / 2**self.level)


@dataclass(frozen=True)
class Headline:
    """One sentence.

    Attributes
    ----------
    metric : str
        Id of the metric it is about, and of its definition on the page of methods; empty
        where there is none.
    figure : str
        The number in large type.
    sentence : str
        Complete, with a full stop.
    """

    metric: str
    figure: str
    sentence: str

    def as_json(self) -> dict[str, str]:
        """Return the headline as `progress.json` has it, with the metric's definition."""
        known = METRICS.get(self.metric)
        return {
            "metric": self.metric,
            "figure": self.figure,
            "sentence": self.sentence,
            "definition": metric_definition(known) if known else "",
        }


def subject_of(
    index: Mapping[str, Any],
    *,
    strata: Iterable[str],
    level: int,
    countries: Sequence[str] = (),
    region: str | None = None,
    as_of: dt.date | None = None,
    before: dt.date | None = None,
) -> Subject:
    """Return what figures are of, in words.

    Parameters
    ----------
    index : mapping
        Release index (docs/interfaces.md, section 4).
    strata : iterable of str
        Ids of the strata that count.
    level : int
        Level of the cells.
    countries : sequence of str
        Chosen countries, ISO 3166-1 alpha-3.
    region : str, optional
        UN M49 code of a region that counts besides them.
    as_of, before : datetime.date, optional
        Day of the figures, and of those to compare with.
    """
    counted = set(strata)
    chosen = [one for one in index["strata"] if one["id"] in counted]
    dense = {one["survey"] for one in chosen if level in one["levels"]}
    coarse = {one["survey"] for one in chosen} - dense
    names = {one["id"]: one["name"] for one in index["countries"]}
    regions = (one["name"] for one in index["regions"] if one["id"] == region)
    places = (*regions, *(names.get(one, one) for one in countries))
    return Subject(
        places=places,
        level=level,
        as_of=as_of,
        before=before,
        surveys=tuple(_name(one) for one in index["surveys"] if one["id"] in dense),
        left_out=tuple(_name(one) for one in index["surveys"] if one["kind"] != "survey"),
        coarse=tuple(_name(one) for one in index["surveys"] if one["id"] in coarse),
    )


def sentences(
    subject: Subject, now: FigureValues, before: FigureValues | None
) -> tuple[Headline, ...]:
    """Return the headlines of figures, those that say most first.

    Parameters
    ----------
    subject : Subject
        What the figures are of.
    now : mapping of str to float or None
        Figures of docs/interfaces.md, section 8.
    before : mapping of str to float or None, optional
        The same on the day to compare with.
    """
    if not subject.surveys:
        # What is sampled stays true where no survey is dense enough for such cells.
        samples = (_samples(subject, now, before), _elements(subject, now, before))
        some = subject.coarse and _count(now, "samples")
        return tuple(one for one in (*(samples if some else ()), _sources(subject)) if one)
    if not _count(now, "covered_cells") and not _count(now, "samples"):
        # Nothing has come: one sentence says it, and the others would only repeat it.
        found: tuple[Headline | None, ...] = (_cells(subject, now, before), _sources(subject))
        return tuple(one for one in found if one is not None)
    found = (
        _cells(subject, now, before),
        _samples(subject, now, before),
        _elements(subject, now, before),
        _complete(subject, now, before),
        _area(subject, now, before),
        _element_cells(subject, now, before),
        _sources(subject),
    )
    return tuple(one for one in found if one is not None)


def _cells(subject: Subject, now: FigureValues, before: FigureValues | None) -> Headline | None:
    whole = _count(now, "land_cells")
    if not whole:
        # A territory smaller than a cell: its area says how far it has come.
        text = _("No land cell of {side} km belongs to it, as each belongs to one country only.")
        return Headline("covered", "–", _of(subject, text.format(side=subject.side)))
    part = _count(now, "covered_cells")
    if not part:
        text = ngettext(
            "the only land cell of {side} km has no sampled site ({share} %)",
            "none of {whole} land cells of {side} km has a sampled site ({share} %)",
            whole,
        )
        return _headline("covered", subject, text, now, before, "covered_cells", part, whole)
    text = ngettext(
        "{part} of {cells} of {side} km ({share} %) has at least one sampled site",
        "{part} of {cells} of {side} km ({share} %) have at least one sampled site",
        part,
    )
    return _headline("covered", subject, text, now, before, "covered_cells", part, whole)


def _complete(subject: Subject, now: FigureValues, before: FigureValues | None) -> Headline | None:
    whole = _count(now, "land_cells")
    if not whole or not _count(now, "covered_cells") or now.get("complete_cells") is None:
        return None
    part = _count(now, "complete_cells")
    if not part:
        text = _("none of {whole} land cells of {side} km has enough sites to be complete (0 %)")
        return _headline("complete", subject, text, now, before, "complete_cells", part, whole)
    text = ngettext(
        "{part} of {cells} of {side} km ({share} %) has enough sites to be complete",
        "{part} of {cells} of {side} km ({share} %) have enough sites to be complete",
        part,
    )
    return _headline("complete", subject, text, now, before, "complete_cells", part, whole)


def _area(subject: Subject, now: FigureValues, before: FigureValues | None) -> Headline | None:
    whole, part = now.get("area_km2"), now.get("covered_km2")
    if not whole or part is None:
        return None
    text = _(
        "{part} km² of {whole} km² of land ({share} %) lie in cells of {side} km with at least "
        "one sampled site"
    )
    return _headline("area", subject, text, now, before, "covered_km2", part, whole)


def _samples(subject: Subject, now: FigureValues, before: FigureValues | None) -> Headline:
    count = _count(now, "samples")
    text = ngettext("{n} sample has been collected", "{n} samples have been collected", count)
    said = text.format(n=_whole(count))
    reported = now.get("reported_samples")
    if count and reported == count:
        said += _(", all of them with results")
    elif count and reported is not None:
        more = ngettext(
            ", and {n} of them ({share} %) has results",
            ", and {n} of them ({share} %) have results",
            int(reported),
        )
        said += more.format(n=_whole(reported), share=share_text(100 * reported / count))
    sentence = _finished(subject, said, count, before, "samples")
    return Headline("samples", _whole(count), sentence)


def _elements(subject: Subject, now: FigureValues, before: FigureValues | None) -> Headline | None:
    count = now.get("elements")
    if count is None:
        return None
    whole = len(elements())
    text = ngettext(
        "{part} of the programme's {whole} elements has been determined in some sample",
        "{part} of the programme's {whole} elements have been determined in some sample",
        int(count),
    )
    said = text.format(part=_whole(count), whole=whole)
    sentence = _finished(subject, said, count, before, "elements")
    return Headline("elements", _whole(count), sentence)


def _element_cells(
    subject: Subject, now: FigureValues, before: FigureValues | None
) -> Headline | None:
    part = now.get("element_cells")
    whole = _count(now, "land_cells") * len(elements())
    if part is None or not whole:
        return None
    text = _(
        "Of the {whole} values that maps of all {elements} elements in every land cell of "
        "{side} km would need, {part} ({share} %) are there"
    ).replace("{elements}", str(len(elements())))
    return _headline("element_cells", subject, text, now, before, "element_cells", part, whole)


def _sources(subject: Subject) -> Headline:
    """Return which surveys the figures count, and which they do not."""
    surveys = subject.surveys
    if not surveys:
        said = _("No survey that is chosen counts in cells of {side} km.").format(
            side=subject.side
        )
    elif len(surveys) <= MOST_NAMED:
        said = ngettext(
            "Counted from {n} survey: {names}.", "Counted from {n} surveys: {names}.", len(surveys)
        ).format(n=len(surveys), names=listed(surveys))
    else:
        said = _("Counted from {n} surveys.").format(n=len(surveys))
    if subject.coarse:
        said += " " + _("Sites too far apart for cells of this size: {names}.").format(
            names=listed(subject.coarse)
        )
    if subject.left_out:
        said += " " + _("Published compilations and grids never count: {names}.").format(
            names=listed(subject.left_out)
        )
    return Headline("", "", said)


def _headline(
    metric: str,
    subject: Subject,
    text: str,
    now: FigureValues,
    before: FigureValues | None,
    key: str,
    part: float,
    whole: float,
) -> Headline:
    """Return the sentence of a share."""
    share = share_text(value(METRICS[metric], now))
    cells = ngettext("{n} land cell", "{n} land cells", int(whole)).format(n=_whole(whole))
    said = text.format(
        part=_whole(part), whole=_whole(whole), cells=cells, share=share, side=subject.side
    )
    sentence = _finished(subject, said, part, before, key)
    return Headline(metric, _("{share} %").format(share=share), sentence)


def _finished(
    subject: Subject, said: str, now: float, before: FigureValues | None, key: str
) -> str:
    """Return a sentence with place, day and what the year before has added."""
    if subject.as_of is not None:
        said = _("{said}, as of {day}").format(said=said, day=day_text(subject.as_of))
    earlier = before.get(key) if before is not None and subject.before is not None else None
    if earlier is not None:
        grown = now - earlier
        # Square kilometres come with fractions, which are no growth to speak of.
        if round(grown) > 0:
            more = _("{n} more than a year before").format(n=_whole(grown))
        elif round(grown) < 0:
            more = _("{n} fewer than a year before").format(n=_whole(-grown))
        else:
            more = _("no more than a year before")
        said = _("{said}; {more}").format(said=said, more=more)
    return _of(subject, _("{said}.").format(said=said))


def _of(subject: Subject, said: str) -> str:
    """Put the place before a sentence; the world goes without saying."""
    kept = unbroken(said)
    return f"{place_words(subject.places)}: {kept}" if subject.places else capitalised(kept)


def place_words(places: Sequence[str]) -> str:
    """Return the places a sentence is about, or how many there are."""
    if not places:
        return _("The whole world")
    if len(places) <= MOST_NAMED:
        return listed(places)
    return _("{n} places").format(n=len(places))


def scope_words(subject: Subject) -> str:
    """Return the line above the headlines: place, size of cells, day."""
    parts = [
        place_words(subject.places),
        _("cells of {side} km").format(side=subject.side),
    ]
    if subject.as_of is not None:
        parts.append(_("as of {day}").format(day=day_text(subject.as_of)))
    return " · ".join(parts)


def _name(survey: Mapping[str, Any]) -> str:
    return str(survey["short"] or survey["title"])


def _count(figures: Mapping[str, float | None], key: str) -> int:
    return int(figures.get(key) or 0)


def _whole(number: float) -> str:
    return str(format_decimal(round(number), locale="en"))
