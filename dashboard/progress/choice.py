"""Which surveys, cells, places and day count: what a view asks of progress."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from dashboard.grid import LEVEL_KM
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.state import ViewState


@dataclass(frozen=True)
class Choice:
    """What is counted, and of what.

    Attributes
    ----------
    strata : tuple of str
        Strata that count, in the order of the release; compilations never do.
    level : int
        Level of the cells, 0 to 5. A stratum without cells of it has none covered.
    date : datetime.date or None
        Only what was collected and reported up to that day; None for all.
    countries : tuple of str
        Chosen countries, ISO 3166-1 alpha-3.
    region : str or None
        Chosen region, UN M49. Without it and countries it is the world.
    """

    strata: tuple[str, ...]
    level: int = 0
    date: dt.date | None = None
    countries: tuple[str, ...] = ()
    region: str | None = None


def choice_of(release: Release, state: ViewState) -> Choice:
    """Return what a state asks of a release.

    Surveys that the release does not have, and compilations, do not count; of a state
    that names none that exists, all surveys do. Unknown countries and regions are left
    out. The cells of the automatic level, and of the one that shows sites, are level 0.
    """
    known = {c["id"] for c in release.index["countries"]}
    regions = {c[part] for c in release.index["countries"] for part in ("region", "subregion")}
    return Choice(
        strata=_strata(release, state),
        level=int(state.level) if state.level.isdigit() else 0,
        date=dt.date.fromisoformat(state.date) if state.date else None,
        countries=tuple(c for c in state.countries if c in known),
        region=state.region if state.region in regions else None,
    )


def left_out(release: Release, state: ViewState) -> list[dict[str, str]]:
    """Return which surveys do not count, and why: `survey` (id) and `reason` in words.

    Those that nobody chose are not named, but for compilations, which never count.
    """
    reasons = {
        "compilation": _("Published analyses, not a systematic survey."),
        "gridded": _("Published as a grid, not as samples."),
    }
    found = [
        {"survey": survey["id"], "reason": reasons[survey["kind"]]}
        for survey in release.index["surveys"]
        if survey["kind"] != "survey"
    ]
    ids = _ids(release)
    found += [
        {"survey": asked, "reason": _("This release has no such survey.")}
        for asked in state.surveys
        if asked not in ids
    ]
    level = int(state.level) if state.level.isdigit() else 0
    finest: dict[str, int] = {}
    for identity in _strata(release, state):
        stratum = release.strata[identity]
        survey = stratum.record["survey"]
        finest[survey] = max(finest.get(survey, 0), max(stratum.levels))
    found += [
        {
            "survey": survey,
            "reason": _("Its sites are too far apart for cells of {km} km.").format(
                km=LEVEL_KM[level]
            ),
        }
        for survey, most in finest.items()
        if most < level
    ]
    old = {s.record["survey"] for s in _surveys(release) if not s.is_measured}
    found += [
        {"survey": survey, "reason": _("The release was made before progress was measured.")}
        for survey in sorted(old)
    ]
    return found


def places_of(release: Release, choice: Choice) -> frozenset[str] | None:
    """Return the countries that a choice is about; None for the world."""
    if not choice.countries and choice.region is None:
        return None
    chosen = set(choice.countries)
    if choice.region is not None:
        chosen |= {
            c["id"]
            for c in release.index["countries"]
            if choice.region in (c["region"], c["subregion"])
        }
    return frozenset(chosen)


def scope(release: Release, choice: Choice) -> dict[str, str]:
    """Return what a choice is about: `kind` (world, region, country, countries), `id`, `name`."""
    names = [release.country_names[c] for c in choice.countries]
    if choice.region is not None:
        regions = {r["id"]: r["name"] for r in release.index["regions"]}
        names.insert(0, regions.get(choice.region, choice.region))
    ids = [*([choice.region] if choice.region else []), *choice.countries]
    if not ids:
        return {"kind": "world", "id": "", "name": _("World")}
    kind = "countries" if len(ids) > 1 else "region" if choice.region else "country"
    return {"kind": kind, "id": "~".join(ids), "name": ", ".join(names)}


def _surveys(release: Release) -> list[Any]:
    """Return the strata of systematic surveys, in the order of the release."""
    return [
        stratum
        for stratum in release.strata.values()
        if release.surveys[stratum.record["survey"]]["kind"] == "survey"
    ]


def _ids(release: Release) -> set[str]:
    return {s["id"] for s in release.index["surveys"]} | {s["id"] for s in release.index["strata"]}


def _strata(release: Release, state: ViewState) -> tuple[str, ...]:
    asked = set(state.surveys) & _ids(release)
    return tuple(
        stratum.record["id"]
        for stratum in _surveys(release)
        if stratum.is_measured
        and (not asked or asked & {stratum.record["id"], stratum.record["survey"]})
    )
