"""Whether results can be true: units that slipped, sums, limits, constant and empty columns."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.catalog.elements import Element, analyte, oxide_factor
from dashboard.catalog.printing import number_text
from dashboard.catalog.states import State
from dashboard.catalog.units import UNITS, factor
from dashboard.i18n import _
from dashboard.surveys.checks import ROWS_NAMED, Checks
from dashboard.surveys.findings import warn_rows
from dashboard.surveys.matrix import Floats, Matrix
from dashboard.surveys.recipe import Recipe, StratumPart

# A slip between units is a factor of 1,000 (mg, µg) or 10,000 (%, mg/kg): 3 or 4
# orders of magnitude. Half an order is left for the sample's own departure from the
# median: 2.5 is met by few true values of regional surveys (mineralisation, waste).
SLIP_ORDERS = 2.5
# … and only where the analyte does not spread so widely by itself: robust standard
# deviations of log10.
SLIP_DEVIATIONS = 6.0
# Medians of soils, sediments and rocks lie within an order of the upper crust's for
# total contents (1.0 at most in the Kola, GEMAS and Data Series 801 soils).
CRUST_ORDERS = 2.0
# Partial digestions leave silicates: aqua regia takes 1/2,000 of the Si and 1/160 of
# the Na of the upper crust from the Kola soils.
PARTIAL_ORDERS = 3.6
TOTAL = frozenset({"total", "fusion", "four-acid", "hf"})
# Media whose contents are not those of rocks.
NO_CRUST = frozenset({"soil-o", "humus", "moss", "stream-water", "ground-water"})
# Groups and columns with fewer results have no median worth comparing.
FEWEST = 10

OXIDES = ("SiO2", "TiO2", "Al2O3", "Fe2O3", "MnO", "MgO", "CaO", "Na2O", "K2O", "P2O5")
# Sums of the major oxides and the loss on ignition of a good whole-rock analysis lie
# within a few % of 100; what is wider apart has a wrong unit or form, not an error.
SUM_LOW, SUM_HIGH = 90.0, 105.0


def check_contents(recipe: Recipe, number: int, matrix: Matrix, checks: Checks) -> None:
    """Report results of a stratum that are possible but improbable.

    Parameters
    ----------
    recipe : Recipe
        The recipe.
    number : int
        Position of the stratum in it, from 0.
    matrix : Matrix
        Its results.
    checks : Checks
        Takes the warnings.
    """
    if not len(matrix.samples):
        return
    part = recipe.strata[number]
    groups = _groups(matrix)
    for i in range(len(matrix.columns)):
        if _check_filled(matrix, i, checks):
            _check_crust(part, matrix, i, checks)
            _check_groups(matrix, i, groups, checks)
            _check_outliers(matrix, i, checks)
        _check_limits(matrix, i, checks)
    _check_sums(matrix, checks)


def log_centre(values: Floats) -> tuple[float, float]:
    """Return median and robust standard deviation of log10 of values above zero.

    The deviation is 1.4826 times the median absolute deviation, which estimates
    the standard deviation of normal data (Rousseeuw and Croux 1993,
    doi:10.1080/01621459.1993.10476408).

    Parameters
    ----------
    values : ndarray of float64, shape (n,), n ≥ 1
        Values above zero.
    """
    logs = np.log10(values)
    centre = float(np.median(logs))
    return centre, float(1.4826 * np.median(np.abs(logs - centre)))


def _times(orders: float) -> str:
    """Say how far off something is: ``1,000 times``."""
    return _("{factor} times").format(factor=number_text(float(f"{10 ** abs(orders):.1g}")))


def _reported(matrix: Matrix, i: int, value: float) -> str:
    """Return a value in the unit and form of the file."""
    column = matrix.columns[i]
    own = "" if column.form == column.analyte else f" {column.form}"
    return f"{number_text(value / column.factor)} {column.unit}{own}"


def _is_content(matrix: Matrix, i: int) -> bool:
    """Whether an analyte is an element; parameters have no crust and spread as they like."""
    return isinstance(analyte(matrix.columns[i].analyte), Element)


def _usable(matrix: Matrix, i: int) -> NDArray[np.bool_] | None:
    """Return which results are measured, None where most are below detection or few there."""
    measured = matrix.measured(i)
    beyond = int((matrix.state[:, i] == State.BELOW).sum())
    if measured.sum() < FEWEST or measured.sum() < beyond:
        return None
    return np.asarray(measured)


def _check_filled(matrix: Matrix, i: int, checks: Checks) -> bool:
    """Report a column without results or with one value only; whether it has several."""
    column = matrix.columns[i]
    state, value = matrix.state[:, i], matrix.value[:, i]
    file = str(matrix.files[0])
    if not (state <= State.ABOVE).any():
        checks.warn(file, None, column.column, _("no result"), _("results of this analyte"))
        return False
    measured = value[state == State.MEASURED]
    if len(measured) >= FEWEST and (measured == measured[0]).all():
        found = _("{value} in all {count} results")
        found = found.format(value=_reported(matrix, i, float(measured[0])), count=len(measured))
        checks.warn(file, None, column.column, found, _("results that differ"))
        return False
    return True


def _check_crust(part: StratumPart, matrix: Matrix, i: int, checks: Checks) -> None:
    """Report a median that is orders of magnitude from the upper continental crust's."""
    column = matrix.columns[i]
    known = analyte(column.analyte)
    usable = _usable(matrix, i)
    if usable is None or not isinstance(known, Element) or known.crust is None:
        return
    if part.medium in NO_CRUST:
        return
    centre, _spread = log_centre(matrix.value[usable, i])
    orders = centre - np.log10(known.crust.value)
    total = (column.digestion or part.digestion) in TOTAL
    if -(CRUST_ORDERS if total else PARTIAL_ORDERS) < orders < CRUST_ORDERS:
        return
    found = _("median {value}, {times} {way} the upper crust has ({crust})").format(
        value=_reported(matrix, i, 10**centre),
        times=_times(orders),
        way=_("what") if orders > 0 else _("less than"),
        crust=known.crust.printed,
    )
    expected = _("a median nearer to it; is {unit} the right unit?").format(unit=column.unit)
    checks.warn(str(matrix.files[0]), None, column.column, found, expected)


def _groups(matrix: Matrix) -> list[tuple[str, NDArray[np.bool_]]]:
    """Return files and countries, where there are several, with their samples."""
    groups = []
    for names in (matrix.files, matrix.samples["country"].to_numpy(dtype=object)):
        codes, distinct = pd.factorize(names)
        if len(distinct) > 1:
            groups += [(str(name), codes == code) for code, name in enumerate(distinct)]
    return groups


def _check_groups(
    matrix: Matrix, i: int, groups: list[tuple[str, NDArray[np.bool_]]], checks: Checks
) -> None:
    """Report a file or country whose results are orders of magnitude from the others'."""
    column = matrix.columns[i]
    usable = _usable(matrix, i)
    if usable is None or not _is_content(matrix, i):
        return
    logs = np.log10(np.where(usable, matrix.value[:, i], 1.0))
    overall = float(np.median(logs[usable]))
    for name, mine in groups:
        own, others = usable & mine, usable & ~mine
        if own.sum() < FEWEST or others.sum() < own.sum():
            continue
        centre = float(np.median(logs[own]))
        # The median of all lies with the others, who are more: a cheap first look.
        if abs(centre - overall) < CRUST_ORDERS / 2:
            continue
        orders = centre - float(np.median(logs[others]))
        if abs(orders) >= CRUST_ORDERS:
            found = _("median {value} in {count} samples of {name}, {times} {way} the others'")
            found = found.format(
                value=_reported(matrix, i, 10**centre),
                count=int(own.sum()),
                name=name,
                times=_times(orders),
                way=_("above") if orders > 0 else _("below"),
            )
            at = int(np.flatnonzero(own)[0])
            expected = _("the same unit in all samples of a stratum")
            files, rows = matrix.place(i)
            checks.warn(str(files[at]), int(rows[at]), column.column, found, expected)


def _check_outliers(matrix: Matrix, i: int, checks: Checks) -> None:
    """Report values orders of magnitude from the stratum's median and from the crust."""
    column = matrix.columns[i]
    usable = _usable(matrix, i)
    if usable is None or not _is_content(matrix, i):
        return
    centre, spread = log_centre(matrix.value[usable, i])
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(matrix.measured(i), np.log10(matrix.value[:, i]), np.nan)
    orders = logs - centre
    far = (np.abs(orders) >= SLIP_ORDERS) & (np.abs(orders) >= SLIP_DEVIATIONS * spread)
    known = analyte(column.analyte)
    if isinstance(known, Element) and known.crust is not None:
        # A value that is ordinary in the crust is no slip; the median then was reported.
        far &= np.abs(logs - np.log10(known.crust.value)) >= CRUST_ORDERS
    at = np.flatnonzero(far)
    if len(at):
        found = [
            _("{value}, {times} {way} the median").format(
                value=_reported(matrix, i, float(matrix.value[k, i])),
                times=_times(float(orders[k])),
                way=_("above") if orders[k] > 0 else _("below"),
            )
            for k in at[:ROWS_NAMED]
        ]
        expected = _("a value nearer to the median, {median}; is the unit the same in this row?")
        expected = expected.format(median=_reported(matrix, i, 10**centre))
        files, rows = matrix.place(i)
        warn_rows(checks, files[at], rows[at], column.column, found, expected)


def _check_limits(matrix: Matrix, i: int, checks: Checks) -> None:
    """Report measured values below the detection limit, and a limit that takes their place."""
    column = matrix.columns[i]
    value, limit = matrix.value[:, i], matrix.limit(i)
    measured = matrix.measured(i) & np.isfinite(limit)
    below = np.zeros(len(value), dtype=bool)
    below[measured] = value[measured] < limit[measured] * (1 - 1e-9)
    # Half the limit is reported as such by the reader.
    half = np.zeros(len(value), dtype=bool)
    half[measured] = np.abs(value[measured] / limit[measured] - 0.5) < 1e-9
    at = np.flatnonzero(below & ~half)
    if len(at):
        found = [_reported(matrix, i, float(value[k])) for k in at[:ROWS_NAMED]]
        expected = [
            _("< {limit}, or a lower detection limit").format(
                limit=_reported(matrix, i, float(limit[k]))
            )
            for k in at[:ROWS_NAMED]
        ]
        files, rows = matrix.place(i)
        warn_rows(checks, files[at], rows[at], column.column, found, expected)
    _check_tied(matrix, i, measured & (np.abs(value - limit) <= 1e-9 * limit), checks)


def _check_tied(matrix: Matrix, i: int, tied: NDArray[np.bool_], checks: Checks) -> None:
    """Report that the limit itself may stand for values below it."""
    column = matrix.columns[i]
    count = int(tied.sum())
    unmarked = not (matrix.state[:, i] == State.BELOW).any()
    # Where others are marked as below, values at the limit were measured there.
    if count >= FEWEST and unmarked and count >= 0.05 * matrix.measured(i).sum():
        value = _reported(matrix, i, float(matrix.value[np.flatnonzero(tied)[0], i]))
        found = _("{value} stands {count} times, just at the detection limit, and none is below")
        checks.warn(
            str(matrix.files[0]),
            None,
            column.column,
            found.format(value=value, count=count),
            _("values below the limit marked as such"),
        )


def oxide_sums(matrix: Matrix) -> tuple[Floats, bool]:
    """Return the sums of major oxides and loss on ignition.

    Parameters
    ----------
    matrix : Matrix
        Results.

    Returns
    -------
    sums : ndarray of float64, shape (n,)
        %, iron as Fe2O3; NaN where one of the ten major oxides was not determined.
        Values below detection count half their limit here.
    with_loss : bool
        Whether the loss on ignition is in the sums.
    """
    place = {column.analyte: i for i, column in enumerate(matrix.columns)}
    total = np.zeros(len(matrix.samples))
    for oxide in OXIDES:
        element = "".join(c for c in oxide.split("O")[0] if c.isalpha())
        if element not in place:
            return np.full(len(total), np.nan), False
        i = place[element]
        known = analyte(element)
        # The element's content in its catalogue unit, as oxide in wt%.
        scale = UNITS[known.unit].size / UNITS["wt%"].size / oxide_factor(oxide)
        share = np.where(matrix.state[:, i] == State.BELOW, 0.5, 1.0)
        total += matrix.value[:, i] * share * scale
    with_loss = "LOI" in place
    if with_loss:
        total += matrix.value[:, place["LOI"]] * factor("LOI", analyte("LOI").unit, "wt%")
    return total, with_loss


def _check_sums(matrix: Matrix, checks: Checks) -> None:
    """Report sums of oxides far from 100 %."""
    sums, with_loss = oxide_sums(matrix)
    known = np.isfinite(sums)
    if not known.any():
        return
    median = float(np.median(sums[known]))
    # Without the loss on ignition, or where all are low (a partial digestion), a low
    # sum says nothing of a single row.
    low = with_loss and median >= SUM_LOW
    wrong = known & ((sums > SUM_HIGH) | ((sums < SUM_LOW) & low))
    columns = ", ".join(OXIDES) + (", LOI" if with_loss else "")
    expected = _("a sum of {low} to {high} %") if with_loss else _("a sum of at most {high} %")
    expected = expected.format(low=f"{SUM_LOW:g}", high=f"{SUM_HIGH:g}")
    if wrong.sum() > known.sum() / 2:
        found = _("median sum {sum} % in {count} samples; are units and forms right?")
        found = found.format(sum=f"{median:.1f}", count=int(known.sum()))
        checks.warn(str(matrix.files[0]), None, columns, found, expected)
        return
    at = np.flatnonzero(wrong)
    if len(at):
        found_rows = [_("sum {sum} %").format(sum=f"{sums[k]:.1f}") for k in at[:ROWS_NAMED]]
        warn_rows(checks, matrix.files[at], matrix.rows[at], columns, found_rows, expected)
