"""Tables of a comparison: statistics, pairs, and the twins of the charts."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np
from dash import html

from dashboard.catalog.printing import figure_text, number_text, share_text
from dashboard.catalog.states import State
from dashboard.compare.choice import Choice
from dashboard.compare.distributions import boxes, densities
from dashboard.compare.groups import Groups, groups
from dashboard.compare.pairs import Contrast, Pairs, pairs
from dashboard.compare.table import Row, statistics, summaries
from dashboard.compare.words import p_text, share_above
from dashboard.components.attributes import extra
from dashboard.components.element_parts import below_text, interval_text, table, with_unit
from dashboard.grid import LEVEL_KM
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.statistics.comparison import MAGNITUDES, magnitude
from dashboard.statistics.summary import Figure

MOST_PAIRS = 45
"""Pairs listed one by one; of more groups only those of one group with the others."""

_PERCENTILES = (("p50", 0.5), ("p75", 0.75), ("p90", 0.9), ("p95", 0.95), ("p98", 0.98))

_NUMBER = "number"


def statistics_table(release: Release, choice: Choice) -> Any:
    """Return the statistics of each group and of all results."""
    found = groups(release, choice)
    held = statistics(release, choice)
    unit = found.analyte["unit"]
    km = LEVEL_KM[found.level]
    names = (
        *(_("Results"), _("Below detection"), _("Min"), "P5", "P25", _("Median")),
        *(
            _("95 % interval"),
            "P75",
            "P95",
            "P98",
            _("Max"),
            "MAD",
            _("Mean"),
            _("Geometric mean"),
        ),
        *("SD", _("CV, %"), _("Skewness"), _("Cells of {km} km").format(km=km)),
        *(_("Median by cells"), _("Its 95 % interval"), _("Mean by cells")),
    )
    heads = [(_("Country"), ""), *((name, _NUMBER) for name in names)]
    rows = [_statistics_row(row) for row in held]
    return table(with_unit(_("Statistics"), unit), heads, rows, "compare-statistics-table")


def _statistics_row(row: Row) -> html.Tr:
    def told(name: str) -> str:
        return figure_words(row.figures[name])

    ends = (row.figures["median_low"], row.figures["median_high"])
    cells = (row.figures["cell_median_low"], row.figures["cell_median_high"])
    texts = (
        *(number_text(row.n), below_text(row.n, row.censored)),
        *map(told, ("min", "p5", "q1", "median")),
        interval_text(*ends),
        *map(told, ("q3", "p95", "p98", "max", "mad", "mean", "gmean", "sd", "cv", "skewness")),
        *(
            number_text(row.cells or 0),
            told("cell_median"),
            interval_text(*cells),
            told("cell_mean"),
        ),
    )
    return _row(row.name, texts, "whole" if row.id == "world" else "")


def figure_words(figure: Figure) -> str:
    """Return a figure as printed; a dash where it cannot be given."""
    return "–" if figure.state == State.TOO_FEW else figure_text(*figure)


def _row(name: str, texts: Sequence[str], kind: str = "") -> html.Tr:
    cells = [_cell(text, _NUMBER) for text in texts]
    return html.Tr([html.Th(name, scope="row"), *cells], className=kind)


def _cell(text: str, kind: str = "", title: str = "") -> Any:
    """Return a ``td`` as Dash sends it.

    Of ``html.Td``, which checks the names of its properties and is taken apart again on the way,
    a thousand take the server as long as the figures in them.
    """
    named = {"className": kind, "title": title}
    properties = {"children": text, **{name: value for name, value in named.items() if value}}
    return {"props": properties, "type": "Td", "namespace": "dash_html_components"}


def statistics_notes() -> list[html.P]:
    """Return what the statistics rest on."""
    texts = (
        _(
            "Quantiles of type 7; below the highest detection limit they print as below it. "
            "Mean, SD, CV and skewness are of the Kaplan–Meier distribution; a dash: too few "
            "results, or too many below detection. MAD is multiplied by 1.4826."
        ),
        _(
            "By cells every cell counts the same, so that a densely sampled part does not "
            "outweigh the others; their interval is from 999 resamples of whole cells, that of "
            "the median from order statistics, as if samples were independent."
        ),
    )
    return [html.P(text, className="hint") for text in texts]


def paragraph(text: str) -> html.P:
    """Return a sentence of a summary."""
    return html.P(text, className="summary")


def boxes_table(release: Release, choice: Choice) -> Any:
    """Return what the boxes are drawn from."""
    found = groups(release, choice)
    held = zip(found.all, boxes(release, choice), strict=True)
    names = (
        *(_("Results"), _("Below detection"), _("Lower whisker"), "P25", _("Median")),
        *(_("95 % interval"), "P75", _("Upper whisker"), _("Detection limit")),
    )
    heads = [(_("Country"), ""), *((name, _NUMBER) for name in names)]
    rows = [
        _row(
            group.name,
            (
                *(number_text(group.n), below_text(group.n, group.censored)),
                *map(figure_words, (box.low, box.q1, box.median)),
                interval_text(box.notch_low, box.notch_high),
                *map(figure_words, (box.q3, box.high)),
                number_text(box.limit),
            ),
        )
        for group, box in held
    ]
    caption = with_unit(_("Box plots"), found.analyte["unit"])
    return table(caption, heads, rows, "compare-boxes-table")


def curves_table(release: Release, choice: Choice) -> Any:
    """Return which share of each group lies above percentiles of all results."""
    found = groups(release, choice)
    *_groups, world = summaries(release, choice)
    names = {"p50": "median"}
    marks = [
        (name.upper(), figure)
        for name, share in _PERCENTILES
        for figure in [_world_quantile(found, world, names.get(name, name), share)]
        if figure.state == State.MEASURED
    ]
    heads = [
        (_("Country"), ""),
        *((_("above {name}, {value}").format(name=name, value=number_text(one.value)), _NUMBER)
          for name, one in marks),
    ]  # fmt: skip
    above = share_above(release, choice, [one.value for _name, one in marks])
    rows = [
        _row(group.name, [f"{share_text(one)} %" if math.isfinite(one) else "–" for one in own])
        for group, own in zip(found.all, above, strict=True)
    ]
    caption = _("Share of results above percentiles of all")
    return table(caption, heads, rows, "compare-curves-table")


def _world_quantile(found: Groups, world: Row, name: str, share: float) -> Figure:
    if name in world.figures:
        return world.figures[name]
    value = float(np.quantile(np.nan_to_num(found.world.values), share)) if found.world.n else 0.0
    hidden = bool(found.world.censored) and not value > found.world.limit
    return Figure(value, State.BELOW if hidden else State.MEASURED)


def ridges_table(release: Release, choice: Choice) -> Any:
    """Return where each density is highest, its middle half, and what is not drawn."""
    found = groups(release, choice)
    drawn = densities(release, choice)
    heads = [
        (_("Country"), ""),
        *(
            (name, _NUMBER)
            for name in (_("Most frequent near"), "P25–P75", _("Measured"), _("Not drawn"))
        ),
    ]
    rows = []
    held = zip(summaries(release, choice), drawn.y, strict=True)
    for row, density in held:
        peak = "–" if density is None else f"{float(drawn.x[int(np.argmax(density))]):.3g}"
        middle = interval_text(row.figures["q1"], row.figures["q3"])
        texts = (
            *(peak, middle, number_text(row.n - row.censored)),
            below_text(row.n, row.censored),
        )
        rows.append(_row(row.name, texts))
    caption = with_unit(_("Densities"), found.analyte["unit"])
    return table(caption, heads, rows, "compare-ridges-table")


def quantiles_table(release: Release, choice: Choice) -> Any:
    """Return quantiles of each group over those of all results."""
    *own, world = summaries(release, choice)
    names = (("p5", "P5"), ("q1", "P25"), ("median", "P50"), ("q3", "P75"), ("p95", "P95"))
    heads = [(_("Country"), ""), *((label, _NUMBER) for _name, label in names)]
    rows = [
        _row(row.name, [_over(row.figures[name], world.figures[name]) for name, _label in names])
        for row in own
    ]
    caption = _("Quantiles over those of all results")
    return table(caption, heads, rows, "compare-quantiles-table")


def _over(figure: Figure, whole: Figure) -> str:
    known = {figure.state, whole.state} == {State.MEASURED} and whole.value > 0
    return f"× {number_text(round(figure.value / whole.value, 3))}" if known else "–"


def matrix_table(release: Release, choice: Choice) -> Any:
    """Return Cliff's delta of every pair: numbers on shades of their magnitude."""
    found = pairs(release, choice)
    caption = _(
        "Cliff’s delta: how often the country of the row is the higher one, less how often it "
        "is the lower one"
    )
    heads = [(_("Row against column"), "corner"), *((one, "turned") for one in found.names)]
    words = _("{first} against {second}: {delta}, {word}, {p}")
    delta, adjusted = found.tests.delta.tolist(), found.tests.adjusted.tolist()
    rows = []
    for i, name in enumerate(found.names):
        cells = [
            _cell("", "same")
            if i == j
            else _delta_cell(words, (name, other), delta[i][j], adjusted[i][j])
            for j, other in enumerate(found.names)
        ]
        rows.append(html.Tr([html.Th(name, scope="row"), *cells]))
    return table(caption, heads, rows, "compare-matrix")


def _delta_cell(words: str, names: tuple[str, str], delta: float, p: float) -> Any:
    if not math.isfinite(delta):
        return _cell("–")
    step = bisect_right(MAGNITUDES, abs(delta))
    kind = f"{'up' if delta > 0 else 'down'}{step}" if step else "even"
    first, second = names
    told = words.format(
        first=first, second=second, delta=f"{delta:+.2f}", word=magnitude(delta), p=p_text(p)
    )
    return _cell(signed(delta), kind, told)


def signed(delta: float) -> str:
    """Return a delta with its sign and two decimals: ``+0.53``, ``−0.08``, ``0``."""
    text = f"{abs(delta):.2f}"
    if text == "0.00":
        return "0"
    return f"{'+' if delta > 0 else '−'}{text}"


def pairs_table(release: Release, choice: Choice) -> Any:
    """Return pairs one by one: all of few groups, else those of the first chosen with the rest."""
    found = pairs(release, choice)
    listed = listed_pairs(found, choice)
    unit = groups(release, choice).analyte["unit"]
    names = (
        *(_("Cliff’s delta"), _("95 % interval"), _("Magnitude"), _("p after Holm")),
        *(_("Ratio of medians"), _("Its 95 % interval")),
        *(with_unit(_("Difference"), unit), _("Its 95 % interval")),
    )
    heads = [(_("Pair"), ""), *((name, _NUMBER) for name in names)]
    rows = [
        _row(
            _("{first} – {second}").format(first=found.names[i], second=found.names[j]),
            (
                signed(float(found.tests.delta[i, j])),
                _interval(found.tests.low[i, j], found.tests.high[i, j], signed),
                magnitude(float(found.tests.delta[i, j])) or "–",
                p_text(float(found.tests.adjusted[i, j])),
                _estimate(found.ratio, i, j),
                contrast_interval(found.ratio, i, j),
                _estimate(found.difference, i, j),
                contrast_interval(found.difference, i, j),
            ),
        )
        for i, j in listed
    ]
    return table(_("Differences of pairs"), heads, rows, "compare-pairs-table")


def pairs_notes(release: Release, choice: Choice) -> list[html.P]:
    """Return how differences are made, and which pairs are listed."""
    found = pairs(release, choice)
    texts = [
        _(
            "Cliff’s delta: the share of pairs of results in which the country of the row is "
            "the higher one, less the share in which it is the lower; 0: alike, ±1: no overlap. "
            "Test of Brunner and Munzel, p after Holm for all pairs together; ratios and "
            "differences of medians with intervals from resampled cells of {km} km."
        ).format(km=LEVEL_KM[groups(release, choice).level])
    ]
    listed = listed_pairs(found, choice)
    if len(listed) < len(found.ids) * (len(found.ids) - 1) // 2:
        text = _("Listed are the pairs of {name}; choose another country first to list its own.")
        texts.append(text.format(name=found.names[listed[0][0]]))
    return [html.P(text, className="hint") for text in texts]


def listed_pairs(found: Pairs, choice: Choice) -> list[tuple[int, int]]:
    """Return the pairs that are listed one by one, as positions of the groups."""
    size = len(found.ids)
    if size * (size - 1) // 2 <= MOST_PAIRS:
        return [(i, j) for i in range(size) for j in range(i + 1, size)]
    first = next((found.ids.index(one) for one in choice.countries if one in found.ids), 0)
    return [(first, j) for j in range(size) if j != first]


def contrast_interval(one: Contrast, i: int, j: int) -> str:
    """Return an interval as printed; ``<`` and ``>`` where a limit hides how far it reaches."""
    low, high = float(one.low[i, j]), float(one.high[i, j])
    if not math.isfinite(low):
        return "–"
    first = ("< " if one.low_open[i, j] else "") + number_text(low)
    return _("{low} to {high}").format(
        low=first, high=("> " if one.high_open[i, j] else "") + number_text(high)
    )


def _estimate(one: Contrast, i: int, j: int) -> str:
    return number_text(float(one.estimate[i, j]))


def _interval(low: float, high: float, text: Any) -> str:
    if not (math.isfinite(low) and math.isfinite(high)):
        return "–"
    return _("{low} to {high}").format(low=text(float(low)), high=text(float(high)))


def twin(summary: str, content: Any) -> html.Details:
    """Return a table behind a line that opens it."""
    return html.Details([html.Summary(summary), content], className="table-twin")


def key() -> html.Ul:
    """Return the key of the shades of the matrix."""
    entries = (
        ("down3", _("lower: large")),
        ("down2", _("medium")),
        ("down1", _("small")),
        ("even", _("negligible")),
        ("up1", _("small")),
        ("up2", _("medium")),
        ("up3", _("higher: large")),
    )
    return html.Ul(
        [
            html.Li(
                [html.Span(className=f"compare-swatch {kind}", **extra(aria_hidden="true")), name]
            )
            for kind, name in entries
        ],
        className="compare-key",
    )
