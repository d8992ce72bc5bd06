"""The first thing on a page of a country or region: its name and a few sentences."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dashboard.catalog.names import within
from dashboard.catalog.printing import unbroken
from dashboard.components.progress_compared import scale_name
from dashboard.i18n import _, ngettext
from dashboard.progress.place import Place, country_place, neighbours_of, planned, region_place
from dashboard.progress.profile import counts, shares
from dashboard.progress.summary import Facts, programme_sentences, summary, survey_name
from dashboard.release.release import Release
from dashboard.state import ViewState

SCALES = ("global", "national", "regional", "programme")
"""Scales of reported work, the coarsest first."""


def place_summary(release: Release, state: ViewState) -> tuple[str, tuple[str, ...]]:
    """Return the name of the country or region of a state, and its summary.

    Parameters
    ----------
    release : Release
    state : ViewState
        Fitted to the release, with one country, or else a region.
    """
    if state.region is not None and not state.countries:
        place = region_place(release, state, state.region)
        return place.name, region_sentences(place)
    place = country_place(release, state, state.countries[0])
    return place.name, country_sentences(place)


def summary_section(title: str, sentences: Sequence[str], more: str = "") -> str:
    """Return name and sentences as HTML, which is read before, and without, any script."""
    said = "\n".join(f"<p>{escape(unbroken(one))}</p>" for one in sentences)
    return f"""<section id="headlines" aria-labelledby="page-title">
<h1 id="page-title">{escape(title)}</h1>
<div class="place-summary">
{said}
</div>
{more}
</section>"""


def country_sentences(place: Place) -> tuple[str, ...]:
    """Return the summary of a country."""
    release, (iso3,) = place.release, place.countries
    return summary(
        Facts(
            name=place.said,
            shares=place.shares,
            levels=place.levels,
            as_of=place.as_of,
            elements=place.elements,
            planned=[survey_name(release.surveys[one]) for one in planned(place)],
            near=[
                within(one, release.country_names[one])
                for one in neighbours_of(release, iso3)
                if any(counts(share.survey) for share in shares(release, [one]))
            ],
            # A made-up campaign has no real progress beside it.
            reported=()
            if release.index["simulated"]
            else programme_sentences(release.programme, iso3, place.said, scale_names()),
        )
    )


def region_sentences(place: Place) -> tuple[str, ...]:
    """Return the summary of a region."""
    return summary(
        Facts(
            name=place.said,
            shares=place.shares,
            levels=place.levels,
            as_of=place.as_of,
            elements=place.elements,
            reported=() if place.release.index["simulated"] else (_reported(place),),
        )
    )


def scale_names() -> dict[str, str]:
    """Return the names of the scales of reported work."""
    return {one: scale_name(one) for one in SCALES}


def _reported(place: Place) -> str:
    statements = place.release.programme["statements"]
    told = {one["country"] for one in statements} & set(place.countries)
    if not told:
        return _("No figure reported for a country of {name} was found.").format(name=place.said)
    text = ngettext(
        "Of its {all} countries and territories, {n} has something reported, which is not "
        "measured here.",
        "Of its {all} countries and territories, {n} have something reported, which is not "
        "measured here.",
        len(told),
    )
    return text.format(n=len(told), all=len(place.countries))
