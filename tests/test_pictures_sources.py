"""Pictures of progress name the surveys whose samples they show."""

import pytest

from dashboard.pictures.drawing import draw
from dashboard.pictures.scenes import scene_of
from dashboard.release.store import ReleaseStore
from dashboard.state import from_query


@pytest.fixture(scope="module")
def release(built_releases):
    """The shipped data: one survey, of the Barents region."""
    return ReleaseStore(built_releases).current()


def credits(release, page, code, query):
    """Return what a picture names as its source."""
    state, _notices = from_query(query)
    return " ".join(scene_of(release, page, code, state).credits)


@pytest.mark.parametrize(
    ("page", "code", "query", "named"),
    [
        ("country", "FIN", "", True),
        ("country", "FIN", "by=countries&m=samples", True),
        # Sweden has no sample, and the survey's cells in Finland and Norway beside it.
        ("country", "SWE", "", True),
        ("country", "AUS", "", False),
        ("country", "AUS", "by=countries&m=samples", False),
        ("country", "FIN", "date=1990-01-01", False),
        ("progress", "", "", True),
        ("progress", "", "c=AUS", False),
        ("progress", "", "v=-55~-10~3", False),
        ("progress", "", "v=28~68~3&lvl=2", True),
    ],
)
def test_only_surveys_with_samples_in_sight_are_named(release, page, code, query, named):
    """Of the place, its neighbours in the frame, and the day shown."""
    assert ("Äyräs" in credits(release, page, code, query)) is named


def test_a_picture_without_samples_is_drawn_without_a_source(release):
    """Release, link and disclaimer stand alone."""
    state, _notices = from_query("")
    found = scene_of(release, "country", "AUS", state)
    assert found.credits == ()
    assert draw(found, "png").startswith(b"\x89PNG")
