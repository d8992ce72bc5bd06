"""What the map of progress draws, in words: states of cells, and of countries without a class."""

from __future__ import annotations

from dashboard.catalog.states import State
from dashboard.i18n import _

Symbol = tuple[str, str, str]
"""Label, how it is drawn, and what it means."""


def cell_symbols() -> dict[str, Symbol]:
    """Return the states of a cell by their names in ``assets/gridmap/progress-shown.mjs``."""
    return {
        "outside": (
            _("outside any survey"),
            _("flat, in the tone of land without data"),
            _("No chosen survey covers the cell or plans to."),
        ),
        "planned": (
            _("planned, not sampled"),
            _("rings"),
            _("In the area that a survey sets out to cover; no site has been sampled."),
        ),
        "covered": (
            _("covered: sampled, too few sites"),
            _("ticks"),
            _("At least one site has been sampled; there are too few for a complete cell."),
        ),
        "complete": (
            _("complete: enough sites, results awaited"),
            _("cross-hatch"),
            _("Enough sites have been sampled; no result has come from the laboratory."),
        ),
        "partial": (
            _("analysed, too few sites"),
            _("dots"),
            _("There are results, but too few sites for a complete cell."),
        ),
        "analysed": (
            _("complete and analysed"),
            _("its colour, flat"),
            _("Enough sites have been sampled and there are results."),
        ),
    }


def country_symbols() -> dict[str, Symbol]:
    """Return the reasons of a country without a class, named as in the same module."""
    return {
        "zero": (
            _("0 %, in a survey"),
            _("a colour of its own, flat"),
            _("A survey covers or plans cells of the country, and nothing is reached yet."),
        ),
        "nothing": (
            _("takes part, no data"),
            _("dashes"),
            _("A source names the country as taking part; there is no survey of it here."),
        ),
        "apart": (
            _("no survey, does not take part"),
            _("flat, in the tone of land without data"),
            _("No survey here covers it, and no source names it as taking part."),
        ),
        "small": (
            _("no cell of its own"),
            _("hatch"),
            _("It is too small to own a cell of this size; see its samples and area."),
        ),
    }


def state_definition(state: State) -> str:
    """Return what a state of a value means, in plain words."""
    return {
        State.MEASURED: _("The laboratory gives a value between its limits."),
        State.BELOW: _(
            "There is less than the laboratory can detect. The limit is printed where it is "
            "known; it is never replaced by zero or by half of it."
        ),
        State.ABOVE: _("There is more than the laboratory's method can measure."),
        State.UNDETERMINED: _("A sample was taken and this element was not determined in it."),
        State.AWAITING: _("A sample was taken and its results have not come yet."),
        State.PLANNED: _("The survey sets out to sample here and has not yet."),
        State.OUTSIDE: _("The survey does not reach here."),
        State.TOO_FEW: _("There are results, but too few for the statistic that was asked for."),
        State.WITHHELD: _(
            "The owner shares results of cells and countries only; this one would give away "
            "results of single samples."
        ),
    }[state]
