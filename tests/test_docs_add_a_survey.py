"""Every example of docs/add-a-survey.md, run as it stands there."""

import re
import shlex
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.__main__ import main, parser
from dashboard.catalog.elements import analyte
from dashboard.catalog.states import State
from dashboard.catalog.terms import terms
from dashboard.commands.console import GOOD
from dashboard.settings import read
from dashboard.surveys.features import FEATURES, PARQUET, R_DATA
from dashboard.surveys.formats import EXCEL, TEXT
from dashboard.surveys.gridded_raster import RASTERS
from dashboard.surveys.recipe_file import parse_recipe
from dashboard.surveys.samples import Survey, load
from dashboard.surveys.schema import SCHEMA
from tests.surveys_maker import long

TEXT_OF_PAGE = (Path(__file__).parents[1] / "docs/add-a-survey.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(\w+)(?: (\S+))?\n(.*?)```", re.DOTALL)

HEAD = """[survey]
id = "example"
title = "Example"
short = "Example"
owner = "Nobody"
licence = "CC0"
citation = "Nobody (2020)"
years = [2019, 2019]
"""
# What an example leaves out.
PARTS = {
    "files": '[[files]]\npath = "samples.csv"\n',
    "columns": '[columns]\nid = "id"\nlongitude = "lon"\nlatitude = "lat"\n',
    "strata": '[[strata]]\nmedium = "topsoil"\nunit = "mg/kg"\nanalytes = { Cu = {} }\n',
}


def sections() -> dict[str, str]:
    """Return the text of each section by its title."""
    pieces = re.split(r"^#{2,3} (.+)$", TEXT_OF_PAGE, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def whole(part: str) -> str:
    """Return a recipe of which the page shows a part."""
    missing = [
        text for key, text in PARTS.items() if not re.search(rf"^\[+{key}\b", part, re.MULTILINE)
    ]
    return HEAD + part + "\n" + "\n".join(missing)


def shown(made: Survey) -> list[str]:
    """Return what is read, in the words of the page."""
    lines = []
    samples = made.samples.set_index(["stratum", "sample"])
    for result in long(made).sort_values("stratum", kind="stable").itertuples():
        sample = samples.loc[(result.stratum, result.sample)]
        unit = analyte(result.analyte).unit
        value = f"{result.value:.4g} {unit}"
        words = {
            State.MEASURED: value,
            State.BELOW: "< DL" if np.isnan(result.value) else f"< {value}",
            State.ABOVE: f"> {value}",
            State.UNDETERMINED: "not determined",
        }
        line = f"{result.sample} {result.analyte} {words[State(result.state)]}"
        if not sample["routine"]:
            line += f" ({sample['role']} of {sample['duplicate_of']})"
        lines.append(line)
    waiting = made.samples[made.samples["state"] != State.MEASURED]
    if made.recipe.missing.no_sample:
        return lines
    return lines + [f"{s} {w}" for s, w in zip(waiting["sample"], waiting["status"], strict=True)]


EXAMPLES = {title: text for title, text in sections().items() if "```text" in text}


@pytest.mark.parametrize("title", list(EXAMPLES))
def test_example_reads_as_the_page_says(tmp_path: Path, title: str) -> None:
    """Its files and recipe give exactly the values and states printed below them."""
    recipe = expected = ""
    for language, name, text in BLOCK.findall(EXAMPLES[title]):
        if language == "csv":
            (tmp_path / (name or "samples.csv")).write_text(text, encoding="utf-8")
        elif language == "toml":
            recipe = whole(text)
        elif language == "text":
            expected = text
    (tmp_path / "survey.toml").write_text(recipe, encoding="utf-8")
    made = load(tmp_path)
    assert shown(made) == expected.strip().splitlines()


def test_there_is_an_example_for_each_way_of_writing() -> None:
    """Twelve at least: the page would not lose one unseen."""
    assert len(EXAMPLES) >= 12


def test_first_steps_lead_from_the_table_to_a_survey_without_marks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The draft loads; the confirmed recipe gives the same samples, and no problem is left."""
    blocks = {name: text for _language, name, text in BLOCK.findall(TEXT_OF_PAGE) if name}
    (tmp_path / "soils.csv").write_text(blocks["soils.csv"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    command = re.search(r"^python -m dashboard (new .*)$", TEXT_OF_PAGE, re.MULTILINE)
    assert command is not None
    assert main(shlex.split(command[1])) == GOOD
    folder = tmp_path / "data/surveys/my-soils"
    draft = load(folder)
    (folder / "survey.toml").write_text(blocks["my-soils"], encoding="utf-8")
    confirmed = load(folder)
    assert confirmed.problems == ()
    pd.testing.assert_frame_equal(long(draft), long(confirmed))
    assert draft.samples["country"].tolist() == ["FIN"] * 4


def test_commands_of_the_page_exist() -> None:
    """Each is understood by the command line."""
    commands = re.findall(r"^python -m dashboard (.+)$", TEXT_OF_PAGE, re.MULTILINE)
    assert {c.split()[0] for c in commands} == {"new", "check", "diff", "build", "serve"}
    for command in commands:
        parser(read({})).parse_args(shlex.split(command))


def test_recipes_without_a_table_are_valid() -> None:
    """The example of a GeoPackage."""
    (part,) = [text for lang, _, text in BLOCK.findall(sections()["5. Formats"]) if lang == "toml"]
    assert parse_recipe(whole(part)).files[0].sheet == "topsoil"


def test_recipe_of_a_published_grid_is_valid() -> None:
    """As a whole: nothing is left out of it."""
    section = sections()["7. Published grids"]
    (part,) = [text for lang, _, text in BLOCK.findall(section) if lang == "toml"]
    assert parse_recipe(part).survey.kind == "gridded"


def test_recipe_of_reference_materials_is_valid() -> None:
    """What the page leaves out is as everywhere else."""
    section = sections()["8. Reference materials"]
    (part,) = [text for lang, _, text in BLOCK.findall(section) if lang == "toml"]
    assert parse_recipe(whole(part)).references is not None


def test_formats_and_terms_of_the_page_are_those_of_the_code() -> None:
    """None is missing, none is invented."""
    formats = set(re.findall(r"`(\.\w+)`", sections()["5. Formats"]))
    beside = {".dbf", ".shx", ".prj"}
    assert formats == EXCEL | TEXT | FEATURES | PARQUET | R_DATA | RASTERS | beside
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", sections()["6. Terms"], re.MULTILINE))
    known = terms()
    for key, vocabulary in (
        ("medium", known.media),
        ("depth", known.depths),
        ("fraction", known.fractions),
        ("digestion", known.digestions),
        ("method", known.methods),
    ):
        assert re.findall(r"`([^`]+)`", rows[key]) == list(vocabulary)


def test_links_of_the_page_lead_somewhere() -> None:
    """The schema and the list of surveys."""
    folder = Path(__file__).parents[1] / "docs"
    links = re.findall(r"\]\(([^)#]+)\)", TEXT_OF_PAGE)
    assert SCHEMA in [(folder / link).resolve() for link in links]
    assert all((folder / link).exists() for link in links)
