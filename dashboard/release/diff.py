"""What publishing a survey would change against a release."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyproj
from numpy.typing import NDArray

from dashboard import grid
from dashboard.catalog.elements import analyte
from dashboard.catalog.states import State
from dashboard.gridding.groups import country_table
from dashboard.gridding.stratum import StratumSamples, sample_table
from dashboard.gridding.tables import figures
from dashboard.release.index import survey_record
from dashboard.release.release import Release
from dashboard.surveys.samples import Survey
from dashboard.surveys.sharing import PUBLIC, shared

WORLD = "*"
"""The row of a country table that holds the whole stratum."""

# A sample that moved less was written with other digits, not moved.
MOVED_KM = 0.05

_GEOD = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True)
class Lists:
    """Names that are only in the new data, and names that are only in the release."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Moved:
    """A sample that lies elsewhere now, and how far away, km."""

    sample: str
    km: float


@dataclass(frozen=True)
class Median:
    """A median of routine samples that is another now.

    Attributes
    ----------
    country : str
        ISO 3166-1 alpha-3, empty for samples of no country, ``*`` for all.
    analyte, unit : str
        Analyte and the catalogue's unit.
    before, after : float
        The medians; the limit where the state is below.
    before_state, after_state : int
        `State` codes.
    change : float
        (after − before) / before, %; NaN where a limit is unknown.
    """

    country: str
    analyte: str
    unit: str
    before: float
    after: float
    before_state: int
    after_state: int
    change: float


@dataclass(frozen=True)
class StratumChange:
    """What changes in one stratum.

    Attributes
    ----------
    id : str
        Stratum id.
    kind : {"new", "removed", "changed", "same"}
        Whether release and survey both have it.
    before, after : int
        Number of routine samples.
    samples : Lists
        Numbers of samples added and removed, duplicates included.
    moved : tuple of Moved
        Samples at another place.
    revised : int
        Samples in both whose results, date, country or status differ.
    cells, countries, analytes : Lists
        Ids of covered cells of level 0, countries and analytes gained and lost.
    medians : tuple of Median
        Those that move by more than the share asked for, the largest change first.
    states : dict of str to (int, int)
        Number of results (and of samples awaiting and planned) by state, before
        and after; states without any are left out.
    """

    id: str
    kind: str
    before: int
    after: int
    samples: Lists
    moved: tuple[Moved, ...]
    revised: int
    cells: Lists
    countries: Lists
    analytes: Lists
    medians: tuple[Median, ...]
    states: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Difference:
    """What publishing a survey would change.

    Attributes
    ----------
    survey : str
        Survey id.
    release : str or None
        The release compared with; None where there is none.
    facts : dict of str to (before, after)
        What the release index says of the survey, where it differs.
    strata : tuple of StratumChange
        Those of the survey, then those that it no longer has.
    """

    survey: str
    release: str | None
    facts: dict[str, tuple[Any, Any]]
    strata: tuple[StratumChange, ...]

    @property
    def changes(self) -> bool:
        """Whether anything would change."""
        return bool(self.facts) or any(s.kind != "same" for s in self.strata)

    def as_json(self) -> dict[str, Any]:
        """Return the difference as plain data; NaN becomes null."""
        plain = asdict(self)
        for stratum in plain["strata"]:
            for median in stratum["medians"]:
                for key in ("before", "after", "change"):
                    if not math.isfinite(median[key]):
                        median[key] = None
        return {"changes": self.changes, **plain}


@dataclass(frozen=True)
class Side:
    """A stratum before or after: its samples, its countries and its analytes with units."""

    samples: pd.DataFrame
    countries: pa.Table
    units: Mapping[str, str]


_NOTHING = Side(
    pd.DataFrame(
        {"sample": [], "lon": [], "lat": [], "country": [], "routine": [], "state": []}
    ).astype({"sample": str, "country": str, "routine": bool, "state": int}),
    pa.table({"country": pa.array([], pa.string())}),
    {},
)


def difference(survey: Survey, release: Release | None, share: float = 5.0) -> Difference:
    """Compare a survey with what a release holds of it.

    Parameters
    ----------
    survey : Survey
        The survey as it would be published.
    release : Release or None
        The release that is served.
    share : float
        Medians that move by more than so many % are listed.

    Returns
    -------
    Difference
        Samples, cells, countries, analytes, medians and states that change, of the analytes
        whose samples the readers of the release are given (of a public one, without any).
    """
    identity = survey.recipe.survey.id
    audience = release.index.get("audience", PUBLIC) if release else PUBLIC
    known = release.surveys.get(identity) if release else None
    own = survey_record(survey.recipe)
    facts = {
        key: (known.get(key), value)
        for key, value in own.items()
        if known is not None and known.get(key) != value
    }
    before: dict[str, Side] = {}
    if release is not None:
        for name, stratum in release.strata.items():
            if stratum.record["survey"] == identity:
                units = {n: a["unit"] for n, a in stratum.analytes.items()}
                units = {n: unit for n, unit in units.items() if stratum.tells_samples(n)}
                if not units:
                    continue
                table = stratum.samples(*_sample_columns(units))
                before[name] = Side(table.to_pandas(), stratum.countries, units)
    after = {
        name: _new(survey, name, given.samples)
        for number, name in enumerate(survey.columns)
        if (given := shared(survey, number, audience)).samples
    }
    strata = [_changed(n, before.get(n), side, share) for n, side in after.items()]
    strata += [_changed(n, side, None, share) for n, side in before.items() if n not in after]
    return Difference(identity, release.id if release else None, facts, tuple(strata))


def _sample_columns(analytes: Mapping[str, str]) -> list[str]:
    fixed = ["sample", "lon", "lat", "country", "date", "routine", "state"]
    return fixed + [name for a in analytes for name in (a, f"{a}.state")]


def _new(survey: Survey, identity: str, told: Collection[str]) -> Side:
    columns = survey.columns[identity]
    here = survey.samples["stratum"] == identity
    samples = survey.samples[here].reset_index(drop=True)
    results = survey.results[identity]
    made = StratumSamples(samples, results.value, results.state, [c.analyte for c in columns])
    units = {c.analyte: analyte(c.analyte).unit for c in columns if c.analyte in told}
    table = sample_table(made).select(_sample_columns(units))
    return Side(table.to_pandas(), country_table(made), units)


def lists(before: Sequence[str], after: Sequence[str]) -> Lists:
    """Return which names of two lists are in one of them only."""
    old, new = set(before), set(after)
    return Lists(tuple(sorted(new - old)), tuple(sorted(old - new)))


def _changed(identity: str, old: Side | None, new: Side | None, share: float) -> StratumChange:
    before, after = old or _NOTHING, new or _NOTHING
    moved, revised = _both(before, after)
    samples = lists(before.samples["sample"].tolist(), after.samples["sample"].tolist())
    analytes = lists(list(before.units), list(after.units))
    kind = "new" if old is None else "removed" if new is None else "same"
    touched = (samples.gained, samples.lost, moved, revised, analytes.gained, analytes.lost)
    if kind == "same" and any(touched):
        kind = "changed"
    states = {
        name: (count, _states(after).get(name, 0)) for name, count in _states(before).items()
    }
    states |= {n: (0, count) for n, count in _states(after).items() if n not in states}
    return StratumChange(
        id=identity,
        kind=kind,
        before=int(before.samples["routine"].sum()),
        after=int(after.samples["routine"].sum()),
        samples=samples,
        moved=moved,
        revised=revised,
        cells=lists(_cells(before), _cells(after)),
        countries=lists(countries_of(before), countries_of(after)),
        analytes=analytes,
        medians=medians(before, after, share),
        states=states,
    )


def _cells(side: Side) -> list[str]:
    """Return the ids of the cells of level 0 with a sample that was taken."""
    table = side.samples
    taken = table["routine"].to_numpy(dtype=bool) & (table["state"] != State.PLANNED).to_numpy()
    cell = grid.cell_at(table["lon"][taken], table["lat"][taken])
    return list(grid.cell_id(np.unique(cell[cell >= 0])))


def countries_of(side: Side) -> list[str]:
    """Return the countries with samples, without the rows of the world and of no country."""
    return [c for c in side.countries["country"].to_pylist() if c not in ("", WORLD)]


def _states(side: Side) -> dict[str, int]:
    """Return the number of results of routine samples by state, and of samples without any."""
    table = side.samples[side.samples["routine"].to_numpy(dtype=bool)]
    counts: dict[str, int] = {}
    for state in (State.AWAITING, State.PLANNED):
        counts[state.name.lower()] = int((table["state"] == state).sum())
    reported = (table["state"] == State.MEASURED).to_numpy()
    for state in (State.MEASURED, State.BELOW, State.ABOVE, State.UNDETERMINED):
        counts[state.name.lower()] = sum(
            int((table[f"{a}.state"].to_numpy()[reported] == state).sum()) for a in side.units
        )
    return {name: count for name, count in counts.items() if count}


def _both(before: Side, after: Side) -> tuple[tuple[Moved, ...], int]:
    """Return the samples of both sides that moved, and how many differ otherwise."""
    old = before.samples.set_index("sample")
    new = after.samples.set_index("sample")
    common = old.index.intersection(new.index)
    if not len(common):
        return (), 0
    old, new = old.loc[common], new.loc[common]
    _there, _back, metres = _GEOD.inv(
        old["lon"].to_numpy(), old["lat"].to_numpy(), new["lon"].to_numpy(), new["lat"].to_numpy()
    )
    far = np.flatnonzero(np.asarray(metres) / 1000 > MOVED_KM)
    moved = tuple(Moved(str(common[i]), float(metres[i] / 1000)) for i in far.tolist())
    differs = np.zeros(len(common), dtype=bool)
    shared = [a for a in before.units if a in after.units]
    results = [name for a in shared for name in (a, f"{a}.state")]
    for name in ("country", "date", "routine", "state", *results):
        differs |= _unequal(old[name], new[name])
    return moved, int(differs.sum())


def _unequal(old: pd.Series, new: pd.Series) -> NDArray[np.bool_]:
    """Return where two columns differ; missing equals missing."""
    absent = old.isna().to_numpy() & new.isna().to_numpy()
    return np.asarray((old.to_numpy() != new.to_numpy()) & ~absent)


def medians(before: Side, after: Side, share: float) -> tuple[Median, ...]:
    """Return the medians that move by more than a share in % or change their state.

    By analyte and country of both sides, the largest change first; those that cross an
    unknown limit have no figure and come before all. Samples are not looked at.
    """
    old_rows = {c: i for i, c in enumerate(before.countries["country"].to_pylist())}
    new_rows = {c: i for i, c in enumerate(after.countries["country"].to_pylist())}
    common = [c for c in new_rows if c in old_rows]
    found = []
    for name, unit in after.units.items():
        both = (before.countries, after.countries)
        # What an owner does not share has no columns.
        known = all(f"{name}.median" in table.column_names for table in both)
        if name not in before.units or not common or not known:
            continue
        old_value, old_state = figures(_columns(before.countries, name), name, "median")
        new_value, new_state = figures(_columns(after.countries, name), name, "median")
        for country in common:
            i, k = old_rows[country], new_rows[country]
            b, a = float(old_value[i]), float(new_value[k])
            change = 100 * (a - b) / b if math.isfinite(a) and math.isfinite(b) and b else math.nan
            states = int(old_state[i]), int(new_state[k])
            if states[0] != states[1] or abs(change) > share:
                found.append(Median(country, name, unit, b, a, *states, change))
    return tuple(
        sorted(found, key=lambda m: -abs(m.change) if math.isfinite(m.change) else -math.inf)
    )


def _columns(table: pa.Table, analyte: str) -> dict[str, NDArray[np.generic]]:
    start = f"{analyte}."
    return {name: table[name].to_numpy() for name in table.column_names if name.startswith(start)}
