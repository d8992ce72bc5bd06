"""Title, description and one sentence of any view: for previews, posts, citations and documents.

All three are made from the release's own figures, name the survey they are of, and stand alone:
whoever reads them does not see the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dashboard.catalog.days import DAY_ZERO
from dashboard.catalog.elements import elements
from dashboard.catalog.printing import listed, number_text
from dashboard.export.progress_words import progress_title
from dashboard.export.titles import analyte_label, compare_title, map_title, together_title
from dashboard.grid import LEVEL_KM
from dashboard.i18n import _, ngettext
from dashboard.progress.choice import Choice, choice_of
from dashboard.progress.figures import total
from dashboard.progress.headlines import MOST_NAMED, place_words, sentences, subject_of
from dashboard.progress.timeline import timeline
from dashboard.release.element import analyte_names
from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.state_panes import panes, resolve_panes
from dashboard.state_progress import resolve_progress
from dashboard.state_resolve import resolve, stratum_name
from dashboard.state_together import resolve_together

MOST_CHARACTERS = 280
"""Characters of a post on the networks that allow least (X)."""
WRAPPED_LINK = 23
"""Characters that a link counts for where long ones are wrapped (X, Mastodon)."""

_PLACES = ("country", "region")
_PROGRESS = ("progress", *_PLACES)

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """What is said of a view where only words are shown.

    Attributes
    ----------
    title : str
        As the heading of its page or map.
    description : str
        Two or three sentences that follow the title: which survey, from how many samples.
    sentence : str
        One sentence that can be posted with the link.
    beside : str
        What the title of the window names besides: what a map is of, or the page.
    """

    title: str
    description: str
    sentence: str
    beside: str

    @property
    def window(self) -> str:
        """The title of the window, which the scripts of the map write alike."""
        if self.beside == self.title:
            return self.title
        # The site is where it is, everything else what it is of.
        return f"{self.title} {'–' if self.beside == site_name() else '·'} {self.beside}"


def site_name() -> str:
    """Return the name of the application."""
    return _("Chemical Earth dashboard")


def progress_page() -> str:
    """Return what the title of the window names beside a map of progress."""
    return f"{_('How far the mapping has come')} – {site_name()}"


def told(release: Release, page: str, code: str, state: ViewState) -> Told:
    """Return the words for a view. Never raises for what an address can say.

    Parameters
    ----------
    release : Release
        The release that the view shows.
    page : str
        A kind of page with a map (docs/interfaces.md, section 10), ``element``, ``data``;
        anything else is the application as a whole.
    code : str
        What the path names: country, region or analyte; else empty.
    state : ViewState
        As read from the address, or fitted to the release already.
    """
    found = _TELLERS.get(page, _site)(release, code, state)
    if not release.index["simulated"]:
        return found
    mark = _("Simulated data, measured nowhere.")
    return replace(
        found,
        description=f"{mark} {found.description}",
        sentence=f"{mark} {found.sentence}",
    )


def fitted_state(release: Release, page: str, state: ViewState) -> ViewState:
    """Return a state without what the release does not have, as the page shows it.

    Pages without a map and without a stratum of their own keep the state as it is.
    """
    if page == "compare":
        return resolve_panes(state, release.index)[0]
    if page == "elements":
        return resolve_together(state, release.index)[0]
    if page == "map":
        return resolve(state, release.index)[0]
    if page in _PROGRESS:
        return resolve_progress(state, release.index)[0]
    return state


def fitted(sentence: str, link: str, most: int = MOST_CHARACTERS) -> str:
    """Return a sentence, cut at a word, that leaves room for a space and a link.

    A link of more than half of the room counts as the networks count it that wrap links;
    the others take more characters.

    Examples
    --------
    >>> fitted("Nickel in three countries", "https://example.org/x", 40)
    'Nickel in three…'
    """
    size = len(link) if len(link) <= most // 2 else WRAPPED_LINK
    room = most - size - 1
    if len(sentence) <= room:
        return sentence
    head = sentence[:room]
    cut = head.rsplit(" ", 1)[0] if " " in head else head[:-1]
    return cut.rstrip(" ,.;:–") + "…"


def _results(release: Release, _code: str, state: ViewState) -> Told:
    index = release.index
    state, _notices = resolve(state, index)
    found = _records(index, state)
    if found is None:
        return _site(release, "", state)
    stratum, analyte = found
    title, name = map_title(state, stratum, analyte), stratum_name(stratum, index)
    where = _where(index, state)
    sentence = f"{title} – {name}{where}."
    numbers = _numbers(index, stratum, analyte, state)
    return Told(title, f"{name}{where}. {numbers}", sentence, name)


def _where(index: Record, state: ViewState) -> str:
    names = {one["id"]: one["name"] for one in index["countries"]}
    regions = {one["id"]: one["name"] for one in index["regions"]}
    places = [regions.get(state.region, state.region)] if state.region else []
    places += [names.get(one, one) for one in state.countries]
    return f"; {place_words(places)}" if places else ""


def _numbers(index: Record, stratum: Record, analyte: Record, state: ViewState) -> str:
    """Return what the map is made of: units, results, limits, kind of data."""
    survey = next(one for one in index["surveys"] if one["id"] == stratum["survey"])
    n, censored = analyte["n"], analyte["censored"]
    if survey["kind"] == "gridded":
        text = ngettext("{n} published grid value", "{n} published grid values", n)
    elif survey["kind"] == "compilation":
        text = ngettext("{n} published analysis", "{n} published analyses", n)
    else:
        text = ngettext("{n} sample with a result", "{n} samples with results", n)
    said = _("The stratum has {results}, {censored} of them below detection.").format(
        results=text.format(n=f"{n:,}"), censored=f"{censored:,}" if censored else _("none")
    )
    if survey["kind"] == "compilation":
        said += " " + _("Published analyses, not a systematic survey.")
    if state.by == "countries":
        shown = _("Shown by country.")
    elif state.level == "sites":
        shown = _("Shown sample by sample.")
    elif state.level.isdigit():
        side = number_text(LEVEL_KM[int(state.level)])
        shown = _("Shown in cells of {side} km.").format(side=side)
    else:
        shown = _("Shown in grid cells.")
    return f"{shown} {said}"


def _progress(release: Release, _code: str, state: ViewState) -> Told:
    state, _notices = resolve_progress(state, release.index)
    choice = choice_of(release, state)
    first, rest = _headlines(release, choice)
    title = progress_title(release, state, choice)
    said = " ".join((first, *rest[:1]))
    # What is reported is no figure of the headlines, which are measured.
    reported = state.by == "countries" and state.metric == "stage"
    return Told(title, said, f"{title}." if reported else first, progress_page())


def _headlines(release: Release, choice: Choice) -> tuple[str, tuple[str, ...]]:
    line = timeline(release, choice.strata, choice.level).days
    last = DAY_ZERO + dt.timedelta(days=int(line[-1])) if line.size else None
    subject = subject_of(
        release.index,
        strata=choice.strata,
        level=choice.level,
        countries=choice.countries,
        region=choice.region,
        as_of=choice.date or last,
    )
    # Without growth since last year: what is posted is read at some later time.
    said = [one.sentence for one in sentences(subject, total(release, choice), None)]
    return said[0], tuple(said[1:])


def _place(release: Release, code: str, state: ViewState) -> Told:
    index = release.index
    names = {one["id"]: one["name"] for one in index["countries"]}
    used = {one[part] for one in index["countries"] for part in ("region", "subregion")}
    regions = {one["id"]: one["name"] for one in index["regions"] if one["id"] in used}
    if code in names:
        name, state = names[code], replace(state, countries=(code,), region=None)
    elif code in regions:
        name, state = regions[code], replace(state, region=code, countries=())
    else:
        return _site(release, code, state)
    state, _notices = resolve_progress(state, index)
    first, rest = _headlines(release, choice_of(release, state))
    return Told(name, " ".join((first, *rest[:1])), first, site_name())


def _element(release: Release, code: str, state: ViewState) -> Told:
    names = analyte_names(release)
    if code not in names:
        return _site(release, code, state)
    title = analyte_label({"id": code, "name": _(names[code])})
    having = [
        (stratum, one)
        for stratum in release.index["strata"]
        for one in stratum["analytes"]
        if one["id"] == code and one["n"]
    ]
    if not having:
        said = _("No survey of this release has results of {element}.").format(element=title)
        return Told(title, said, said, site_name())
    known = {one["id"]: one for one in release.index["surveys"]}
    surveys = dict.fromkeys(
        known[stratum["survey"]]["short"] or known[stratum["survey"]]["title"]
        for stratum, _one in having
    )
    where = (
        listed(surveys)
        if len(surveys) <= MOST_NAMED
        else _("{n} surveys and compilations").format(n=len(surveys))
    )
    results = sum(one["n"] for _stratum, one in having)
    first = _("{element}: {results} in {strata} of {where}.").format(
        element=title,
        results=ngettext("{n} result", "{n} results", results).format(n=f"{results:,}"),
        strata=ngettext("{n} stratum", "{n} strata", len(having)).format(n=len(having)),
        where=where,
    )
    more = _(
        "Distributions, detection limits, thresholds and medians of countries, each stratum apart."
    )
    return Told(title, f"{first} {more}", first, site_name())


def _compared(release: Release, _code: str, state: ViewState) -> Told:
    """Return the words for maps side by side (`compareTitle` of compare-words.mjs)."""
    index = release.index
    fitted, _notices = resolve_panes(state, index)
    views = panes(fitted) if fitted.mode == "panes" else panes(fitted)[:2]
    records = [_records(index, one) for one in views]
    known = [one for one in records if one is not None]
    if len(known) < len(views):
        return _site(release, "", state)
    title = compare_title(index, fitted.mode, list(zip(views, known, strict=True)))
    names = [stratum_name(stratum, index) for stratum, _analyte in known]
    strata = listed(dict.fromkeys(names))
    more = _("{n} maps with distributions, statistics and tests of countries.").format(
        n=len(views)
    )
    return Told(title, f"{strata}. {more}", f"{title} – {strata}.", _("Compare"))


def _records(index: Record, state: ViewState) -> tuple[Record, Record] | None:
    """Return the records of stratum and analyte of a resolved state."""
    stratum = next((one for one in index["strata"] if one["id"] == state.stratum), None)
    analytes = stratum["analytes"] if stratum else ()
    analyte = next((one for one in analytes if one["id"] == state.analyte), None)
    return (stratum, analyte) if stratum and analyte else None


def _together(release: Release, _code: str, state: ViewState) -> Told:
    index = release.index
    state, _notices = resolve_together(state, index)
    stratum = next((one for one in index["strata"] if one["id"] == state.stratum), None)
    if stratum is None:
        return _site(release, "", state)
    title, name = together_title(release, state), stratum_name(stratum, index)
    named = f"{name}{_where(index, state)}."
    more = _("Spider, principal components and correlations of log-ratios within one stratum.")
    return Told(title, f"{named} {more}", f"{title} – {named}", name)


def _data(release: Release, _code: str, _state: ViewState) -> Told:
    index = release.index
    title = _("Data of this release")
    kinds = [one["kind"] for one in index["surveys"]]
    surveys = kinds.count("survey")
    others = len(kinds) - surveys
    first = ngettext("{n} survey", "{n} surveys", surveys).format(n=surveys)
    if others:
        text = ngettext("{n} compilation or grid", "{n} compilations and grids", others)
        first = _("{first} and {last}").format(first=first, last=text.format(n=others))
    said = _("Release {id} of geochemical data: {surveys}.").format(
        id=index["release"], surveys=first
    )
    more = _("Methods, detection limits, quality, licences, citations, downloads and interface.")
    return Told(title, f"{said} {more}", said, site_name())


def _site(_release: Release, _code: str, _state: ViewState) -> Told:
    said = _(
        "How far international geochemical mapping has come, and what it has found: "
        "{n} elements, grid cells of 160 km, countries and surveys."
    ).format(n=len(elements()))
    return Told(site_name(), said, said, site_name())


_TELLERS: Mapping[str, Callable[[Release, str, ViewState], Told]] = {
    "map": _results,
    "compare": _compared,
    "elements": _together,
    "element": _element,
    "data": _data,
    **dict.fromkeys(_PROGRESS, _progress),
    **dict.fromkeys(_PLACES, _place),
}
