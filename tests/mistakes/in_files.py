"""Mistakes in files."""

from tests.mistakes.base import COUNT, Group, R, S, changed, strata, table
from tests.surveys_maker import FILES, STRATUM, recipe


def in_files() -> Group:
    """A file cannot be read, or its parts do not fit together."""
    group = Group("In the files")
    add = group.add

    def with_file(keys: str) -> str:
        return recipe(files=FILES + keys)

    add("The file not there", (S, None, None), "no such file", "publisher", files={})
    add(
        "A format that is not read",
        ("report.pdf", None, None),
        ".pdf",
        ".csv",
        recipe=changed("samples.csv", "report.pdf"),
        files={"report.pdf": "x"},
    )
    add(
        "Letters of another encoding",
        (S, None, None),
        "0xf6",
        "another encoding",
        files={S: table(extra={"place": ["Köln"] * COUNT}).encode("latin-1")},
    )
    add(
        "An encoding that does not exist",
        (S, None, None),
        "utf-9",
        "no such encoding",
        recipe=with_file('encoding = "utf-9"\n'),
    )
    add("An empty file", (S, None, None), "0 rows", "header in row 1", files={S: ""})
    add("A header without data", (S, 2, None), "no records", "data", files={S: "id,lon,lat,Cu\n"})
    add(
        "The header looked for below the data",
        (S, None, None),
        "rows",
        "header in row 90",
        recipe=with_file("header_row = 90\n"),
    )
    add(
        "Semicolons instead of commas",
        (R, None, "columns.id"),
        "no column",
        "id;lon;lat;Cu",
        files={S: table().replace(",", ";")},
    )
    add(
        "A comma inside a field without quotation marks",
        (S, 6, None),
        "5 fields",
        "4 fields",
        files={S: table({(6, "Cu"): "1,200"})},
    )
    add(
        "A damaged workbook",
        ("lab.xlsx", None, None),
        "",
        "a workbook that opens",
        recipe=changed("samples.csv", "lab.xlsx"),
        files={"lab.xlsx": "no workbook"},
    )
    add(
        "A unit row with an unknown unit",
        (S, 2, "Cu"),
        "mgs",
        "not known",
        recipe=recipe(
            files=FILES + "unit_row = 2\n", strata=STRATUM.replace('unit = "mg/kg"\n', "")
        ),
        files={S: table().replace("\n", "\n,,,mgs\n", 1)},
    )
    add(
        "A limit row with a word",
        (S, 2, "Cu"),
        "low",
        "detection limit above zero",
        recipe=with_file("limit_row = 2\n"),
        files={S: table().replace("\n", "\n,,,low\n", 1)},
    )
    parts = recipe(files='[[files]]\npath = "part-*.csv"\nunit_row = 2\n')
    add(
        "Two laboratories with different units in files that are stacked",
        ("part-2.csv", 2, "Cu"),
        "%",
        "mg/kg",
        recipe=parts,
        files={
            "part-1.csv": "id,lon,lat,Cu\n,,,mg/kg\na,11,1,20\n",
            "part-2.csv": "id,lon,lat,Cu\n,,,%\nb,13,1,30\n",
        },
    )
    joined = recipe(
        files=FILES + '[[files]]\npath = "lab.csv"\njoin = "no"\n',
        strata=strata("Zn = {}", unit='"mg/kg"'),
    )
    add(
        "A sample number twice in the laboratory's file",
        ("lab.csv", 3, "no"),
        "s1",
        "once",
        recipe=joined,
        files={S: table(), "lab.csv": "no,Zn\ns1,60\ns1,61\n"},
    )
    add(
        "A sample of the laboratory that nobody took",
        ("lab.csv", 3, "no"),
        "s99",
        "samples.csv",
        recipe=joined,
        files={S: table(), "lab.csv": "no,Zn\ns1,60\ns99,61\n"},
        warning=True,
    )
    add(
        "A joined file without the sample number's column",
        ("lab.csv", None, "no"),
        "no column",
        "known names",
        recipe=joined,
        files={S: table(), "lab.csv": "Zn,Pb\n60,5\n"},
    )
    add(
        "A joined file that repeats a column",
        ("lab.csv", None, "Cu"),
        "Cu",
        "no other file",
        recipe=joined,
        files={S: table(), "lab.csv": "no,Zn,Cu\ns1,60,5\n"},
    )
    add(
        "All files joined and none to join them to",
        (R, None, None),
        "fit",
        "without join",
        recipe=recipe(files=FILES + 'join = "id"\n'),
    )
    return group
