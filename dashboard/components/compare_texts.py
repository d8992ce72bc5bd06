"""Texts of the modules of the page of comparison, for translation (see map_texts.py)."""

from dashboard.i18n import _


def compare_texts() -> dict[str, str]:
    """Return the texts by their English source, in the language of the request."""
    return {
        "Add": _("Add"),
        "Add a map": _("Add a map"),
        "All": _("All"),
        "All countries": _("All countries"),
        "Classes from the values of all maps, shared": _(
            "Classes from the values of all maps, shared"
        ),
        "Classes of the stratum of map {number}": _("Classes of the stratum of map {number}"),
        "Collected up to": _("Collected up to"),
        "Compare": _("Compare"),
        "Countries": _("Countries"),
        "Divider between map 1, left, and map 2, right": _(
            "Divider between map 1, left, and map 2, right"
        ),
        "Element": _("Element"),
        "Map 2 divided by map 1": _("Map 2 divided by map 1"),
        "Map 2 divided by map 1: {second} ÷ {first}": _(
            "Map 2 divided by map 1: {second} ÷ {first}"
        ),
        "Map 2 minus map 1": _("Map 2 minus map 1"),
        "Map 2 minus map 1: {second} − {first}": _("Map 2 minus map 1: {second} − {first}"),
        "Map {number}": _("Map {number}"),
        "Map {number}:": _("Map {number}:"),
        "Map {number}: {name}": _("Map {number}: {name}"),
        "Map {number}: {value}": _("Map {number}: {value}"),
        "Maps 1 and 2 show amounts and counts, which have no difference or ratio; they "
        "stay side by side. Choose the same kind of statistic for both.": _(
            "Maps 1 and 2 show amounts and counts, which have no difference or ratio; "
            "they stay side by side. Choose the same kind of statistic for both."
        ),
        "Maps 1 and 2 show different surveys or methods, whose results differ for that "
        "alone; they stay side by side. Choose one survey for both, or ask for levelled results "
        "(View, “Level other surveys to map 1”).": _(
            "Maps 1 and 2 show different surveys or methods, whose results differ for "
            "that alone; they stay side by side. Choose one survey for both, or ask for levelled "
            "results (View, “Level other surveys to map 1”)."
        ),
        "Maps in different units cannot share their classes; those of the same element do.": _(
            "Maps in different units cannot share their classes; those of the same element do."
        ),
        "No place has a value in both maps: choose countries, surveys or dates that meet.": _(
            "No place has a value in both maps: choose countries, surveys or dates that meet."
        ),
        "Options": _("Options"),
        "Own classes, alike on both sides": _("Own classes, alike on both sides"),
        "Red, above 0: more in map 2. Blue, below 0: more in map 1.": _(
            "Red, above 0: more in map 2. Blue, below 0: more in map 1."
        ),
        "Red, ×: more in map 2. Blue, ÷: more in map 1. White: about equal.": _(
            "Red, ×: more in map 2. Blue, ÷: more in map 1. White: about equal."
        ),
        "Red, ×: {second} exceeds {first}. Blue, ÷: {first} exceeds {second}.": _(
            "Red, ×: {second} exceeds {first}. Blue, ÷: {first} exceeds {second}."
        ),
        "Remove": _("Remove"),
        "Remove map {number}": _("Remove map {number}"),
        "Results of two surveys are levelled for one element only; the maps stay side "
        "by side. Choose the same element for both.": _(
            "Results of two surveys are levelled for one element only; the maps stay "
            "side by side. Choose the same element for both."
        ),
        "Results {number}": _("Results {number}"),
        "Samples of different surveys share no place to compare; cells are shown.": _(
            "Samples of different surveys share no place to compare; cells are shown."
        ),
        "Statistic": _("Statistic"),
        "Survey": _("Survey"),
        "This element in all maps": _("This element in all maps"),
        "Two elements differ in kind, so there is no difference of them; the maps stay "
        "side by side. The ratio can be drawn.": _(
            "Two elements differ in kind, so there is no difference of them; the maps "
            "stay side by side. The ratio can be drawn."
        ),
        "a value in neither map": _("a value in neither map"),
        "a value in one map only": _("a value in one map only"),
        "above the upper limit in one map or both": _("above the upper limit in one map or both"),
        "all samples": _("all samples"),
        "below the detection limit in one map or both": _(
            "below the detection limit in one map or both"
        ),
        "levelled (× {factor})": _("levelled (× {factor})"),
        "pH is a logarithm, so it has no ratio; the maps stay side by side. The "
        "difference can be drawn.": _(
            "pH is a logarithm, so it has no ratio; the maps stay side by side. The "
            "difference can be drawn."
        ),
        "zero in one map: no ratio": _("zero in one map: no ratio"),
        "{classes}, shared by maps {maps}": _("{classes}, shared by maps {maps}"),
        "{low} to {high}": _("{low} to {high}"),
        "Places with a value in both maps: {measured}. Map 2 is higher in {more}, map 1 in "
        "{less}.": _(
            "Places with a value in both maps: {measured}. Map 2 is higher in {more}, map 1 in "
            "{less}."
        ),
        "{share} % map 1": _("{share} % map 1"),
        "{units}, counted in map {numbers}": _("{units}, counted in map {numbers}"),
    }
