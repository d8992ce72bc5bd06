"""Published grids become records: pixels, blocks of pixels, polygons; none is a sample."""

import subprocess
import sys
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import rasterio
import rasterio.shutil
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.transform import Affine
from scipy.io import netcdf_file

from dashboard import grid
from dashboard.gridding.stratum import StratumSamples
from dashboard.progress.profile import counts
from dashboard.release.index import stratum_record, survey_record
from dashboard.surveys.checks import Checks, SurveyError
from dashboard.surveys.gridded import Layout
from dashboard.surveys.gridded_raster import read_raster
from dashboard.surveys.recipe import FilePart
from dashboard.surveys.samples import Survey, examine, load
from tests.surveys_maker import HEAD, LAND


def from_origin(west: float, north: float, wide: float, high: float) -> Affine:
    """Return the transform of a raster with north up."""
    return Affine(wide, 0, west, 0, -high, north)


# 2° by 3° of pixels of half a degree, 55 km: 10° to 12° E (FIN), 0° to 1.5° N.
HALF = from_origin(10, 1.5, 0.5, 0.5)
CU = np.array([[1, 2, 3, 4], [5, 6, np.nan, 8], [9, 10, 11, 12]], dtype="f4")


def tif(
    path: Path,
    *bands: np.ndarray,
    transform: Affine | None = HALF,
    crs: str | None = "EPSG:4326",
    names: tuple[str, ...] = (),
    units: tuple[str, ...] = (),
    **more: object,
) -> Path:
    """Write a GeoTIFF."""
    profile = {
        "driver": "GTiff",
        "height": bands[0].shape[0],
        "width": bands[0].shape[1],
        "count": len(bands),
        "dtype": bands[0].dtype,
        "crs": crs,
        "nodata": np.nan if bands[0].dtype.kind == "f" else None,
        **more,
    }
    if transform is not None:
        profile["transform"] = transform
    with rasterio.open(path, "w", **profile) as file:
        file.write(np.stack(bands))
        for i, name in enumerate(names, start=1):
            file.set_band_description(i, name)
        if units:
            file.units = units
    return path


def text(files: str = 'path = "*.tif"', analytes: str = "Cu = {}", more: str = "") -> str:
    """Return a recipe of a published grid."""
    parts = files.split("\n\n")
    stacked = "".join(f"[[files]]\n{part}\n" for part in parts)
    stratum = f'[[strata]]\nmedium = "topsoil"\n{more}[strata.analytes]\n{analytes}\n'
    return f'{HEAD}kind = "gridded"\n{stacked}[columns]\n{stratum}'


def made(folder: Path, recipe: str) -> Survey:
    """Write a recipe and load it with what lies beside it."""
    (folder / "survey.toml").write_text(recipe, encoding="utf-8")
    return load(folder, borders=LAND)


def problems(folder: Path, recipe: str) -> list[tuple[str, int | None, str | None, str]]:
    """Return what is wrong: file, row, column, found."""
    (folder / "survey.toml").write_text(recipe, encoding="utf-8")
    try:
        found = examine(folder, borders=LAND).survey.problems
    except SurveyError as error:
        found = error.problems
    return [(p.file, p.row, p.column, p.found) for p in found]


def values(survey: Survey, row: int = 0) -> list[float]:
    """Return the values of an analyte, by its position."""
    return survey.results["tiny"].value[row].tolist()


UNIT = 'unit = "mg/kg"\n'


def test_pixels_are_records_at_their_centres(tmp_path: Path) -> None:
    """One with nothing is left out, and the others keep their number."""
    tif(tmp_path / "Cu.tif", CU)
    survey = made(tmp_path, text(more=UNIT))
    samples = survey.samples
    assert values(survey) == [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]
    assert samples["row"].tolist() == [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]
    assert samples["lon"].tolist()[:5] == [10.25, 10.75, 11.25, 11.75, 10.25]
    assert samples["lat"].tolist()[:5] == [1.25, 1.25, 1.25, 1.25, 0.75]
    assert set(samples["country"]) == {"FIN"}
    # Half a degree at the equator: 55.66 km by 55.29 km (WGS84).
    assert survey.areas["tiny"] == pytest.approx(55.66 * 55.29, rel=1e-3)


def test_unit_of_the_file_holds_and_another_file_of_the_same_grid_adds_columns(
    tmp_path: Path,
) -> None:
    """One file an element, as atlases are published; ppb is the unit of gold."""
    tif(tmp_path / "Cu.tif", CU, units=("mg/kg",))
    tif(tmp_path / "Au.tif", CU * 10, units=("ppb",))
    survey = made(tmp_path, text(analytes="Cu = {}\nAu = {}"))
    names = [c.analyte for c in survey.columns["tiny"]]
    assert len(survey.samples) == 11
    assert values(survey, names.index("Au")) == [10 * v for v in values(survey, names.index("Cu"))]


def test_bands_are_named_by_their_descriptions_else_by_number(tmp_path: Path) -> None:
    """Scale and offset of a band are applied: 2 · 0.5 + 1."""
    one = np.full((2, 2), 2, dtype="u2")
    path = tif(tmp_path / "all.tif", one, one * 2, names=("Cu",), units=("ppm", "ppm"))
    with rasterio.open(path, "r+") as file:
        file.scales, file.offsets = (0.5, 1.0), (1.0, 0.0)
    survey = made(tmp_path, text(analytes='Cu = {}\nZn = { column = "band 2" }'))
    assert values(survey, 0) == [2.0] * 4
    assert values(survey, 1) == [4.0] * 4


def test_fine_pixels_become_blocks_with_their_mean(tmp_path: Path) -> None:
    """Pixels of 0.01° (1.1 km): blocks of three, the last ones cut by the edge."""
    rng = np.random.default_rng(7)
    fine = rng.lognormal(3, 1, (20, 31)).astype("f4")
    fine[:3, :3] = np.nan
    fine[4, 4] = np.nan
    tif(tmp_path / "Cu.tif", fine, transform=from_origin(10, 1, 0.01, 0.01))
    survey = made(tmp_path, text(more=UNIT))
    expected = [
        float(np.nanmean(fine[r : r + 3, c : c + 3].astype("f8")))
        for r in range(0, 20, 3)
        for c in range(0, 31, 3)
        if np.isfinite(fine[r : r + 3, c : c + 3]).any()
    ]
    assert values(survey) == pytest.approx(expected, rel=1e-6)
    # The first left out, the second centred on its nine pixels; the last is 2 by 1 pixels.
    assert survey.samples["lon"].iloc[0] == pytest.approx(10.045)
    assert survey.samples["lon"].iloc[-1] == pytest.approx(10.305)
    assert survey.samples["lat"].iloc[-1] == pytest.approx(0.81)
    assert survey.areas["tiny"] == pytest.approx((3 * 1.11) ** 2, rel=0.02)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 40),
    st.integers(1, 40),
    st.sampled_from([0.01, 0.006, 0.004]),
    st.integers(0, 2**32 - 1),
    st.integers(20, 400),
)
def test_blocks_do_not_depend_on_the_windows_they_are_read_in(
    tmp_path_factory: pytest.TempPathFactory,
    high: int,
    wide: int,
    step: float,
    seed: int,
    window: int,
) -> None:
    """However few pixels are read at a time."""
    rng = np.random.default_rng(seed)
    pixels = rng.lognormal(2, 1, (high, wide))
    pixels[rng.random((high, wide)) < 0.3] = np.nan
    pixels[0, 0] = 5
    folder = tmp_path_factory.mktemp("grid")
    path = tif(folder / "Cu.tif", pixels, transform=from_origin(10, 1, step, step))
    part = FilePart(path="Cu.tif")
    (whole,) = read_raster(path, "Cu.tif", part, Checks())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dashboard.surveys.gridded_raster.WINDOW_PIXELS", window)
        (parts,) = read_raster(path, "Cu.tif", part, Checks())
    assert whole.layout == parts.layout
    np.testing.assert_allclose(whole.bands["Cu"], parts.bands["Cu"], rtol=1e-12)


def test_fine_zeros_are_no_contents_unless_the_recipe_calls_them_nodata(tmp_path: Path) -> None:
    """A mean with them would be too low, and nothing would show it."""
    fine = np.full((6, 6), 4.0, dtype="f4")
    fine[0, :2] = 0
    tif(tmp_path / "Cu.tif", fine, transform=from_origin(10, 1, 0.01, 0.01))
    found = problems(tmp_path, text(more=UNIT))
    assert found == [("Cu.tif", None, "Cu", "2 pixels of zero or less")]
    survey = made(tmp_path, text('path = "Cu.tif"\nnodata = 0', more=UNIT))
    assert values(survey) == [4.0] * 4


@pytest.mark.parametrize("north_up", [True, False])
def test_axes_of_a_netcdf_may_run_either_way(tmp_path: Path, north_up: bool) -> None:
    """Variables are columns; scale, offset and fill value are the file's."""
    lat = np.array([0.25, 0.75, 1.25])
    packed = np.arange(12, dtype="i2").reshape(3, 4)
    packed[1, 2] = -1
    order = slice(None, None, -1) if north_up else slice(None)
    with netcdf_file(tmp_path / "atlas.nc", "w") as file:
        file.Conventions = "CF-1.7"
        for name, centre, unit in (
            ("lat", lat[order], "degrees_north"),
            ("lon", np.arange(10.25, 12, 0.5), "degrees_east"),
        ):
            file.createDimension(name, len(centre))
            axis = file.createVariable(name, "f8", (name,))
            axis[:], axis.units = centre, unit
        for name in ("Cu", "Zn"):
            variable = file.createVariable(name, "i2", ("lat", "lon"))
            variable[:] = packed[order]
            variable.units, variable.scale_factor, variable.add_offset = "mg kg-1", 0.5, 1.0
            variable._FillValue = np.int16(-1)
    survey = made(tmp_path, text('path = "atlas.nc"', "Cu = {}\nZn = {}"))
    placed = dict(
        zip(
            zip(survey.samples["lat"], survey.samples["lon"], strict=True),
            values(survey),
            strict=True,
        )
    )
    assert len(placed) == 11
    assert placed[0.25, 10.25] == 1.0
    assert placed[0.25, 11.75] == 2.5
    assert placed[1.25, 11.75] == 6.5
    assert (0.75, 11.25) not in placed


def test_netcdf_4_in_metres_is_read(tmp_path: Path) -> None:
    """With its own reference system: UTM 32 N, pixels of 20 km around 11° E."""
    path = tif(
        tmp_path / "a.tif",
        CU,
        transform=from_origin(700_000, 100_000, 20_000, 20_000),
        crs="EPSG:32632",
    )
    rasterio.shutil.copy(path, tmp_path / "a.nc", driver="netCDF", FORMAT="NC4")
    survey = made(tmp_path, text('path = "a.nc"', 'Cu = { column = "Band1", unit = "ppm" }'))
    assert sorted(values(survey)) == [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12]
    # The first pixel's centre, 710,000 m and 90,000 m, by the projection itself.
    assert survey.samples["lon"].iloc[0] == pytest.approx(10.887, abs=1e-3)
    assert survey.samples["lat"].iloc[0] == pytest.approx(0.814, abs=1e-3)


def test_tiles_stand_one_below_the_other_and_must_not_overlap(tmp_path: Path) -> None:
    """Of the same column; their records are told apart by file."""
    tif(
        tmp_path / "east.tif", CU, CU, names=("Cu", "Zn"), transform=from_origin(12, 1.5, 0.5, 0.5)
    )
    tif(tmp_path / "west.tif", CU, CU, names=("Cu", "Zn"))
    survey = made(tmp_path, text(analytes="Cu = {}", more=UNIT))
    assert len(survey.samples) == 22
    assert survey.samples["sample"].tolist()[::11] == ["east.tif 1", "west.tif 1"]
    tif(
        tmp_path / "east.tif", CU, CU, names=("Cu", "Zn"), transform=from_origin(11, 1.5, 0.5, 0.5)
    )
    (found,) = problems(tmp_path, text(analytes="Cu = {}", more=UNIT))
    assert found == ("west.tif", None, "Cu", "covers ground that east.tif covers too")


def test_grids_that_differ_in_the_last_digit_are_one(tmp_path: Path) -> None:
    """As programs write them; the values stay side by side."""
    tif(tmp_path / "Cu.tif", CU)
    tif(tmp_path / "Zn.tif", CU, transform=from_origin(10, 1.5, 0.5 + 1e-14, 0.5))
    survey = made(tmp_path, text(analytes="Cu = {}\nZn = {}", more=UNIT))
    assert len(survey.samples) == 11
    assert survey.results["tiny"].state.max() == 0


def test_rasters_are_opened_by_a_library_that_nothing_else_loads() -> None:
    """Serving and reading tables do without it."""
    code = "import sys, dashboard.surveys.samples; sys.exit('rasterio' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_grid_is_marked_in_the_index_and_has_no_progress(tmp_path: Path) -> None:
    """Level by level down to the size of its pixels: 55 km are cells of 80 km."""
    tif(tmp_path / "Cu.tif", CU)
    survey = made(tmp_path, text(more=UNIT))
    columns, results = survey.columns["tiny"], survey.results["tiny"]
    stratum = StratumSamples(
        survey.samples,
        results.value,
        results.state,
        [c.analyte for c in columns],
        density=survey.areas["tiny"],
    )
    assert grid.LEVEL_KM[stratum.finest] == 80
    record = stratum_record(
        survey.recipe, 0, "tiny", survey.samples, results, columns, stratum.finest, {}
    )
    assert (record["gridded"], record["samples"]) == (True, 11)
    assert not counts(survey_record(survey.recipe))


def test_strata_of_one_grid_do_not_mix(tmp_path: Path) -> None:
    """Files that different strata take stand apart, though their pixels agree."""
    for folder, factor in (("top", 1), ("sub", 10)):
        (tmp_path / folder).mkdir()
        tif(tmp_path / folder / "Cu.tif", CU * factor)
    strata = "".join(
        f'[[strata]]\nname = "{n}"\nmedium = "{m}"\nfiles = ["{n}/*"]\n{UNIT}analytes.Cu = {{}}\n'
        for n, m in (("top", "topsoil"), ("sub", "subsoil"))
    )
    recipe = f'{HEAD}kind = "gridded"\n[[files]]\npath = "*/Cu.tif"\n[columns]\n{strata}'
    survey = made(tmp_path, recipe)
    assert survey.results["tiny.top"].value.max() == 12
    assert survey.results["tiny.sub"].value.min() == 10


def test_centre_of_a_block_is_the_middle_of_its_pixels() -> None:
    """Of a turned raster of 5 by 7 pixels in blocks of 2 too."""
    layout = Layout("EPSG:3035", (3.0, 4.0, 100.0, 4.0, -3.0, 200.0), (5, 7), 2)
    assert layout.blocks == (3, 4)
    x, y = layout.centres(np.array([0, 3, 11]))
    row, column = np.array([1.0, 1.0, 4.5]), np.array([1.0, 6.5, 6.5])
    np.testing.assert_allclose(x, 3 * column + 4 * row + 100)
    np.testing.assert_allclose(y, 4 * column - 3 * row + 200)


def cells(*boxes: shapely.Geometry, crs: str = "EPSG:4326") -> geopandas.GeoDataFrame:
    """Return polygons with a value each."""
    frame = pd.DataFrame({"Cu": [10.0 * (i + 1) for i in range(len(boxes))]})
    return geopandas.GeoDataFrame(frame, geometry=list(boxes), crs=crs)


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.shp", "a.parquet"])
def test_polygons_are_records_at_a_point_inside_with_their_area(tmp_path: Path, name: str) -> None:
    """The hook's middle lies outside it; one degree at the equator is 12,309 km²."""
    hook = shapely.Polygon([(10, 0), (12, 0), (12, 2), (11.8, 2), (11.8, 0.2), (10, 0.2)])
    frame = cells(shapely.box(12, 0, 13, 1), hook, shapely.box(13, 0, 14, 1))
    path = tmp_path / name
    frame.to_parquet(path) if name.endswith("parquet") else frame.to_file(path)
    survey = made(tmp_path, text(f'path = "{name}"', more=UNIT))
    assert values(survey) == [10, 20, 30]
    assert survey.samples["country"].tolist() == ["NOR", "FIN", "NOR"]
    at = shapely.points(survey.samples["lon"], survey.samples["lat"])
    assert shapely.contains(frame.geometry.to_numpy(), at).all()
    assert survey.areas["tiny"] == pytest.approx(12_309, rel=1e-3)


def test_results_may_be_joined_to_polygons(tmp_path: Path) -> None:
    """Catchments in one file, their values in a table."""
    frame = cells(shapely.box(10, 0, 11, 1), shapely.box(11, 0, 12, 1)).assign(no=["a", "b"])
    frame[["no", "geometry"]].to_file(tmp_path / "areas.gpkg")
    (tmp_path / "values.csv").write_text("no,Cu\nb,<5\na,7\n", encoding="utf-8")
    recipe = text('path = "areas.gpkg"\n\npath = "values.csv"\njoin = "no"', more=UNIT)
    survey = made(tmp_path, recipe.replace("[columns]\n", '[columns]\nid = "no"\n'))
    assert values(survey) == [7, 5]
    assert survey.results["tiny"].state[0].tolist() == [0, 1]


def test_centres_of_cells_in_a_table_are_grid_values_too(tmp_path: Path) -> None:
    """Nothing says their size."""
    (tmp_path / "a.csv").write_text("lon,lat,Cu\n10.5,0.5,7\n11.5,0.5,8\n", encoding="utf-8")
    recipe = text('path = "a.csv"', more=UNIT)
    recipe = recipe.replace("[columns]\n", '[columns]\nlongitude = "lon"\nlatitude = "lat"\n')
    survey = made(tmp_path, recipe)
    assert values(survey) == [7, 8]
    assert survey.areas == {}
