"""How true a survey's results are: bias and repeatability from reference materials.

Sources
-------
Magnusson, B. and Örnemark, U. (eds., 2014): Eurachem Guide: The Fitness for Purpose of
Analytical Methods, 2nd edition, sections 6.5.2 (bias) and 6.6 (precision),
ISBN 978-91-87461-59-0.

ISO 33405:2024 (before: ISO Guide 33:2015): Reference materials. Approaches for
characterization and use of reference materials in assessing trueness.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.elements import analyte, elements, parameters
from dashboard.catalog.states import State
from dashboard.catalog.units import UnitError, factor, parse_unit
from dashboard.i18n import _
from dashboard.surveys.checks import Checks, nearest, quoted
from dashboard.surveys.columns import ResultColumn, analyte_of
from dashboard.surveys.places import text_column
from dashboard.surveys.reader import Table, fits
from dashboard.surveys.recipe import Recipe, StratumPart
from dashboard.surveys.recipe_file import NAME
from dashboard.surveys.results import read_results

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reference:
    """Results of one analyte in one reference material.

    Attributes
    ----------
    analyte, material : str
        Analyte id, and the material as the files name it.
    n : int
        Results that are numbers.
    below : int
        Results below detection.
    certified : float
        Certified content, in the catalogue's unit and element form; NaN where none is stated.
    found : float
        Mean of the results, in the same unit; NaN without any, and where some are below
        detection, for a mean of the others would be too high.
    bias : float
        Relative bias, %; NaN where `certified` or `found` is.
    repeatability : float
        Relative standard deviation of the results, %; NaN of fewer than two, and where
        `found` is.
    """

    analyte: str
    material: str
    n: int
    below: int
    certified: float
    found: float
    bias: float
    repeatability: float


def bias_percent(found: float, certified: float) -> float:
    """Return the relative bias, 100 · (x̄ − x_ref) / x_ref (Eurachem 2014, section 6.5.2), %.

    Parameters
    ----------
    found : float
        Mean of the results.
    certified : float
        Certified content in the same unit, above zero.
    """
    return 100 * (found / certified - 1)


def repeatability_percent(results: Floats) -> float:
    """Return the relative standard deviation 100 · s / x̄ with n − 1 in s, %.

    Parameters
    ----------
    results : ndarray of float64, shape (n,)
        Results of one material, above zero; NaN of fewer than two.
    """
    if len(results) < 2:
        return math.nan
    return float(100 * np.std(results, ddof=1) / np.mean(results))


def median_bias(references: tuple[Reference, ...], analyte_id: str) -> float:
    """Return the median bias of an analyte over its materials, %; NaN without any."""
    known = [r.bias for r in references if r.analyte == analyte_id and math.isfinite(r.bias)]
    return float(np.median(known)) if known else math.nan


def set_apart(recipe: Recipe, table: Table, checks: Checks) -> tuple[Table, Table]:
    """Divide the records into samples and reference materials.

    Parameters
    ----------
    recipe, table, checks
        The recipe, all records, and what takes columns that are not there.

    Returns
    -------
    samples, references : Table
    """
    here = np.zeros(len(table.rows), dtype=bool)
    words = [text for text, role in recipe.columns.role_codes.items() if role == "reference"]
    if recipe.columns.role in table.cells and words:
        here |= table.cells.column(recipe.columns.role or "").is_in(words)
    part = recipe.references
    if part is not None:
        named = {head.file for head in table.heads if fits(head.file, part.files)}
        if part.files and not named:
            found = _("no file fits {texts}").format(texts=", ".join(part.files))
            checks.error(NAME, None, "references.files", found, _("a name in [[files]]"))
        here |= np.isin(table.files, sorted(named))
    return table.only(~here), table.only(here)


def references(
    recipe: Recipe,
    stratum: StratumPart,
    columns: tuple[ResultColumn, ...],
    table: Table,
    checks: Checks,
) -> tuple[Reference, ...]:
    """Return the figures of all reference materials in a stratum.

    Parameters
    ----------
    recipe : Recipe
        The recipe; without ``[references]`` there are none.
    stratum : StratumPart
        The stratum: those of its files and rows, and of `references.files`.
    columns : tuple of ResultColumn
        Its analytes.
    table : Table
        The records of reference materials.
    checks : Checks
        Takes results that cannot be used, and certified contents that fit nothing.

    Returns
    -------
    tuple of Reference
        By analyte in the order of the columns, then by material.
    """
    part = recipe.references
    if part is None:
        return ()
    table = table.only(_of_stratum(stratum, part.files, table))
    names = text_column(table, part.material, "references.material", checks)
    if names is None or not len(names):
        return ()
    everything = np.ones(len(names), dtype=bool)
    reported = np.zeros(len(names), dtype=np.int8)
    results, _state = read_results(columns, recipe.missing, table, everything, reported, 0, checks)
    materials = sorted(set(names.tolist()) - {""})
    made = []
    for i, column in enumerate(columns):
        for material in materials:
            mine = names == material
            state = results.state[i, mine]
            value = results.value[i, mine][state == State.MEASURED]
            below = int((state == State.BELOW).sum())
            if not len(value) and not below:
                continue
            certified = _certified(recipe, material, column)
            usable = len(value) > 0 and not below
            found = float(value.mean()) if usable else math.nan
            made.append(
                Reference(
                    analyte=column.analyte,
                    material=material,
                    n=len(value),
                    below=below,
                    certified=certified,
                    found=found,
                    bias=bias_percent(found, certified),
                    repeatability=repeatability_percent(value) if usable else math.nan,
                )
            )
    return tuple(made)


def _of_stratum(stratum: StratumPart, own: tuple[str, ...], table: Table) -> NDArray[np.bool_]:
    """Return which reference materials go with a stratum.

    Of its files and of those of references only; where the stratum chooses rows by a column,
    those whose column says the same or nothing.
    """
    files = {
        head.file
        for head in table.heads
        if not stratum.files or fits(head.file, stratum.files) or fits(head.file, own)
    }
    here = np.isin(table.files, sorted(files))
    for name, texts in stratum.rows.items():
        if name in table.cells:
            words = [texts] if isinstance(texts, str) else list(texts)
            here &= table.cells.column(name).is_in([*words, ""])
    return here


def _certified(recipe: Recipe, material: str, column: ResultColumn) -> float:
    """Return a certified content in the catalogue's unit, NaN where there is none."""
    stated = recipe.references.certified if recipe.references else {}
    part = stated.get(material, {}).get(column.analyte)
    if part is None:
        return math.nan
    try:
        unit = parse_unit(part.unit or column.unit)
        scale = factor(part.form or column.form, unit, analyte(column.analyte).unit)
    except UnitError:
        return math.nan  # `check_certified` has said so.
    return part.value * scale


def check_certified(recipe: Recipe, table: Table, checks: Checks) -> None:
    """Report certified contents of unknown analytes, units and materials.

    Parameters
    ----------
    recipe : Recipe
        The recipe.
    table : Table
        The records of reference materials.
    checks : Checks
        Takes errors, and a warning for a material that no record is of.
    """
    part = recipe.references
    if part is None:
        return
    if not len(table.rows):
        expected = _("columns.role_codes with “reference”, or references.files")
        checks.error(NAME, None, "references", _("no record of a reference material"), expected)
        return
    names = set(table.cells[part.material]) if part.material in table.cells else None
    known = [*elements(), *parameters()]
    for material, contents in part.certified.items():
        path = f"references.certified.{material}"
        if names is not None and material not in names:
            checks.warn(NAME, None, path, quoted(material), nearest(material, sorted(names)))
        for key, content in contents.items():
            if key not in known:
                checks.error(NAME, None, f"{path}.{key}", quoted(key), nearest(key, known))
                continue
            if content.form and analyte_of(content.form) != key:
                expected = _("a form of {analyte}").format(analyte=key)
                checks.error(NAME, None, f"{path}.{key}", quoted(content.form), expected)
                continue
            thing = analyte(key)
            try:
                unit = parse_unit(content.unit or thing.unit)
                factor(content.form or key, unit, thing.unit)
            except UnitError as error:
                found = quoted(content.unit)
                checks.error(NAME, None, f"{path}.{key}", found, str(error))
