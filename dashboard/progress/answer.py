"""All that `progress.json` says of a view."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from dashboard.catalog.days import DAY_ZERO, NEVER
from dashboard.catalog.metrics import METRICS
from dashboard.progress.choice import Choice, choice_of, left_out, scope
from dashboard.progress.figures import figures_by_country, last_day, regions, total
from dashboard.progress.headlines import scope_words, sentences, subject_of
from dashboard.progress.ranking import ranking
from dashboard.progress.timeline import timeline
from dashboard.release.release import Release
from dashboard.state import ViewState


def answer(release: Release, state: ViewState) -> dict[str, Any]:
    """Return the figures of a view, as docs/interfaces.md, section 8, lists them.

    Parameters
    ----------
    release : Release
        The release that the view shows.
    state : ViewState
        As read from an address; nothing of it needs to be in the release.

    Returns
    -------
    dict
        Plain JSON.
    """
    choice = choice_of(release, state)
    figures = figures_by_country(release, choice)
    whole = total(release, choice)
    day = as_of(release, choice)
    earlier = year_before(release, choice)
    before = None if earlier is None else total(release, replace(choice, date=earlier))
    places = ranking(figures, METRICS[state.metric], choice.level)
    subject = subject_of(
        release.index,
        strata=choice.strata,
        level=choice.level,
        countries=choice.countries,
        region=choice.region,
        as_of=day,
        before=earlier,
    )
    by_region = regions(release, choice)
    strata = [release.strata[identity].record for identity in choice.strata]
    return {
        "release": release.id,
        "simulated": release.index["simulated"],
        "level": choice.level,
        "date": state.date,
        "as_of": day.isoformat() if day else None,
        "surveys": list(dict.fromkeys(record["survey"] for record in strata)),
        "strata": list(choice.strata),
        "left_out": left_out(release, state),
        "scope": scope(release, choice),
        "scope_words": scope_words(subject),
        "total": whole,
        "before": before,
        "before_date": earlier.isoformat() if earlier else None,
        "countries": [
            {
                "id": country["id"],
                "name": country["name"],
                "region": country["region"],
                "figures": figures[country["id"]],
                "ranked": places.places.get(country["id"]),
                "reason": places.reasons.get(country["id"]),
            }
            for country in release.index["countries"]
        ],
        "regions": [
            {"id": region["id"], "name": region["name"], "figures": by_region[region["id"]]}
            for region in release.index["regions"]
        ],
        "headlines": [one.as_json() for one in sentences(subject, whole, before)],
    }


def as_of(release: Release, choice: Choice) -> dt.date | None:
    """Return the day whose state the figures are: the chosen one, else that of the last event."""
    return choice.date or last_day(release, choice)


def year_before(release: Release, choice: Choice) -> dt.date | None:
    """Return the day a year before that of the figures; None where dates do not allow it.

    They do not where a survey that gives only its years counts from a day within that year:
    what seems to be growth would be a date that nobody knows.
    """
    day = as_of(release, choice)
    if day is None or day.year <= DAY_ZERO.year:
        return None
    leap = (day.month, day.day) == (2, 29)
    earlier = day.replace(year=day.year - 1, day=28 if leap else day.day)
    for identity in choice.strata:
        stratum = release.strata[identity]
        if stratum.record.get("dating") != "survey":
            continue
        days = timeline(release, (identity,), 0).days
        guessed = [DAY_ZERO + dt.timedelta(days=int(one)) for one in days[days != NEVER]]
        if any(earlier < one <= day for one in guessed):
            return None
    return earlier
