"""All that `compare.json` says of a view: the figures below the maps as numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.catalog.rounding import rounded_number, seven_digits
from dashboard.catalog.states import State
from dashboard.compare import words
from dashboard.compare.choice import choice_of
from dashboard.compare.distributions import Box, Curve, against_world, boxes, curves, densities
from dashboard.compare.groups import Group, Groups, groups, levelling_note
from dashboard.compare.pairs import Contrast, Pairs, pairs
from dashboard.compare.table import Row, statistics
from dashboard.grid import LEVEL_KM
from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.statistics.comparison import magnitude
from dashboard.statistics.summary import Figure


def answer(release: Release, state: ViewState) -> dict[str, Any] | None:
    """Return the figures of the chosen pane of a view.

    Parameters
    ----------
    release : Release
    state : ViewState
        Resolved against the release.

    Returns
    -------
    dict or None
        Plain JSON, with arrays; null where nothing is known. None where the release holds
        nothing to compare.
    """
    choice = choice_of(release, state)
    if choice is None:
        return None
    found = groups(release, choice)
    return {
        "release": release.id,
        "simulated": bool(found.survey["simulated"]),
        "title": words.title(release, found),
        "survey": found.survey["id"],
        "stratum": choice.stratum,
        "analyte": choice.analyte,
        "unit": found.analyte["unit"],
        "date": choice.date,
        "results": found.unit,
        "cells_km": LEVEL_KM[found.level],
        "logarithmic": found.logarithmic,
        "levelled": _levelled(found),
        "warnings": [
            one for one in (*words.warnings(found), pairs(release, choice).caution) if one
        ],
        "words": {
            "boxes": words.boxes_words(release, choice),
            "ecdf": words.curves_words(release, choice),
            "ridges": words.ridges_words(release, choice),
            "quantiles": words.quantiles_words(release, choice),
            "pairs": words.pairs_words(release, choice),
        },
        "groups": [
            _group(*parts)
            for parts in zip(
                found.all,
                statistics(release, choice),
                boxes(release, choice),
                curves(release, choice),
                strict=True,
            )
        ],
        "densities": {
            "x": _numbers(densities(release, choice).x),
            "y": [None if one is None else _numbers(one) for one in densities(release, choice).y],
        },
        "quantiles": [
            {"share": _numbers(one.share), "own": _numbers(one.own), "all": _numbers(one.world)}
            for one in against_world(release, choice)
        ],
        "pairs": _pairs(pairs(release, choice)),
    }


def _levelled(found: Groups) -> dict[str, Any] | None:
    if found.levelling is None:
        return None
    own = found.levelling
    return {
        "to": found.choice.reference,
        "factor": rounded_number(own.factor),
        "low": rounded_number(own.low),
        "high": rounded_number(own.high),
        "cells": own.cells,
        "words": levelling_note(found),
    }


def _group(group: Group, row: Row, box: Box, curve: Curve) -> dict[str, Any]:
    return {
        "id": group.id,
        "name": group.name,
        "n": row.n,
        "censored": row.censored,
        "cells": row.cells,
        "limit": rounded_number(row.limit),
        "statistics": {name: _figure(one) for name, one in row.figures.items()},
        "box": {
            "low": _figure(box.low),
            "high": _figure(box.high),
            "outliers": _numbers(box.outliers),
            "not_drawn": box.hidden,
        },
        "ecdf": {
            "x": _numbers(curve.x),
            "y": _numbers(curve.y),
            "below": rounded_number(curve.below),
        },
    }


def _pairs(found: Pairs) -> dict[str, Any]:
    tests = found.tests
    return {
        "overall": {
            "h": rounded_number(tests.overall.statistic),
            "df": tests.overall.df,
            "p": rounded_number(tests.overall.p),
            "effect": rounded_number(tests.overall.effect),
        },
        "ids": list(found.ids),
        "delta": _matrix(tests.delta),
        "delta_low": _matrix(tests.low),
        "delta_high": _matrix(tests.high),
        "magnitude": [[magnitude(one) for one in row] for row in tests.delta.tolist()],
        "p": _matrix(tests.p),
        "p_holm": _matrix(tests.adjusted),
        "ratio": _contrast(found.ratio),
        "difference": _contrast(found.difference),
    }


def _contrast(one: Contrast) -> dict[str, Any]:
    return {
        "estimate": _matrix(one.estimate),
        "low": _matrix(one.low),
        "high": _matrix(one.high),
        "low_open": one.low_open.tolist(),
        "high_open": one.high_open.tolist(),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {"value": rounded_number(figure.value), "state": State(figure.state).name.lower()}


def _numbers(values: NDArray[Any]) -> list[float | None]:
    return [one if math.isfinite(one) else None for one in seven_digits(values).tolist()]


def _matrix(values: NDArray[np.float64]) -> list[list[float | None]]:
    return [_numbers(row) for row in values]
