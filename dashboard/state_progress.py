"""Fitting a view of progress to a release: which surveys count, places and size of cells."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.catalog.printing import quoted
from dashboard.i18n import _, ngettext
from dashboard.state import Notice, ViewState
from dashboard.state_resolve import with_cell, with_places


def resolve_progress(
    state: ViewState, index: Mapping[str, Any]
) -> tuple[ViewState, tuple[Notice, ...]]:
    """Fit a state to a release, for the pages of progress.

    Unlike on the map of one element, all surveys count together: stratum and analyte
    stay as they are, and every size of cells is to be had.

    Parameters
    ----------
    state : ViewState
        What the address says.
    index : mapping
        The release index (docs/interfaces.md, section 4).

    Returns
    -------
    state : ViewState
        Without what the release does not have and what does not count.
    notices : tuple of Notice
        What was asked and is not shown as asked.
    """
    notices: list[Notice] = []
    state = _with_surveys(state, index, notices)
    state = with_places(state, index, notices)
    if state.level == "sites":
        message = _("Progress is counted in cells; cells of 160 km are shown.")
        notices.append(Notice("lvl", state.level, message))
        state = replace(state, level="auto")
    return with_cell(state, notices), tuple(notices)


def _with_surveys(state: ViewState, index: Mapping[str, Any], notices: list[Notice]) -> ViewState:
    kinds = {survey["id"]: survey["kind"] for survey in index["surveys"]}
    kinds |= {stratum["id"]: kinds[stratum["survey"]] for stratum in index["strata"]}
    unknown = [one for one in state.surveys if one not in kinds]
    compiled = [one for one in state.surveys if kinds.get(one) == "compilation"]
    gridded = [one for one in state.surveys if kinds.get(one) == "gridded"]
    asked = "~".join(state.surveys)
    if unknown:
        message = ngettext(
            "This release has no survey {names}.",
            "This release does not have the surveys {names}.",
            len(unknown),
        )
        notices.append(Notice("sv", asked, message.format(names=quoted(unknown))))
    if compiled:
        message = ngettext(
            "{names} is a compilation of published analyses, which is not counted.",
            "{names} are compilations of published analyses, which are not counted.",
            len(compiled),
        )
        notices.append(Notice("sv", asked, message.format(names=quoted(compiled))))
    if gridded:
        message = ngettext(
            "{names} was published as a grid, which is not counted.",
            "{names} were published as grids, which are not counted.",
            len(gridded),
        )
        notices.append(Notice("sv", asked, message.format(names=quoted(gridded))))
    left_out = {*unknown, *compiled, *gridded}
    counted = tuple(one for one in state.surveys if one not in left_out)
    return replace(state, surveys=counted) if counted != state.surveys else state
