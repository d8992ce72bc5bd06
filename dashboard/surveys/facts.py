"""What is known of each sample besides its results."""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.i18n import _
from dashboard.surveys.checks import Checks
from dashboard.surveys.overlay import Overlay
from dashboard.surveys.places import coordinates, country_codes, report_rows, text_column
from dashboard.surveys.reader import Table
from dashboard.surveys.recipe import Recipe
from dashboard.surveys.stages import stages

# Whole numbers as some programs write them, once missing values have made them floats.
_WHOLE = re.compile(r"^(\d+)\.0+$")


def sample_facts(recipe: Recipe, table: Table, borders: Overlay, checks: Checks) -> pd.DataFrame:
    """Return the samples' own facts.

    Parameters
    ----------
    recipe, table, checks
        The recipe, the records, and what takes problems.
    borders : Overlay
        Countries to find points in.

    Returns
    -------
    DataFrame
        One row a record: the columns of ``Survey.samples`` without ``stratum``.
    """
    columns = recipe.columns
    ids = table.rows.astype(str).astype(object)
    if recipe.survey.kind == "gridded" and len(table.heads) > 1:
        # Tiles and atlas sheets number their pixels and polygons each from 1.
        ids = table.files + " " + ids
    if columns.id is not None:
        named = text_column(table, columns.id, "columns.id", checks)
        ids = ids if named is None else named
        report_rows(table, ids == "", columns.id, _("a number"), checks)
    lon, lat = coordinates(recipe, table, checks)
    role, original = _roles(recipe, table, checks)
    if columns.grid_id is not None:
        text_column(table, columns.grid_id, "columns.grid_id", checks)
    came = stages(recipe, table, checks)
    return pd.DataFrame(
        {
            "sample": pd.Series(ids, dtype="str"),
            "lon": lon,
            "lat": lat,
            "country": pd.Series(
                country_codes(recipe, table, lon, lat, borders, checks), dtype=object
            ),
            "date": came["date"],
            "routine": role == "routine",
            "role": pd.Series(role, dtype="str"),
            "duplicate_of": pd.Series(original, dtype=object),
            "state": came["state"],
            "status": came["status"],
            "laboratory_date": came["laboratory_date"],
            "reported_date": came["reported_date"],
            "row": table.rows,
        }
    )


def _roles(
    recipe: Recipe, table: Table, checks: Checks
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Return the role of each record, and the id it is a duplicate of as the file writes it."""
    columns = recipe.columns
    role = np.full(len(table.rows), "routine", dtype=object)
    original = np.full(len(table.rows), None, dtype=object)
    if columns.duplicate_of is not None:
        text = text_column(table, columns.duplicate_of, "columns.duplicate_of", checks)
        if text is not None:
            given = (text != "") & ~np.isin(text, recipe.missing.texts)
            original[given] = text[given]
            role[given] = "duplicate"
    if columns.role is not None:
        text = text_column(table, columns.role, "columns.role", checks)
        if text is not None:
            role[:] = "routine"
            known = text == ""
            for word, meant in columns.role_codes.items():
                here = text == word
                known |= here
                role[here] = meant
            expected = _("a text that columns.role_codes explains")
            report_rows(table, ~known, columns.role, expected, checks)
    original[role == "routine"] = None
    return role, original


def matched_duplicates(
    facts: pd.DataFrame,
    column: str | None,
    files: NDArray[np.object_],
    rows: NDArray[np.int64],
    checks: Checks,
) -> pd.DataFrame:
    """Return the samples of a stratum with the ids of routine samples as these are written.

    Parameters
    ----------
    facts : DataFrame
        Samples of one stratum.
    column : str or None
        Name of the column ``duplicate_of``, for the report.
    files, rows : ndarray, shape (n,)
        Where the samples stand.
    checks : Checks
        Warned of duplicates whose routine sample is not in the stratum.

    Returns
    -------
    DataFrame
        The same with ``duplicate_of`` matched: ``2007190213.0`` names the sample
        ``2007190213``.
    """
    given = facts["duplicate_of"].notna().to_numpy()
    if not given.any():
        return facts
    text = facts["duplicate_of"].to_numpy(dtype=object)[given]
    names = facts["sample"].to_numpy(dtype=object)
    exact = set(names)
    known = {}
    if not exact.issuperset(text):
        known = {_WHOLE.sub(r"\1", name): name for name in names}
    meant = [name if name in exact else known.get(_WHOLE.sub(r"\1", name)) for name in text]
    strange = np.array([name is None for name in meant], dtype=bool)
    at = np.flatnonzero(given)[strange]
    if len(at):
        expected = _("the number of a routine sample of the same stratum")
        checks.rows(files[at], rows[at], column, text[strange], expected, "warning")
    original = np.full(len(facts), None, dtype=object)
    original[given] = [m or t for m, t in zip(meant, text, strict=True)]
    return facts.assign(duplicate_of=pd.Series(original, index=facts.index, dtype=object))


def unsampled(samples: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Return the planned sites that have no sample; none if nothing was sampled at all.

    Parameters
    ----------
    samples : DataFrame
        ``sample`` of the samples of a stratum.
    sites : DataFrame
        ``sample``, ``lon``, ``lat``, ``country``, ``row`` of the planned sites.
    """
    sampled = set(samples["sample"])
    left = [bool(sampled) and name not in sampled for name in sites["sample"]]
    return sites[np.array(left, dtype=bool)]


def with_planned(samples: pd.DataFrame, left: pd.DataFrame) -> pd.DataFrame:
    """Return the samples of a stratum and, after them, the planned sites without a sample.

    Parameters
    ----------
    samples : DataFrame
        As ``Survey.samples``.
    left : DataFrame
        As `unsampled` returns them.

    Returns
    -------
    DataFrame
        Planned sites have the state *planned* and no date.
    """
    if left.empty:
        return samples
    added = left.assign(
        stratum=samples["stratum"].iloc[0],
        routine=True,
        role="routine",
        duplicate_of=None,
        state=np.int8(State.PLANNED),
        status="planned",
    )
    for key in ("date", "laboratory_date", "reported_date"):
        added[key] = np.datetime64("NaT", "s")
    types = samples.dtypes.to_dict()
    return pd.concat([samples, added[list(samples.columns)].astype(types)], ignore_index=True)
