"""Every mistake of the table gives its message; the page made from it is current."""

from pathlib import Path

import pytest

from dashboard.surveys.report import check
from tests.mistakes import mistakes
from tests.mistakes.base import EXTENT, R, S, answer, problems, table
from tests.mistakes.page import PAGE, page
from tests.surveys_maker import LAND, recipe

ALL = mistakes()


@pytest.mark.parametrize("mistake", ALL, ids=[m.what for m in ALL])
def test_mistake_gives_its_message(mistake, tmp_path: Path) -> None:
    """File, row, column, what was found and what was expected."""
    given = problems(mistake, tmp_path)
    assert answer(mistake, given) is not None, "\n".join(map(str, given))


def test_survey_without_a_mistake_gives_no_message(tmp_path: Path) -> None:
    """What the table starts from is clean: every message comes from its mistake."""
    (tmp_path / R).write_text(recipe(more=EXTENT), encoding="utf-8")
    (tmp_path / S).write_text(table(), encoding="utf-8")
    report, _ = check(tmp_path, None, LAND, {})
    assert report.problems == ()
    assert report.can_be_built


def test_mistakes_are_at_least_sixty_and_all_different() -> None:
    """By what was done."""
    assert len({m.what for m in ALL}) == len(ALL) >= 60


def test_page_of_mistakes_is_current() -> None:
    """Written by python -m tests.mistakes.page."""
    assert PAGE.read_text(encoding="utf-8") == page()
