"""Texts of the modules of the page of comparison, for translation (see map_texts.py)."""

from dashboard.i18n import _


def compare_texts() -> dict[str, str]:
    """Return the texts by their English source, in the language of the request."""
    return {
        "Maps 1 and 2 show amounts and counts, which have no difference or ratio; they "
        "stay side by side. Choose the same kind of statistic for both.": _(
            "Maps 1 and 2 show amounts and counts, which have no difference or ratio; "
            "they stay side by side. Choose the same kind of statistic for both."
        ),
        "Maps 1 and 2 show different surveys or methods, whose results differ for that "
        "alone; they stay side by side. Choose one survey for both, or ask for levelled"
        " results.": _(
            "Maps 1 and 2 show different surveys or methods, whose results differ for "
            "that alone; they stay side by side. Choose one survey for both, or ask for"
            " levelled results."
        ),
        "Maps in different units cannot share their classes; those of the same element do.": _(
            "Maps in different units cannot share their classes; those of the same element do."
        ),
        "Results of two surveys are levelled for one element only; the maps stay side "
        "by side. Choose the same element for both.": _(
            "Results of two surveys are levelled for one element only; the maps stay "
            "side by side. Choose the same element for both."
        ),
        "Samples of different surveys share no place to compare; cells are shown.": _(
            "Samples of different surveys share no place to compare; cells are shown."
        ),
        "Two elements differ in kind, so there is no difference of them; the maps stay "
        "side by side. The ratio can be drawn.": _(
            "Two elements differ in kind, so there is no difference of them; the maps "
            "stay side by side. The ratio can be drawn."
        ),
        "pH is a logarithm, so it has no ratio; the maps stay side by side. The "
        "difference can be drawn.": _(
            "pH is a logarithm, so it has no ratio; the maps stay side by side. The "
            "difference can be drawn."
        ),
    }
