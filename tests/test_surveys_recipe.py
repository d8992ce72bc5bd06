"""Recipes: what they say, and what is wrong with them."""

from pathlib import Path

import pytest

from dashboard.surveys.checks import Problem, SurveyError
from dashboard.surveys.recipe import Recipe
from dashboard.surveys.recipe_file import key_path, parse_recipe, read_recipe
from tests.surveys_maker import COLUMNS, FILES, HEAD, STRATUM, recipe

SURVEYS = Path(__file__).parents[1] / "data/surveys"


def problems(text: str) -> list[Problem]:
    with pytest.raises(SurveyError) as caught:
        parse_recipe(text)
    return list(caught.value.problems)


@pytest.mark.parametrize("name", sorted(p.parent.name for p in SURVEYS.glob("*/survey.toml")))
def test_recipes_of_the_project_are_valid_and_named_after_their_folder(name: str) -> None:
    """Each folder's recipe reads, and its id is the folder's name."""
    assert read_recipe(SURVEYS / name).survey.id == name


def test_smallest_recipe_has_the_documented_defaults() -> None:
    """What is left out is a measured survey in comma-separated UTF-8 with text limits."""
    made = parse_recipe(recipe())
    assert made.survey.kind == "survey"
    assert not made.survey.simulated
    assert made.files[0].data_row == 2
    assert made.columns.crs == "EPSG:4326"
    assert made.censoring.text
    assert made.censoring.zero == "error"
    assert made.stratum_id(made.strata[0]) == "tiny"


def test_stratum_name_follows_the_survey_id() -> None:
    """A named stratum has the id survey.name."""
    made = parse_recipe(recipe(strata=STRATUM.replace("medium", 'name = "xrf"\nmedium')))
    assert made.stratum_id(made.strata[0]) == "tiny.xrf"


@pytest.mark.parametrize(
    ("text", "path", "advice"),
    [
        (recipe(strata=STRATUM.replace("medium", "meduim")), "strata[1].meduim", "medium"),
        (recipe(files=FILES + "headerrow = 3\n"), "files[1].headerrow", "header_row"),
        (recipe(columns=COLUMNS + 'contry = "c"\n'), "columns.contry", "country"),
        (recipe(more="[extend]\ncountries = []\n"), "extend", "extent"),
        (
            recipe(strata=STRATUM.replace("Cu = {}", 'Cu = { colum = "Cu" }')),
            "strata[1].analytes.Cu.colum",
            "column",
        ),
    ],
)
def test_unknown_key_names_its_path_and_the_nearest_valid_key(
    text: str, path: str, advice: str
) -> None:
    """A slip in any part of a recipe is reported where it is, with the right word."""
    found = next(p for p in problems(text) if p.found == "unknown key")
    assert found.file == "survey.toml"
    assert found.column == path
    assert f"“{advice}”" in found.expected


def test_all_faults_of_a_recipe_are_reported_at_once() -> None:
    """Missing, unknown and wrong keys come together."""
    text = recipe(
        files=FILES + 'decimal = ";"\n',
        strata=STRATUM.replace('medium = "topsoil"', "metod = 1"),
    ).replace('owner = "Nobody"', "")
    paths = {p.column for p in problems(text)}
    assert paths == {"survey.owner", "files[1].decimal", "strata[1].medium", "strata[1].metod"}


def test_toml_that_cannot_be_read_names_the_line() -> None:
    """A syntax error carries its row."""
    (found,) = problems('[survey]\nid = "a\n')
    assert found.row == 2


def test_missing_recipe_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    """A folder without survey.toml says so."""
    with pytest.raises(SurveyError, match=r"survey\.toml"):
        read_recipe(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (recipe(columns='[columns]\nlongitude = "x"\n'), "longitude and latitude"),
        (recipe(columns=COLUMNS + 'x = "x"\ny = "y"\n'), "longitude and latitude"),
        (recipe(files=FILES + "unit_row = 2\nfirst_row = 2\n"), "below the header"),
        (recipe(files=FILES + 'join = "id"\n'), "without join"),
        (recipe(strata=STRATUM + STRATUM), "its own name"),
        (recipe(strata='[[strata]]\nmedium = "topsoil"\n'), "give analytes"),
        (recipe(strata='[[strata]]\nmedium = "topsoil"\ncolumns = "X_*"\n'), "{form}"),
        (recipe().replace("[2010, 2012]", "[2012, 2010]"), "[first, last]"),
        (recipe(files=FILES.replace("samples.csv", "../x.csv")), "inside the survey's folder"),
        (recipe(files=FILES.replace("samples.csv", "/etc/x.csv")), "inside the survey's folder"),
        (recipe(files=FILES.replace("samples.csv", "C:/x.csv")), "inside the survey's folder"),
        (
            recipe(files=FILES.replace("samples.csv", "a/../../x.csv")),
            "inside the survey's folder",
        ),
        (
            recipe(files=FILES.replace('"samples.csv"', "'..\\x.csv'")),
            "inside the survey's folder",
        ),
        (recipe(more='[extent]\ncells = "../c.csv"\n'), "inside the survey's folder"),
        (recipe(columns=COLUMNS + 'role = "kind"\n'), "role_codes"),
    ],
)
def test_keys_that_do_not_fit_together_are_refused(text: str, words: str) -> None:
    """Rules between keys are checked before any file is opened."""
    assert words in problems(text)[0].expected


def test_recipe_cannot_be_changed_once_read() -> None:
    """A recipe is frozen, so that a release is what its recipe says."""
    made: Recipe = parse_recipe(recipe())
    with pytest.raises(ValueError, match="frozen"):
        made.survey.title = "other"  # type: ignore[misc]


def test_key_paths_count_from_one() -> None:
    """The first stratum is strata[1], as people count."""
    assert key_path(("strata", 0, "analytes", "Cu")) == "strata[1].analytes.Cu"


def test_head_of_the_maker_is_complete() -> None:
    """Leaving out the survey part reports every key it needs."""
    paths = {p.column for p in problems(recipe().replace(HEAD, "[survey]\n"))}
    needed = ("id", "title", "short", "owner", "licence", "citation", "years")
    assert paths == {f"survey.{key}" for key in needed}


@pytest.mark.parametrize(
    ("files", "column", "found"),
    [
        ('header_row = "two"', "files[1].header_row", "“two”"),
        ("header_row = 0", "files[1].header_row", "“0”"),
        ('header_row = [2, "x"]', "files[1].header_row[2]", "“x”"),
        ("header_row = []", "files[1].header_row", "“[]”"),
    ],
)
def test_key_that_takes_one_value_or_several_is_named_once(
    files: str, column: str, found: str
) -> None:
    """By the fault of what the recipe gives, and not also by that of the other kind."""
    (problem,) = problems(recipe(files=f"{FILES}{files}\n"))
    assert (problem.column, problem.found) == (column, found)


@pytest.mark.parametrize("column", ["str", "int", "tuple[a]"])
@pytest.mark.parametrize(
    ("texts", "place", "found"), [("5", "", "“5”"), ('["a", 3]', "[2]", "“3”")]
)
def test_column_called_as_a_kind_of_value_is_named_in_full(
    column: str, texts: str, place: str, found: str
) -> None:
    """The file's own names stand in the place of a fault, whatever they are."""
    (problem,) = problems(recipe() + f'[skip]\n"{column}" = {texts}\n')
    assert (problem.column, problem.found) == (f"skip.{column}{place}", found)


def test_code_called_as_a_kind_of_value_is_named_in_full() -> None:
    """Also where the key takes one kind of value only."""
    (problem,) = problems(recipe() + '[columns.country_codes]\n"tuple[a]" = 5\n')
    assert problem.column == "columns.country_codes.tuple[a]"
