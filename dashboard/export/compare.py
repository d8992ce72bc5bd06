"""The comparison of countries as tables to take away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np

from dashboard.catalog.boundaries import disclaimer
from dashboard.catalog.states import State, state_label
from dashboard.compare.choice import Choice
from dashboard.compare.groups import Groups, groups
from dashboard.compare.pairs import pairs
from dashboard.compare.table import COLUMNS, statistics
from dashboard.compare.words import title, warnings
from dashboard.export.tables import Column, Table, batch
from dashboard.grid import LEVEL_KM
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.statistics.comparison import magnitude

PARTS = ("statistics", "pairs")
"""Tables of a comparison."""


def compare_table(release: Release, choice: Choice, part: str, link: str) -> Table:
    """Return a table of a comparison.

    Parameters
    ----------
    release : Release
    choice : Choice
        What is compared.
    part : str
        One of :data:`PARTS`.
    link : str
        Full address of the page that shows it.

    Raises
    ------
    KeyError
        If there is no such part.
    """
    found = groups(release, choice)
    columns, values = {"statistics": _statistics, "pairs": _pairs}[part](release, choice)
    simulated = "simulated" if found.survey["simulated"] else ""
    names = [simulated, "compare", part, choice.stratum.replace(".", "-"), choice.analyte]
    names += [choice.date or "", release.id]
    return Table(
        name="-".join(one for one in names if one),
        sheet=_("Statistics") if part == "statistics" else _("Differences"),
        columns=columns,
        rows=len(values[columns[0].name]),
        about=_about(release, found, part, link),
        batches=lambda: iter([batch(columns, values)]),
    )


def _statistics(release: Release, choice: Choice) -> tuple[tuple[Column, ...], dict[str, Any]]:
    """Return a row a group: each statistic with its state."""
    rows = statistics(release, choice)
    words = {
        "cv": _("coefficient of variation, %"),
        "gmean": _("geometric mean"),
        "mad": _("median absolute deviation × 1.4826"),
        "median_low": _("95 % interval of the median from order statistics"),
        "cell_median": _("median in which every cell counts the same"),
        "cell_median_low": _("its 95 % interval from resampled cells"),
        "cell_mean": _("mean in which every cell counts the same, by Kaplan–Meier"),
    }
    columns = (
        Column("country", "text", _("ISO 3166-1 alpha-3; world: all results; rest: all others")),
        Column("name", "text"),
        Column("n", "count", _("results")),
        Column("censored", "count", _("results below detection")),
        Column("limit", "number", _("highest detection limit")),
        Column("cells", "count", _("cells that hold them")),
        *(
            column
            for name in COLUMNS
            for column in (
                Column(name, "number", words.get(name, "")),
                Column(f"{name}_state", "text"),
            )
        ),
    )
    values: dict[str, Any] = {
        "country": [row.id for row in rows],
        "name": [row.name for row in rows],
        "n": [row.n for row in rows],
        "censored": [row.censored for row in rows],
        "limit": [row.limit for row in rows],
        "cells": [row.cells for row in rows],
    }
    for name in COLUMNS:
        figures = [row.figures[name] for row in rows]
        values[name] = [one.value for one in figures]
        values[f"{name}_state"] = [state_label(State(one.state)) for one in figures]
    return columns, values


def _pairs(release: Release, choice: Choice) -> tuple[tuple[Column, ...], dict[str, Any]]:
    """Return a row a pair, each pair once, the higher median first."""
    found = pairs(release, choice)
    first, second = np.triu_indices(len(found.ids), 1)
    open_words = _("true where a detection limit hides how far the interval reaches")
    numbers = {
        "delta": (found.tests.delta, _("Cliff’s delta, first against second")),
        "delta_low": (found.tests.low, _("its 95 % interval")),
        "delta_high": (found.tests.high, ""),
        "p": (found.tests.p, _("test of Brunner and Munzel")),
        "p_holm": (found.tests.adjusted, _("the same after Holm, for all pairs together")),
        "ratio": (found.ratio.estimate, _("median of the first over that of the second")),
        "ratio_low": (found.ratio.low, _("95 % interval from resampled cells")),
        "ratio_high": (found.ratio.high, ""),
        "difference": (found.difference.estimate, _("median of the first less the second")),
        "difference_low": (found.difference.low, _("95 % interval from resampled cells")),
        "difference_high": (found.difference.high, ""),
    }
    texts: Mapping[str, list[str]] = {
        "first": [found.ids[i] for i in first],
        "first_name": [found.names[i] for i in first],
        "second": [found.ids[j] for j in second],
        "second_name": [found.names[j] for j in second],
        "magnitude": [magnitude(one) for one in found.tests.delta[first, second].tolist()],
        "low_open": _flags(found.ratio.low_open[first, second]),
        "high_open": _flags(found.ratio.high_open[first, second]),
    }
    words = {"low_open": open_words, "high_open": open_words}
    columns = (
        *(Column(name, "text", words.get(name, "")) for name in texts),
        *(Column(name, "number", told) for name, (_values, told) in numbers.items()),
    )
    return columns, {
        **texts,
        **{name: matrix[first, second] for name, (matrix, _told) in numbers.items()},
    }


def _flags(values: Any) -> list[str]:
    return ["true" if one else "false" for one in values.tolist()]


def _about(release: Release, found: Groups, part: str, link: str) -> dict[str, str]:
    record, analyte, survey = found.stratum, found.analyte, found.survey
    kind = _("Statistics by country") if part == "statistics" else _("Differences of countries")
    about = {
        "title": f"{kind}: {title(release, found)}",
        "survey": survey["title"],
        "stratum": record["id"],
        "medium": record["medium"],
        "depth": record["depth"],
        "fraction": record["fraction"],
        "digestion": analyte["digestion"] or record["digestion"],
        "method": analyte["method"] or record["method"],
        "analyte": analyte["id"],
        "unit": analyte["unit"],
        "results": _("samples") if found.unit == "samples" else _("medians of cells"),
        "cells": _("{km} km (level {level})").format(km=LEVEL_KM[found.level], level=found.level),
        "value": _(
            "A value's state says what it is; below detection the value is the limit. "
            "An empty field is missing, never zero."
        ),
        "notes": " ".join(warnings(found)),
        "citation": survey["citation"],
        "licence": survey["licence"],
        "release": release.id,
        "made": release.index["made"],
        "accessed": dt.datetime.now(dt.UTC).date().isoformat(),
        "link": link,
        "boundaries": disclaimer(),
    }
    return {key: " ".join(str(text).split()) for key, text in about.items() if text}
