"""What is wrong with a survey: problems by file, row and column, collected all at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.problems import Problem as Problem
from dashboard.catalog.problems import Severity as Severity
from dashboard.catalog.problems import nearest as nearest
from dashboard.catalog.problems import quoted as quoted
from dashboard.i18n import _, ngettext

# Rows named one by one for the same fault; the others are counted, so that a
# misread column of a million rows still gives a report that can be read.
ROWS_NAMED = 20


class SurveyError(Exception):
    """A survey cannot be read; ``problems`` says why, all at once.

    Parameters
    ----------
    problems : iterable of Problem
        Everything found, warnings included.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class OriginalsMissing(Exception):
    """The survey's original files are not at hand.

    Parameters
    ----------
    survey : str
        Survey id.
    files : sequence of str
        File names as the recipe gives them.
    source_url : str or None
        Where the publisher offers them.
    """

    def __init__(self, survey: str, files: Sequence[str], source_url: str | None) -> None:
        self.survey = survey
        self.files = tuple(files)
        self.source_url = source_url
        text = _("{survey}: original files not found: {files}; get them from {source}")
        source = source_url or _("the survey's publisher")
        super().__init__(text.format(survey=survey, files=", ".join(files), source=source))


@dataclass
class Checks:
    """Collects problems while a survey is read."""

    problems: list[Problem] = field(default_factory=list)

    def error(
        self, file: str, row: int | None, column: str | None, found: str, expected: str
    ) -> None:
        """Note something that keeps the survey from being published."""
        self.problems.append(Problem(file, row, column, found, expected, "error"))

    def warn(
        self, file: str, row: int | None, column: str | None, found: str, expected: str
    ) -> None:
        """Note something to look at."""
        self.problems.append(Problem(file, row, column, found, expected, "warning"))

    def rows(
        self,
        files: NDArray[np.object_],
        rows: NDArray[np.int64],
        column: str | None,
        found: Sequence[object] | NDArray[np.object_],
        expected: str,
        severity: Severity = "error",
    ) -> None:
        """Note the same fault in several rows: the first by row, the rest as a count.

        Parameters
        ----------
        files, rows : ndarray, shape (n,)
            File name and row number of each faulty value.
        column : str or None
            Column name.
        found : sequence of n
            What stands there.
        expected : str
            What should.
        severity : {"error", "warning"}
            As in `Problem`.
        """
        for file, row, what in zip(
            files[:ROWS_NAMED], rows[:ROWS_NAMED], found[:ROWS_NAMED], strict=True
        ):
            self.problems.append(
                Problem(str(file), int(row), column, quoted(what), expected, severity)
            )
        more = len(rows) - ROWS_NAMED
        if more > 0:
            text = ngettext(
                "the same in {count} more row, row {row}",
                "the same in {count} more rows, down to row {row}",
                more,
            )
            self.problems.append(
                Problem(
                    str(files[-1]),
                    None,
                    column,
                    text.format(count=more, row=int(rows[-1])),
                    expected,
                    severity,
                )
            )

    @property
    def failed(self) -> bool:
        """Whether any problem is an error."""
        return any(p.severity == "error" for p in self.problems)


def fault_of(error: Exception, path: Path) -> str:
    """Return what a library says of a file, without the folder, which says nothing of the data.

    Parameters
    ----------
    error : Exception
        Raised by what reads the file.
    path : Path
        The file, as it was handed to the library.
    """
    text = str(error)
    # The longer one first: the other may be its end.
    for folder in (path.parent.resolve(), path.parent):
        if folder.name:
            text = text.replace(f"{folder}/", "")
    return text
