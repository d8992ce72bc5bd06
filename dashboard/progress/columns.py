"""Columns of the table of countries: on the page, in CSV and in XLSX alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from dashboard.catalog.metrics import METRICS, metric_name, value
from dashboard.catalog.quantities import QUANTITIES, FigureValues, figure
from dashboard.i18n import _


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes
    ----------
    id : str
        As in ``cols`` and ``sort`` of an address.
    kind : str
        ``text``, ``share`` (of METRICS), ``count`` (of QUANTITIES).
    key : str
        Of METRICS or QUANTITIES; for texts, the same as `id`.
    digits : int
        Decimals to print; files have the number as computed.
    usual : bool
        Whether it is shown where an address does not say.
    """

    id: str
    kind: str
    key: str
    digits: int = 0
    usual: bool = False

    @property
    def name(self) -> str:
        """Return the head of the column, with the unit where there is one."""
        if self.kind == "text":
            names = {"name": _("Country"), "region": _("Region"), "stage": _("Stage reported")}
            return names[self.id]
        if self.kind == "share":
            metric = METRICS[self.key]
            return f"{metric_name(metric)}, %" if metric.unit == "%" else metric_name(metric)
        quantity = QUANTITIES[self.key]
        unit = f", {quantity.unit}" if quantity.unit else ""
        return f"{_(quantity.name)}{unit}"

    @property
    def metric(self) -> str | None:
        """Return the metric whose definition explains the column, None where there is none."""
        if self.kind == "share":
            return self.key
        parts = (
            metric.id
            for metric in METRICS.values()
            if self.key in (metric.numerator, metric.denominator)
        )
        # What is left counts samples.
        return next(parts, "samples") if self.kind == "count" else None


def _columns(*columns: Column) -> Mapping[str, Column]:
    return MappingProxyType({column.id: column for column in columns})


COLUMNS = _columns(
    Column("name", "text", "name", usual=True),
    Column("region", "text", "region"),
    Column("covered", "share", "covered", 1, usual=True),
    Column("covered_cells", "count", "covered_cells", usual=True),
    Column("land_cells", "count", "land_cells", usual=True),
    Column("of_plan", "share", "of_plan", 1),
    Column("planned_cells", "count", "planned_cells"),
    Column("complete", "share", "complete", 1, usual=True),
    Column("complete_cells", "count", "complete_cells"),
    Column("analysed", "share", "analysed", 1),
    Column("analysed_cells", "count", "analysed_cells"),
    Column("area", "share", "area", 1, usual=True),
    Column("covered_km2", "count", "covered_km2"),
    Column("area_km2", "count", "area_km2"),
    Column("samples", "count", "samples", usual=True),
    Column("reported_samples", "count", "reported_samples"),
    Column("element_count", "count", "elements", usual=True),
    Column("elements", "share", "elements", 1),
    Column("element_cells", "share", "element_cells", 1),
    Column("censored", "share", "censored", 1),
    Column("precision", "share", "precision", 1),
    Column("stage", "text", "stage", usual=True),
)
"""Columns by id, in the order in which they stand."""

USUAL_SORT = "-covered"
"""Order of the table where an address does not say."""


def shown(asked: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns to show: those asked for that exist, else the usual; always the name."""
    wanted = [column for id, column in COLUMNS.items() if id in asked]
    chosen = wanted or [column for column in COLUMNS.values() if column.usual]
    return tuple(column for column in COLUMNS.values() if column.id == "name" or column in chosen)


def number(column: Column, figures: FigureValues) -> float | None:
    """Return the figure of a column, None where it is undefined.

    Raises
    ------
    KeyError
        If the column holds text, which no figures have.
    """
    if column.kind == "share":
        return value(METRICS[column.key], figures)
    return figure(column.key, figures)
