"""Coordinates in degrees, minutes and seconds."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.surveys.angles import angles
from tests.surveys_maker import errors, recipe, survey


def angle(text: str, axis: str = "EW") -> float:
    return float(angles(np.array([text], dtype=object), axis)[0])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("25.5", 25.5),
        ("-25.5", -25.5),
        ("25°30'00\"E", 25.5),
        ("25°30′W", -25.5),
        ("25 30 36", 25.51),
        ("W 25:30:36", -25.51),
        ("25d30m36s", 25.51),
        ("−25° 30.6'", -25.51),
        ("25.51 E", 25.51),
        ("0°30'W", -0.5),
    ],
)
def test_angles_are_read_as_they_are_written(text: str, degrees: float) -> None:
    """Signs, letters and separators of many kinds; 30′36″ are 0.51°."""
    assert angle(text) == pytest.approx(degrees)


@pytest.mark.parametrize(
    "text",
    ["", "25°30'N", "25°60'", "25 30 60", "-25°30'W", "25.5°30'", "25 30.5 10", "E25W", "abc"],
)
def test_what_is_no_angle_is_missing(text: str) -> None:
    """Letters of the other axis or twice, sixty minutes, two signs, two fractions."""
    assert math.isnan(angle(text))


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 59), st.sampled_from("EW"))
def test_any_angle_comes_back(degrees: int, minutes: int, seconds: int, letter: str) -> None:
    """Written out and read again, to a ten-millionth of a degree."""
    expected = (degrees + minutes / 60 + seconds / 3600) * (1 if letter == "E" else -1)
    for text in (
        f"{degrees}°{minutes:02d}'{seconds:02d}\"{letter}",
        f"{letter}{degrees} {minutes} {seconds}",
        f"{degrees}:{minutes}:{seconds} {letter}",
    ):
        assert angle(text) == pytest.approx(expected, abs=1e-7)


def test_surveys_may_state_minutes_and_seconds(tmp_path: Path) -> None:
    """In longitude and latitude; a slip is named by row and column."""
    body = "id,lon,lat,Cu\na,11°30'E,1 30 N,5\nb,13.0,1.0,6\n"
    made = survey(tmp_path, recipe(), samples=body)
    assert made.samples[["lon", "lat"]].to_numpy().tolist() == [[11.5, 1.5], [13, 1]]
    found = errors(tmp_path, recipe(), samples=body.replace("1 30 N", "1 30 E"))
    assert found == [(2, "lat", "“1 30 E”")]
