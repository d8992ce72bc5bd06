"""A small made-up survey in Finland and Norway, for tests that need a release."""

import csv
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parent.parent
BOUNDARIES = ROOT / "data" / "boundaries"

RECIPE = """
[survey]
id = "{id}"
title = "Test survey"
short = "Test"
owner = "Nobody"
licence = "CC0"
citation = "Nobody (2020), Test survey"
years = [2019, 2020]
simulated = true

[extent]
countries = ["FIN"]
design_density = 1600

[[files]]
path = "samples.csv"

[columns]
id = "id"
longitude = "lon"
latitude = "lat"
date = "date"
country = "country"

[[strata]]
name = "ar"
medium = "topsoil"
digestion = "aqua-regia"
method = "icp-ms"
unit = "mg/kg"
analytes = {{ Cu = {{ limit = 2.0 }}, Ni = {{}} }}
"""


def write_survey(folder, identity="test-survey", seed=3, count=240):
    """Write recipe and samples; the same seed gives the same files."""
    folder = Path(folder) / identity
    folder.mkdir(parents=True)
    (folder / "survey.toml").write_text(RECIPE.format(id=identity), encoding="utf-8")
    rng = np.random.default_rng(seed)
    with (folder / "samples.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "lon", "lat", "country", "date", "Cu", "Ni"])
        for i in range(count):
            norway = i % 4 == 0
            lon = rng.uniform(8, 11) if norway else rng.uniform(24, 29)
            lat = rng.uniform(60, 61.5) if norway else rng.uniform(61.5, 66)
            cu = rng.lognormal(2, 1)
            writer.writerow(
                [
                    f"s{i:03d}",
                    f"{lon:.4f}",
                    f"{lat:.4f}",
                    "NOR" if norway else "FIN",
                    f"2019-0{1 + i % 8}-15" if i % 2 else f"2020-0{1 + i % 8}-15",
                    "<2" if cu < 2 else f"{cu:.2f}",
                    "" if i % 10 == 0 else f"{rng.lognormal(3, 0.5):.2f}",
                ]
            )
    return folder
