"""What is reported of progress, as a file of a release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from dashboard.catalog.programme import read
from dashboard.catalog.programme_records import Programme
from dashboard.surveys.checks import SurveyError

PROGRAMME = "programme.json"


def checked(folder: Path | None) -> Programme:
    """Return the tables of reported progress.

    Parameters
    ----------
    folder : Path or None
        Folder of the tables; nothing is reported without one.

    Raises
    ------
    SurveyError
        With all problems of the tables, if there is any.
    """
    if folder is None:
        return Programme()
    programme, problems = read(folder)
    if problems:
        raise SurveyError(problems)
    return programme


def write_programme(programme: Programme, simulated: bool, folder: Path) -> None:
    """Write the file into the folder of a release.

    Real reports are left out beside simulated samples, which they say nothing of.
    """
    shown = programme.without_reports() if simulated else programme
    (folder / PROGRAMME).write_bytes(orjson.dumps(shown.as_json()))


def read_programme(folder: Path) -> dict[str, Any]:
    """Return the content of the file; that of no reports for releases older than it."""
    path = folder / PROGRAMME
    if not path.is_file():
        return Programme().as_json()
    content: dict[str, Any] = orjson.loads(path.read_bytes())
    return content
