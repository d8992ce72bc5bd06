"""Records of reported progress, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from dashboard.catalog.programme_terms import SCALES, STAGES


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement was published: title, and full address of the page."""

    id: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing reported of a country, or of the programme where `country` is empty.

    `area` names the part of the country that is meant, `project` the campaign where a
    country has several. `as_of` is a year, month or day, empty where the source has no
    date. `words` quotes the source (in translation where it is not in English); `note`
    is ours.
    """

    id: str
    country: str
    area: str
    project: str
    scale: str
    metric: str
    value: float | None
    unit: str
    denominator: str
    words: str
    as_of: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Course:
    """Training of one year: `trainees` from `nations` countries in `courses`, None unknown.

    `country` is the one that the courses were for, empty where they were for several.
    """

    year: int
    country: str
    courses: int | None
    trainees: int | None
    nations: int | None
    place: str
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached, and whether figures may be divided by it.

    `metric` is one of the measured or the reported ones. `divides` is False where the
    source does not define what it counts: such a target is quoted and nothing more.
    """

    id: str
    metric: str
    value: float
    unit: str
    denominator: str
    since: int | None
    until: int | None
    words: str
    source: str
    divides: bool
    note: str


@dataclass(frozen=True, slots=True)
class Participant:
    """A country that takes part, since when and as what."""

    country: str
    since: str
    role: str
    source: str


@dataclass(frozen=True, slots=True)
class Status:
    """The furthest stage reported for a country at a scale, and of which part of it."""

    country: str
    scale: str
    stage: str
    as_of: str
    area: str


@dataclass(frozen=True, slots=True)
class Programme:
    """All that is reported."""

    sources: tuple[Source, ...] = ()
    statements: tuple[Statement, ...] = ()
    training: tuple[Course, ...] = ()
    targets: tuple[Target, ...] = ()
    participants: tuple[Participant, ...] = ()

    @property
    def status(self) -> tuple[Status, ...]:
        """The furthest stage of each country and scale; of equals, the latest statement."""
        return status(self.statements)

    def without_reports(self) -> Programme:
        """Return the targets alone: a simulated campaign has no real progress beside it."""
        used = {target.source for target in self.targets}
        return Programme(
            sources=tuple(source for source in self.sources if source.id in used),
            targets=self.targets,
        )

    def as_json(self) -> dict[str, Any]:
        """Return the content of ``programme.json`` (docs/interfaces.md, section 9)."""
        return {
            "stages": [asdict(stage) for stage in STAGES.values()],
            "statements": [
                self._sourced(one) | {"precision": precision(one.as_of)} for one in self.statements
            ],
            "training": [self._sourced(one) for one in self.training],
            "targets": [_renamed(self._sourced(one), since="from") for one in self.targets],
            "participants": [_renamed(self._sourced(one), role="as") for one in self.participants],
            "status": [asdict(one) for one in self.status],
        }

    @property
    def sourced(self) -> tuple[Statement | Course | Target | Participant, ...]:
        """All records that cite a source."""
        return (*self.statements, *self.training, *self.targets, *self.participants)

    def _sourced(self, record: Statement | Course | Target | Participant) -> dict[str, Any]:
        source = next(source for source in self.sources if source.id == record.source)
        return asdict(record) | {"source": source.title, "address": source.address}


def status(statements: Iterable[Statement]) -> tuple[Status, ...]:
    """Return the furthest reported stage of each country and scale.

    Parameters
    ----------
    statements : iterable of Statement
        All statements; those of the programme, of no scale, or of no stage say nothing.

    Returns
    -------
    tuple of Status
        Ascending by country, scales in the order of `SCALES`. Where a stage is reported
        more than once, the statement of the whole country counts before one of a part,
        then the latest.
    """
    order = {id: place for place, id in enumerate(STAGES)}
    furthest: dict[tuple[str, str], tuple[tuple[int, bool, str], Statement]] = {}
    for one in statements:
        if not one.country or one.scale == "programme" or one.metric not in order:
            continue
        rank = (order[one.metric], not one.area, one.as_of)
        key = (one.country, one.scale)
        if key not in furthest or rank > furthest[key][0]:
            furthest[key] = (rank, one)
    scales = tuple(SCALES)
    return tuple(
        Status(one.country, one.scale, one.metric, one.as_of, one.area)
        for _rank, one in sorted(
            furthest.values(), key=lambda pair: (pair[1].country, scales.index(pair[1].scale))
        )
    )


def precision(as_of: str) -> str | None:
    """Return how precise a date is: ``year``, ``month`` or ``day``; None without one."""
    return {4: "year", 7: "month", 10: "day"}.get(len(as_of))


def _renamed(record: dict[str, Any], **names: str) -> dict[str, Any]:
    """Return a record with keys renamed to words that Python keeps for itself."""
    return {names.get(key, key): value for key, value in record.items()}
