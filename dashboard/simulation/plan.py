"""What a simulated campaign is asked to be, and the random numbers of its parts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

import numpy as np

from dashboard.catalog.elements import elements
from dashboard.i18n import _

Format = Literal["csv", "parquet"]
"""Format of the tables of results."""
FORMATS: tuple[Format, ...] = ("csv", "parquet")
MOST_YEARS = 60


@dataclass(frozen=True)
class Stratum:
    """One kind of sample: terms of the catalogue, as in a recipe."""

    name: str
    title: str
    medium: str
    depth: str
    depth_cm: tuple[int, int]
    fraction: str


# The two depths and two size fractions of a continental survey (de Caritat and Cooper
# 2011, National Geochemical Survey of Australia: top and bottom, coarse and fine).
STRATA = (
    Stratum("topsoil", "Topsoil, < 2 mm", "topsoil", "top", (0, 25), "lt-2mm"),
    Stratum("subsoil", "Subsoil, < 2 mm", "subsoil", "bottom", (75, 100), "lt-2mm"),
    Stratum("topsoil-fine", "Topsoil, < 75 µm", "topsoil", "top", (0, 25), "lt-75um"),
    Stratum("subsoil-fine", "Subsoil, < 75 µm", "subsoil", "bottom", (75, 100), "lt-75um"),
)


class Stream(IntEnum):
    """Parts of a campaign with random numbers of their own.

    A part that draws more numbers than it did leaves the others as they are.
    """

    COUNTRIES = 0
    SITES = 1
    DATES = 2
    LAWS = 3
    FIELDS = 4
    RESULTS = 5
    DUPLICATES = 6


@dataclass(frozen=True)
class Plan:
    """The size of a campaign and its seed.

    Attributes
    ----------
    countries : int
        Countries that take part.
    samples : int
        Sites sampled so far, each with one routine sample in every stratum.
    elements : int
        Elements determined, of the 76 of the catalogue.
    years : int
        Years of sampling, the last being that of `until`.
    strata : int
        Strata, of `STRATA`: two depths, then the same of a finer fraction.
    seed : int
        The same seed and size give the same campaign.
    until : date
        Day of the campaign's state: nothing was sampled or reported after it.

    Raises
    ------
    ValueError
        If a number is out of its range; the message names it.
    """

    countries: int = 60
    samples: int = 3000
    elements: int = 76
    years: int = 12
    strata: int = 2
    seed: int = 1
    until: dt.date = dt.date(2024, 12, 31)

    def __post_init__(self) -> None:
        ranges = {
            "countries": (1, 240),
            "samples": (self.countries, 100_000_000),
            "elements": (1, len(elements())),
            "years": (1, MOST_YEARS),
            "strata": (1, len(STRATA)),
            "seed": (0, 2**63 - 1),
        }
        for name, (least, most) in ranges.items():
            value = getattr(self, name)
            if not least <= value <= most:
                text = _("{name} is {value}; expected {least} to {most}")
                raise ValueError(text.format(name=name, value=value, least=least, most=most))

    @property
    def start(self) -> dt.date:
        """The first day of sampling."""
        return dt.date(self.until.year - self.years + 1, 1, 1)

    def rng(self, stream: Stream, *part: int) -> np.random.Generator:
        """Return the random numbers of one part of the campaign."""
        key = (int(stream), *part)
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))
