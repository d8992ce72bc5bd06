"""Fitting a view of elements taken together to a release."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.catalog.critical import critical_lists
from dashboard.catalog.elements import elements
from dashboard.catalog.printing import listed, quoted
from dashboard.grid import parse_id
from dashboard.i18n import _, ngettext
from dashboard.state import Notice, ViewState
from dashboard.state_resolve import resolve, stratum_name

MOST_CELLS_CHOSEN = 300
"""Cells that can be chosen at a time; more make an address that is no link any more."""


def resolve_together(
    state: ViewState, index: Mapping[str, Any]
) -> tuple[ViewState, tuple[Notice, ...]]:
    """Fit a state to a release, for the page of elements together.

    As :func:`dashboard.state_resolve.resolve` with one stratum, which results of cells are taken
    from: samples are not shown, and levels of so many cells that they come in chunks are
    not offered. Elements that another stratum of the release or the catalogue has stay
    in the address: what is left out of the figures, and why, stands beside them. Where the
    address names no single element, the first of those chosen is it.

    Parameters
    ----------
    state : ViewState
        What the address says.
    index : mapping
        The release index (docs/interfaces.md, section 4).

    Returns
    -------
    state : ViewState
        Without what the release does not have.
    notices : tuple of Notice
        What was asked and is not shown as asked.
    """
    notices: list[Notice] = []
    if state.level == "sites":
        message = _("Elements are taken together in cells; samples are not shown here.")
        notices.append(Notice("lvl", state.level, message))
        state = replace(state, level="auto")
    named = state.analyte is not None
    state, more = resolve(state, index)
    notices += more
    stratum = next((one for one in index["strata"] if one["id"] == state.stratum), None)
    if stratum is None:
        return state, tuple(notices)
    if state.level.isdigit() and int(state.level) in stratum.get("chunked", []):
        message = _("{title} has too many cells of level {asked} to take elements together.")
        title = stratum_name(stratum, index)
        text = message.format(title=title, asked=state.level)
        notices.append(Notice("lvl", state.level, text))
        state = replace(state, level="auto")
    state = _with_elements(state, index, stratum, notices)
    if not named:
        # The stratum's default may be none of the elements that were chosen.
        had = {one["id"] for one in stratum["analytes"]}
        first = next((one for one in state.elements if one in had), state.analyte)
        state = replace(state, analyte=first)
    return _with_cells(state, notices), tuple(notices)


def _with_elements(
    state: ViewState,
    index: Mapping[str, Any],
    stratum: Mapping[str, Any],
    notices: list[Notice],
) -> ViewState:
    known = {one["id"] for other in index["strata"] for one in other["analytes"]} | set(elements())
    unknown = [one for one in state.elements if one not in known]
    if unknown:
        message = ngettext("Unknown element: {names}.", "Unknown elements: {names}.", len(unknown))
        text = message.format(names=listed(unknown))
        notices.append(Notice("els", "~".join(state.elements), text))
        state = replace(state, elements=tuple(one for one in state.elements if one in known))
    if state.preset is not None and state.preset not in {one.id for one in critical_lists()}:
        message = _("There is no list “{asked}” of critical minerals.")
        notices.append(Notice("list", state.preset, message.format(asked=state.preset)))
        state = replace(state, preset=None)
    if state.pair is not None and all(one["id"] != state.pair for one in stratum["analytes"]):
        message = _("{title} has no “{asked}”; another element is shown in the pair.")
        text = message.format(title=stratum_name(stratum, index), asked=state.pair)
        notices.append(Notice("y", state.pair, text))
        state = replace(state, pair=None)
    return state


def _with_cells(state: ViewState, notices: list[Notice]) -> ViewState:
    found, unknown = [], []
    for one in state.cells:
        try:
            parse_id(one)
        except ValueError:
            unknown.append(one)
        else:
            found.append(one)
    if unknown:
        named = unknown[:5]
        message = ngettext(
            "There is no cell “{asked}”.", "There are no cells {names}.", len(named)
        )
        text = message.format(asked=named[0], names=quoted(named))
        notices.append(Notice("cells", "~".join(named), text))
    if len(found) > MOST_CELLS_CHOSEN:
        message = _("At most {most} cells can be chosen; the first ones are.")
        text = message.format(most=MOST_CELLS_CHOSEN)
        notices.append(Notice("cells", str(len(found)), text))
    kept = tuple(found[:MOST_CELLS_CHOSEN])
    return replace(state, cells=kept) if kept != state.cells else state
