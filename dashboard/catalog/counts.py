"""Counts in words: ``1 sample``, ``12,495 results``."""

from dashboard.catalog.printing import number_text
from dashboard.i18n import ngettext


def samples_text(n: float) -> str:
    """Return a number of samples in words.

    Examples
    --------
    >>> samples_text(1), samples_text(1731)
    ('1 sample', '1,731 samples')
    """
    return ngettext("{n} sample", "{n} samples", int(n)).format(n=number_text(n))


def results_text(n: float) -> str:
    """Return a number of results in words."""
    return ngettext("{n} result", "{n} results", int(n)).format(n=number_text(n))


def cells_text(n: float) -> str:
    """Return a number of cells in words."""
    return ngettext("{n} cell", "{n} cells", int(n)).format(n=number_text(n))


def countries_text(n: float) -> str:
    """Return a number of countries in words."""
    return ngettext("{n} country", "{n} countries", int(n)).format(n=number_text(n))


def elements_text(n: float) -> str:
    """Return a number of elements in words."""
    return ngettext("{n} element", "{n} elements", int(n)).format(n=number_text(n))


def strata_text(n: float) -> str:
    """Return a number of strata in words."""
    return ngettext("{n} stratum", "{n} strata", int(n)).format(n=number_text(n))
