"""The snippets of docs/release.md, run on a release of the shipped Kola survey."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import numpy as np
import pytest

from dashboard.planes import pack, unpack

TEXT = (Path(__file__).parent.parent / "docs" / "release.md").read_text(encoding="utf-8")
STRATUM = "kola-c-horizon.aqua-regia"


def snippet(language):
    """Return the snippet in a language."""
    return re.search(rf"```{language}\n(.*?)```", TEXT, re.DOTALL).group(1)


def current(releases):
    """Return the folder of the release that is served."""
    return releases / (releases / "current").read_text(encoding="ascii").strip()


def test_python_snippet_joins_cells_and_grid(built_releases):
    """It gives one row a covered or planned cell, with geometry and median."""
    names = {"folder": current(built_releases), "stratum": STRATUM}
    exec(snippet("python"), names)
    copper = names["copper"]
    assert len(copper) == len(names["cells"])
    assert copper["Cu.n"].sum() == 606
    assert copper.geometry.is_valid.all()


def test_geopackage_snippet_opens_in_gdal(built_releases, tmp_path):
    """ogrinfo, as QGIS would, finds a polygon for every cell."""
    if shutil.which("ogrinfo") is None:
        pytest.skip("there is no ogrinfo: Debian has it in gdal-bin")
    names = {"folder": current(built_releases), "stratum": STRATUM}
    names["geopackage"] = tmp_path / "copper.gpkg"
    for text in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL):
        exec(text, names)
    command = ["ogrinfo", "-so", str(names["geopackage"]), "copper"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f"Feature Count: {len(names['cells'])}" in told
    assert "Cu.median" in told
    assert "Polygon" in told


def test_sql_snippet_counts_the_samples_by_country(built_releases, monkeypatch):
    """DuckDB reads the samples as they lie; the counts are those of the survey."""
    monkeypatch.chdir(current(built_releases))
    assert os.path.exists("manifest.json")
    rows = duckdb.sql(snippet("sql")).fetchall()
    assert [(country, samples) for country, samples, _ in rows] == [
        ("FIN", 188),
        ("NOR", 128),
        ("RUS", 290),
    ]


def test_every_file_of_a_release_is_described(built_releases):
    """A file that the page does not name fails here."""
    described = re.findall(r"`([\w<>*./-]+\.(?:json|html|parquet|arrow|bin))`", TEXT)
    patterns = [re.sub(r"<\w+>|\*", "[^/]+", re.escape(d).replace(r"\*", "*")) for d in described]
    folder = current(built_releases)
    for path in folder.rglob("*"):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            assert any(re.fullmatch(p, name) for p in patterns), name


def run_r(script, tmp_path):
    """Run R without anybody's settings and return what it prints."""
    if shutil.which("Rscript") is None:
        pytest.skip("there is no Rscript: Debian has it in r-base-core")
    path = tmp_path / "script.R"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run(
        ["Rscript", "--vanilla", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_r_snippet_reads_planes_without_any_package(built_releases, tmp_path):
    """Base R finds the cells, countries and land shares that Python finds; u4 and f4, too."""
    folder = current(built_releases)
    planes = unpack((folder / "grid.bin").read_bytes()).planes
    wide = tmp_path / "wide.bin"
    wide.write_bytes(
        pack({"a": np.array([1, 4_000_000_000], "u4"), "b": np.array([0.5, -2], "f4")}, level=1)
    )
    script = (
        f'folder <- "{folder}"\n'
        + re.findall(r"```r\n(.*?)```", TEXT, re.DOTALL)[0]
        + 'cat(land_cells, sum(grid$cell), sum(grid$land), sum(grid$country), "\\n")\n'
        + f'wide <- read_planes("{wide}")\n'
        + 'cat(format(wide$a, scientific = FALSE), wide$b, "\\n")\n'
    )
    first, second = run_r(script, tmp_path).splitlines()
    sums = [int(planes[name].astype("i8").sum()) for name in ("cell", "land", "country")]
    assert [int(float(one)) for one in first.split()[:1]] == [planes["cell"].size]
    assert [float(one) for one in first.split()[1:]] == pytest.approx(sums, rel=1e-6)
    assert second.split() == ["1", "4000000000", "0.5", "-2"]


def test_r_snippets_parse(tmp_path):
    """R understands every snippet, also those whose packages are not installed here."""
    snippets = re.findall(r"```r\n(.*?)```", TEXT, re.DOTALL)
    assert len(snippets) == 2
    for text in snippets:
        source = tmp_path / "snippet.R"
        source.write_text(text, encoding="utf-8")
        printed = run_r(f'cat(length(parse("{source}")))', tmp_path)
        assert int(printed) >= 2
