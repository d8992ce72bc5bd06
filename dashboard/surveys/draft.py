"""Draft a recipe from a file: every guess is marked, for its author to confirm."""

import datetime as dt
import json
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import python_calamine

from dashboard.i18n import _
from dashboard.surveys.borders import world
from dashboard.surveys.checks import Checks, SurveyError, fault_of, quoted
from dashboard.surveys.features import companions
from dashboard.surveys.formats import RawTable
from dashboard.surveys.gridded_raster import RASTERS
from dashboard.surveys.guesses import (
    Facts,
    Result,
    censoring,
    facts,
    names_column,
    qualifier,
    results,
    spellings,
)
from dashboard.surveys.layout import layout, table
from dashboard.surveys.overlay import Overlay
from dashboard.surveys.recipe_file import CONFIRM, NAME
from dashboard.surveys.wordings import numbers

# Groups of rows that may be strata of their own: so many different texts at most.
_GROUPS = range(2, 9)


@dataclass(frozen=True)
class Draft:
    """A recipe that was drafted.

    Attributes
    ----------
    path : Path
        The ``survey.toml``.
    text : str
        Its text.
    """

    path: Path
    text: str

    @property
    def guesses(self) -> int:
        """How many lines are marked to be confirmed."""
        return self.text.count(f"# {CONFIRM}")


def new(folder: Path, file: Path, *, borders: Overlay | None = None) -> Draft:
    """Start a survey: draft its recipe from a file of results.

    Parameters
    ----------
    folder : Path
        Folder of the survey, made if it is not there; its name becomes the id.
    file : Path
        The file, copied into the folder if it lies elsewhere.
    borders : Overlay, optional
        Countries to find points in; the catalogue's at 1 : 50 million if left out.

    Returns
    -------
    Draft
        The recipe, written into the folder.

    Raises
    ------
    FileExistsError
        If the folder has a recipe already.
    SurveyError
        If the file cannot be read, or no column of it looks like results.
    """
    path = folder / NAME
    if path.exists():
        raise FileExistsError(path)
    checks = Checks()
    if file.suffix.lower() in RASTERS:
        expected = _("a table; how a recipe reads rasters is told under “Published grids”")
        checks.error(file.name, None, None, file.suffix, expected)
        raise SurveyError(checks.problems)
    inside = file.resolve().is_relative_to(folder.resolve())
    name = file.resolve().relative_to(folder.resolve()).as_posix() if inside else file.name
    try:
        keys = layout(file, name)
    except (OSError, EOFError, ValueError, python_calamine.CalamineError) as error:
        checks.error(file.name, None, None, fault_of(error, file), _("a file that opens"))
        raise SurveyError(checks.problems) from None
    content = table(file, keys, checks)
    if content is None:
        raise SurveyError(checks.problems)
    text = recipe_text(_slug(folder.resolve().name), keys, content, borders or world(), checks)
    folder.mkdir(parents=True, exist_ok=True)
    if not inside:
        for one in (file, *companions(file)):
            shutil.copyfile(one, folder / one.name)
    path.write_text(text, encoding="utf-8")
    return Draft(path, text)


def recipe_text(
    identity: str, keys: dict[str, Any], content: RawTable, borders: Overlay, checks: Checks
) -> str:
    """Return the text of a drafted recipe.

    Parameters
    ----------
    identity : str
        Id of the survey.
    keys : dict
        Of ``[[files]]``, as `dashboard.surveys.layout.layout` returns them.
    content : RawTable
        The file.
    borders : Overlay
        Countries to find points in.
    checks : Checks
        Told if no column looks like results.

    Raises
    ------
    SurveyError
        If none does.
    """
    known = facts(content, borders)
    taken = {*known.keys.values()}
    found, doubtful = results(content, taken)
    if not found:
        expected = _(
            "columns named by elements or oxides, such as Cu, Cu_ppm or Fe2O3; a recipe that you "
            "write names others, as in Cu = {{ column = {name} }}"
        ).format(name=json.dumps(list(content.cells)[-1], ensure_ascii=False))
        long = names_column(content)
        if long is not None:
            expected = _("{expected}; {column} names them row by row: see “One row a result”")
            expected = expected.format(
                expected=_("columns named by elements or oxides"), column=long
            )
        checks.error(content.file, None, long, _("no columns of results"), expected)
        raise SurveyError(checks.problems)
    parts = [
        _survey(identity, known),
        _extent(known),
        _file(keys, content),
        _columns(known, content),
        _writing(content, found),
        *_strata(content, found),
        _left(content, taken, found, doubtful),
    ]
    return "\n".join(part for part in parts if part)


def _line(key: str, value: Any, why: str | None = None) -> str:
    """Return a line of TOML; with a reason (also an empty one) it is a guess to confirm."""
    mark = "" if why is None else f" # {CONFIRM}" + (f": {why}" if why else "")
    return f"{key} = {_toml(value)}{mark}\n"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    # JSON's strings and numbers are TOML's, but for the escape of DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _toml(text)


def _slug(text: str, other: str = "survey") -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or other


def _survey(identity: str, known: Facts) -> str:
    year = dt.datetime.now(dt.UTC).year
    years, why = (known.years, "of the dates") if known.years else ((year, year), "no dates")
    title = identity.replace("-", " ").capitalize()
    return (
        "#:schema ../../survey.schema.json\n"
        f"# Drafted from a file. Each line with {CONFIRM} is a guess: confirm or correct it,\n"
        "# then delete the mark. docs/add-a-survey.md explains the keys.\n"
        "format = 1\n\n[survey]\n"
        + _line("id", identity)
        + _line("title", title, "full title")
        + _line("short", title, "short title, for lists and the map")
        + _line("owner", "not stated", "who holds the rights")
        + _line("licence", "not stated", "name of the licence")
        + _line("citation", "not stated", "how to cite it")
        + _line("years", years, f"first and last year of sampling: {why}")
    )


def _extent(known: Facts) -> str:
    if not known.countries:
        return ""
    return "[extent]\n" + _line("countries", sorted(known.countries), "where the samples lie")


def _file(keys: dict[str, Any], content: RawTable) -> str:
    why = {"encoding": _letters(content)}
    lines = (_line(k, v, None if k == "path" else why.get(k, "")) for k, v in keys.items())
    return "[[files]]\n" + "".join(lines)


def _letters(content: RawTable) -> str:
    """Return the first text that another encoding would spoil, for the reader to judge."""
    texts = chain(content.cells, *(content.cells[title] for title in content.cells))
    found = next((text for text in texts if not text.isascii()), "")
    return f"as in {quoted(found)}".replace("\n", " ") if found else ""


def _columns(known: Facts, content: RawTable) -> str:
    order = ("id", "longitude", "latitude", "x", "y", "crs", "country", "date")
    lines = "".join(_line(k, known.keys[k], known.why[k]) for k in order if k in known.keys)
    if known.date_formats:
        one = known.date_formats[0] if len(known.date_formats) == 1 else known.date_formats
        lines += _line("date_format", one, known.why["date_format"])
    if len(known.date_formats) > 1:
        lines += _line("date_precision", "year", "“month” where each has one")
    if "id" not in known.keys:
        lines += f"# {CONFIRM}: no column of sample numbers found; samples are called by row\n"
    places = {"longitude", "x"} & known.keys.keys()
    if not places and "geometry longitude" not in content.cells:
        lines += f'# {CONFIRM}: no coordinates found: longitude = "…", latitude = "…"\n'
    if "crs" in known.keys:
        lines += f"# {CONFIRM}: several zones in one file: crs_column and crs_codes\n"
    if "longitude" in known.keys:
        lines += f"# {CONFIRM}: coordinates are WGS84 (EPSG:4326); else crs\n"
    codes = "".join(
        f"{_key(word)} = {_toml(country)} # {CONFIRM}: where its points lie\n"
        for word, country in known.country_codes.items()
    )
    return "[columns]\n" + lines + (f"\n[columns.country_codes]\n{codes}" if codes else "")


def _writing(content: RawTable, found: list[Result]) -> str:
    """Return the parts on missing and censored results."""
    missing, no_sample = spellings(content, found)
    lines = ""
    if missing or no_sample:
        lines += "[missing]\n"
        lines += _line("texts", missing, "not determined") if missing else ""
        lines += _line("no_sample", no_sample, "no sample was taken") if no_sample else ""
        lines += "\n"
    pattern = qualifier(content, found)
    why = {
        "zero": "0 stands for below detection",
        "negative": "“limit” where −0.5 stands for below 0.5",
        "half_limit": "many values at half the limit",
    }
    keys = censoring(content, found, missing + no_sample)
    if keys or pattern:
        lines += "[censoring]\n"
        lines += "".join(_line(k, v, why[k]) for k, v in keys.items())
    if pattern:
        lines += (
            "\n[censoring.qualifier]\n"
            + _line("column", pattern, "")
            + _line("below", ["<", "N", "L", "ND", "U", "<DL"], "codes of below detection")
            + _line("above", [">", "G", ">UL"], "codes of above the upper limit")
            + _line("missing", ["B", "H", "T"], "codes of not determined")
        )
    return lines


def _strata(content: RawTable, found: list[Result]) -> list[str]:
    groups: dict[str, list[Result]] = {}
    for one in found:
        group = one.meaning.template
        first = groups.get(group, [])
        if any(r.meaning.analyte == one.meaning.analyte for r in first):
            # Fe and Fe2O3 in one table: by two methods, as a rule.
            group += " oxides" if one.meaning.form != one.meaning.analyte else " again"
        groups.setdefault(group, []).append(one)
    for group in [g for g in groups if g.endswith(" oxides")]:
        base = groups[group.removesuffix(" oxides")]
        moved = [r for r in base if r.meaning.form != r.meaning.analyte and r.unit != "mg/kg"]
        groups[group] += moved
        groups[group.removesuffix(" oxides")] = [r for r in base if r not in moved]
    kept = {group: members for group, members in groups.items() if members}
    names: Counter[str] = Counter()
    written = []
    for group, members in kept.items():
        name = _slug(group.replace("{}", " "), "main")
        names[name] += 1
        name += f"-{names[name]}" if names[name] > 1 else ""
        written.append(_stratum(content, name if len(kept) > 1 else "", members))
    return written


def _stratum(content: RawTable, name: str, members: list[Result]) -> str:
    methods = Counter(r.meaning.method for r in members if r.meaning.method)
    method = methods.most_common(1)[0][0] if methods else "unknown"
    units = Counter(r.unit for r in members if r.unit_from == "values")
    unit = units.most_common(1)[0][0] if units else None
    text = "[[strata]]\n" + (_line("name", name, "") if name else "")
    text += _line("medium", "soil", "what was sampled: topsoil, subsoil, stream-sediment, …")
    for key, example in (
        ("depth", "top, bottom, c-horizon"),
        ("fraction", "lt-2mm, lt-63um"),
        ("digestion", "total, aqua-regia, four-acid"),
    ):
        text += _line(key, "unknown", f"such as {example}")
    text += _line("method", method, "such as xrf, icp-ms, inaa")
    text += _line("unit", unit, "by the size of the values") if unit else ""
    text += "\n[strata.analytes]\n"
    return text + "".join(_analyte(content, r, unit, method) for r in members)


def _analyte(content: RawTable, one: Result, unit: str | None, method: str) -> str:
    means = one.meaning
    keys: dict[str, Any] = {}
    if one.column != means.analyte:
        keys["column"] = one.column
    if means.form != means.analyte:
        keys["form"] = means.form
    if one.unit_from == "name" or (one.unit_from == "values" and one.unit != unit):
        keys["unit"] = one.unit
    if means.limit:
        keys["limit"] = means.limit
    if means.method and means.method != method:
        keys["method"] = means.method
    value = numbers(content.cells[one.column])
    known = value[np.isfinite(value)]
    seen = f"{known.min():g} … {known.max():g} {one.unit}" if len(known) else "no numbers"
    mark = f" # {CONFIRM}: {seen}"
    written = _toml(keys) if keys else "{}"
    return f"{_key(means.analyte)} = {written}{mark}\n"


def _left(content: RawTable, taken: set[str], found: list[Result], doubtful: list[str]) -> str:
    """Return what was not used, as comments."""
    used = taken | {r.column for r in found}
    lines = []
    for title, text in content.cells.items():
        words = Counter(text.tolist())
        if title not in used and len(words) in _GROUPS and "" not in words:
            listed = ", ".join(words)
            if min(words.values()) > 0.02 * len(text) and len(listed) < 80:
                lines.append(f"# Rows fall into groups by {title}: {listed} (strata[].rows?)")
        if title not in used and "dup" in title.lower():
            lines.append(f"# {title} may tell field duplicates (columns.duplicate_of, role?)")
    if doubtful:
        lines.append("# Named like results, but left out: " + ", ".join(doubtful))
    return "\n".join(line.replace("\n", " ") for line in lines) + ("\n" if lines else "")
