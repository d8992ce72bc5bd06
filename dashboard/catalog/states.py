"""States of a value: what a cell, a country or a sample can say about an analyte."""

from enum import IntEnum

from dashboard.i18n import _


class State(IntEnum):
    """State codes as stored in releases and sent to the browser (see docs/interfaces.md)."""

    MEASURED = 0
    BELOW = 1
    ABOVE = 2
    UNDETERMINED = 3
    AWAITING = 4
    PLANNED = 5
    OUTSIDE = 6
    TOO_FEW = 7
    WITHHELD = 8


def state_label(state: State) -> str:
    """Return the words for a state, as legends and tables print them."""
    return {
        State.MEASURED: _("measured"),
        State.BELOW: _("below detection limit"),
        State.ABOVE: _("above upper limit"),
        State.UNDETERMINED: _("not determined"),
        State.AWAITING: _("awaiting results"),
        State.PLANNED: _("in the survey area, not sampled"),
        State.OUTSIDE: _("outside the survey"),
        State.TOO_FEW: _("too few results"),
        State.WITHHELD: _("withheld by its owner"),
    }[state]
