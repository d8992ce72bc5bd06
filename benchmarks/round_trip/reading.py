"""What pages, parts and files of a view say, read back; and whether two of them say the same."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import python_calamine
from flask.testing import FlaskClient
from numpy.typing import ArrayLike

from dashboard.planes import unpack
from dashboard.release.release import Release
from dashboard.state import Notice, ViewState, from_query, to_query

Fit = Callable[[ViewState, Mapping[str, Any]], tuple[ViewState, tuple[Notice, ...]]]
"""Fits a state to a release index, as `dashboard.state_resolve.resolve` does."""

RELATIVE = 6e-7
"""Seven significant digits are off by half a unit of the last; single precision by less."""

_CONFIG = re.compile(
    r'<script type="application/json" id="gridmap-config">(.*?)</script>', re.DOTALL
)
_KEYS = ("cell", "sample", "country")


def through_link(
    client: FlaskClient, release: Release, path: str, state: ViewState, fit: Fit
) -> tuple[str, str, ViewState]:
    """Follow a view through its link to its page; return query, link and what is shown.

    Parameters
    ----------
    client : FlaskClient
        Of the application that serves the release.
    release : Release
        The release that the view is frozen to.
    path : str
        Of the page, without the first slash.
    state : ViewState
        As a link says it.
    fit : callable
        Fits a state of this page to a release index.

    Raises
    ------
    AssertionError
        If the link is read as another view, or the page shows another.
    """
    query = to_query(state)
    link = f"/{path}?{query}"
    read, notices = from_query(query)
    same(link, "the link as it is read", (read, notices), (state, ()))
    fitted, _notices = fit(read, release.index)
    same(link, "the view of the page", page_view(client, path, query), json_of(fitted))
    return query, link, fitted


def json_of(state: ViewState) -> dict[str, Any]:
    """Return a state as the page carries it."""
    found: dict[str, Any] = json.loads(json.dumps(state.as_json()))
    return found


def planes_of(client: FlaskClient, address: str, asked: dict[str, str]) -> dict[str, Any]:
    """Return the planes that the browser asks for, with ids of samples."""
    answer = client.get(address, query_string=asked)
    assert answer.status_code == 200, f"{address} {asked}: {answer.status_code}"
    found = unpack(answer.data)
    return {**found.planes, **({"ids": found.header["ids"]} if "ids" in found.header else {})}


def page_view(client: FlaskClient, path: str, query: str) -> Any:
    """Return the view that a page carries, as JSON."""
    answer = client.get(f"/{path}?{query}")
    assert answer.status_code == 200, f"{query}: page {answer.status_code}"
    found = _CONFIG.search(answer.text)
    assert found is not None, f"{query}: page without view"
    return json.loads(found[1])["view"]


def plain(values: pd.Series) -> list[Any]:
    """Return values of a column, None for what is missing."""
    return [None if one is None or one != one else one for one in values.tolist()]


def read_back(form: str, body: bytes) -> pd.DataFrame:
    """Return key, value, state and printed value of the rows of a file."""
    if form == "csv":
        text = rows_of(body)
        names = text[: text.index("\n")].split(",")
        texts = [one for one in names if one in {*_KEYS, "state", "text"}]
        found = pd.read_csv(
            io.StringIO(text), usecols=[*texts, "value"], keep_default_na=False,
            na_values={"value": [""]}, dtype={**dict.fromkeys(texts, str), "value": float},
        )  # fmt: skip
        for name in texts:
            # The apostrophe that keeps spreadsheets from computing a text.
            found[name] = found[name].str.replace(r"^'(?=[=+@\t-])", "", regex=True)
    elif form == "parquet":
        found = pq.read_table(io.BytesIO(body)).to_pandas()
    elif form == "geojson":
        features = json.loads(body)["features"]
        found = pd.DataFrame([one["properties"] for one in features])
    else:
        book = python_calamine.load_workbook(io.BytesIO(body))
        heads, *rows = book.get_sheet_by_index(0).to_python()
        found = pd.DataFrame(rows, columns=heads)
    if found.empty:
        found = found.reindex(columns=[*_KEYS, "state", "text", "value"])
    key = next(name for name in _KEYS if name in found)
    kept = found[[key, "state", "text", "value"]]
    return kept.assign(value=pd.to_numeric(kept["value"]).astype(float), **{
        name: kept[name].fillna("").astype(object) for name in (key, "state", "text")
    })  # fmt: skip


def rows_of(body: bytes) -> str:
    """Return a CSV without the lines of metadata before it."""
    text = body.decode()
    head = text[: text.index("\n", text.rindex("\n# ") + 1) + 1] if "\n# " in text else ""
    return text[len(head) :]


def table(client: FlaskClient, address: str, query: str) -> pd.DataFrame | None:
    """Return all columns of a table, after comparing its CSV and its Parquet; None if refused.

    Raises
    ------
    AssertionError
        If they differ, or one is answered and the other is not.
    """
    answers = [client.get(f"/api/v1/{address}.{form}?{query}") for form in ("csv", "parquet")]
    statuses = [answer.status_code for answer in answers]
    where = f"/{address}?{query}"
    same(where, "status of Parquet", statuses[1], statuses[0])
    if statuses[0] != 200:
        same(where, "status of the table", statuses[0], 404)
        return None
    found: pd.DataFrame = pq.read_table(io.BytesIO(answers[1].data)).to_pandas()
    texts = [name for name in found if not pd.api.types.is_numeric_dtype(found[name])]
    read = pd.read_csv(
        io.StringIO(rows_of(answers[0].data)),
        dtype=dict.fromkeys(texts, str),
        keep_default_na=False,
        na_values={str(name): [""] for name in found if name not in texts},
    )
    same(where, "columns of CSV", list(read.columns), list(found.columns))
    for name in found:
        if name in texts:
            own = read[name].str.replace(r"^'(?=[=+@\t-])", "", regex=True)
            expected = found[name].map(lambda one: "" if pd.isna(one) else str(one))
            lower = {"True": "true", "False": "false"}
            expected = expected.map(lambda one, lower=lower: lower.get(one, one))
            same(where, f"{name} of CSV", own.tolist(), expected.tolist())
        else:
            near(where, f"{name} of CSV", read[name], found[name])
    return found


def near(where: str, what: str, found: ArrayLike, expected: ArrayLike) -> None:
    """Assert that numbers are the same to seven digits, and missing in the same places."""
    first, second = (np.asarray(pd.Series(one), dtype=np.float64) for one in (found, expected))
    same(where, f"number of {what}", first.size, second.size)
    # What cancels out of larger numbers keeps their digits.
    apart = ~np.isclose(first, second, rtol=RELATIVE, atol=1e-12, equal_nan=True)
    same(where, what, first[apart].tolist(), second[apart].tolist())


def same(where: str, what: str, found: Any, expected: Any) -> None:
    """Assert that two things are the same; what differs is told with the link."""
    if found == expected:
        return
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        apart = [pair for pair in zip(found, expected, strict=True) if pair[0] != pair[1]]
        message = f"{len(apart)} of {len(found)}, first {apart[:3]}"
    elif isinstance(found, dict) and isinstance(expected, dict):
        names = sorted(found.keys() | expected.keys())
        both = {name: (found.get(name), expected.get(name)) for name in names}
        message = str({name: pair for name, pair in both.items() if pair[0] != pair[1]})[:400]
    else:
        message = f"{str(found)[:200]} is not {str(expected)[:200]}"
    raise AssertionError(f"{where}\n  {what}: {message}")
