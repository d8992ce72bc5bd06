"""Mistakes in sample numbers, places and dates."""

from tests.mistakes.base import COUNT, DATED, EXTENT, STATED, Group, R, S, table
from tests.surveys_maker import COLUMNS, recipe


def in_samples() -> Group:
    """Numbers, places and dates of samples."""
    group = Group("In sample numbers, places and dates")
    add = group.add
    cells: list[tuple[str, tuple[int, str], str, str, str]] = [
        ("A sample number twice", (9, "id"), "s1", "s1", "once"),
        ("A sample without a number", (9, "id"), "", "empty", "number"),
        ("A longitude that is no number", (4, "lon"), "11°75'", "11°75'", "a coordinate"),
        ("A latitude left out", (4, "lat"), "", "empty", "a coordinate"),
        ("A latitude beyond the pole", (4, "lat"), "95", "95", "between −90 and 90"),
        (
            "Metres in a column of degrees",
            (4, "lon"),
            "512345.6",
            "512345.6",
            "between −180 and 180",
        ),
    ]
    for what, (row, column), text, found, expected in cells:
        first = 2 if column == "id" and text else row
        add(what, (S, first, column), found, expected, files={S: table({(row, column): text})})
    add(
        "A missing place written as 0, 0",
        (S, 5, "lon"),
        "0",
        "missing position",
        files={S: table({(5, "lon"): "0", (5, "lat"): "0"})},
    )
    wide = recipe(more=EXTENT)
    pair = "lon, lat"
    swapped = {(5, "lon"): "1.050", (5, "lat"): "10.550"}
    add(
        "Longitude and latitude of one sample swapped",
        (S, 5, pair),
        "10.5500° latitude",
        "look swapped",
        recipe=wide,
        files={S: table(swapped)},
        warning=True,
    )
    add(
        "East written as west",
        (S, 5, pair),
        "-10.5500° longitude",
        "sign of the longitude",
        recipe=wide,
        files={S: table({(5, "lon"): "-10.55"})},
        warning=True,
    )
    add(
        "North written as south",
        (S, 5, pair),
        "-1.2000° latitude",
        "sign of the latitude",
        recipe=wide,
        files={S: table({(5, "lat"): "-1.2"})},
        warning=True,
    )
    add(
        "A sample far outside the survey's countries",
        (S, 5, pair),
        "at sea",
        "extent, FIN, NOR",
        recipe=wide,
        files={S: table({(5, "lon"): "31", (5, "lat"): "1"})},
        warning=True,
    )
    far = table({(5, "lat"): "-17.0", (5, "lon"): "179.5"})
    add(
        "A sample in another part of the world",
        (S, 5, pair),
        "in FJI",
        "FIN, NOR",
        recipe=wide,
        files={S: far},
        warning=True,
    )
    turned = table().splitlines()
    body = [[*line.split(",")] for line in turned[1:]]
    eastern = "\n".join(
        [turned[0], *(",".join([b[0], b[2], f"{150 + float(b[1]):.2f}", b[3]]) for b in body)]
    )
    add(
        "The columns of longitude and latitude confused in the recipe",
        (S, None, "lat"),
        "values up to 163.55",
        "swapped",
        files={S: eastern + "\n"},
        warning=True,
    )
    named = {"country": ["FIN"] * 13 + ["NOR"] * 11}
    stated = recipe(columns=STATED, more=EXTENT)
    add(
        "A sample in another country than stated",
        (S, 4, "country"),
        "NOR, but the point lies",
        "in its country",
        recipe=stated,
        files={S: table({(4, "country"): "NOR"}, named)},
        warning=True,
    )
    add(
        "A country code of the survey's own without its meaning",
        (S, 4, "country"),
        "SUOMI",
        "columns.country_codes",
        recipe=stated,
        files={S: table({(4, "country"): "SUOMI"}, named)},
    )
    add(
        "A country that does not take part",
        (S, 4, "country"),
        "FJI",
        "extent.countries",
        recipe=stated,
        files={S: table({(4, "country"): "FJI"}, named)},
        warning=True,
    )
    add(
        "Two samples at the same place",
        (S, 3, pair),
        "the same place as row 2",
        "duplicate_of",
        files={S: table({(3, "lon"): "10.100", (3, "lat"): "0.300"})},
        warning=True,
    )
    days = {"day": [f"2011-07-{i + 1:02}" for i in range(COUNT)]}
    for what, day, found, expected, warning in (
        ("A date with the day first", "31/07/2011", "31/07/2011", "2009-07-31", False),
        ("A date that does not exist", "2011-02-30", "2011-02-30", "2009-07-31", False),
        ("A date in the future", "2999-01-01", "2999-01-01", "not in the future", False),
        ("A date with two digits missing", "0011-07-05", "0011-07-05", "date", False),
        ("A date before the survey", "1991-07-05", "1991-07-05", "2010 to 2012", True),
    ):
        add(
            what,
            (S, 6, "day"),
            found,
            expected,
            recipe=recipe(columns=DATED),
            files={S: table({(6, "day"): day}, days)},
            warning=warning,
        )
    add(
        "A column of dates misspelled",
        (R, None, "columns.date"),
        "day",
        "date",
        recipe=recipe(columns=DATED),
        files={S: table(extra={"date": days["day"]})},
    )
    status = COLUMNS + 'status = "status"\nstatus_codes = { done = "reported" }\n'
    add(
        "A status that the recipe does not explain",
        (S, 7, "status"),
        "lost",
        "status_codes",
        recipe=recipe(columns=status),
        files={S: table({(7, "status"): "lost"}, {"status": ["done"] * COUNT})},
    )
    twice = recipe(columns=COLUMNS + 'duplicate_of = "of"\n')
    add(
        "A duplicate of a sample that is not there",
        (S, 7, "of"),
        "s77",
        "",
        recipe=twice,
        files={S: table({(7, "of"): "s77"}, {"of": [""] * COUNT})},
        warning=True,
    )
    return group
