"""Texts of the modules of the page of elements together, for translation (see map_texts.py)."""

from dashboard.i18n import _


def elements_texts() -> dict[str, str]:
    """Return the texts by their English source, in the language of the request."""
    return {
        "1 cell is chosen.": _("1 cell is chosen."),
        "At most {most} cells can be chosen; the first ones are.": _(
            "At most {most} cells can be chosen; the first ones are."
        ),
        "Choose cells in a rectangle": _("Choose cells in a rectangle"),
        "Elements are taken together in cells; samples are not shown here.": _(
            "Elements are taken together in cells; samples are not shown here."
        ),
        "Elements: {parts}.": _("Elements: {parts}."),
        "Left out: {missing}": _("Left out: {missing}"),
        "No cell has a value of this. Choose other elements or larger cells.": _(
            "No cell has a value of this. Choose other elements or larger cells."
        ),
        "Red {red}, green {green}, blue {blue}: the more of an element beside the others, "
        "the stronger its colour; grey is the middle of the stratum.": _(
            "Red {red}, green {green}, blue {blue}: the more of an element beside the "
            "others, the stronger its colour; grey is the middle of the stratum."
        ),
        "There is no list “{asked}” of critical minerals.": _(
            "There is no list “{asked}” of critical minerals."
        ),
        "How this map was made": _("How this map was made"),
        "There are no cells {names}.": _("There are no cells {names}."),
        "Unknown element: {names}.": _("Unknown element: {names}."),
        "Unknown elements: {names}.": _("Unknown elements: {names}."),
        "of 1 element": _("of 1 element"),
        "of {n} elements": _("of {n} elements"),
        "{n} cells are chosen.": _("{n} cells are chosen."),
        "{title} has no “{asked}”; another element is shown in the pair.": _(
            "{title} has no “{asked}”; another element is shown in the pair."
        ),
        "{title} has too many cells of level {asked} to take elements together.": _(
            "{title} has too many cells of level {asked} to take elements together."
        ),
    }
