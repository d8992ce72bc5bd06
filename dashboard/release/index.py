"""The release index: surveys, strata and analytes as pages and the map know them."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.catalog.countries import countries, country_name, region_name, regions
from dashboard.catalog.elements import Element, analyte
from dashboard.catalog.states import State
from dashboard.catalog.terms import terms
from dashboard.statistics.classes import all_breaks, percentiles, round_significant
from dashboard.surveys.columns import ResultColumn
from dashboard.surveys.recipe import Recipe, StratumPart
from dashboard.surveys.results import Results

_MOST_DATES = 60
"""More distinct days than that are offered by the month."""
_PREFERRED = ("Cu", "Ni", "Zn", "Pb", "Al")


def survey_record(recipe: Recipe) -> dict[str, Any]:
    """Return what the index says of a survey."""
    survey = recipe.survey
    source = survey.source_url or (f"https://doi.org/{survey.doi}" if survey.doi else None)
    return {
        "id": survey.id,
        "title": survey.title,
        "short": survey.short,
        "kind": survey.kind,
        "simulated": survey.simulated,
        "owner": survey.owner,
        "licence": survey.licence,
        "licence_url": survey.licence_url,
        "citation": survey.citation,
        "source_url": source,
        "years": list(survey.years),
        "notes": survey.notes,
    }


def stratum_record(
    recipe: Recipe,
    number: int,
    identity: str,
    samples: pd.DataFrame,
    results: Results,
    columns: Sequence[ResultColumn],
    finest: int,
    medians: Mapping[str, tuple[NDArray[np.float64], NDArray[np.uint8]]],
) -> dict[str, Any]:
    """Return what the index says of a stratum.

    Parameters
    ----------
    recipe : Recipe
        The survey's recipe.
    number : int
        Position of the stratum in it.
    identity : str
        The stratum's id.
    samples : pandas.DataFrame
        Its samples.
    results : Results
        Their results.
    columns : sequence of ResultColumn
        Its analytes in catalogue order.
    finest : int
        Finest level of cells.
    medians : mapping of str to (ndarray, ndarray)
        Medians of cells and their states, of the analytes whose samples are withheld.
    """
    part = recipe.strata[number]
    words = _terms(part)
    days, precision = _dates(samples, recipe)
    routine = samples["routine"].to_numpy(dtype=bool)
    told = [column for column in columns if column.analyte not in medians]
    return {
        "id": identity,
        "survey": recipe.survey.id,
        "title": part.title or " · ".join(w for w in words.values() if w),
        "short": part.short or words["method"] or words["digestion"] or recipe.survey.short,
        **words,
        "samples": int((routine & (samples["state"].to_numpy() != State.PLANNED)).sum()),
        "gridded": recipe.survey.kind == "gridded",
        "levels": list(range(finest + 1)),
        "finest": finest,
        "sites": bool(told),
        "dates": days if told else [],
        "date_precision": precision if told else None,
        "dating": precision or "survey",
        "density": recipe.extent.design_density,
        "analytes": [
            analyte_record(
                column,
                results.value[i, routine],
                results.state[i, routine],
                results.limit(i)[routine],
                medians.get(column.analyte),
            )
            for i, column in enumerate(columns)
        ],
    }


def analyte_record(
    column: ResultColumn,
    value: NDArray[np.float64],
    state: NDArray[np.uint8],
    limit: NDArray[np.float64],
    medians: tuple[NDArray[np.float64], NDArray[np.uint8]] | None = None,
) -> dict[str, Any]:
    """Return what the index says of an analyte in a stratum, its class breaks included.

    Breaks and percentiles come from all results, with limits as values; a value below an
    unknown limit counts as the lowest.

    Parameters
    ----------
    column : ResultColumn
        Where the analyte's results come from.
    value, state, limit : ndarray, shape (n,)
        As of :class:`Results`, of the routine samples.
    medians : (ndarray, ndarray), optional
        Medians of cells and their states, where these stand for the samples because the
        samples are withheld: percentiles of many parts tell of single ones.
    """
    thing = analyte(column.analyte)
    limits = limit[~np.isnan(limit)]
    kept = state <= State.ABOVE
    value, state = value[kept], state[kept]
    count, censored = int(value.size), int((state == State.BELOW).sum())
    if medians is not None:
        shown = medians[1] <= State.ABOVE
        value, state = medians[0][shown], medians[1][shown]
    unknown = (state == State.BELOW) & np.isnan(value)
    lowest = np.nanmin(value) if np.isfinite(value).any() else np.nan
    # Ascending, which all percentiles of it would sort for themselves.
    filled = np.sort(np.where(unknown, lowest, value))
    curve = percentiles(filled, np.arange(101))
    return {
        "id": thing.id,
        "name": thing.name,
        "unit": thing.unit,
        "number": thing.number if isinstance(thing, Element) else None,
        "n": count,
        "censored": censored,
        "sharing": "samples" if medians is None else "cells",
        "limit": [float(limits.min()), float(limits.max())] if limits.size else None,
        "method": _label("methods", column.method),
        "digestion": _label("digestions", column.digestion),
        "form_note": "" if column.form == column.analyte else column.form,
        "note": column.note or "",
        "breaks": all_breaks(filled, float(limits.max()) if limits.size else np.nan),
        "percentiles": [float(v) for v in round_significant(curve)] if value.size else [],
        "min": None if not value.size else float(curve[0]),
        "max": None if not value.size else float(curve[100]),
    }


def places(names: Sequence[str], sizes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the index's countries, in the order of the boundaries, and their regions.

    Parameters
    ----------
    names : sequence of str
        Countries, ISO 3166-1 alpha-3.
    sizes : mapping of str to mapping
        What the index says of a country's size: `area_km2` and `cells`.
    """
    known = countries()
    listed = []
    used = set()
    for name in names:
        country = known.get(name)
        region = country.region if country else None
        subregion = country.subregion if country else None
        used |= {region, subregion}
        listed.append(
            {"id": name, "name": country_name(name), "region": region, "subregion": subregion}
            | dict(sizes[name])
        )
    return {
        "countries": listed,
        "regions": [
            {"id": code, "name": region_name(code), "parent": region.parent}
            for code, region in regions().items()
            if code in used
        ],
    }


def defaults(
    surveys: Sequence[dict[str, Any]], strata: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    """Return what is shown first: the systematic survey with most countries' samples first."""
    kinds = {s["id"]: s["kind"] for s in surveys}
    ordered = sorted(strata, key=lambda s: (kinds[s["survey"]] != "survey", -s["samples"]))
    if not ordered:
        return {"stratum": None, "analyte": None}
    for preferred in _PREFERRED:
        for record in ordered:
            if kinds[record["survey"]] == kinds[ordered[0]["survey"]] and any(
                a["id"] == preferred and a["n"] for a in record["analytes"]
            ):
                return {"stratum": record["id"], "analyte": preferred}
    return {"stratum": ordered[0]["id"], "analyte": ordered[0]["analytes"][0]["id"]}


def _terms(part: StratumPart) -> dict[str, str]:
    return {
        "medium": _label("media", part.medium),
        "depth": _label("depths", part.depth),
        "fraction": _label("fractions", part.fraction),
        "digestion": _label("digestions", part.digestion),
        "method": _label("methods", part.method),
    }


def _label(vocabulary: str, identity: str | None) -> str:
    """Return a controlled term's words; free text (a depth such as 0–20 cm) as it is."""
    if not identity:
        return ""
    known = getattr(terms(), vocabulary)
    return str(known[identity].label) if identity in known else identity


def _dates(samples: pd.DataFrame, recipe: Recipe) -> tuple[list[str], str | None]:
    days = samples.loc[samples["routine"], "date"].dropna()
    if days.empty:
        return [], None
    distinct = sorted({d.date() for d in days.tolist()})
    if len(distinct) > _MOST_DATES:
        distinct = sorted(
            {d.replace(day=calendar.monthrange(d.year, d.month)[1]) for d in distinct}
        )
    return [d.isoformat() for d in distinct], recipe.columns.date_precision
