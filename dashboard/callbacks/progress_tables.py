"""Ranking, table, elements, reports and training, from the query of the figures chosen."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from dash import no_update
from numpy.typing import NDArray

from dashboard.catalog.days import day_number
from dashboard.catalog.metrics import METRICS
from dashboard.catalog.printing import day_text, listed
from dashboard.components.details_panel import no_data
from dashboard.components.progress_compared import Measured
from dashboard.components.progress_matrix import matrix_data
from dashboard.components.progress_ranking import ranking_data
from dashboard.components.progress_reported import reported
from dashboard.components.progress_table import spark, table_data
from dashboard.components.progress_training import training
from dashboard.components.unbroken import tied
from dashboard.grid import LEVEL_KM
from dashboard.i18n import _
from dashboard.progress.answer import as_of
from dashboard.progress.choice import Choice, choice_of, places_of
from dashboard.progress.element_cells import chosen_element_cells, measured_strata
from dashboard.progress.figures import figures_by_country
from dashboard.progress.ranking import ranking
from dashboard.progress.series import series
from dashboard.progress.table import furthest_stages
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.state import ViewState, from_query
from dashboard.state_progress import resolve_progress

# More surveys than this are counted, not named.
MOST_NAMED = 4


@dataclass(frozen=True)
class Asked:
    """What the parts are asked for, fitted to a release that is kept.

    Attributes
    ----------
    release : Release
    state : ViewState
        Resolved against its index.
    choice : Choice
        What counts. Chosen countries do not narrow it: they are marked among the others.
    """

    release: Release
    state: ViewState
    choice: Choice


def read(releases: ReleaseStore, query: Any) -> Asked | None:
    """Read the query of the figures; None where its release is not kept."""
    state, _notices = from_query(query if isinstance(query, str) else "")
    release = releases.get(state.release) if state.release else releases.current()
    if release is None:
        return None
    state, _notices = resolve_progress(state, release.index)
    return Asked(release, state, replace(choice_of(release, state), countries=()))


def up_to(days: NDArray[np.uint16], choice: Choice) -> NDArray[np.bool_]:
    """Return which days of a series a choice knows of."""
    if choice.date is None:
        return np.ones(days.size, dtype=bool)
    return np.asarray(days <= day_number(choice.date))


def ranking_numbers(releases: ReleaseStore, query: Any) -> Any:
    """Return the numbers of the ranking; nothing new where the release is gone."""
    asked = read(releases, query)
    if asked is None:
        return no_update
    release, choice = asked.release, asked.choice
    metric = METRICS[asked.state.metric]
    places = places_of(release, choice)
    figures = {
        country: own
        for country, own in figures_by_country(release, choice).items()
        if places is None or country in places
    }
    found = ranking(figures, metric, choice.level)
    names = release.country_names
    return ranking_data(
        metric,
        [(one, names[one], place, figures[one]) for one, place in found.places.items()],
        [(one, names[one], reason) for one, reason in found.reasons.items()],
        release.programme["targets"],
    )


def table_numbers(releases: ReleaseStore, query: Any) -> Any:
    """Return the numbers of the table; nothing new where the release is gone."""
    asked = read(releases, query)
    if asked is None:
        return no_update
    release, choice = asked.release, asked.choice
    places = places_of(release, choice) or frozenset(release.countries)
    regions = {one["id"]: one["name"] for one in release.index["regions"]}
    listed = [
        (one["id"], one["name"], regions.get(one["subregion"] or one["region"], ""))
        for one in release.index["countries"]
        if one["id"] in places
    ]
    found = series(release, choice)
    samples = found.values["samples"][up_to(found.days, choice)]
    growth = {
        country: points
        for i, country in enumerate(found.countries)
        if country in places and (points := spark(samples[:, i]))
    }
    figures = figures_by_country(release, choice)
    stages = furthest_stages(release.programme)
    return table_data(listed, figures, stages, growth, query if isinstance(query, str) else "")


def matrix_numbers(releases: ReleaseStore, query: Any) -> Any:
    """Return the numbers of the matrix and of the periodic table."""
    asked = read(releases, query)
    if asked is None:
        return no_update
    release, choice = asked.release, asked.choice
    found = chosen_element_cells(release, choice)
    land = {
        one["id"]: int(one["cells"][choice.level]) if choice.level < len(one["cells"]) else 0
        for one in release.index["countries"]
    }
    names = release.country_names
    order = sorted(range(len(found.countries)), key=lambda i: names[found.countries[i]])
    places = places_of(release, choice) or frozenset(land)
    return matrix_data(
        [(found.countries[i], names[found.countries[i]]) for i in order],
        found.cells[order],
        np.array([land[found.countries[i]] for i in order], dtype=np.int64),
        found.best[order],
        (found.world, sum(land[one] for one in places), found.world_best),
        measured_strata(release, choice),
    )


def reported_children(releases: ReleaseStore, query: Any, methods: str) -> list[Any]:
    """Return what is reported of the chosen countries beside what is measured."""
    asked = read(releases, query)
    if asked is None:
        return no_data()
    release, state = asked.release, asked.state
    measured = Measured(
        figures=figures_by_country(release, asked.choice),
        choice=choice_words(asked),
        narrowed=bool(state.surveys or state.date),
        names=release.country_names,
        methods=methods,
    )
    return tied(reported(release.programme, state.countries, measured))


def choice_words(asked: Asked) -> str:
    """Return which surveys, cells and day count."""
    release, choice = asked.release, asked.choice
    surveys = dict.fromkeys(release.strata[one].record["survey"] for one in choice.strata)
    names = [release.surveys[one]["short"] or release.surveys[one]["title"] for one in surveys]
    counted = listed(names) if 0 < len(names) <= MOST_NAMED else _("all surveys")
    words = _("counted from the samples of {surveys}, by cells of {km} km").format(
        surveys=counted if asked.state.surveys else _("all surveys"), km=LEVEL_KM[choice.level]
    )
    day = as_of(release, choice)
    return (
        words if day is None else _("{words}, as of {day}").format(words=words, day=day_text(day))
    )


def training_children(releases: ReleaseStore, query: Any) -> list[Any]:
    """Return the training reported of the chosen countries."""
    asked = read(releases, query)
    if asked is None:
        return no_data()
    names = asked.release.country_names
    return tied(training(asked.release.programme, asked.state.countries, names))
