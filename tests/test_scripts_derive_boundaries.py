"""The derivation of the shipped boundary set from its source."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parent.parent
ORIGINALS = ROOT.parent / "shared" / "data" / "boundaries"


@pytest.fixture(scope="module")
def script():
    """Return the script as a module."""
    path = ROOT / "scripts" / "derive_boundaries.py"
    spec = importlib.util.spec_from_file_location("derive_boundaries", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _topology():
    """Two neighbours, unattributed land beside one, and a city smaller than the quantum."""
    arcs = [
        [[10, 0], [0, 10]],
        [[10, 10], [-10, 0], [0, -10], [10, 0]],
        [[10, 0], [10, 0], [0, 10], [-10, 0]],
        [[30, 0], [10, 0], [0, 10], [-10, 0], [0, -10]],
        [[45, 5], [0, 0]],
        [[50, 0], [5, 0], [0, 5], [-5, -5]],
    ]

    def country(a3, rings):
        return {"type": "Polygon", "properties": {"a3": a3}, "arcs": rings}

    return {
        "transform": {"scale": [0.1, 0.1], "translate": [32.0, 34.0]},
        "arcs": arcs,
        "objects": {
            "countries": {
                "geometries": [
                    country("CYP", [[0, 1]]),
                    country("CYN", [[2, ~0]]),
                    country("KAS", [[3]]),
                    country("VAT", [[4]]),
                    {**country("FRA", [[[5]]]), "type": "MultiPolygon"},
                ]
            }
        },
    }


def test_topojson_is_decoded_after_its_specification(script):
    """Deltas add up, the transform applies, and ~i is arc i reversed."""
    polygons = script.decode(_topology())
    np.testing.assert_allclose(
        polygons["CYN"][0][0],
        [[33, 34], [34, 34], [34, 35], [33, 35], [33, 34]],
    )
    assert len(polygons["FRA"]) == 1


def test_the_policy_is_carried_out(script):
    """Merged codes join, unattributed land has no ring, a lost city keeps its point."""
    made = script.derive(_topology(), "world-110m", None)
    assert made.countries == ("CYP", "FRA", "VAT")
    assert made.polygons()["CYP"].bounds == pytest.approx((32, 34, 34, 35))
    assert made.polygons()["CYP"].area == pytest.approx(2)
    assert "VAT" not in made.polygons()
    assert made.labels[2] == pytest.approx([36.5, 34.5], abs=1e-4)
    assert made.areas_km2[2] == pytest.approx(0.44)


@pytest.mark.parametrize(
    ("code", "lon", "lat", "entry"),
    [
        ("FRA", -53, 4, "GUF"),
        ("FRA", 2, 47, "FRA"),
        ("FRA", 9, 42, "FRA"),
        ("FRA", 55.5, -21.1, "REU"),
        ("NOR", 16, 78, "SJM"),
        ("NOR", 25, 71, "NOR"),
        ("NLD", -68.3, 12.2, "BES"),
        ("IOA", 105.6, -10.5, "CXR"),
        ("SOL", 46, 9.7, "SOM"),
        ("XKX", 21, 42.6, "XKX"),
    ],
)
def test_parts_get_their_own_entry(script, code, lon, lat, entry):
    """What ISO 3166-1 lists apart is apart, and the rest stays."""
    box = np.array([[lon, lat], [lon + 0.1, lat], [lon, lat + 0.1]])
    assert script.country_of(code, box) == entry


def test_other_files_are_refused(script, tmp_path):
    """A changed source stops the derivation with both hashes."""
    (tmp_path / "50m.json").write_text("{}")
    with pytest.raises(SystemExit, match=r"SHA-256 is 44136fa3.*, not c6bfb7fa"):
        script.find(tmp_path, "50m")
    with pytest.raises(SystemExit, match="holds none of"):
        script.find(tmp_path, "110m")


@pytest.mark.skipif(not ORIGINALS.is_dir(), reason=f"no original boundaries in {ORIGINALS}")
@pytest.mark.parametrize("detail", ["110m", "50m"])
def test_the_shipped_files_are_what_the_script_makes(script, detail, tmp_path):
    """Deriving again from the source gives the committed geometry, byte for byte."""
    from dashboard.catalog import boundaries

    shipped = boundaries.read(ROOT / "data" / "boundaries" / f"world-{detail}.bin")
    topology = json.loads(script.find(ORIGINALS, detail).read_text(encoding="utf-8"))
    made = script.derive(topology, f"world-{detail}", list(shipped.countries))
    made = boundaries.labelled(made, shipped.labels, shipped.areas_km2)
    boundaries.write(tmp_path / "made.bin", made)
    assert (tmp_path / "made.bin").read_bytes() == (
        ROOT / "data" / "boundaries" / f"world-{detail}.bin"
    ).read_bytes()
