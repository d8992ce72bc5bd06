"""Fitting a view to a release: what it does not have becomes the default, and is said."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dashboard.catalog.printing import date_text, listed
from dashboard.grid import parse_id
from dashboard.i18n import _, ngettext
from dashboard.state import Notice, ViewState


def default_analyte(stratum: Mapping[str, Any], index: Mapping[str, Any]) -> str | None:
    """Return the analyte shown where none is asked for: the release's, else the first."""
    ids = [analyte["id"] for analyte in stratum["analytes"]]
    preferred = index["defaults"]["analyte"]
    return preferred if preferred in ids else next(iter(ids), None)


def stratum_name(stratum: Mapping[str, Any], index: Mapping[str, Any]) -> str:
    """Return the words for a stratum where nothing else names its survey.

    Parameters
    ----------
    stratum : mapping
        Its record in the index.
    index : mapping
        The release index.

    Returns
    -------
    str
        ``Kola C-horizon: C-horizon, < 2 mm, aqua regia``; the stratum's title alone
        where it begins with the survey's name.
    """
    title = str(stratum["title"])
    survey = next((one for one in index["surveys"] if one["id"] == stratum["survey"]), None)
    name = (survey["short"] or survey["title"]) if survey else ""
    return title if title.startswith(name) else f"{name}: {title}"


def strata_with(analyte: str, index: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids of the strata that have an analyte."""
    return tuple(
        stratum["id"]
        for stratum in index["strata"]
        if any(other["id"] == analyte for other in stratum["analytes"])
    )


def resolve(state: ViewState, index: Mapping[str, Any]) -> tuple[ViewState, tuple[Notice, ...]]:
    """Fit a state to a release.

    Parameters
    ----------
    state : ViewState
        What the address says.
    index : mapping
        The release index (docs/interfaces.md, section 4).

    Returns
    -------
    state : ViewState
        With stratum and analyte filled in, and without what the release does not
        have. It is the default state where the release has no stratum.
    notices : tuple of Notice
        What was asked and is not shown as asked.
    """
    strata = {stratum["id"]: stratum for stratum in index["strata"]}
    if not strata:
        return ViewState(language=state.language, theme=state.theme), ()
    notices: list[Notice] = []
    state = _with_stratum(state, index, strata, notices)
    stratum = strata[state.stratum or ""]
    state = _with_analyte(state, index, stratum, notices)
    state = with_places(state, index, notices)
    return _with_detail(state, index, stratum, notices), tuple(notices)


def _with_stratum(
    state: ViewState,
    index: Mapping[str, Any],
    strata: Mapping[str, Mapping[str, Any]],
    notices: list[Notice],
) -> ViewState:
    if state.stratum in strata:
        return state
    own = [one for one in strata.values() if one["survey"] == state.stratum]
    if own:
        # Named by its survey alone: the stratum that has the element, if any.
        found = next((one for one in own if _has(one, state.analyte)), own[0])
        message = _("“{asked}” is a survey; of it {shown} is shown.")
    else:
        preferred = index["defaults"]["stratum"]
        found = strata[preferred if preferred in strata else next(iter(strata))]
        message = _("This release has no survey “{asked}”; {shown} is shown.")
    shown = str(found["id"])
    if state.stratum is not None:
        text = message.format(asked=state.stratum, shown=stratum_name(found, index))
        notices.append(Notice("s", state.stratum, text))
    return replace(state, stratum=shown)


def _has(stratum: Mapping[str, Any], analyte: str | None) -> bool:
    return any(one["id"] == analyte for one in stratum["analytes"])


def _with_analyte(
    state: ViewState,
    index: Mapping[str, Any],
    stratum: Mapping[str, Any],
    notices: list[Notice],
) -> ViewState:
    if _has(stratum, state.analyte):
        return state
    shown = default_analyte(stratum, index)
    if state.analyte is not None:
        having = strata_with(state.analyte, index)
        titles = {other["id"]: stratum_name(other, index) for other in index["strata"]}
        where = (
            _("It was determined in: {titles}.").format(
                titles="; ".join(titles[one] for one in having)
            )
            if having
            else _("No survey of this release has it.")
        )
        message = _("{title} has no “{asked}”; {shown} is shown.").format(
            title=stratum_name(stratum, index), asked=state.analyte, shown=shown or _("nothing")
        )
        notices.append(Notice("el", state.analyte, f"{message} {where}", having))
    return replace(state, analyte=shown)


def with_places(state: ViewState, index: Mapping[str, Any], notices: list[Notice]) -> ViewState:
    """Return a state without countries and regions unknown to the release; says so in notices."""
    countries = {country["id"] for country in index["countries"]}
    unknown = [one for one in state.countries if one not in countries]
    if unknown:
        message = ngettext(
            "Unknown country: {codes}.", "Unknown countries: {codes}.", len(unknown)
        )
        text = message.format(codes=listed(unknown))
        notices.append(Notice("c", "~".join(state.countries), text))
        known = tuple(one for one in state.countries if one in countries)
        state = replace(state, countries=known)
    regions = {one[part] for one in index["countries"] for part in ("region", "subregion")}
    if state.region is not None and state.region not in regions:
        message = _("Unknown region “{asked}”; the whole world is shown.")
        notices.append(Notice("r", state.region, message.format(asked=state.region)))
        state = replace(state, region=None)
    return state


def with_cell(state: ViewState, notices: list[Notice]) -> ViewState:
    """Return a state without a cell that there is none of; says so in notices."""
    if state.cell is None:
        return state
    try:
        parse_id(state.cell)
    except ValueError:
        message = _("There is no cell “{asked}”.").format(asked=state.cell)
        notices.append(Notice("cell", state.cell, message))
        return replace(state, cell=None)
    return state


def _with_detail(
    state: ViewState,
    index: Mapping[str, Any],
    stratum: Mapping[str, Any],
    notices: list[Notice],
) -> ViewState:
    title = stratum_name(stratum, index)
    offered = {"auto", "sites", *map(str, stratum["levels"])}
    if state.level not in offered:
        message = _("{title} has no cells of level {asked}; the size is chosen by the zoom.")
        text = message.format(title=title, asked=state.level)
        notices.append(Notice("lvl", state.level, text))
        state = replace(state, level="auto")
    told = tells_samples(stratum, state.analyte)
    if state.level == "sites" and not told:
        message = _(
            "The owner of {title} shares results of cells and countries only; these are shown."
        )
        notices.append(Notice("lvl", state.level, message.format(title=title)))
        state = replace(state, level="auto")
    if state.date is not None and not told:
        message = _("The owner of {title} shares no dates of samples; all its samples are shown.")
        notices.append(Notice("date", state.date, message.format(title=title)))
        state = replace(state, date=None)
    if state.date is not None and not stratum["dates"]:
        message = _("{title} has no sampling dates; all its samples are shown.")
        notices.append(Notice("date", state.date, message.format(title=title)))
        state = replace(state, date=None)
    if state.date is not None:
        message = _date_message(state.date, stratum["dates"])
        if message:
            days = (state.date, stratum["dates"][0], stratum["dates"][-1])
            asked, first, last = map(date_text, days)
            text = message.format(title=title, asked=asked, first=first, last=last)
            notices.append(Notice("date", state.date, text))
    if state.classes == "own" and not state.breaks:
        text = _("Own classes need their bounds; the percentile classes are shown.")
        notices.append(Notice("cls", "own", text))
        state = replace(state, classes="percentile")
    return with_cell(state, notices)


def tells_samples(stratum: Mapping[str, Any], analyte: str | None) -> bool:
    """Return whether a release holds the results of samples of an analyte.

    Parameters
    ----------
    stratum : mapping
        A stratum of the release index; releases made before owners could withhold
        samples hold all.
    analyte : str or None
        Analyte id.
    """
    return bool(stratum.get("sites", True)) and not any(
        one["id"] == analyte and one.get("sharing") == "cells" for one in stratum["analytes"]
    )


def _date_message(asked: str, dates: Sequence[str]) -> str:
    """Return what must be said of a day outside the time of sampling; empty within it."""
    if asked > dates[-1]:
        return _(
            "The last samples of {title} were collected by {last}; "
            "{asked} shows all that have a date."
        )
    # Long surveys are listed by the last days of months (dashboard/release/index.py), and the
    # first sample may be of any day of the first month.
    monthly = all((dt.date.fromisoformat(day) + dt.timedelta(days=1)).day == 1 for day in dates)
    if asked < (f"{dates[0][:7]}-01" if monthly else dates[0]):
        return _("No sample of {title} was collected by {asked}; the first were by {first}.")
    return ""
