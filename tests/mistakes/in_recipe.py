"""Mistakes in recipes."""

from tests.mistakes.base import COUNT, Group, R, S, changed, table
from tests.surveys_maker import STRATUM, recipe


def in_recipe() -> Group:
    """The recipe cannot be understood, or names what the catalogue does not know."""
    group = Group("In the recipe")
    add = group.add
    add("No recipe in the folder", (R, None, None), "no such file", "every survey", recipe=None)
    add(
        "A quotation mark forgotten",
        (R, 3, None),
        "",
        "toml.io",
        recipe=changed('"tiny"', '"tiny'),
    )
    add(
        "The recipe saved in Latin-1",
        (R, None, None),
        "0xe4",
        "UTF-8",
        recipe=changed("Nobody (2020)", "Äyräs (1998)").replace("Ä", "A").encode("latin-1"),
    )
    rules: list[tuple[str, str, str, str, str, str]] = [
        ("A table misspelled", "[columns]", "[colums]", "colums", "unknown key", "columns"),
        ("A key misspelled", "short =", "shrt =", "survey.shrt", "unknown key", "short"),
        ("A needed key left out", 'licence = "CC0"\n', "", "survey.licence", "missing", "needed"),
        ("A survey id in capitals", '"tiny"', '"Tiny"', "survey.id", "Tiny", "pattern"),
        (
            "Years in the wrong order",
            "[2010, 2012]",
            "[2012, 2010]",
            "survey",
            "fit",
            "first, last",
        ),
        (
            "A year as text",
            "[2010, 2012]",
            '["early", 2012]',
            "survey.years[1]",
            "early",
            "integer",
        ),
        (
            "A path out of the folder",
            "samples.csv",
            "../samples.csv",
            "files[1].path",
            "fit",
            "inside",
        ),
        (
            "A latitude without a longitude",
            'longitude = "lon"\n',
            "",
            "columns",
            "fit",
            "longitude",
        ),
        ("An unknown medium", "topsoil", "topsoils", "strata[1].medium", "topsoils", "topsoil"),
        (
            "A detection limit of zero",
            "Cu = {}",
            "Cu = { limit = 0 }",
            "strata[1].analytes.Cu.limit",
            "0",
            "greater",
        ),
        (
            "A stratum without analytes",
            "[strata.analytes]\nCu = {}\n",
            "",
            "strata[1]",
            "fit",
            "give analytes",
        ),
        (
            "A symbol that is no element",
            "Cu = {}",
            "Xx = {}",
            "strata[1].analytes.Xx",
            "Xx",
            "known names",
        ),
        (
            "An unknown unit",
            '"mg/kg"',
            '"mgkg per"',
            "strata[1].analytes.Cu",
            "mgkg per",
            "not known",
        ),
        (
            "A unit of something else",
            '"mg/kg"',
            '"mg/L"',
            "strata[1].analytes.Cu",
            "mg/L",
            "cannot become",
        ),
        (
            "A form of another element",
            "Cu = {}",
            'Cu = { form = "ZnO" }',
            "strata[1].analytes.Cu.form",
            "ZnO",
            "a form of Cu",
        ),
        (
            "A column that is not there",
            "Cu = {}",
            'Cu = { column = "Copper" }',
            "strata[1].analytes.Cu",
            "Copper",
            "known names",
        ),
        (
            "A column of coordinates misspelled",
            '"lat"',
            '"latitude"',
            "columns.latitude",
            "latitude",
            "lat",
        ),
        (
            "A column of sample numbers misspelled",
            'id = "id"',
            'id = "ID no"',
            "columns.id",
            "ID no",
            "id",
        ),
        (
            "An unknown method",
            "Cu = {}",
            'Cu = { method = "icp-mz" }',
            "strata[1].analytes.Cu.method",
            "icp-mz",
            "icp",
        ),
        (
            "Coordinates in an unknown reference system",
            'latitude = "lat"\n',
            'latitude = "lat"\ncrs = "EPSG:1"\n',
            "columns.crs",
            "EPSG:1",
            "EPSG:4326",
        ),
        (
            "A decimal sign that is none",
            'path = "samples.csv"',
            'path = "samples.csv"\ndecimal = ";"',
            "files[1].decimal",
            ";",
            "','",
        ),
        (
            "Data above the header",
            'path = "samples.csv"',
            'path = "samples.csv"\nfirst_row = 1',
            "files[1]",
            "fit",
            "below the header",
        ),
        (
            "A web address without https://",
            'licence = "CC0"\n',
            'licence = "CC0"\nlicence_url = "www.example.org"\n',
            "survey.licence_url",
            "www.example.org",
            "pattern",
        ),
        (
            "A misspelled word for what is shared",
            'licence = "CC0"\n',
            'licence = "CC0"\nsharing = "cell"\n',
            "survey.sharing",
            "cell",
            "cells",
        ),
        (
            "A pattern without {form}",
            'unit = "mg/kg"',
            'unit = "mg/kg"\ncolumns = "*_ppm"',
            "strata[1]",
            "fit",
            "{form}",
        ),
        (
            "A column to exclude that is not there",
            'unit = "mg/kg"',
            'unit = "mg/kg"\nexclude = ["pH"]',
            "strata[1].exclude",
            "pH",
            "known names",
        ),
        (
            "A pattern that fits no column",
            'unit = "mg/kg"',
            'unit = "mg/kg"\ncolumns = "{form}_ICP"',
            "strata[1].columns",
            "no column fits",
            "Cu",
        ),
        (
            "A filter that no row passes",
            'unit = "mg/kg"',
            'unit = "mg/kg"\nrows = { id = "top" }',
            "strata[1].rows.id",
            "top",
            "",
        ),
    ]
    for what, old, new, column, found, expected in rules:
        add(what, (R, None, column), found, expected, recipe=changed(old, new))
    add(
        "A country code of two letters",
        (R, None, "extent.countries[1]"),
        "FI",
        "pattern",
        recipe=recipe(more='[extent]\ncountries = ["FI"]\n'),
    )
    add(
        "A country code that does not exist",
        (R, None, "extent.countries"),
        "XYZ",
        "ISO 3166-1",
        recipe=recipe(more='[extent]\ncountries = ["XYZ"]\n'),
    )
    add(
        "A file of the extent that is not there",
        (R, None, "extent.polygons"),
        "area.gpkg",
        "beside the recipe",
        recipe=recipe(more='[extent]\npolygons = "area.gpkg"\n'),
    )
    add(
        "Two columns for one element",
        (R, None, "strata[1].columns"),
        "both give Fe",
        "exclude one",
        recipe=recipe(strata='[[strata]]\nmedium = "topsoil"\nunit = "%"\ncolumns = "{form}"\n'),
        files={S: table(extra={"Fe": ["3"] * COUNT, "Fe2O3": ["4"] * COUNT})},
    )
    add(
        "Two strata of one name",
        (R, None, None),
        "fit",
        "own name",
        recipe=recipe(strata=STRATUM + STRATUM),
    )
    add(
        "A qualifier column that is not there",
        (R, None, "strata[1].analytes.Cu"),
        "Cu_q",
        "did you mean",
        recipe=recipe(strata='[censoring]\nqualifier = { column = "{column}_q" }\n' + STRATUM),
    )
    return group
