"""Surveys whose owners share differently, with results that are like those of no other."""

import csv

import numpy as np

MIXED, CELLS, SECRET, OPEN = "mixed", "cells-only", "secret", "open"

RECIPE = """
[survey]
id = "{id}"
title = "Survey {id}"
short = "{id}"
owner = "Owner of {id}"
licence = "CC0"
citation = "Somebody (2020), {id}"
years = [2019, 2020]
{sharing}

[extent]
countries = ["FIN"]
design_density = 1600

[[files]]
path = "{file}.csv"

[columns]
id = "id"
longitude = "lon"
latitude = "lat"
date = "date"
country = "country"
duplicate_of = "of"

[[strata]]
name = "ar"
medium = "topsoil"
digestion = "aqua-regia"
method = "icp-ms"
unit = "mg/kg"

[strata.analytes]
Cu = {{ limit = 2.0 }}
Ni = {{ {ni} }}
U = {{ {u} }}
"""

COUNT = 180


def write(folder, identity, seed, sharing="", ni="", u=""):
    """Write a survey; return its results by analyte, each in a range of numbers of its own."""
    folder = folder / identity
    folder.mkdir(parents=True)
    text = RECIPE.format(id=identity, sharing=sharing, ni=ni, u=u, file=f"table-of-{identity}")
    (folder / "survey.toml").write_text(text, encoding="utf-8")
    rng = np.random.default_rng(seed)
    values = {
        name: np.round(10 * 1.6 ** (3 * seed + i) * rng.lognormal(0, 0.05, COUNT + 20), 6)
        for i, name in enumerate(("Cu", "Ni", "U"))
    }
    ids = [f"{identity}-{i:04d}" for i in range(COUNT + 20)]
    places = np.column_stack([rng.uniform(22, 29, COUNT), rng.uniform(61, 67, COUNT)]).round(9)
    with (folder / f"table-of-{identity}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "lon", "lat", "country", "date", "of", "Cu", "Ni", "U"])
        for i, name in enumerate(ids):
            of = "" if i < COUNT else ids[i - COUNT]
            lon, lat = places[i % COUNT].tolist()
            row = [name, lon, lat, "FIN", f"2019-0{1 + i % 8}-15", of]
            writer.writerow(row + [values[a][i] for a in ("Cu", "Ni", "U")])
    return values | {"ids": ids, "lon": places[:, 0], "lat": places[:, 1]}
