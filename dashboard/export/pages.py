"""The tables of pages of an element, a country or a region, to take away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from dashboard.catalog.states import State, state_label
from dashboard.export.tables import Column, Table, batch
from dashboard.i18n import _
from dashboard.progress.place import Place, country_place, region_place
from dashboard.progress.profile import BELOW, DATA, NONE, comparisons
from dashboard.release.element import StratumResults, analyte_names, results_of
from dashboard.release.release import Release
from dashboard.state import ViewState
from dashboard.state_resolve import stratum_name

STATISTICS = (
    *("min", "p5", "q1", "median", "median_low", "median_high", "q3", "p95", "p98", "max"),
    *("mean", "sd", "gmean", "mad"),
)
"""Statistics of an analyte in a stratum, as the page of an element shows them."""

_Rows = tuple[tuple[Column, ...], Sequence[tuple[Any, ...]]]


def element_table(release: Release, analyte: str, part: str, link: str) -> Table:
    """Return a table of the page of an element.

    Parameters
    ----------
    release : Release
    analyte : str
        One of :func:`~dashboard.release.element.analyte_names`.
    part : str
        ``statistics``, a row a stratum, or ``countries``, a row a stratum and country.
    link : str
        Full address of the page.

    Raises
    ------
    KeyError
        If there is no such part.
    """
    found = results_of(release, analyte)
    columns, rows = {"statistics": _statistics, "countries": _countries}[part](release, found)
    titles = {"statistics": _("Statistics by stratum"), "countries": _("Countries by stratum")}
    name = analyte_names(release)[analyte]
    return _table(
        release,
        f"{analyte}-{part}",
        columns,
        rows,
        {
            "title": f"{_(name)}: {titles[part]}",
            "analyte": analyte,
            "value": _(
                "A value's state says what it is; below detection the value is the limit. "
                "An empty field is missing, never zero."
            ),
            "comparing": _("A value belongs to one stratum: never compare across them."),
        },
        (one.survey for one in found),
        link,
    )


def _where(one: StratumResults, release: Release) -> tuple[Any, ...]:
    record = one.stratum
    return (
        record["id"], stratum_name(record, release.index), record["medium"], record["fraction"],
        one.analyte["digestion"] or record["digestion"], one.analyte["method"] or record["method"],
        one.analyte["unit"],
    )  # fmt: skip


_WHERE = ("stratum", "stratum_name", "medium", "fraction", "digestion", "method", "unit")


def _statistics(release: Release, found: Sequence[StratumResults]) -> _Rows:
    columns = (
        *(Column(name, "text") for name in _WHERE),
        Column("n", "count", _("results of routine samples")),
        Column("censored", "count", _("results below detection")),
        *(
            column
            for name in STATISTICS
            for column in (Column(name, "number", _words(name)), Column(f"{name}_state", "text"))
        ),
    )
    rows = [
        (
            *_where(one, release),
            one.n,
            one.censored,
            *(
                part
                for name in STATISTICS
                for part in (one.figure(name).value, state_label(State(one.figure(name).state)))
            ),
        )
        for one in found
    ]
    return columns, rows


def _words(name: str) -> str:
    return {
        "median_low": _("95 % interval of the median from order statistics"),
        "gmean": _("geometric mean"),
        "mad": _("median absolute deviation × 1.4826"),
        "sd": _("standard deviation"),
    }.get(name, "")


def _countries(release: Release, found: Sequence[StratumResults]) -> _Rows:
    columns = (
        Column("country", "text", _("ISO 3166-1 alpha-3 code")),
        Column("country_name", "text"),
        *(Column(name, "text") for name in _WHERE),
        Column("n", "count", _("results of the analyte")),
        Column("censored", "count", _("results below detection")),
        Column("median", "number"),
        Column("median_state", "text"),
        Column("median_low", "number", _words("median_low")),
        Column("median_high", "number"),
    )
    rows = [
        (
            each.iso3, release.country_names.get(each.iso3, ""), *_where(one, release), each.n,
            each.censored, each.median.value, state_label(State(each.median.state)),
            each.low.value, each.high.value,
        )
        for one in found
        for each in one.countries.values()
    ]  # fmt: skip
    return columns, rows


def place_table(
    release: Release, state: ViewState, page: str, code: str, part: str, link: str
) -> Table:
    """Return a table of the page of a country or region.

    Parameters
    ----------
    release : Release
    state : ViewState
        Which surveys and day count, resolved for progress.
    page : {"country", "region"}
    code : str
        A country or region of the release.
    part : str
        ``elements``, a row for each of the programme's 76 elements, or of a country
        ``medians``, a row a stratum and element.
    link : str
        Full address of the page.

    Raises
    ------
    KeyError
        If there is no such part.
    """
    makers: Mapping[str, Callable[..., _Rows]] = {"elements": _elements, "medians": _medians}
    place = (country_place if page == "country" else region_place)(release, state, code)
    columns, rows = makers[part](place, code)
    titles = {"elements": _("The programme's 76 elements"), "medians": _("Medians")}
    notes = {
        "elements": _("Results of surveys from the place's own samples."),
        "medians": _(
            "Median of the country's samples against all samples of the same stratum, and "
            "against the upper continental crust, which is total content."
        ),
    }
    day = {"as_of": place.choice.date.isoformat()} if place.choice.date else {}
    return _table(
        release, f"{code}-{part}", columns, rows,
        {"title": f"{place.name}: {titles[part]}", **day, "rows": notes[part]},
        (one.survey for one in place.shares), link,
    )  # fmt: skip


PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "element": ("statistics", "countries"),
        "country": ("elements", "medians"),
        "region": ("elements",),
    }
)
"""Tables by page, the default first."""


def _elements(place: Place, _code: str) -> _Rows:
    words = {DATA: _("above detection"), BELOW: _("only below detection"), NONE: _("no result")}
    columns = (
        Column("element", "text"),
        Column("name", "text"),
        Column("results", "text", _("what there is")),
        Column("n", "count", _("results, over all strata that count")),
        Column("censored", "count", _("results below detection")),
        Column("stratum", "text", _("where most results above detection are")),
    )
    rows = [
        (symbol, _(one.element.name), words[one.status], one.n, one.censored, one.stratum or "")
        for symbol, one in place.elements.items()
    ]
    return columns, rows


def _medians(place: Place, code: str) -> _Rows:
    columns = (
        Column("stratum", "text"),
        Column("stratum_name", "text"),
        Column("element", "text"),
        Column("unit", "text"),
        Column("n", "count", _("results of the country")),
        Column("median", "number", _("of the country's samples")),
        Column("median_state", "text"),
        Column("all_n", "count", _("results of the stratum")),
        Column("all_median", "number", _("of all samples of the stratum")),
        Column("all_median_state", "text"),
        Column("ratio_to_all", "number", _("median over that of all samples")),
        Column("crust", "number", _("upper continental crust")),
        Column("ratio_to_crust", "number", _("median over the upper continental crust")),
    )
    release = place.release
    rows = [
        (
            share.stratum["id"], stratum_name(share.stratum, release.index),
            one.analyte["id"], one.analyte["unit"], one.country.n, one.country.value,
            state_label(one.country.state), one.everywhere.n, one.everywhere.value,
            state_label(one.everywhere.state), one.to_everywhere, one.crust, one.to_crust,
        )
        for share in place.shares
        for one in comparisons(release.strata[share.stratum["id"]], code)
    ]  # fmt: skip
    return columns, rows


def _table(
    release: Release,
    name: str,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[Any, ...]],
    about: Mapping[str, str],
    surveys: Iterable[Mapping[str, Any]],
    link: str,
) -> Table:
    simulated = bool(release.index["simulated"])
    licences = dict.fromkeys(f"{one['title']}: {one['licence']}" for one in surveys)
    found = {
        **about,
        "notes": _("SIMULATED DATA: not measured anywhere.") if simulated else "",
        "licence": "; ".join(licences),
        "release": release.id,
        "made": release.index["made"],
        "accessed": dt.datetime.now(dt.UTC).date().isoformat(),
        "link": link,
    }
    turned = list(zip(*rows, strict=True)) or [()] * len(columns)
    values = {
        column.name: [None if one != one else one for one in own]
        for column, own in zip(columns, turned, strict=True)
    }
    return Table(
        name="-".join(["simulated"] * simulated + [name, release.id]),
        sheet=_("Table"),
        columns=columns,
        rows=len(rows),
        about={key: " ".join(text.split()) for key, text in found.items() if text},
        batches=lambda: iter([batch(columns, values)]),
    )
