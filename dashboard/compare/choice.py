"""What is compared: a stratum, an analyte and a day, and the places that were chosen."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.state_panes import panes


@dataclass(frozen=True)
class Choice:
    """What figures of a comparison depend on, and nothing else: they are kept by it.

    Attributes
    ----------
    stratum, analyte : str
        Ids; of one stratum always.
    date : str or None
        Only samples collected up to that day.
    countries : tuple of str
        Chosen countries, in the order they were chosen; empty for all with enough results.
    region : str or None
        UN M49 code of a region or subregion whose countries are compared, too.
    reference : str or None
        Id of the stratum to whose level results are brought; None where they are left as
        they are.
    """

    stratum: str
    analyte: str
    date: str | None = None
    countries: tuple[str, ...] = ()
    region: str | None = None
    reference: str | None = None


def choice_of(release: Release, state: ViewState, pane: int | None = None) -> Choice | None:
    """Return what a pane of a resolved state compares.

    Parameters
    ----------
    release : Release
        The release that the state was resolved against.
    state : ViewState
    pane : int, optional
        Number of the pane, from 1; by default that of the state's figures. Beyond the last
        pane it is the first.

    Returns
    -------
    Choice or None
        None where the release has no stratum, or the stratum no analyte.
    """
    views = panes(state)
    number = int(state.figures) if pane is None else pane
    view = views[number - 1 if number <= len(views) else 0]
    stratum, analyte, first = view.stratum, view.analyte, views[0].stratum
    if stratum not in release.strata or stratum is None or analyte is None:
        return None
    reference = None
    if state.levelled and first is not None and first != stratum:
        reference = first if _alike(release, first, stratum, analyte) else None
    return Choice(stratum, analyte, view.date, view.countries, view.region, reference)


def _alike(release: Release, first: str, second: str, analyte: str) -> bool:
    """Return whether two strata have results of an analyte in one unit."""
    records = [release.strata[one].analytes for one in (first, second) if one in release.strata]
    units = {own[analyte]["unit"] for own in records if analyte in own}
    return len(units) == 1 and all(analyte in own for own in records)


def places_of(release: Release, choice: Choice) -> frozenset[str] | None:
    """Return the countries that a choice is about; None for all."""
    if not choice.countries and choice.region is None:
        return None
    # Antarctica is in no region: None in its record is not the region that nobody chose.
    region = {
        country["id"]
        for country in release.index["countries"]
        if choice.region is not None and choice.region in (country["region"], country["subregion"])
    }
    return frozenset(region | set(choice.countries))
