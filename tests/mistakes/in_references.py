"""Mistakes in what is said of reference materials."""

from tests.mistakes.base import Group, R, S, table
from tests.surveys_maker import COLUMNS, FILES, recipe

ROLE = COLUMNS + 'role = "kind"\nrole_codes = { CRM = "reference", S = "routine" }\n'
KINDS = {"kind": ["S"] * 22 + ["CRM"] * 2}


def stated(certified: str, material: str = "id") -> str:
    """Return a recipe with certified contents of the material in the last rows."""
    part = f'[references]\nmaterial = "{material}"\n[references.certified]\n{certified}\n'
    return recipe(columns=ROLE + part)


def in_references() -> Group:
    """Return the mistakes in reference materials."""
    group = Group("In reference materials")
    add = group.add
    files = {S: table(extra=KINDS)}
    add(
        "A role that is none",
        (R, None, "columns.role_codes.CRM"),
        "standard",
        "'reference'",
        recipe=recipe(columns=ROLE.replace("reference", "standard")),
        files=files,
    )
    add(
        "A column of materials that is not there",
        (R, None, "references.material"),
        "no column “crm”",
        "known names",
        recipe=stated("s23.Cu = { value = 30 }", "crm"),
        files=files,
    )
    add(
        "A material that no record is of",
        (R, None, "references.certified.GSS-1"),
        "GSS-1",
        "s23",
        recipe=stated("GSS-1.Cu = { value = 30 }"),
        files=files,
        warning=True,
    )
    add(
        "A certified content of zero",
        (R, None, "references.certified.s23.Cu.value"),
        "0",
        "greater than 0",
        recipe=stated("s23.Cu = { value = 0 }"),
        files=files,
    )
    add(
        "A certified content in a unit of something else",
        (R, None, "references.certified.s23.Cu"),
        "mg/L",
        "mg/kg",
        recipe=stated('s23.Cu = { value = 30, unit = "mg/L" }'),
        files=files,
    )
    add(
        "A file of reference materials that is not there",
        (R, None, "references.files"),
        "no file fits crm.csv",
        "[[files]]",
        recipe=recipe(
            files=FILES,
            columns=COLUMNS + '[references]\nmaterial = "id"\nfiles = ["crm.csv"]\n',
        ),
    )
    return group
