"""When samples were taken, and how far each has come: planned, collected, reported."""

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.catalog.states import State
from dashboard.i18n import _, ngettext
from dashboard.surveys.checks import Checks
from dashboard.surveys.places import report_rows, text_column
from dashboard.surveys.reader import Table
from dashboard.surveys.recipe import Recipe

Dates = NDArray[np.datetime64]

FIRST_YEAR = 1900
STATE_OF = {
    "planned": State.PLANNED,
    "collected": State.AWAITING,
    "laboratory": State.AWAITING,
    "awaiting": State.AWAITING,
    "reported": State.MEASURED,
}
"""The state of a sample of each status, in the order of work."""


def dates(
    recipe: Recipe,
    table: Table,
    checks: Checks,
    today: dt.date | None = None,
    *,
    column: str | None = None,
    key: str = "columns.date",
) -> Dates:
    """Return the sampling dates of all records.

    Parameters
    ----------
    recipe, table, checks
        The recipe, the records, and what takes problems: dates that cannot be
        read, in the future, or before 1900 (errors); outside the survey's years
        (one warning).
    today : date, optional
        The last possible date.
    column : str, optional
        Name of the column; ``columns.date`` of the recipe if left out.
    key : str
        Key path of the recipe that names the column.

    Returns
    -------
    ndarray of datetime64[s], shape (n,)
        NaT where there is none.
    """
    name = column or recipe.columns.date
    date = read_dates(recipe, table, name, key, checks, today)
    first_year, last_year = recipe.survey.years
    start = np.datetime64(f"{first_year}-01-01", "s")
    end = np.datetime64(f"{last_year + 1}-01-01", "s")
    outside = (date < start) | (date >= end)
    if outside.any():
        span = f"{np.min(date[outside])!s:.10} … {np.max(date[outside])!s:.10}"
        found = ngettext(
            "{count} date outside the survey's years ({span})",
            "{count} dates outside the survey's years ({span})",
            int(outside.sum()),
        )
        checks.warn(
            table.name,
            None,
            name,
            found.format(count=int(outside.sum()), span=span),
            f"{first_year}–{last_year}",
        )
    return date


def read_dates(
    recipe: Recipe,
    table: Table,
    name: str | None,
    key: str,
    checks: Checks,
    today: dt.date | None = None,
) -> Dates:
    """Return the dates of a column, NaT where there is none.

    Parameters
    ----------
    recipe, table, checks, today
        As in `dates`.
    name : str or None
        Name of the column; all NaT without one.
    key : str
        Key path of the recipe that names it.

    Returns
    -------
    ndarray of datetime64[s], shape (n,)
        Dates from 1900 to today.
    """
    none = np.full(len(table.rows), np.datetime64("NaT", "s"))
    text = text_column(table, name, key, checks) if name else None
    if name is None or text is None:
        return none
    series = pd.Series(text, dtype=object)
    given = (text != "") & ~np.isin(text, recipe.missing.texts + recipe.missing.no_sample)
    # Spreadsheets give true dates, written as ISO here, whatever the format of the texts.
    parsed = pd.to_datetime(
        series.where(given), format="ISO8601", errors="coerce", utc=True
    ).dt.tz_localize(None)
    for form in recipe.columns.date_formats:
        other = pd.to_datetime(
            series.where(given & parsed.isna().to_numpy()), format=form, errors="coerce"
        )
        parsed = parsed.fillna(other)
    date = parsed.to_numpy().astype("datetime64[s]")
    expected = (
        _("a date written {format}").format(format=", ".join(recipe.columns.date_formats))
        if recipe.columns.date_formats
        else _("a date such as 2009-07-31, or columns.date_format in the recipe")
    )
    report_rows(table, given & np.isnat(date), name, expected, checks)
    last = np.datetime64(today or dt.datetime.now(dt.UTC).date(), "s")
    wrong = (date > last) | (date < np.datetime64(f"{FIRST_YEAR}-01-01", "s"))
    expected = _("a date from {year} on, not in the future").format(year=FIRST_YEAR)
    report_rows(table, wrong, name, expected, checks)
    date[wrong] = np.datetime64("NaT", "s")
    return date


def stages(recipe: Recipe, table: Table, checks: Checks) -> pd.DataFrame:
    """Return how far all records have come, and since when.

    Without a status column, but with dates of reporting, a record is as far as its
    dates; without either, all are reported.

    Parameters
    ----------
    recipe, table, checks
        The recipe, the records, and what takes problems: texts that
        ``columns.status_codes`` does not explain, dates out of order (a warning).

    Returns
    -------
    DataFrame
        ``date``, ``laboratory_date``, ``reported_date`` (datetime64[s], NaT where
        unknown), ``status`` (a key of `STATE_OF`), ``state`` (int8).
    """
    columns = recipe.columns
    found = pd.DataFrame({"date": dates(recipe, table, checks)})
    for key in ("laboratory_date", "reported_date"):
        name = getattr(columns, key)
        found[key] = read_dates(recipe, table, name, f"columns.{key}", checks)
    for earlier, later in (
        ("date", "laboratory_date"),
        ("laboratory_date", "reported_date"),
        ("date", "reported_date"),
    ):
        wrong = (found[earlier] > found[later]).to_numpy()
        expected = _("not before {column}").format(column=getattr(columns, earlier))
        name = getattr(columns, later)
        report_rows(table, wrong, name, expected, checks, "warning")
    status = np.full(len(table.rows), "reported", dtype=object)
    if columns.status:
        _by_text(recipe, table, status, checks)
    elif columns.reported_date:
        status[:] = "planned"
        for stage, key in (
            ("collected", "date"),
            ("laboratory", "laboratory_date"),
            ("reported", "reported_date"),
        ):
            status[found[key].notna().to_numpy()] = stage
    found["status"] = pd.Series(status, dtype="str")
    found["state"] = np.array([STATE_OF[s] for s in status], dtype=np.int8)
    return found


def _by_text(recipe: Recipe, table: Table, status: NDArray[np.object_], checks: Checks) -> None:
    """Fill in the status of each record from the status column."""
    name = recipe.columns.status or ""
    text = text_column(table, name, "columns.status", checks)
    if text is None:
        return
    known = np.zeros(len(text), dtype=bool)
    for word, meant in recipe.columns.status_codes.items():
        here = text == word
        known |= here
        status[here] = meant
    report_rows(table, ~known, name, _("a text that columns.status_codes explains"), checks)
