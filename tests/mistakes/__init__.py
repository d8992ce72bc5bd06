"""Input mistakes and the message that each gives: the table behind docs/input-mistakes.md."""

from collections.abc import Callable

from tests.mistakes.base import Group, Mistake
from tests.mistakes.in_files import in_files
from tests.mistakes.in_grids import in_grids
from tests.mistakes.in_recipe import in_recipe
from tests.mistakes.in_references import in_references
from tests.mistakes.in_results import in_results
from tests.mistakes.in_samples import in_samples

GROUPS: tuple[Callable[[], Group], ...] = (
    in_recipe,
    in_files,
    in_samples,
    in_results,
    in_grids,
    in_references,
)


def mistakes() -> list[Mistake]:
    """Return all mistakes."""
    return [mistake for make in GROUPS for mistake in make().mistakes]
