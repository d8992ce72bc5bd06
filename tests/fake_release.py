"""A small release in memory, for tests of what only needs an index."""

import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RELEASE_ID = "3f9a0c1d2e4b5a69"


def _analyte(name: str, number: int | None, unit: str) -> dict[str, Any]:
    return {
        "id": name,
        "name": {"Cu": "Copper", "Au": "Gold", "pH": "pH"}[name],
        "unit": unit,
        "number": number,
        "n": 120,
        "censored": 5,
        "limit": [0.5, 0.5],
        "method": "icp-aes",
        "digestion": "aqua-regia",
        "form_note": None,
        "breaks": {
            "percentile": [2, 4, 8, 16, 32, 64, 100],
            "tukey": [4, 8, 16],
            "log": [1, 10, 100],
            "quantile": [4, 8, 16, 32],
            "fractal": [9],
        },
        "percentiles": [float(i) for i in range(101)],
        "min": 0.5,
        "max": 120.0,
    }


def _stratum(name: str, title: str, analytes: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "survey": name.split(".")[0],
        "title": title,
        "short": title,
        "medium": "soil-c",
        "depth": "C horizon",
        "fraction": "< 2 mm",
        "digestion": "aqua-regia",
        "method": "icp-aes",
        "samples": 120,
        "levels": [0, 1, 2],
        "finest": 2,
        "dates": [],
        "date_precision": None,
        "analytes": analytes,
        **more,
    }


def _survey(name: str, title: str, kind: str) -> dict[str, Any]:
    return {
        "id": name,
        "title": title,
        "short": title,
        "kind": kind,
        "simulated": False,
        "licence": "CC BY 4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "citation": f"{title} (1995)",
        "owner": "A survey",
        "source_url": "https://example.org/",
        "years": [1995, 1995],
        "notes": "",
    }


_INDEX: dict[str, Any] = {
    "release": RELEASE_ID,
    "made": "2026-11-22T10:00:00Z",
    "simulated": False,
    "countries": [
        {"id": "FIN", "name": "Finland", "region": "150", "subregion": "154"},
        {"id": "NOR", "name": "Norway", "region": "150", "subregion": "154"},
    ],
    "regions": [{"id": "150", "name": "Europe"}, {"id": "154", "name": "Northern Europe"}],
    "surveys": [
        _survey("kola", "Kola Project", "survey"),
        _survey("rocks", "Rock analyses", "compilation"),
    ],
    "strata": [
        _stratum(
            "kola.aqua-regia",
            "Kola C horizon, aqua regia",
            [_analyte("Cu", 29, "mg/kg"), _analyte("pH", None, "")],
            dates=["1995-07-01", "1995-08-01"],
            date_precision="day",
        ),
        _stratum("rocks", "Igneous rocks", [_analyte("Au", 79, "µg/kg")]),
    ],
    "defaults": {"stratum": "kola.aqua-regia", "analyte": "Cu"},
}


def sample_index(**changes: Any) -> dict[str, Any]:
    """Return a fresh release index with two strata, changed where named."""
    return {**copy.deepcopy(_INDEX), **changes}


@dataclass(eq=False)
class FakeRelease:
    """What the pages need of a release."""

    id: str = RELEASE_ID
    index: dict[str, Any] = field(default_factory=sample_index)

    strata: dict[str, Any] = field(default_factory=dict)
    folder: Path = Path("nowhere")
    manifest: dict[str, Any] = field(default_factory=lambda: {"files": {}, "sources": []})

    @property
    def countries(self) -> tuple[str, ...]:
        """Ids of the countries."""
        return tuple(one["id"] for one in self.index["countries"])

    @property
    def surveys(self) -> dict[str, Any]:
        """Records of the surveys by id."""
        return {one["id"]: one for one in self.index["surveys"]}

    def blob(self, _name: str) -> None:
        """Return a part: there is none."""

    @property
    def slim_index(self) -> dict[str, Any]:
        """The index without breaks and percentiles."""
        slim = copy.deepcopy(self.index)
        for analyte in (one for stratum in slim["strata"] for one in stratum["analytes"]):
            del analyte["breaks"], analyte["percentiles"]
        return slim


@dataclass
class FakeStore:
    """A store with one release, or none, and older ones by id."""

    release: FakeRelease | None = field(default_factory=FakeRelease)
    older: dict[str, FakeRelease] = field(default_factory=dict)
    folder: Path = Path("nowhere")

    def current(self) -> FakeRelease | None:
        """Return the newest release."""
        return self.release

    def current_id(self) -> str:
        """Return its id; empty without one."""
        return self.release.id if self.release else ""

    def get(self, release_id: str) -> FakeRelease | None:
        """Return a release by its id."""
        if self.release and self.release.id == release_id:
            return self.release
        return self.older.get(release_id)
