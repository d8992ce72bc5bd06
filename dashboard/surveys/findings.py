"""Findings in rows of a file: the first by row, the rest as a count."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dashboard.i18n import _
from dashboard.surveys.checks import ROWS_NAMED, Checks


def warn_rows(
    checks: Checks,
    files: NDArray[np.object_],
    rows: NDArray[np.int64],
    column: str | None,
    found: Sequence[str],
    expected: Sequence[str] | str,
) -> None:
    """Note something to look at in several rows, each in its own words.

    Unlike `Checks.rows`, which quotes what stands in a cell, `found` is a phrase.

    Parameters
    ----------
    checks : Checks
        Takes the warnings.
    files, rows : ndarray, shape (n,)
        File and row of each.
    column : str or None
        Column.
    found : sequence of at least min(n, `ROWS_NAMED`)
        What was found, row by row.
    expected : str, or sequence of at least as many
        What was expected.
    """
    for i in range(min(len(rows), ROWS_NAMED)):
        wanted = expected if isinstance(expected, str) else expected[i]
        checks.warn(str(files[i]), int(rows[i]), column, found[i], wanted)
    more = len(rows) - ROWS_NAMED
    if more > 0:
        text = _("the same in {count} more rows, down to row {row}")
        wanted = expected if isinstance(expected, str) else _("as above")
        text = text.format(count=more, row=int(rows[-1]))
        checks.warn(str(files[-1]), None, column, text, wanted)
