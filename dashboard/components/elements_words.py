"""What the figures of elements together say in words, for those who do not see or trust them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from dashboard.catalog.counts import cells_text, countries_text, elements_text
from dashboard.catalog.names import within
from dashboard.catalog.printing import figure_text, listed, number_text
from dashboard.catalog.states import State
from dashboard.i18n import _, ngettext
from dashboard.statistics.thresholds import threshold_name
from dashboard.together.anomalies import Anomalies
from dashboard.together.components import Biplot, ends
from dashboard.together.correlation import Correlation
from dashboard.together.heat import Heat
from dashboard.together.pair import Pair
from dashboard.together.spider import Spider


class Told(NamedTuple):
    """What is told of a figure: what it shows, and what it stands on (may be empty)."""

    text: str
    more: str


NAMED = 3
"""Extremes that are named in a sentence."""

_ALIKE = 0.05
"""Share by which a median must differ from its reference to be named as high or low."""


def left_out_words(left_out: Mapping[str, str]) -> str:
    """Return which elements are left out and why, elements of one reason together."""
    by_reason: dict[str, list[str]] = {}
    for symbol, reason in left_out.items():
        by_reason.setdefault(reason, []).append(symbol)
    parts = [f"{', '.join(symbols)}: {reason}" for reason, symbols in by_reason.items()]
    return _("Left out: {parts}").format(parts=" ".join(parts)) if parts else ""


def heat_words(found: Heat) -> Told:
    """Return the furthest of the heat map, up and down."""
    reference = (
        _("the upper continental crust (Rudnick & Gao 2003)")
        if found.reference == "crust"
        else _("the median of all cells of the stratum")
    )
    text = _(
        "Medians of the cells of {countries} for {elements} over {reference}, as powers of "
        "two: +1 is twice, −1 half of it."
    ).format(
        countries=countries_text(len(found.countries)),
        elements=elements_text(len(found.elements)),
        reference=reference,
    )
    known = np.where(found.state == State.MEASURED, found.value, np.nan)
    order = [int(i) for i in np.argsort(known, axis=None) if np.isfinite(known.flat[i])]
    high = [i for i in order[::-1] if known.flat[i] > np.log2(1 + _ALIKE)][:NAMED]
    low = [i for i in order if known.flat[i] < -np.log2(1 + _ALIKE)][:NAMED]
    if high:
        places = "; ".join(_place(found, i) for i in high)
        text += " " + _("Highest: {places}.").format(places=places)
    if low:
        places = "; ".join(_place(found, i) for i in low)
        text += " " + _("Lowest: {places}.").format(places=places)
    # So it is with a country that has nearly all cells of the stratum.
    if order and not high and not low:
        text += " " + _("All lie within {share} % of it.").format(
            share=number_text(round(100 * _ALIKE))
        )
        if found.reference != "crust":
            text += " " + _("Divided by the upper continental crust they tell more.")
    return _told(text, _unsampled_words(found), left_out_words(found.left_out))


def _unsampled_words(found: Heat) -> str:
    """Return which countries have no row though cells have their centre there."""
    if not found.unsampled:
        return ""
    text = _(
        "Without samples of their own, and without a row, though cells with samples of their "
        "neighbours have the centre there: {places}."
    )
    return text.format(places=listed(found.unsampled))


def _place(found: Heat, at: int) -> str:
    country, element = divmod(at, len(found.elements))
    factor = number_text(float(f"{2.0 ** float(found.value[country, element]):.2g}"))
    return _("{element} in {country} × {factor}").format(
        element=found.elements[element],
        country=within(found.countries[country], found.names[country]),
        factor=factor,
    )


def spider_words(found: Spider) -> Told:
    """Return what the lines are, and the furthest contents of each but the stratum's."""
    names = [line.name for line in found.lines]
    text = _(
        "Contents of {d} elements over those of the upper continental crust (Rudnick & Gao "
        "2003), on a logarithmic axis; open marks are limits. Lines: {names}."
    ).format(d=len(found.elements), names="; ".join(names[:8]) + (" …" if len(names) > 8 else ""))
    if len(names) == 1:
        text += " " + _("Choose countries, or cells on the map, to compare them with the stratum.")
    for line in found.lines[1 : 1 + NAMED]:
        known = np.where((line.state == State.MEASURED) & (line.ratio > 0), line.ratio, np.nan)
        if np.isfinite(known).any():
            high, low = int(np.nanargmax(known)), int(np.nanargmin(known))
            text += " " + _("{name}, beside the crust: highest {high}, lowest {low}.").format(
                name=line.name,
                high=f"{found.elements[high]} (× {_short(known[high])})",
                low=f"{found.elements[low]} (× {_short(known[low])})",
            )
    return _told(text, left_out_words(found.left_out))


def biplot_words(found: Biplot) -> Told:
    """Return the shares of the components, and which elements pull them."""
    parts = []
    for k in range(found.loadings.shape[1]):
        high, low = ends(found.elements, found.loadings[:, k])
        parts.append(
            _("Component {k} has {share} % of the variance: {high} against {low}.").format(
                k=k + 1,
                share=number_text(round(100 * float(found.explained[k]), 1)),
                high=", ".join(high),
                low=", ".join(low),
            )
        )
    return _told(" ".join(parts), *found.words, left_out_words(found.left_out))


def correlation_words(found: Correlation) -> Told:
    """Return the pairs that go together most, and against each other."""
    rows, columns = np.triu_indices(len(found.elements), 1)
    value = found.value[rows, columns]
    order = np.argsort(value).tolist()

    def named(positions: Sequence[int]) -> str:
        return "; ".join(
            f"{found.elements[rows[i]]}–{found.elements[columns[i]]} {value[i]:.2f}".replace(
                "-", "−"
            )
            for i in positions
        )

    told = []
    if high := [i for i in reversed(order) if value[i] > 0][:NAMED]:
        told.append(_("Go together most: {pairs}.").format(pairs=named(high)))
    if low := [i for i in order if value[i] < 0][:NAMED]:
        told.append(_("Go against each other most: {pairs}.").format(pairs=named(low)))
    return _told(" ".join(told), *found.words, left_out_words(found.left_out))


def pair_words(found: Pair) -> Told:
    """Return the ratio of a pair and how closely the two go together."""

    median, low, high = (found.ratio[one] for one in ("median", "median_low", "median_high"))
    text = _("{x} and {y} in {cells}; median of their ratio: {median}").format(
        x=found.x["name"], y=found.y["name"], cells=cells_text(len(found.cells)),
        median=figure_text(median.value, median.state),
    )  # fmt: skip
    if low.state == State.MEASURED and high.state == State.MEASURED:
        text += " " + _("(95 % interval {low} to {high})").format(
            low=_short(low.value), high=_short(high.value)
        )
    text += "."
    if np.isfinite(found.variation):
        text += " " + _("Variance of the log-ratio, outlying cells included: {value}.").format(
            value=_short(found.variation)
        )
    if np.isfinite(found.correlation):
        text += " " + _("Correlation in symmetric balances: {value}.").format(
            value=f"{found.correlation:.2f}".replace("-", "−")
        )
    if found.censored:
        text += " " + ngettext(
            "In {n} cell one of them is below detection (a ring).",
            "In {n} cells one of them is below detection (rings).",
            found.censored,
        ).format(n=found.censored)
    return _told(text, *found.words)


def anomalies_words(found: Anomalies, chosen: int) -> Told:
    """Return how many cells are anomalous, of which elements most.

    Parameters
    ----------
    found : Anomalies
    chosen : int
        Anomalous cells of the chosen countries and day.
    """
    text = ngettext(
        "{n} of {cells} is above the threshold ({threshold}) in at least one of {elements}.",
        "{n} of {cells} are above the threshold ({threshold}) in at least one of {elements}.",
        len(found.rows),
    ).format(
        n=number_text(len(found.rows)), cells=cells_text(found.cells),
        threshold=threshold_name(found.threshold), elements=elements_text(len(found.limits)),
    )  # fmt: skip
    if chosen < len(found.rows):
        text += " " + ngettext(
            "{n} of them is in what is chosen.", "{n} of them are in what is chosen.", chosen
        ).format(n=number_text(chosen))
    most = sorted(found.exceeding.items(), key=lambda one: -one[1])[:NAMED]
    named = [f"{symbol} ({count})" for symbol, count in most if count]
    if named:
        text += " " + _("Most often: {names}.").format(names=listed(named))
    basis = (
        _("Thresholds are those of the stratum’s samples.")
        if found.samples
        else _("Thresholds are those of cells where the owner shares no samples.")
    )
    return _told(text, basis, left_out_words(found.left_out))


def _short(value: float) -> str:
    return number_text(float(f"{value:.3g}"))


def _told(text: str, *more: str) -> Told:
    return Told(text, " ".join(one for one in more if one))
