"""Names of countries and regions as they stand inside a sentence."""

from __future__ import annotations

from dashboard.i18n import _

WITH_ARTICLE = frozenset(
    {
        "ALA", "ARE", "ATF", "BES", "BHS", "CAF", "CCK", "COK", "COM", "CYM", "DOM", "FLK", "FRO",
        "GBR", "GMB", "IMN", "IOT", "MDV", "MHL", "MNP", "NLD", "PCN", "PHL", "PSE", "SLB", "SYC",
        "TCA", "UMI", "USA", "VGB", "VIR", "019", "029",
    }
)  # fmt: skip
"""Countries (ISO 3166-1 alpha-3) and regions (UN M49: Americas, Caribbean) whose English names,
by CLDR, take the article *the*: plurals, and those of a republic, kingdom, territory or isle.
Where the official name has it and usage has not (Sudan, Congo), there is none."""


def within(code: str, name: str) -> str:
    """Return the name of a country or region as a sentence has it: ``in the Netherlands``.

    Parameters
    ----------
    code : str
        ISO 3166-1 alpha-3 of a country, UN M49 of a region; any other takes no article.
    name : str
        In the language of the request. A language without articles translates *the {name}*
        as *{name}*.

    Examples
    --------
    >>> within("NLD", "Netherlands"), within("FIN", "Finland"), within("rest", "all others")
    ('the Netherlands', 'Finland', 'all others')
    """
    return _("the {name}").format(name=name) if code in WITH_ARTICLE else name
