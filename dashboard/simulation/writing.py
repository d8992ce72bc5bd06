"""A simulated campaign as a survey folder: recipe, tables, planned sites."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from dashboard.catalog import boundaries
from dashboard.i18n import _
from dashboard.simulation.campaign import Campaign, campaign, records
from dashboard.simulation.plan import STRATA, Format, Plan, Stratum
from dashboard.simulation.sites import plan_sites

RECIPE = "survey.toml"
SITES = "sites.csv"

_TITLE = "Simulated campaign: made-up data, no observations"
_NOTES = (
    "Simulated data for trying things out and for teaching. No value was measured: places, dates "
    "and contents are random numbers around the composition of the upper continental crust, and "
    "say nothing of any country."
)


def simulate(
    folder: Path,
    plan: Plan,
    boundary_file: Path,
    form: Format = "csv",
) -> Campaign:
    """Write a simulated campaign as a survey folder, which `build` reads as any other.

    Parameters
    ----------
    folder : Path
        Folder to make; its name is the survey's id.
    plan : Plan
        Size and seed.
    boundary_file : Path
        Container of boundaries (docs/interfaces.md §3) to place the sites in.
    form : {"csv", "parquet"}
        Format of the tables of results.

    Returns
    -------
    Campaign
        What was written.

    Raises
    ------
    FileExistsError
        If the folder holds a recipe: what may be a real survey is not written over.
    ValueError
        If there are not so many countries, or the folder's name is no id.
    """
    folder = folder.resolve()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", folder.name):
        text = _("{name} is no id of a survey: lower case, digits, hyphens")
        raise ValueError(text.format(name=folder.name))
    if (folder / RECIPE).exists():
        raise FileExistsError(str(folder / RECIPE))
    made = campaign(plan, plan_sites(plan, boundaries.read(boundary_file).polygons()))
    folder.mkdir(parents=True, exist_ok=True)
    _write_records(made, folder, form)
    _write_sites(made, folder / SITES)
    # Last, so that a folder with a recipe is whole.
    (folder / RECIPE).write_text(recipe_text(folder.name, made, form), encoding="utf-8")
    return made


def recipe_text(identity: str, made: Campaign, form: Format) -> str:
    """Return the recipe of a campaign, marked as simulated.

    Parameters
    ----------
    identity : str
        Id of the survey.
    made : Campaign
        The campaign.
    form : {"csv", "parquet"}
        Format of its tables.

    Returns
    -------
    str
        TOML.
    """
    plan = made.plan
    size = (
        f"seed {plan.seed}, {plan.countries} countries, {plan.samples} sites sampled, "
        f"{plan.elements} elements, {plan.years} years, {plan.strata} strata"
    )
    density = made.sites.area_km2 / len(made.sites.country)
    head = {
        "id": identity,
        "title": _TITLE,
        "short": "Simulated campaign",
        "simulated": True,
        "owner": "Nobody: simulated data",
        "licence": "CC0 1.0",
        "licence_url": "https://creativecommons.org/publicdomain/zero/1.0/",
        "citation": f"Simulated campaign ({size}): made-up data, not to be cited as observations.",
        "years": [plan.start.year, plan.until.year],
        "notes": _NOTES,
    }
    extent = {
        "countries": sorted(made.sites.codes),
        "sites": SITES,
        "design_density": float(f"{density:.3g}"),
    }
    columns = {
        "id": "id",
        "longitude": "longitude",
        "latitude": "latitude",
        "date": "sampled",
        "laboratory_date": "at the laboratory",
        "reported_date": "reported",
        "country": "country",
        "duplicate_of": "duplicate of",
    }
    parts = [
        f"# Written by: python -m dashboard simulate ({size})\nformat = 1\n",
        _table("[survey]", head),
        _table("[extent]", extent),
    ]
    strata = STRATA[: plan.strata]
    parts += [_table("[[files]]", {"path": file_name(one, form)}) for one in strata]
    parts.append(_table("[columns]", columns))
    parts += [_table("[[strata]]", _stratum(one, form)) for one in strata]
    return "\n".join(parts)


def file_name(stratum: Stratum, form: Format) -> str:
    """Return the name of the file with a stratum's records."""
    return f"{stratum.name}.{form}"


def _stratum(one: Stratum, form: Format) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": f"{one.title}, simulated",
        "short": one.title,
        "medium": one.medium,
        "depth": one.depth,
        "depth_cm": list(one.depth_cm),
        "fraction": one.fraction,
        "digestion": "total",
        "method": "various",
        "files": [file_name(one, form)],
        "columns": "{form} {unit}",
    }


def _table(title: str, content: dict[str, Any]) -> str:
    """Return a table of TOML; its strings, numbers and lists are written as JSON writes them."""
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in content.items()]
    return "\n".join([title, *lines, ""])


def _write_records(made: Campaign, folder: Path, form: Format) -> None:
    writers: dict[int, Any] = {}
    with ExitStack() as stack:
        for stratum, table in records(made):
            if stratum not in writers:
                path = folder / file_name(STRATA[stratum], form)
                writers[stratum] = stack.enter_context(_writer(path, table.schema, form))
            writers[stratum].write_table(table)


def _writer(path: Path, schema: pa.Schema, form: Format) -> Any:
    if form == "parquet":
        return pq.ParquetWriter(path, schema, compression="zstd")
    return pyarrow.csv.CSVWriter(path, schema, write_options=_plain())


def _plain() -> Any:
    """Return options for fields without quotation marks: none holds a comma or one of them."""
    return pyarrow.csv.WriteOptions(quoting_style="none", quoting_header="none")


def _write_sites(made: Campaign, path: Path) -> None:
    """Write all planned sites, sampled or not."""
    content = pa.table(
        {
            "id": pa.array(made.ids, pa.string()),
            "longitude": made.sites.lon,
            "latitude": made.sites.lat,
        }
    )
    pyarrow.csv.write_csv(content, path, write_options=_plain())


def summary(made: Campaign) -> str:
    """Return one sentence on what was written."""
    sites = made.sites
    taken = int((~np.isnat(sites.collected)).sum())
    known = int((~np.isnat(sites.reported)).sum())
    text = _(
        "{taken} of {planned} planned sites in {countries} countries are sampled, results of "
        "{known} are reported; {elements} elements in {strata} strata. All data are simulated."
    )
    return text.format(
        taken=taken,
        planned=len(sites.country),
        countries=len(sites.codes),
        known=known,
        elements=len(made.columns),
        strata=made.plan.strata,
    )
