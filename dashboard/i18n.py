"""Translation of all visible text through gettext."""

import gettext
from functools import lru_cache
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "dashboard"


@lru_cache(maxsize=32)
def translations(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language, or English where there is none.

    Parameters
    ----------
    language : str
        Language tag such as ``"en"`` or ``"fr"``.

    Returns
    -------
    gettext.NullTranslations
        A catalogue whose ``gettext`` falls back to the English source text.
    """
    return gettext.translation(DOMAIN, LOCALES, [language], fallback=True)


def _(text: str) -> str:
    """Translate a text into the language of the request (English until others ship)."""
    return translations("en").gettext(text)


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a text that depends on a number; the number itself is not filled in."""
    return translations("en").ngettext(singular, plural, n)
