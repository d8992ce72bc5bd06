"""The figures of a comparison in sentences, for those who hear them or have no time to look."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dashboard.catalog.counts import results_text
from dashboard.catalog.names import within
from dashboard.catalog.printing import date_text, figure_text, listed, number_text, share_text
from dashboard.catalog.states import State
from dashboard.compare.choice import Choice
from dashboard.compare.distributions import FEWEST_FOR_DENSITY, steps
from dashboard.compare.groups import FEWEST, MOST, Group, Groups, groups, levelling_note
from dashboard.compare.pairs import Pairs, pairs
from dashboard.compare.table import Row, summaries
from dashboard.grid import LEVEL_KM
from dashboard.i18n import _, ngettext
from dashboard.release.release import Release
from dashboard.state_resolve import stratum_name
from dashboard.statistics.comparison import magnitude
from dashboard.statistics.ecdf import shares

_MOST_NAMED = 3
_UNSAID = ("", "1", "pH")
"""Units that say nothing beside the name of what they are of."""


def title(release: Release, found: Groups) -> str:
    """Return what is compared: ``Chromium, mg/kg: GEMAS: Ap horizon, < 2 mm``."""
    unit = _unit(found)
    name = found.analyte["name"] + (f", {unit}" if unit else "")
    return f"{name}: {stratum_name(found.stratum, release.index)}"


def _unit(found: Groups) -> str:
    unit: str = found.analyte["unit"]
    return "" if unit in _UNSAID else unit


def warnings(found: Groups) -> list[str]:
    """Return what a reader must know before any figure: how it was made, what is left out."""
    told = []
    if found.survey["simulated"]:
        told.append(_("SIMULATED DATA: not measured anywhere."))
    if found.survey["kind"] == "compilation":
        told.append(_("Published analyses, not a systematic survey: they represent no country."))
    if found.survey["kind"] == "gridded":
        told.append(_("Values of a published grid, not of samples."))
    if found.unit == "cells":
        text = _(
            "The owner shares no results of samples: compared are the medians of cells of "
            "{km} km, so that spreads are smaller than those of samples."
        )
        told.append(text.format(km=LEVEL_KM[found.level]))
    if found.levelling is not None:
        told.append(levelling_note(found))
    if found.choice.date:
        told.append(
            _("Samples collected up to {date}.").format(date=date_text(str(found.choice.date)))
        )
    if found.left_out:
        text = _("Without results here: {places}.")
        told.append(text.format(places=listed(found.left_out)))
    if found.fewer:
        text = ngettext(
            "{n} country with fewer than {fewest} results is left out.",
            "{n} countries with fewer than {fewest} results are left out.",
            found.fewer,
        )
        told.append(text.format(n=found.fewer, fewest=FEWEST))
    if few := [one for one in found.groups if one.n < FEWEST]:
        text = _("Too few results for a test, and for most figures: {places}.")
        places = [f"{one.name} ({number_text(one.n)})" for one in few]
        told.append(text.format(places=named(places)))
    if found.beyond:
        text = ngettext(
            "The {most} countries with most results are compared; {n} more is left out.",
            "The {most} countries with most results are compared; {n} more are left out.",
            found.beyond,
        )
        told.append(text.format(most=MOST, n=found.beyond))
    if len(found.groups) == 1:
        text = _("All results are from {country}: there is nothing to compare it with.")
        told.append(text.format(country=_said(found.groups[0])))
    if not found.groups:
        told.append(_("No country has enough results."))
    return told


def boxes_words(release: Release, choice: Choice) -> str:
    """Return the box plots in words: who is highest and lowest, and how far apart."""
    rows = summaries(release, choice)[:-1]
    known = [row for row in rows if row.figures["median"].state == State.MEASURED]
    if not known:
        return _("No median lies above detection.") if rows else ""
    first, last = known[0], known[-1]
    unit = _unit(groups(release, choice))
    same = figure_text(*first.figures["median"]) == figure_text(*last.figures["median"])
    if len(known) > 1 and same:
        value = f"{figure_text(*first.figures['median'])} {unit}".strip()
        text = _("The medians of {n} countries are all {value}.").format(n=len(known), value=value)
    else:
        text = _("Highest median: {name}, {figure}.").format(
            name=first.name, figure=_with_interval(first, unit)
        )
    if len(known) > 1 and not same:
        text += " " + _("Lowest: {name}, {figure}.").format(
            name=last.name, figure=_with_interval(last, unit)
        )
    high, low = (row.figures["median"].value for row in (first, last))
    if len(known) > 1 and not same and low > 0 and groups(release, choice).logarithmic:
        text += " " + _("That is a factor of {factor}.").format(factor=_short(high / low))
        if _overlapping(first, last):
            text += " " + _("Their intervals overlap.")
    hidden = [row.name for row in rows if row.figures["median"].state == State.BELOW]
    if hidden:
        text += " " + _("Medians below detection: {places}.").format(places=named(hidden))
    return text


def _said(one: Group | Row) -> str:
    """Return the name of a country as a sentence has it."""
    return within(one.id, one.name)


def _alone(found: Groups) -> bool:
    """Say whether one country has all results: nothing can be said of it beside all."""
    return len(found.groups) == 1 and found.groups[0].n == found.world.n


def _all_below(found: Groups) -> bool:
    """Say whether no result lies above detection, so that nothing can be drawn or told apart."""
    return found.world.n > 0 and found.world.censored == found.world.n


def _none_above() -> str:
    return _("No result lies above detection.")


def _with_interval(row: Row, unit: str) -> str:
    low, high = row.figures["median_low"], row.figures["median_high"]
    middle = f"{figure_text(*row.figures['median'])} {unit}".strip()
    if State.TOO_FEW in {low.state, high.state}:
        # What a single sample says must not look like what a hundred say.
        return f"{middle} ({results_text(row.n)})"
    return _("{middle} (95 % interval {low} to {high})").format(
        middle=middle, low=figure_text(*low), high=figure_text(*high)
    )


def _overlapping(higher: Row, lower: Row) -> bool:
    """Say whether the intervals of two medians overlap; where an end is not known, not."""
    low, high = higher.figures["median_low"], lower.figures["median_high"]
    return low.state == high.state == State.MEASURED and low.value <= high.value


def _short(value: float) -> str:
    return number_text(float(f"{value:.3g}"))


def curves_words(release: Release, choice: Choice) -> str:
    """Return the cumulative curves in words: who has most of the high values of all."""
    found = groups(release, choice)
    if _all_below(found):
        return _none_above()
    if _alone(found):
        return _alone_words(summaries(release, choice)[0], _unit(found))
    *own, _world = steps(release, choice)
    ninth = np.quantile(np.nan_to_num(found.world.values), 0.9) if found.world.n else np.nan
    if not own or not np.isfinite(ninth):
        return ""
    above = 100 - 100 * np.array([shares(one, ninth) for one in own], dtype=np.float64)
    known = [i for i in np.argsort(-above).tolist() if np.isfinite(above[i])]
    if not known:
        return ""
    text = _("Above the 90th percentile of {all}, {value}, lie {share} % of the results of {name}")
    told = text.format(
        all=found.world.name,
        value=f"{number_text(float(ninth))} {_unit(found)}".strip(),
        share=share_text(float(above[known[0]])),
        name=_said(found.groups[known[0]]),
    )
    if len(known) > 1:
        told += " " + _("and {share} % of those of {name}").format(
            share=share_text(max(0.0, float(above[known[-1]]))),
            name=_said(found.groups[known[-1]]),
        )
    told += "."
    if any(one.censored for one in found.groups):
        told += " " + _("Below a country’s highest detection limit its line is dotted.")
    return told


def _alone_words(row: Row, unit: str) -> str:
    """Return the curve of the one country that has all results in words."""
    half, most = row.figures["median"], row.figures["p95"]
    if {half.state, most.state} != {State.MEASURED}:
        return ""
    text = _("Half of the results of {name} lie at or below {half}, 95 % at or below {most}.")
    return text.format(
        name=_said(row),
        half=f"{number_text(half.value)} {unit}".strip(),
        most=f"{number_text(most.value)} {unit}".strip(),
    )


def ridges_words(release: Release, choice: Choice) -> str:
    """Return the densities in words: who varies most, and what is not drawn."""
    found = groups(release, choice)
    rows = summaries(release, choice)[:-1]
    quartiles = [
        (row.figures["q1"].value, row.figures["q3"].value, _said(row))
        for row in rows
        if {row.figures[name].state for name in ("q1", "q3")} == {State.MEASURED}
    ]
    told = []
    if quartiles:
        if found.logarithmic:
            spread = [(high / low, name) for low, high, name in quartiles]
            text = _("The middle half of the results spans a factor of {most} in {name}")
            of = _("and of {least} in {name}")
            alike = _("The middle half of the results spans a factor of {most} in each country")
        else:
            spread = [(high - low, name) for low, high, name in quartiles]
            text = _("The middle half of the results spans {most} in {name}")
            of = _("and {least} in {name}")
            alike = _("The middle half of the results spans {most} in each country")
        most, least = max(spread), min(spread)
        widest, narrowest = (number_text(round(one[0], 2)) for one in (most, least))
        if len(spread) > 1 and widest == narrowest:
            sentence = alike.format(most=widest)
        else:
            sentence = text.format(most=widest, name=most[1])
            if len(spread) > 1:
                sentence += " " + of.format(least=narrowest, name=least[1])
        told.append(sentence + ".")
    hidden = sorted(found.groups, key=lambda one: one.censored / one.n, reverse=True)
    shown = [one for one in hidden if one.censored][:_MOST_NAMED]
    if shown:
        places = listed(
            [f"{one.name} {share_text(100 * one.censored / one.n)} %" for one in shown]
        )
        text = _("Below detection, and not drawn, are most in: {places}.")
        told.append(text.format(places=places))
    few = [one.name for one in found.groups if one.n - one.censored < FEWEST_FOR_DENSITY]
    if few:
        text = _("Fewer than {fewest} measured results, and no curve: {places}.")
        told.append(text.format(fewest=FEWEST_FOR_DENSITY, places=named(few)))
    return " ".join(told)


def quantiles_words(release: Release, choice: Choice) -> str:
    """Return the quantile plots in words: who lies farthest from all results."""
    found = groups(release, choice)
    if _all_below(found):
        return _none_above()
    *rows, world = summaries(release, choice)
    middle = world.figures["median"]
    if middle.state != State.MEASURED or middle.value <= 0 or not found.logarithmic:
        return _("Points on the dashed line: the country is as all results are.") if rows else ""
    ratios = [
        (row.figures["median"].value / middle.value, row.name)
        for row in rows
        if row.figures["median"].state == State.MEASURED and row.figures["median"].value > 0
    ]
    if not ratios or _alone(found):
        return ""
    ratios.sort(key=lambda one: -abs(np.log(one[0])))
    places = listed([f"{name} × {number_text(round(r, 2))}" for r, name in ratios[:_MOST_NAMED]])
    text = _(
        "On the dashed line a country is as all results are, its own among them. Medians "
        "farthest from that of all, {value}: {places}."
    )
    unit = _unit(found)
    return text.format(value=f"{number_text(middle.value)} {unit}".strip(), places=places)


def pairs_words(release: Release, choice: Choice) -> list[str]:
    """Return the tests in words: all groups together, the largest difference, cautions."""
    found = pairs(release, choice)
    overall = found.tests.overall
    if len(found.ids) < 2:
        return [_("There are no two groups to compare.")]
    if _all_below(groups(release, choice)):
        return [_("No result lies above detection, so nothing can be told of differences.")]
    told = []
    if np.isfinite(overall.p):
        text = ngettext(
            "Kruskal–Wallis test of all together: H = {h} with {df} degree of freedom, "
            "{p}; ε² = {effect}, from 0 (no difference) to 1 (no overlap).",
            "Kruskal–Wallis test of all together: H = {h} with {df} degrees of freedom, "
            "{p}; ε² = {effect}, from 0 (no difference) to 1 (no overlap).",
            int(overall.df),
        )
        told.append(
            text.format(
                h=number_text(round(overall.statistic, 1)),
                df=overall.df,
                p=p_text(overall.p),
                effect=f"{overall.effect:.2f}",
            )
        )
    told += _largest(found)
    if found.caution:
        told.append(found.caution)
    if np.isfinite(found.tests.lower) and found.tests.tied.any():
        text = _("All results below {limit} count as alike, whatever was measured.")
        unit = _unit(groups(release, choice))
        told.append(text.format(limit=f"{number_text(found.tests.lower)} {unit}".strip()))
    return told


def _largest(found: Pairs) -> list[str]:
    upper = np.triu_indices(len(found.ids), 1)
    p = found.tests.adjusted[upper]
    tested = int(np.isfinite(p).sum())
    delta = found.tests.delta[upper]
    if tested:  # Of few results any difference is large.
        delta = np.where(np.isfinite(p), delta, np.nan)
    if not np.isfinite(delta).any():
        return []
    at = int(np.nanargmax(np.abs(delta)))
    first, second = int(upper[0][at]), int(upper[1][at])
    if delta[at] < 0:
        first, second = second, first
    size = abs(float(delta[at]))
    told = _("Largest difference: {high} over {low}, Cliff’s delta {delta} ({word}).").format(
        high=within(found.ids[first], found.names[first]),
        low=within(found.ids[second], found.names[second]),
        delta=f"{size:.2f}",
        word=magnitude(size),
    )
    if not tested:
        told += " " + _("No pair has enough results for a test.")
    else:
        differing = int((p < 0.05).sum())
        if tested == 1:
            text = (
                _("The pair differs at p < 0.05.")
                if differing
                else _("The pair does not differ at p < 0.05.")
            )
        else:
            text = ngettext(
                "{n} of {pairs} tested pairs differs at p < 0.05 after Holm’s correction.",
                "{n} of {pairs} tested pairs differ at p < 0.05 after Holm’s correction.",
                differing,
            )
        told += " " + text.format(n=f"{differing:,}", pairs=f"{tested:,}")
    return [told]


def p_text(p: float) -> str:
    """Return a p-value as printed: ``p = 0.012``, ``p < 0.001``, a dash without a test."""
    if not np.isfinite(p):
        return "–"
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"


def named(names: Sequence[str], most: int = 6) -> str:
    """Return names as a sentence lists them; of many the first and how many more."""
    if len(names) <= most:
        return listed(names)
    more = _("{n} more").format(n=len(names) - most)
    return listed([*names[:most], more])


def share_above(release: Release, choice: Choice, values: Sequence[float]) -> list[list[float]]:
    """Return the share of each group's results, in %, above values; NaN where not known."""
    own = steps(release, choice)
    return [(100 - 100 * shares(one, np.asarray(values))).tolist() for one in own]
