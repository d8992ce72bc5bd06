"""A survey as tidy tables: samples and results."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.i18n import _, ngettext
from dashboard.surveys.borders import world
from dashboard.surveys.checks import Checks, Problem, SurveyError, nearest
from dashboard.surveys.columns import ResultColumn, result_columns
from dashboard.surveys.extent import check_extent, planned_sites
from dashboard.surveys.facts import matched_duplicates, sample_facts, unsampled, with_planned
from dashboard.surveys.features import AREA
from dashboard.surveys.long import widen
from dashboard.surveys.overlay import Overlay
from dashboard.surveys.places import located, text_column
from dashboard.surveys.reader import Source, Table, read_files
from dashboard.surveys.recipe import Recipe, StratumPart
from dashboard.surveys.recipe_file import NAME, check_confirmed, read_recipe
from dashboard.surveys.recipe_terms import check_terms
from dashboard.surveys.references import Reference, check_certified, references, set_apart
from dashboard.surveys.results import Results, read_results
from dashboard.surveys.stages import dates
from dashboard.surveys.wordings import numbers


@dataclass(frozen=True)
class Survey:
    """A survey that was read without an error.

    Attributes
    ----------
    recipe : Recipe
        Its recipe.
    folder : Path
        The recipe's folder.
    sources : tuple of Source
        The files with their SHA-256.
    columns : dict of str to tuple of ResultColumn
        By stratum id: which column holds which analyte, with unit, form, limit and method.
    samples : DataFrame
        ``stratum`` (full id), ``sample``, ``lon``, ``lat`` (WGS84, float64),
        ``country`` (ISO 3166-1 alpha-3 or None), ``date`` (datetime64[s] or NaT),
        ``routine`` (False for field duplicates and laboratory replicates), ``role``
        (routine, duplicate, replicate), ``duplicate_of`` (sample of the stratum that it
        repeats, or None), ``state`` (int8: 0 reported, 4 awaiting results, 5 planned),
        ``status`` (planned, collected, laboratory, awaiting, reported),
        ``laboratory_date``, ``reported_date`` (when it came so far, or NaT), ``row``
        (in its file).
    results : dict of str to Results
        By stratum id: a row an analyte of `columns`, and a column a sample of the
        stratum, in the order of `samples`.
    problems : tuple of Problem
        Warnings.
    areas : dict of str to float
        Of published grids, by stratum id: the median area of a polygon or pixel, km².
    references : dict of str to tuple of Reference
        By stratum id: results of reference materials, which are no samples.
    """

    recipe: Recipe
    folder: Path
    sources: tuple[Source, ...]
    columns: dict[str, tuple[ResultColumn, ...]]
    samples: pd.DataFrame
    results: dict[str, Results]
    problems: tuple[Problem, ...]
    areas: dict[str, float] = field(default_factory=dict)
    references: dict[str, tuple[Reference, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """A survey as far as it could be read, with errors or without.

    Attributes
    ----------
    survey : Survey
        What could be read; its problems include the errors.
    table : Table
        All records of the files as text.
    files : ndarray of str objects, shape (number of samples,)
        File of each row of ``survey.samples``.
    """

    survey: Survey
    table: Table
    files: NDArray[np.object_]

    @property
    def failed(self) -> bool:
        """Whether an error keeps the survey from being published."""
        return any(p.severity == "error" for p in self.survey.problems)


def load(folder: Path, originals: Path | None = None, *, borders: Overlay | None = None) -> Survey:
    """Read, check and tidy a survey.

    Parameters
    ----------
    folder : Path
        Folder with ``survey.toml``.
    originals : Path, optional
        Where files lie that do not ship with the project, by the recipe's paths.
    borders : Overlay, optional
        Countries to find points in; the catalogue's at 1 : 50 million if left out.

    Returns
    -------
    Survey
        Samples, results and warnings.

    Raises
    ------
    SurveyError
        With all problems, if any is an error.
    OriginalsMissing
        If files are not at hand.
    """
    reading = examine(folder, originals, borders=borders)
    if reading.failed:
        raise SurveyError(reading.survey.problems)
    return reading.survey


def examine(
    folder: Path, originals: Path | None = None, *, borders: Overlay | None = None
) -> Reading:
    """Read a survey as far as its files and recipe let it be read.

    Parameters
    ----------
    folder, originals, borders
        As in `load`.

    Returns
    -------
    Reading
        What could be read, errors among its problems.

    Raises
    ------
    SurveyError
        If the recipe cannot be understood or a file cannot be read at all.
    OriginalsMissing
        If files are not at hand.
    """
    recipe = read_recipe(folder)
    checks = Checks()
    check_confirmed(folder, checks)
    check_terms(recipe, checks)
    check_extent(recipe.extent, folder, checks)
    table, sources = read_files(recipe, folder, originals, checks)
    if recipe.results is not None:
        table = widen(recipe, recipe.results, table, checks)
    overlay = borders or world()
    table, standards = set_apart(recipe, table, checks)
    check_certified(recipe, standards, checks)
    # Facts are those of samples: what no stratum takes need not have a place.
    table, masks = _in_strata(recipe, table, checks)
    facts = sample_facts(recipe, table, overlay, checks)
    sites = planned_sites(recipe.extent, folder, checks)
    sites["country"] = located(recipe, sites["lon"], sites["lat"], overlay)
    samples, files = [], []
    columns, results, areas, materials = {}, {}, {}, {}
    for number, stratum in enumerate(recipe.strata):
        id_ = recipe.stratum_id(stratum)
        own, of_files = table.of_files(stratum.files)
        columns[id_] = result_columns(recipe, number, own, checks)
        kept = masks[number][of_files]
        materials[id_] = references(recipe, stratum, columns[id_], standards, checks)
        area = _median_km2(own, kept)
        if area is not None:
            areas[id_] = area
        known = facts[of_files]
        if stratum.date is not None:
            key = f"strata[{number + 1}].date"
            known = known.assign(date=dates(recipe, own, checks, column=stratum.date, key=key))
        made, results[id_] = _stratum(
            recipe, id_, columns[id_], own, kept, known[kept], sites, checks
        )
        samples.append(made)
        files.append(own.files[kept])
        files.append(np.full(len(made) - len(files[-1]), recipe.extent.sites, dtype=object))
    survey = Survey(
        recipe=recipe,
        folder=folder,
        sources=sources,
        columns=columns,
        samples=pd.concat(samples, ignore_index=True),
        results=results,
        problems=tuple(checks.problems),
        areas=areas,
        references=materials,
    )
    return Reading(survey, table, np.concatenate(files))


def _median_km2(table: Table, kept: NDArray[np.bool_]) -> float | None:
    """Return the median area of some polygons or pixels, None where the files have none."""
    if AREA not in table.cells:
        return None
    areas = numbers(table.cells.column(AREA).take(kept).texts())
    return float(np.nanmedian(areas)) if np.isfinite(areas).any() else None


def _in_strata(
    recipe: Recipe, table: Table, checks: Checks
) -> tuple[Table, list[NDArray[np.bool_]]]:
    """Return the records that any stratum takes, and which of them each takes."""
    masks = []
    for number, stratum in enumerate(recipe.strata):
        own, of_files = table.of_files(stratum.files)
        mask = np.zeros(len(table.rows), dtype=bool)
        mask[of_files] = _kept(stratum, number, own, checks)
        masks.append(mask)
    taken = np.logical_or.reduce(masks)
    left = np.flatnonzero(~taken)
    if not len(left) or not taken.any():
        return table, masks
    found = ngettext(
        "{count} record, in row {row}, is in no stratum",
        "{count} records, the first in row {row}, are in no stratum",
        len(left),
    )
    found = found.format(count=len(left), row=int(table.rows[left[0]]))
    expected = _("a stratum that takes them, or skip in the recipe")
    checks.warn(str(table.files[left[0]]), int(table.rows[left[0]]), None, found, expected)
    return table.only(taken), [mask[taken] for mask in masks]


def _kept(stratum: StratumPart, number: int, table: Table, checks: Checks) -> NDArray[np.bool_]:
    """Return which records belong to a stratum."""
    kept = np.ones(len(table.rows), dtype=bool)
    if not len(kept):
        found = _("no file fits {texts}").format(texts=", ".join(stratum.files))
        checks.error(NAME, None, f"strata[{number + 1}].files", found, _("a name in [[files]]"))
    for name, texts in stratum.rows.items():
        path = f"strata[{number + 1}].rows.{name}"
        column = text_column(table, name, path, checks)
        if column is None:
            continue
        wanted = [texts] if isinstance(texts, str) else list(texts)
        here = np.isin(column, wanted)
        if not here.any():
            found = _("no record holds {texts}").format(texts=", ".join(wanted))
            checks.error(NAME, None, path, found, nearest(wanted[0], sorted(set(column))))
        kept &= here
    return kept


def _stratum(
    recipe: Recipe,
    id_: str,
    columns: tuple[ResultColumn, ...],
    table: Table,
    kept: NDArray[np.bool_],
    facts: pd.DataFrame,
    sites: pd.DataFrame,
    checks: Checks,
) -> tuple[pd.DataFrame, Results]:
    """Return the samples and results of one stratum, its planned sites included."""
    files, rows = table.files[kept], table.rows[kept]
    _check_unique(recipe, facts, files, rows, checks)
    facts = matched_duplicates(facts, recipe.columns.duplicate_of, files, rows, checks)
    left = unsampled(facts, sites)
    reached = facts["state"].to_numpy()
    results, state = read_results(columns, recipe.missing, table, kept, reached, len(left), checks)
    status = facts["status"].where(state == reached, "planned")
    samples = facts.assign(state=state, status=status)
    samples.insert(0, "stratum", id_)
    return with_planned(samples, left), results


def _check_unique(
    recipe: Recipe,
    facts: pd.DataFrame,
    files: NDArray[np.object_],
    rows: NDArray[np.int64],
    checks: Checks,
) -> None:
    """Report sample numbers that stand twice in a stratum."""
    twice = facts["sample"].duplicated(keep=False).to_numpy() & (facts["sample"] != "").to_numpy()
    at = np.flatnonzero(twice)
    if len(at):
        expected = _("each sample number once in a stratum")
        found = facts["sample"].to_numpy(dtype=object)[at]
        checks.rows(files[at], rows[at], recipe.columns.id, found, expected)
