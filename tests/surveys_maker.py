"""Small surveys to load in tests."""

from pathlib import Path

import pandas as pd
import pytest
import shapely

from dashboard.catalog.states import State
from dashboard.surveys.checks import SurveyError
from dashboard.surveys.overlay import Overlay
from dashboard.surveys.samples import Survey, load

HEAD = """
[survey]
id = "tiny"
title = "Tiny survey"
short = "Tiny"
owner = "Nobody"
licence = "CC0"
citation = "Nobody (2020)"
years = [2010, 2012]
"""

FILES = """
[[files]]
path = "samples.csv"
"""

COLUMNS = """
[columns]
id = "id"
longitude = "lon"
latitude = "lat"
"""

STRATUM = """
[[strata]]
medium = "topsoil"
unit = "mg/kg"
[strata.analytes]
Cu = {}
"""

# Two square countries, 10° to 12° E and 12° to 14° E, 0° to 2° N, and one across 180°.
LAND = Overlay(
    {
        "FIN": shapely.box(10, 0, 12, 2),
        "NOR": shapely.box(12, 0, 14, 2),
        "FJI": shapely.MultiPolygon([shapely.box(179, -18, 180, -16)]),
    }
)


def recipe(
    files: str = FILES, columns: str = COLUMNS, strata: str = STRATUM, more: str = ""
) -> str:
    """Return the text of a recipe, with parts replaced."""
    return HEAD + more + files + columns + strata


def survey(folder: Path, text: str, **files: str) -> Survey:
    """Write a recipe and its files (``samples`` is samples.csv) and load them."""
    (folder / "survey.toml").write_text(text, encoding="utf-8")
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return load(folder, borders=LAND)


def errors(folder: Path, text: str, **files: str) -> list[tuple[int | None, str | None, str]]:
    """Return row, column and finding of the errors that a survey fails with."""
    with pytest.raises(SurveyError) as caught:
        survey(folder, text, **files)
    return [(p.row, p.column, p.found) for p in caught.value.problems if p.severity == "error"]


def warnings(made: Survey) -> list[str]:
    """Return what a survey that loads is warned of."""
    return [p.found for p in made.problems]


def long(made: Survey) -> pd.DataFrame:
    """Return the results of a survey's reported samples one below the other, by analyte."""
    parts = []
    for stratum, columns in made.columns.items():
        results = made.results[stratum]
        samples = made.samples[(made.samples["stratum"] == stratum).to_numpy()]
        reported = (samples["state"] == State.MEASURED).to_numpy()
        names = samples["sample"].to_numpy()[reported]
        for i, column in enumerate(columns):
            part = {
                "stratum": stratum,
                "sample": names,
                "analyte": column.analyte,
                "value": results.value[i, reported],
                "state": results.state[i, reported],
                "limit": results.limit(i)[reported],
            }
            parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True)
