"""Mistakes in results, units and limits."""

from tests.mistakes.base import COUNT, CU, ZN, Group, Mistake, S, strata, table
from tests.surveys_maker import STRATUM, recipe


def in_results() -> Group:
    """Results, units and limits."""
    group = Group("In results, units and limits")
    add = group.add
    for what, text, found, expected in (
        ("A word among the results", "n.d.", "n.d.", "a number"),
        ("A decimal comma", '"20,5"', "20,5", "a number"),
        ("A space in a number", "1 200", "1 200", "a number"),
        ("A concentration of zero", "0", "0", "censoring.zero"),
        ("A negative concentration", "-5", "-5", "censoring.negative"),
        ("A limit of zero", "<0", "<0", "limit above zero"),
        ("A question mark after the number", "20?", "20?", "a number"),
        ("More than 100 %", "1500000", "1500000", "at most 100 %"),
    ):
        add(what, (S, 5, "Cu"), found, expected, files={S: table({(5, "Cu"): text})})
    add(
        "Limits written as text where the recipe says there are none",
        (S, 5, "Cu"),
        "<2",
        "not written as text",
        recipe=recipe(strata="[censoring]\ntext = false\n" + STRATUM),
        files={S: table({(5, "Cu"): "<2"})},
    )
    add(
        "A pH of 74",
        (S, 5, "pH"),
        "74",
        "0 to 14",
        recipe=recipe(strata=strata("pH = {}")),
        files={S: table({(5, "pH"): "74"}, {"pH": [f"{5 + i / 20:g}" for i in range(COUNT)]})},
    )
    flagged = recipe(strata='[censoring]\nqualifier = { column = "{column}_q" }\n' + STRATUM)
    marks = {"Cu_q": [""] * COUNT}
    add(
        "A qualifier that the recipe does not explain",
        (S, 5, "Cu"),
        "",
        "qualifier that the recipe explains",
        recipe=flagged,
        files={S: table({(5, "Cu_q"): "?"}, marks)},
    )
    add(
        "A qualifier “<” beside a zero",
        (S, 5, "Cu"),
        "0",
        "limit beside the qualifier",
        recipe=flagged,
        files={S: table({(5, "Cu_q"): "<", (5, "Cu"): "0"}, marks)},
    )
    add(
        "One result in % among mg/kg",
        (S, 5, "Cu"),
        "10,000 times below",
        "same in this row",
        files={S: table({(5, "Cu"): f"{float(CU[3]) / 1e4:.7f}"})},
        warning=True,
    )
    add(
        "One result in µg/kg among mg/kg",
        (S, 5, "Cu"),
        "times above the median",
        "same in this row",
        files={S: table({(5, "Cu"): f"{float(CU[3]) * 1e3:.1f}"})},
        warning=True,
    )
    thousand = {(i + 2, "Cu"): f"{float(text) * 1000:g}" for i, text in enumerate(CU)}
    total = STRATUM.replace('unit = "mg/kg"', 'unit = "mg/kg"\ndigestion = "total"')
    add(
        "All results in µg/kg, the recipe says mg/kg",
        (S, None, "Cu"),
        "1,000 times what the upper crust has",
        "right unit",
        recipe=recipe(strata=total),
        files={S: table(thousand)},
        warning=True,
    )
    small = {(i + 2, "Cu"): f"{float(text) / 10000:.7f}" for i, text in enumerate(CU)}
    add(
        "All results in %, the recipe says mg/kg",
        (S, None, "Cu"),
        "10,000 times less than the upper crust has",
        "right unit",
        recipe=recipe(strata=total),
        files={S: table(small)},
        warning=True,
    )
    add(
        "One country in another unit",
        (S, 15, "Cu"),
        "samples of NOR, 1,000 times above",
        "same unit",
        files={S: table({k: v for k, v in thousand.items() if k[0] >= 15})},
        warning=True,
    )
    first, *lines = table({k: v for k, v in thousand.items() if k[0] >= 15}).splitlines()
    add(
        "One laboratory's file in another unit",
        ("lab-2.csv", 2, "Cu"),
        "samples of lab-2.csv, 1,000 times above",
        "same unit",
        recipe=recipe(files='[[files]]\npath = "lab-*.csv"\n'),
        files={
            "lab-1.csv": "\n".join([first, *lines[:13]]) + "\n",
            "lab-2.csv": "\n".join([first, *lines[13:]]) + "\n",
        },
        warning=True,
    )
    half = {(row, "Cu"): "2.5" for row in range(2, 8)}
    add(
        "Half the limit put silently in place of results below it",
        (S, None, "Cu"),
        "looks like half a detection limit",
        "censoring.half_limit",
        recipe=recipe(strata=strata("Cu = { limit = 5 }", unit='"mg/kg"')),
        files={S: table(half)},
        warning=True,
    )
    add(
        "The same, with a limit that nobody states",
        (S, None, "Cu"),
        "looks like half a detection limit",
        "censoring.half_limit",
        files={S: table({(row, "Cu"): "2.25" for row in range(2, 14)})},
        warning=True,
    )
    add(
        "The limit itself put in place of results below it",
        (S, None, "Cu"),
        "just at the detection limit",
        "marked as such",
        recipe=recipe(strata=strata("Cu = { limit = 5 }", unit='"mg/kg"')),
        files={S: table({(row, "Cu"): "5" for row in range(2, 14)})},
        warning=True,
    )
    add(
        "A result below the limit without a mark",
        (S, 4, "Cu"),
        "3 mg/kg",
        "< 5 mg/kg",
        recipe=recipe(strata=strata("Cu = { limit = 5 }", unit='"mg/kg"')),
        files={S: table({(4, "Cu"): "3"})},
        warning=True,
    )
    add(
        "The same number in every row",
        (S, None, "Cu"),
        "in all 24 results",
        "differ",
        files={S: table({(row, "Cu"): "7" for row in range(2, COUNT + 2)})},
        warning=True,
    )
    add(
        "A column without any result",
        (S, None, "Zn"),
        "no result",
        "results of this analyte",
        recipe=recipe(strata=strata("Cu = {}\nZn = {}", unit='"mg/kg"')),
        files={S: table(extra={"Zn": [""] * COUNT})},
        warning=True,
    )
    add(
        "An element that the recipe forgot",
        (S, None, "Zn"),
        "no stratum takes",
        "analytes",
        files={S: table(extra={"Zn": ZN})},
        warning=True,
    )
    elements = ("Cu", "Zn", "Pb", "Ni", "Co")
    many = {
        e: [f"{v + k + (3 * i) % 11 / 10:.1f}" for i in range(COUNT)]
        for k, (e, v) in enumerate(zip(elements[1:], (60, 20, 30, 10), strict=True))
    }
    copied = table(extra=many).splitlines()
    copied[9] = ",".join(copied[9].split(",")[:3] + copied[4].split(",")[3:])
    add(
        "A row of results copied to another sample",
        (S, 10, None),
        "the same results as row 5",
        "of its own",
        recipe=recipe(strata=strata("\n".join(f"{e} = {{}}" for e in elements), unit='"mg/kg"')),
        files={S: "\n".join(copied) + "\n"},
        warning=True,
    )
    group.mistakes += _sums()
    return group


def _sums() -> list[Mistake]:
    """Oxides whose sum cannot be."""
    group = Group("")
    # A granite, wt%: its ten oxides and the loss on ignition add up to 99.9.
    rock = {
        "SiO2": 71.0,
        "TiO2": 0.3,
        "Al2O3": 14.5,
        "Fe2O3": 2.8,
        "MnO": 0.1,
        "MgO": 0.9,
        "CaO": 2.0,
        "Na2O": 3.6,
        "K2O": 3.6,
        "P2O5": 0.1,
        "LOI": 1.0,
    }
    oxides = {k: [f"{v * (1 + i % 5 / 500):.3f}" for i in range(COUNT)] for k, v in rock.items()}
    forms = "\n".join(
        f'{k.split("O")[0].rstrip("2")} = {{ column = "{k}", form = "{k}" }}'
        for k in rock
        if k != "LOI"
    )
    text = recipe(strata=strata(forms + "\nLOI = {}", unit='"%"', digestion='"total"'))
    columns = ", ".join(rock)
    slip = table({(6, "SiO2"): "17.0"}, oxides)
    group.add(
        "Digits of an oxide exchanged",
        (S, 6, columns),
        "sum 4",
        "90 to 105",
        recipe=text,
        files={S: slip},
        warning=True,
    )
    plain = text.replace(', form = "Al2O3"', ', form = "Al"').replace(
        ', form = "SiO2"', ', form = "Si"'
    )
    group.add(
        "Oxides declared as elements",
        (S, None, columns),
        "median sum 1",
        "90 to 105",
        recipe=plain,
        files={S: table(extra=oxides)},
        warning=True,
    )
    return group.mistakes
