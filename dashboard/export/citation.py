"""How to cite a view: plain text, BibTeX, RIS and CSL-JSON.

A view is cited together with the surveys whose results it shows: their owners measured what
the application only draws. The link is the frozen one, so that a reader of the citation finds
what was cited. Formats: BibTeX as biblatex reads it (Lehman et al., *The biblatex Package*),
RIS (Research Information Systems, 2011), CSL-JSON 1.0.2 (citationstyles.org).
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Any

from dashboard.catalog.printing import day_text
from dashboard.export.authors import people_of
from dashboard.export.words import fitted_state, told
from dashboard.i18n import _
from dashboard.progress.choice import Choice, choice_of, places_of
from dashboard.progress.place import countries_in
from dashboard.progress.profile import shares
from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.state_panes import panes

# Year of publication as the surveys' citations write it: "(2013):", "(eds., 2014):".
_YEAR = re.compile(r"\s*\((?:[^()]*,\s*)?((?:18|19|20)[0-9]{2})\)\s*:")
# Crossref's pattern for DOIs, https://www.crossref.org/blog/dois-and-matching-regular-expressions/
_DOI = re.compile(r"\b10\.[0-9]{4,9}/[-._;()/:A-Za-z0-9]+")
_PLACES = ("country", "region")
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


@dataclass(frozen=True)
class Survey:
    """A survey that a view shows.

    Attributes
    ----------
    id : str
        Of the release.
    title, owner, citation, licence, address : str
        As its recipe has them; `address` is that of its source.
    authors : str
        As the citation begins; the owner where that has no year in brackets.
    year : int or None
        Of publication, where the citation has it.
    doi : str
        Empty where the citation has none.
    """

    id: str
    title: str
    owner: str
    citation: str
    licence: str
    address: str
    authors: str
    year: int | None
    doi: str

    @property
    def people(self) -> tuple[tuple[str, str], ...]:
        """Family and given names of the authors; empty where `authors` are no list of persons."""
        return people_of(self.authors)[0]

    @property
    def others(self) -> bool:
        """Whether the citation says that there are more authors than it names."""
        return people_of(self.authors)[1]


@dataclass(frozen=True)
class Cited:
    """All that is cited of a view.

    Attributes
    ----------
    title : str
        Of the view.
    publisher : str
        Name of the application.
    release : str
        Id of the release.
    made, accessed : datetime.date
        Day of the release and of access.
    link : str
        Full address of the view, frozen to its release.
    surveys : tuple of Survey
        Those whose results the view shows.
    notes : tuple of str
        What must be said with it.
    """

    title: str
    publisher: str
    release: str
    made: dt.date
    accessed: dt.date
    link: str
    surveys: tuple[Survey, ...]
    notes: tuple[str, ...]

    @property
    def key(self) -> str:
        """Key of the view in lists of references."""
        words = re.findall(r"[a-z0-9]+", self.title.lower())[:4]
        return "-".join(["chemical-earth", self.release, *words])


def cited(
    release: Release, page: str, code: str, state: ViewState, link: str, day: dt.date
) -> Cited:
    """Return what to cite of a view.

    Parameters
    ----------
    release : Release
        The release that the view shows.
    page, code : str
        As of :func:`dashboard.export.words.told`.
    state : ViewState
        As read from the address.
    link : str
        Full address of the view, frozen to the release.
    day : datetime.date
        Day of access.
    """
    simulated = _("Simulated data: measured nowhere.")
    reported = _("Stages are as reported; the sources of each are in programme.json.")
    stages = page == "progress" and state.by == "countries" and state.metric == "stage"
    notes = [simulated] if release.index["simulated"] else []
    if stages:
        notes.append(reported)
    return Cited(
        title=told(release, page, code, state).title,
        publisher=_("Chemical Earth dashboard"),
        release=release.id,
        made=dt.date.fromisoformat(release.index["made"][:10]),
        accessed=day,
        link=link,
        surveys=tuple(
            survey_of(one)
            for one in release.index["surveys"]
            if one["id"] in shown_surveys(release, page, code, state)
        ),
        notes=tuple(notes),
    )


def shown_surveys(release: Release, page: str, code: str, state: ViewState) -> frozenset[str]:
    """Return the ids of the surveys whose results a view shows."""
    fitted = fitted_state(release, page, state)
    strata = {one["id"]: one for one in release.index["strata"]}
    if page in {"map", "elements"}:
        return frozenset({strata[fitted.stratum]["survey"]} if fitted.stratum in strata else ())
    if page == "compare":
        shown = [one.stratum for one in panes(fitted)]
        return frozenset(strata[one]["survey"] for one in shown if one in strata)
    if page == "element":
        return frozenset(
            stratum["survey"]
            for stratum in strata.values()
            if any(one["id"] == code and one["n"] for one in stratum["analytes"])
        )
    if page in _PLACES:
        places = countries_in(release, code) if page == "region" else (code,)
        return frozenset(one.survey["id"] for one in shares(release, places))
    if page == "progress":
        return _counted(release, choice_of(release, fitted))
    return frozenset(one["id"] for one in release.index["surveys"])


def _counted(release: Release, choice: Choice) -> frozenset[str]:
    """Return the surveys that figures count: of places, those with a sample there."""
    surveys = {release.strata[one].record["survey"] for one in choice.strata}
    places = places_of(release, choice)
    if places is None:
        return frozenset(surveys)
    return frozenset(
        one.survey["id"] for one in shares(release, sorted(places)) if one.survey["id"] in surveys
    )


def survey_of(record: dict[str, Any]) -> Survey:
    """Return a survey of the release index with what its citation says."""
    citation = " ".join(record["citation"].split())
    year = _YEAR.search(citation)
    doi = _DOI.search(citation)
    return Survey(
        id=record["id"],
        title=record["title"],
        owner=record["owner"],
        citation=citation,
        licence=record["licence"],
        address=record["source_url"] or "",
        authors=citation[: year.start()] if year else record["owner"],
        year=int(year[1]) if year else None,
        doi=doi[0].rstrip(".,;") if doi else "",
    )


def plain(view: Cited) -> str:
    """Return the citation as text, a line for the view and one for each survey."""
    lines = [view_line(view)]
    if view.surveys:
        lines.append(_("Data:"))
    lines += [
        _("{citation} Licence: {licence}.").format(
            citation=one.citation if one.citation.endswith(".") else f"{one.citation}.",
            licence=one.licence.rstrip("."),
        )
        for one in view.surveys
    ]
    return "\n".join(lines) + "\n"


def view_line(view: Cited) -> str:
    """Return how the view is cited: title, release and its day, frozen link, day of access."""
    head = _("{title}. {publisher}, release {release} of {made}. {link} (accessed {day}).").format(
        title=view.title,
        publisher=view.publisher,
        release=view.release,
        made=day_text(view.made),
        link=view.link,
        day=day_text(view.accessed),
    )
    return " ".join((head, *view.notes))


def bibtex(view: Cited) -> str:
    """Return the citation as entries for biblatex and BibTeX, UTF-8."""
    made = _entry(
        "online",
        view.key,
        {
            "title": _tex(view.title),
            "author": "{" + _tex(view.publisher) + "}",
            "year": str(view.made.year),
            "date": view.made.isoformat(),
            "version": view.release,
            "url": view.link,
            "urldate": view.accessed.isoformat(),
            "note": _tex(" ".join((_release_words(view), *view.notes))),
        },
    )
    surveys = [
        _entry(
            "misc",
            one.id,
            {
                "title": _tex(one.title),
                "author": _tex_authors(one),
                "year": str(one.year) if one.year else "",
                "publisher": _tex(one.owner),
                "doi": one.doi,
                "url": one.address,
                "note": _tex(_survey_note(one)),
            },
        )
        for one in view.surveys
    ]
    return "\n".join([made, *surveys])


def ris(view: Cited) -> str:
    """Return the citation as RIS records, for reference managers."""
    lines = _record(
        [
            ("TY", "ELEC"),
            ("ID", view.key),
            ("TI", view.title),
            ("AU", view.publisher),
            ("PB", view.publisher),
            ("PY", str(view.made.year)),
            ("DA", view.made.strftime("%Y/%m/%d")),
            ("ET", view.release),
            ("UR", view.link),
            ("Y2", view.accessed.strftime("%Y/%m/%d")),
            *(("N1", one) for one in (_release_words(view), *view.notes)),
        ]
    )
    for one in view.surveys:
        lines += _record(
            [
                ("TY", "DATA"),
                ("ID", one.id),
                ("TI", one.title),
                *(("AU", name) for name in _ris_authors(one)),
                ("PB", one.owner),
                ("PY", str(one.year) if one.year else ""),
                ("DO", one.doi),
                ("UR", one.address),
                ("N1", _survey_note(one)),
            ]
        )
    return "\r\n".join(lines) + "\r\n"


def csl(view: Cited) -> str:
    """Return the citation as CSL-JSON, a list of items."""
    items: list[dict[str, Any]] = [
        {
            "id": view.key,
            "type": "webpage",
            "title": view.title,
            "author": [{"literal": view.publisher}],
            "container-title": view.publisher,
            "issued": _date_parts(view.made),
            "accessed": _date_parts(view.accessed),
            "version": view.release,
            "URL": view.link,
            "note": " ".join((_release_words(view), *view.notes)),
        }
    ]
    for one in view.surveys:
        item = {
            "id": one.id,
            "type": "dataset",
            "title": one.title,
            "author": _csl_authors(one),
            "publisher": one.owner,
            "issued": {"date-parts": [[one.year]]} if one.year else None,
            "DOI": one.doi,
            "URL": one.address,
            "note": _survey_note(one),
        }
        items.append({key: value for key, value in item.items() if value})
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _release_words(view: Cited) -> str:
    return _("Release {release} of {made}.").format(release=view.release, made=day_text(view.made))


def _survey_note(survey: Survey) -> str:
    return _("Cite as: {citation} Licence: {licence}.").format(
        citation=survey.citation, licence=survey.licence.rstrip(".")
    )


def _tex_authors(survey: Survey) -> str:
    """Return authors as BibTeX separates them; one name in braces where they are no persons."""
    names = [_tex(f"{family}, {given}") for family, given in survey.people]
    if not names:
        return "{" + _tex(survey.authors) + "}"
    return " and ".join([*names, "others"] if survey.others else names)


def _ris_authors(survey: Survey) -> list[str]:
    # RIS has no word for others; the note has the citation whole.
    return [", ".join(one) for one in survey.people] or [survey.authors]


def _csl_authors(survey: Survey) -> list[dict[str, str]]:
    """Return authors as CSL-JSON names; others as a literal, which it has no word for either."""
    names = [{"family": family, "given": given} for family, given in survey.people]
    if not names:
        return [{"literal": survey.authors}]
    return [*names, {"literal": "et al."}] if survey.others else names


def _date_parts(day: dt.date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _tex(text: str) -> str:
    return "".join(_TEX.get(one, one) for one in text)


def _entry(kind: str, key: str, values: dict[str, str]) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in values.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _record(values: list[tuple[str, str]]) -> list[str]:
    # A line break within a value would begin another tag.
    found = [f"{tag}  - {' '.join(value.split())}" for tag, value in values if value]
    return [*found, "ER  - ", ""]
