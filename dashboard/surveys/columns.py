"""Which column of the files holds which analyte, in which unit, form and limit."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dashboard.catalog.elements import Element, analyte, element_of, elements, parameters
from dashboard.catalog.tables import NotInCatalogError
from dashboard.catalog.terms import terms
from dashboard.catalog.units import UnitError, factor, parse_unit
from dashboard.i18n import _
from dashboard.surveys.checks import Checks, nearest, quoted
from dashboard.surveys.reader import Table
from dashboard.surveys.recipe import AnalytePart, Recipe, StratumPart
from dashboard.surveys.recipe_censoring import CensoringPart
from dashboard.surveys.recipe_file import NAME

_PLACES = {
    "form": r"(?P<form>[A-Za-z][A-Za-z0-9+\-*()]*)",
    "unit": r"(?P<unit>\S.*?)",
    "method": r"(?P<method>\S.*?)",
    "limit": r"(?P<limit>[<]?\d*[.,]?\d+(?:[eE][-+]?\d+)?)",
}


@dataclass(frozen=True)
class ResultColumn:
    """A column of results, understood.

    Attributes
    ----------
    analyte : str
        Analyte id of the catalogue.
    column : str
        Name in the files.
    form : str
        Form reported, such as ``Fe2O3``.
    unit : str
        Unit reported, as the catalogue prints it.
    factor : float
        What reported values are multiplied by to give the catalogue's unit and
        the element.
    limit, upper_limit : float
        Detection and upper limit in the reported unit and form, NaN where unknown.
    censoring : CensoringPart
        How values beyond a limit are written here.
    qualifier, limit_column : str or None
        Names of the columns with qualifiers and with each row's detection limit.
    method, digestion, note : str or None
        Where these differ from the stratum's.
    """

    analyte: str
    column: str
    form: str
    unit: str
    factor: float
    limit: float
    upper_limit: float
    censoring: CensoringPart
    qualifier: str | None
    method: str | None
    digestion: str | None
    note: str | None
    limit_column: str | None = None


def result_columns(
    recipe: Recipe, number: int, table: Table, checks: Checks
) -> tuple[ResultColumn, ...]:
    """Find the columns of a stratum's analytes.

    Parameters
    ----------
    recipe : Recipe
        The survey's recipe.
    number : int
        Position of the stratum in it, from 0.
    table : Table
        The files, read.
    checks : Checks
        Takes what is wrong: columns that are not there, unknown analytes, forms
        and units, two columns for one analyte.

    Returns
    -------
    tuple of ResultColumn
        In the order of the catalogue.
    """
    stratum = recipe.strata[number]
    path = f"strata[{number + 1}]"
    found = _by_pattern(recipe, stratum, table) if stratum.columns else {}
    if stratum.columns and not found:
        checks.error(
            NAME,
            None,
            f"{path}.columns",
            _("no column fits {pattern}").format(pattern=quoted(stratum.columns)),
            _("columns are: {names}").format(names=", ".join(list(table.cells)[:30])),
        )
    for name in stratum.exclude:
        if name not in table.cells:
            expected = nearest(name, table.cells)
            checks.error(NAME, None, f"{path}.exclude", quoted(name), expected)
    named = {part.column or key for key, part in stratum.analytes.items()}
    wanted: list[tuple[str, dict[str, str], AnalytePart, str]] = []
    first: dict[str, dict[str, str]] = {}
    # A column of the pattern gives way to one that the recipe names for the analyte.
    for column, parts in found.items():
        key = analyte_of(parts["form"]) or ""
        first.setdefault(key, parts)
        if key not in stratum.analytes and column not in named:
            wanted.append((key, parts, AnalytePart(), f"{path}.columns"))
    for key, part in stratum.analytes.items():
        parts = first.get(key, {"column": key})
        if part.column:
            parts = found.get(part.column, {"column": part.column})
        wanted.append((key, parts, part, f"{path}.analytes.{key}"))
    columns: dict[str, ResultColumn] = {}
    for key, parts, part, place in wanted:
        column_ = _understood(key, parts, part, place, recipe, stratum, table, checks)
        if column_ is None:
            continue
        if column_.analyte in columns:
            earlier = columns[column_.analyte].column
            text = _("{first} and {second} both give {analyte}")
            text = text.format(first=earlier, second=column_.column, analyte=column_.analyte)
            checks.error(NAME, None, place, text, _("exclude one of them"))
            continue
        columns[column_.analyte] = column_
    order = {id_: i for i, id_ in enumerate([*elements(), *parameters()])}
    return tuple(sorted(columns.values(), key=lambda c: order[c.analyte]))


def analyte_of(form: str) -> str | None:
    """Return the analyte that a form reports: ``Fe`` for ``Fe2O3``; None if unknown."""
    if form in elements() or form in parameters():
        return form
    try:
        return element_of(form)
    except NotInCatalogError:
        return None


@lru_cache(maxsize=1)
def forms_in_capitals() -> dict[str, str]:
    """Return oxides, elements of two letters and parameters by their upper-case spelling."""
    names = [e.oxide for e in elements().values() if e.oxide]
    names += [s for s in elements() if len(s) > 1] + ["FeO", *parameters()]
    return {name.upper(): name for name in names}


def _all_in_capitals(written: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether no column's form has small letters, as in dBase files, where CO is cobalt."""
    forms = [parts["form"] for parts in written.values()]
    return all(form.isupper() for form in forms if analyte_of(form) or form in forms_in_capitals())


def pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern of column names.

    Parameters
    ----------
    text : str
        Such as ``"{form} {method} {unit} {limit}"``; several spaces in a column
        name count as one.

    Returns
    -------
    re.Pattern
        Matches whole names, with the places as groups.
    """
    parts = re.split(r"\{(\w+)\}", " ".join(text.split()))
    out = []
    for i, part in enumerate(parts):
        out.append(_PLACES[part] if i % 2 else re.escape(part).replace(r"\ ", r"\s+"))
    return re.compile("".join(out))


def name_beside(text: str, column: str, form: str) -> str:
    """Return the name of a column beside one of results.

    Parameters
    ----------
    text : str
        As the recipe has it: ``"{column} Unit"``, ``"{form}_flag"``.
    column, form : str
        Name of the column of results, and what it reports.
    """
    return text.replace("{column}", column).replace("{form}", form)


def _by_pattern(recipe: Recipe, stratum: StratumPart, table: Table) -> dict[str, dict[str, str]]:
    """Return the columns that the stratum's pattern takes and what it reads in their names.

    Columns that stand beside those of results hold none, whatever their names fit.
    """
    compiled = pattern(stratum.columns or "")
    fits = {column: compiled.fullmatch(column) for column in table.cells}
    written = {c: match.groupdict() for c, match in fits.items() if match}
    for column in stratum.exclude:
        written.pop(column, None)
    capitals = forms_in_capitals() if _all_in_capitals(written) else {}
    found = {}
    for column, parts in written.items():
        form = capitals.get(parts["form"], parts["form"])
        if analyte_of(form):
            found[column] = {**parts, "form": form, "column": column}
    qualifier = (stratum.censoring or recipe.censoring).qualifier
    texts = (stratum.unit_column, stratum.limit_column, qualifier.column if qualifier else None)
    beside = {
        name_beside(text, column, parts["form"])
        for column, parts in found.items()
        for text in texts
        if text
    }
    return {column: parts for column, parts in found.items() if column not in beside}


def _understood(
    key: str,
    parts: dict[str, str],
    part: AnalytePart,
    place: str,
    recipe: Recipe,
    stratum: StratumPart,
    table: Table,
    checks: Checks,
) -> ResultColumn | None:
    """Put together what recipe, column name, unit row and limit row say of a column."""
    try:
        known = analyte(key)
    except NotInCatalogError:
        checks.error(NAME, None, place, quoted(key), nearest(key, [*elements(), *parameters()]))
        return None
    column = parts["column"]
    if column not in table.cells:
        found = _("no column “{name}”").format(name=column)
        checks.error(NAME, None, place, found, nearest(column, table.cells))
        return None
    form = part.form or parts.get("form") or key
    beside = {}
    for kind in ("unit_column", "limit_column"):
        text = getattr(part, kind) or getattr(stratum, kind)
        if text:
            beside[kind] = name_beside(text, column, form)
            if beside[kind] not in table.cells:
                found = _("no column “{name}”").format(name=beside[kind])
                checks.error(NAME, None, place, found, nearest(beside[kind], table.cells))
                return None
    if analyte_of(form) != key:
        text = _("a form of {analyte}, such as {example}")
        example = (known.oxide if isinstance(known, Element) else None) or key
        checks.error(
            NAME,
            None,
            f"{place}.form",
            quoted(form),
            text.format(analyte=key, example=example),
        )
        return None
    own = part.unit or parts.get("unit")
    unit = _unit(own, table.units.get(column), stratum, column, place)
    if not own and "unit_column" in beside:
        written = _unit_beside(table, beside["unit_column"], place, checks)
        if written is None:
            return None
        unit = written
    try:
        reported = parse_unit(unit.text)
        scale = factor(form, reported, known.unit)
    except UnitError as error:
        checks.error(
            unit.file or table.name, unit.row or None, unit.column, quoted(unit.text), str(error)
        )
        return None
    rule = part.censoring or stratum.censoring or recipe.censoring
    if not isinstance(known, Element) and part.censoring is None:
        # Zero and negative numbers are ordinary for pH, loss on ignition and the like.
        update = {k: "value" for k in ("zero", "negative") if getattr(rule, k) == "error"}
        rule = rule.model_copy(update=update)
    qualifier = None
    if rule.qualifier:
        qualifier = name_beside(rule.qualifier.column, column, form)
        if qualifier not in table.cells:
            found = _("no column “{name}”").format(name=qualifier)
            checks.error(NAME, None, place, found, nearest(qualifier, table.cells))
            return None
    return ResultColumn(
        analyte=key,
        column=column,
        form=form,
        unit=reported.id,
        factor=scale,
        limit=_limit(part, parts, table, column, checks),
        upper_limit=part.upper_limit or math.nan,
        censoring=rule,
        qualifier=qualifier,
        method=part.method or _method(parts.get("method")),
        digestion=part.digestion,
        note=part.note,
        limit_column=beside.get("limit_column"),
    )


def _method(written: str | None) -> str | None:
    """Return the term for a method in a column name, or the text where there is none."""
    if written is None:
        return None
    slug = written.strip().lower().replace(" ", "-")
    return slug if slug in list(terms().methods) else written.strip()


@dataclass(frozen=True)
class _WrittenUnit:
    """A unit and where it is written, for the report."""

    text: str
    file: str | None
    row: int | None
    column: str


def _unit(
    own: str | None,
    row: tuple[str, int, str] | None,
    stratum: StratumPart,
    column: str,
    place: str,
) -> _WrittenUnit:
    """Return the unit of a column: of the recipe or column name, else unit row, else stratum."""
    if own:
        return _WrittenUnit(own, NAME, None, place)
    if row is not None and row[2]:
        return _WrittenUnit(row[2], row[0], row[1], column)
    if stratum.unit:
        return _WrittenUnit(stratum.unit, NAME, None, place)
    key = analyte_of(column)
    # pH has no unit to be written.
    return _WrittenUnit("pH" if key == "pH" else "", NAME, None, f"{place}.unit")


def _unit_beside(table: Table, name: str, place: str, checks: Checks) -> _WrittenUnit | None:
    """Return the one unit of a column of units; more than one is reported."""
    text = table.cells[name]
    given = text != ""
    units = sorted(set(text[given].tolist()))
    if len(units) > 1:
        found = ", ".join(quoted(unit) for unit in units[:5])
        checks.error(table.name, None, name, found, _("one unit, or a stratum for each"))
        return None
    if not units:
        checks.error(NAME, None, place, _("no unit in {name}").format(name=name), _("a unit"))
        return None
    first = int(np.flatnonzero(given)[0])
    files, rows = table.place(name)
    return _WrittenUnit(units[0], str(files[first]), int(rows[first]), name)


def _limit(
    part: AnalytePart,
    parts: dict[str, str],
    table: Table,
    column: str,
    checks: Checks,
) -> float:
    """Return the detection limit of a column: of the recipe, else its name, else the limit row."""
    if part.limit is not None:
        return part.limit
    if parts.get("limit"):
        return float(parts["limit"].lstrip("<").replace(",", "."))
    written = table.limits.get(column)
    if written is None or not written[2]:
        return math.nan
    try:
        value = float(written[2].lstrip("< "))
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        checks.error(
            written[0], written[1], column, quoted(written[2]), _("a detection limit above zero")
        )
        return math.nan
    return value
