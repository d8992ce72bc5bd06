"""Guess what the columns of a table are, for the first draft of a recipe."""

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyproj
from numpy.typing import NDArray

from dashboard.catalog.countries import countries
from dashboard.catalog.elements import Element, analyte
from dashboard.catalog.units import factor
from dashboard.surveys.angles import angles
from dashboard.surveys.censoring import tied_minimum
from dashboard.surveys.features import GEOMETRY
from dashboard.surveys.formats import RawTable
from dashboard.surveys.names import PAIRS, PLANES, Meaning, meaning, plain
from dashboard.surveys.overlay import Overlay
from dashboard.surveys.wordings import numbers

Texts = NDArray[np.object_]

_IDS = (
    *("sampleid", "sampleno", "samplenumber", "samplecode", "sample", "siteid", "siteno", "site"),
    *(
        "gtn",
        "id",
        "no",
        "number",
        "probe",
        "probenr",
        "muestra",
        "labid",
        "labno",
        "labnumber",
        "objectid",
        "fid",
    ),
)
_DATES = ("%d.%m.%Y", "%m/%d/%y", "%m/%d/%Y", "%d/%m/%y", "%d/%m/%Y", "%d-%b-%Y", "%Y%m%d", "%Y")
# What may stand beside each other in a column; of any text at most one of them is right.
_MIXED = ("%d.%m.%Y", "%m.%Y", "%m/%Y", "%b %Y")
_NO_SAMPLE = {"n.s.", "ns", "no sample"}
_MISSING = {
    *("n.d.", "nd", "n/d", "na", "n.a.", "n/a", "nan", "null", "none", "-", "--", ".", "?"),
    *("n.r.", "nr", "missing", "not analysed", "not analyzed", "not determined"),
    *("-9999", "-999", "-99", "-9999.0", "-999.0", "-99.0", "9999", "99999"),
}
_BEYOND = re.compile(r"^[<>≤≥=]\s*(\d*\.?\d+([eE][-+]?\d+)?|[A-Za-z]+)$")
_QUALIFIERS = {"<", ">", "=", "", "N", "L", "G", "B", "H", "T", "ND", "U", "<DL", ">UL"}
# A column is one of results if so many of its texts are numbers or limits.
_LEGIBLE = 0.8
# A code stands for the country where so many of its points lie.
_MAJORITY = 0.7


@dataclass
class Facts:
    """Guessed keys of ``[columns]`` with the reason for each guess, and the years.

    Attributes
    ----------
    keys, why : dict of str to str
        Column name (or format, reference system) and reason by key.
    country_codes : dict of str to str
        The survey's own codes and the countries they seem to mean.
    countries : list of str
        Where the samples lie, most first.
    years : (int, int) or None
        First and last year of the dates.
    date_formats : tuple of str
        How the dates are written, beside ISO 8601.
    """

    keys: dict[str, str] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    country_codes: dict[str, str] = field(default_factory=dict)
    countries: list[str] = field(default_factory=list)
    years: tuple[int, int] | None = None
    date_formats: tuple[str, ...] = ()

    def guess(self, key: str, value: str, why: str = "") -> None:
        """Note a guess and its reason."""
        self.keys[key] = value
        self.why[key] = why


@dataclass(frozen=True)
class Result:
    """A column of results: its name, what the name says, and the unit guessed."""

    column: str
    meaning: Meaning
    unit: str
    unit_from: str
    """``name``, ``row`` or ``values``."""


def facts(table: RawTable, borders: Overlay) -> Facts:
    """Guess which columns hold the samples' own facts.

    Parameters
    ----------
    table : RawTable
        The file.
    borders : Overlay
        Countries to find points in.

    Returns
    -------
    Facts
        What was found; keys without a guess are missing.
    """
    found = Facts()
    by_name = {plain(title): title for title in reversed(table.cells)}
    for name in _IDS:
        title = by_name.get(name)
        if title and pd.Index(table.cells[title]).is_unique and (table.cells[title] != "").all():
            found.guess("id", title, "every value stands once")
            break
    lon, lat = _coordinates(table, by_name, found, borders)
    located = borders.locate(lon, lat, 20.0)
    found.countries = [c for c, _n in Counter(x for x in located if x is not None).most_common()]
    _country(table, by_name, located, found)
    _date(table, found)
    return found


def _coordinates(
    table: RawTable, by_name: dict[str, str], found: Facts, borders: Overlay
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Guess the coordinate columns; return degrees, NaN where unknown."""
    nowhere = np.full(len(table.rows), np.nan)
    if GEOMETRY[0] in table.cells:
        return numbers(table.cells[GEOMETRY[0]]), numbers(table.cells[GEOMETRY[1]])
    for names, keys in ((PAIRS, ("longitude", "latitude")), (PLANES, ("x", "y"))):
        for pair in names:
            if not all(name in by_name for name in pair):
                continue
            east, north = by_name[pair[0]], by_name[pair[1]]
            x, y = angles(table.cells[east], "EW"), angles(table.cells[north], "NS")
            if np.isnan(x).mean() > 0.5:
                continue
            degrees = np.nanmax(np.abs(x)) <= 360 and np.nanmax(np.abs(y)) <= 90
            if keys[0] == "longitude" and not degrees:
                continue
            found.guess(keys[0], east)
            found.guess(keys[1], north)
            if degrees:
                return x, y
            crs = _projection(table, by_name, x, y, borders)
            found.guess("crs", crs or "EPSG:?", "fits the countries stated" if crs else "")
            if crs is None:
                return nowhere, nowhere
            transform = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
            lon, lat = transform.transform(x, y)
            return np.asarray(lon), np.asarray(lat)
    return nowhere, nowhere


def _projection(
    table: RawTable,
    by_name: dict[str, str],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    borders: Overlay,
) -> str | None:
    """Return the UTM zone, or Europe's LAEA, that puts points into the countries they state."""
    stated = _stated(table, by_name)
    if stated is None:
        return None
    sample = np.unique(np.linspace(0, len(x) - 1, 60).astype(int))
    best, most = None, _MAJORITY
    zones = [f"EPSG:{base + zone}" for base in (32600, 32700) for zone in range(1, 61)]
    for crs in ["EPSG:3035", *zones]:
        transform = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        lon, lat = (np.asarray(v) for v in transform.transform(x[sample], y[sample]))
        off = ~(np.isfinite(lon) & np.isfinite(lat))
        lon[off] = lat[off] = np.nan
        share = float(np.mean(borders.locate(lon, lat, 20.0) == stated[sample]))
        if share > most:
            best, most = crs, share
    return best


def _country_column(by_name: dict[str, str]) -> str | None:
    names = ("country", "countrycode", "iso3", "cntry", "nation", "land")
    return next((by_name[name] for name in names if name in by_name), None)


def _stated(table: RawTable, by_name: dict[str, str]) -> Texts | None:
    """Return the stated countries as ISO 3166-1 alpha-3, None where these are not codes of it."""
    title = _country_column(by_name)
    if title is None:
        return None
    iso = {c.iso3: c.iso3 for c in countries().values()}
    iso |= {c.iso2: c.iso3 for c in countries().values()}
    meant = np.array([iso.get(text) for text in table.cells[title]], dtype=object)
    return meant if (meant != None).mean() > _MAJORITY else None  # noqa: E711


def _country(
    table: RawTable, by_name: dict[str, str], located: NDArray[np.object_], found: Facts
) -> None:
    """Guess the column of countries, and by the points what its codes mean."""
    title = _country_column(by_name)
    if title is None:
        return
    text = table.cells[title]
    words = sorted(set(text.tolist()) - {""})
    if not words or len(words) > len(countries()):
        return
    codes = {}
    by_iso2 = {c.iso2: c.iso3 for c in countries().values()}
    for word in words:
        there = Counter(c for c in located[text == word] if c is not None)
        if 2 * there[by_iso2.get(word, "")] >= sum(there.values()) > 0:
            codes[word] = by_iso2[word]
            continue
        if there:
            country, times = there.most_common(1)[0]
            if times / sum(there.values()) >= _MAJORITY:
                # Not every code that ISO knows means the same there: AUS may be Austria.
                codes |= {} if word == country else {word: country}
                continue
        if word not in countries():
            return
    found.guess("country", title)
    found.country_codes = codes


def _date(table: RawTable, found: Facts) -> None:
    """Guess the column of sampling dates and how they are written."""
    for title, text in table.cells.items():
        if not re.search(r"date|sampled|collected|datum|fecha", title, re.IGNORECASE):
            continue
        given = pd.Series(text[text != ""], dtype=object)
        if given.empty:
            continue
        for forms in (("ISO8601",), *((form,) for form in _DATES), ("ISO8601", *_MIXED)):
            if forms == ("ISO8601",) and given.str.fullmatch(r"\d{4}|\d{8}").any():
                continue
            read = _dates(given, forms)
            known = read.dropna()
            if len(known) <= 0.98 * len(given) or len(known) == 0:
                continue
            years = known.dt.year
            if not 1900 <= years.min() <= years.max() <= dt.datetime.now(dt.UTC).year:
                continue
            found.guess("date", title, f"{known.min():%Y-%m-%d} … {known.max():%Y-%m-%d}")
            found.date_formats = tuple(
                form
                for form in forms
                if form != "ISO8601" and _dates(given, (form,)).notna().any()
            )
            found.why["date_format"] = f"as in {given.iloc[0]}"
            found.years = (int(years.min()), int(years.max()))
            return


def _dates(given: pd.Series, forms: tuple[str, ...]) -> pd.Series:
    """Read dates in the first of some forms that each fits; NaT where none does."""
    read = pd.Series(pd.NaT, index=given.index, dtype="datetime64[ns, UTC]")
    for form in forms:
        read = read.fillna(pd.to_datetime(given, format=form, errors="coerce", utc=True))
    return read


def results(table: RawTable, taken: set[str]) -> tuple[list[Result], list[str]]:
    """Guess which columns hold results.

    Parameters
    ----------
    table : RawTable
        The file.
    taken : set of str
        Columns that are something else.

    Returns
    -------
    found : list of Result
        In the order of the file.
    doubtful : list of str
        Columns whose name holds an element, left out because their values are no
        results or their names stand alone.
    """
    named = [(t, m) for t in table.cells if t not in taken and (m := meaning(t)) is not None]
    together = Counter(m.template for _t, m in named)
    found, doubtful = [], []
    for title, one in named:
        alone = together[one.template] == 1 and len(one.template.split()) > 2
        if alone or not legible(table.cells[title]):
            doubtful.append(title)
        else:
            found.append(Result(title, one, *_unit(table, title, one)))
    return found, doubtful


def names_column(table: RawTable) -> str | None:
    """Return the column whose texts name elements row by row, None without one."""
    for title, text in table.cells.items():
        words = set(text.tolist()) - {""}
        if len(words) > 1 and sum(meaning(w) is not None for w in words) > _MAJORITY * len(words):
            return title
    return None


def legible(text: Texts) -> bool:
    """Whether a column's texts are nearly all numbers, limits or spellings of missing."""
    given = [t for t in text.tolist() if t and t.lower() not in _MISSING | _NO_SAMPLE]
    if not given:
        return False
    number = ~np.isnan(numbers(np.array(given, dtype=object)))
    beyond = np.array([bool(_BEYOND.match(t)) for t in given])
    return float((number | beyond).mean()) >= _LEGIBLE


def _unit(table: RawTable, title: str, one: Meaning) -> tuple[str, str]:
    if one.unit:
        return one.unit, "name"
    if table.units.get(title):
        return table.units[title], "row"
    known = analyte(one.analyte)
    if not isinstance(known, Element):
        return known.unit, "values"
    value = numbers(table.cells[title])
    median = float(np.median(value[value > 0])) if (value > 0).any() else np.nan
    if known.crust is None or np.isnan(median):
        return ("wt%" if one.form != one.analyte else "mg/kg"), "values"
    usual = known.crust.value
    # More than everything is no share.
    units = ["mg/kg", "µg/kg"] + (["wt%"] if np.nanmax(value) <= 100 else [])

    def away(unit: str) -> float:
        return abs(float(np.log10(median * factor(one.form, unit, known.unit) / usual)))

    return min(units, key=away), "values"


def spellings(table: RawTable, found: list[Result]) -> tuple[list[str], list[str]]:
    """Return texts of the result columns that mean *not determined*, and *no sample*."""
    words: set[str] = set()
    for one in found:
        words |= set(table.cells[one.column].tolist())
    missing = sorted(w for w in words if w.lower() in _MISSING)
    return missing, sorted(w for w in words if w.lower() in _NO_SAMPLE)


def qualifier(table: RawTable, found: list[Result]) -> str | None:
    """Return the pattern of qualifier columns beside the results, None without them."""
    patterns: Counter[str] = Counter()
    for one in found:
        for title, text in table.cells.items():
            if title != one.column and one.column in title:
                words = set(text.tolist())
                if words - {""} and words <= _QUALIFIERS:
                    patterns[title.replace(one.column, "{column}")] += 1
    best = patterns.most_common(1)
    return best[0][0] if best and best[0][1] == len(found) else None


def censoring(table: RawTable, found: list[Result], ignored: list[str]) -> dict[str, str]:
    """Guess keys of ``[censoring]`` from zeros, negative values and substituted half-limits."""
    keys: dict[str, str] = {}
    zeros = negatives = halves = 0
    for one in found:
        if not isinstance(analyte(one.meaning.analyte), Element):
            continue
        text = table.cells[one.column]
        value = numbers(np.where(np.isin(text, ignored), "", text))
        zeros += int((value == 0).sum())
        negatives += int((value < 0).sum())
        limit = one.meaning.limit or _number(table.limits.get(one.column, ""))
        half = limit / 2 if limit else tied_minimum(value[value > 0])
        halves += int((np.abs(value / half - 1) < 1e-9).sum()) if half else 0
    if zeros:
        keys["zero"] = "below"
    if negatives:
        keys["negative"] = "limit" if negatives > 2 else "below"
    if halves > 2:
        keys["half_limit"] = "censored" if table.limits else "report"
    return keys


def _number(text: str) -> float | None:
    value = float(numbers(np.array([text.lstrip("< ")], dtype=object))[0])
    return value if value > 0 else None
