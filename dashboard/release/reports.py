"""The check reports that a release carries of its surveys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

CHECK, PAGE = "check.json", "check.html"


def report_name(survey: str, name: str) -> str:
    """Return where in a release a file of a survey's report lies."""
    return f"surveys/{survey}/{name}"


def read_report(folder: Path, survey: str) -> dict[str, Any] | None:
    """Return the check report of a survey as data; None where a release has none.

    Parameters
    ----------
    folder : Path
        Of the release.
    survey : str
        Id of a survey of the release.
    """
    try:
        found = orjson.loads((folder / report_name(survey, CHECK)).read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError):
        return None
    return dict(found)
