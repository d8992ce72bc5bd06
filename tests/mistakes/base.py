"""A small survey to make mistakes in, and what a mistake is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.surveys.checks import Problem
from dashboard.surveys.report import check
from tests.surveys_maker import COLUMNS, LAND, recipe

# Thirteen sites in FIN (10° to 12° E, 0° to 2° N) and eleven in NOR (12° to 14° E).
COUNT = 24
CU = [f"{20 + (7 * i) % 19 + 0.5}" for i in range(COUNT)]
ZN = [f"{60 + (5 * i) % 17 + 0.1}" for i in range(COUNT)]
EXTENT = '[extent]\ncountries = ["FIN", "NOR"]\n'
STATED = COLUMNS + 'country = "country"\n'
DATED = COLUMNS + 'date = "day"\n'

Cells = Mapping[tuple[int, str], str]


def table(cells: Cells | None = None, extra: Mapping[str, list[str]] | None = None) -> str:
    """Return samples.csv with some cells changed, by spreadsheet row and column."""
    columns = {
        "id": [f"s{i}" for i in range(1, COUNT + 1)],
        "lon": [f"{10.1 + i * 0.15:.3f}" for i in range(COUNT)],
        "lat": [f"{0.3 + (i % 6) * 0.25:.3f}" for i in range(COUNT)],
        "Cu": list(CU),
        **{name: list(values) for name, values in (extra or {}).items()},
    }
    for (row, name), text in (cells or {}).items():
        columns[name][row - 2] = text
    lines = [
        ",".join(columns),
        *(",".join(values) for values in zip(*columns.values(), strict=True)),
    ]
    return "\n".join(lines) + "\n"


def strata(analytes: str, **keys: str) -> str:
    """Return a stratum with analytes."""
    lines = "".join(f"{k} = {v}\n" for k, v in keys.items())
    return f'[[strata]]\nmedium = "topsoil"\n{lines}[strata.analytes]\n{analytes}\n'


def changed(old: str, new: str) -> str:
    """Return the plain recipe with one text in place of another."""
    text = recipe()
    assert old in text, old
    return text.replace(old, new)


@dataclass(frozen=True)
class Mistake:
    """A mistake, and what its message must hold.

    Attributes
    ----------
    what : str
        What was done wrong.
    recipe : str or bytes or None
        The survey.toml; None for none at all.
    files : mapping of str to str or bytes
        The files beside it.
    file, row, column : str, int or None, str or None
        The place that is named.
    found, expected : str
        What the message must contain.
    severity : str
        Whether it keeps the survey from being built.
    """

    what: str
    recipe: str | bytes | None
    files: Mapping[str, str | bytes]
    file: str
    row: int | None
    column: str | None
    found: str
    expected: str
    severity: str = "error"


@dataclass
class Group:
    """Collects mistakes of one kind."""

    title: str
    mistakes: list[Mistake] = field(default_factory=list)

    def add(
        self,
        what: str,
        place: tuple[str, int | None, str | None],
        found: str,
        expected: str,
        *,
        recipe: str | bytes | None = recipe(),
        files: Mapping[str, str | bytes] | None = None,
        warning: bool = False,
    ) -> None:
        """Add one."""
        beside = {"samples.csv": table()} if files is None else files
        severity = "warning" if warning else "error"
        self.mistakes.append(Mistake(what, recipe, beside, *place, found, expected, severity))


R, S = "survey.toml", "samples.csv"


def problems(mistake: Mistake, folder: Path) -> tuple[Problem, ...]:
    """Make a mistake in a folder and return what check says."""
    if mistake.recipe is not None:
        written = mistake.recipe
        data = written if isinstance(written, bytes) else written.encode("utf-8")
        (folder / R).write_bytes(data)
    for name, content in mistake.files.items():
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return check(folder, None, LAND, {})[0].problems


def answer(mistake: Mistake, given: tuple[Problem, ...]) -> Problem | None:
    """Return the message that a mistake was meant to give, None where it is missing."""
    for problem in given:
        place = (problem.file, problem.row, problem.column)
        if place == (mistake.file, mistake.row, mistake.column) and (
            problem.severity == mistake.severity
            and mistake.found in problem.found
            and mistake.expected in problem.expected
        ):
            return problem
    return None
