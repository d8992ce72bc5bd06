"""Read ``survey.toml`` and say what is wrong with it, all at once."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dashboard.i18n import _, ngettext
from dashboard.surveys.checks import Checks, Problem, SurveyError, nearest, quoted
from dashboard.surveys.recipe import Recipe

NAME = "survey.toml"
CONFIRM = "CONFIRM"
"""Word in the comments of a drafted recipe that marks a guess."""

# How pydantic names what a key with several kinds of values may be.
_KIND = re.compile(r"(constrained-)?(str|int)|tuple\[.*\]")


def read_recipe(folder: Path) -> Recipe:
    """Read the recipe of a survey.

    Parameters
    ----------
    folder : Path
        Folder that holds ``survey.toml``.

    Returns
    -------
    Recipe
        The recipe with defaults filled in.

    Raises
    ------
    SurveyError
        With every fault: no file, no TOML, unknown keys (with the nearest valid
        name), missing keys, wrong values.
    """
    path = folder / NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        found = _("no such file in {folder}").format(folder=folder.name)
        raise SurveyError(
            [Problem(NAME, None, None, found, _("every survey folder holds a survey.toml"))]
        ) from None
    except UnicodeDecodeError as error:
        raise SurveyError(
            [Problem(NAME, None, None, str(error), _("a TOML file is written in UTF-8"))]
        ) from None
    return parse_recipe(text)


def check_confirmed(folder: Path, checks: Checks) -> None:
    """Warn of guesses of a draft that nobody has confirmed.

    Parameters
    ----------
    folder : Path
        Folder that holds ``survey.toml``.
    checks : Checks
        Takes one warning with the number of marks.
    """
    lines = (folder / NAME).read_text(encoding="utf-8").splitlines()
    marked = [i for i, line in enumerate(lines, start=1) if f"# {CONFIRM}" in line]
    if marked:
        found = ngettext(
            "{count} guess is marked {word}", "{count} guesses are marked {word}", len(marked)
        ).format(count=len(marked), word=CONFIRM)
        expected = _("confirm or correct each, and delete its mark")
        checks.warn(NAME, marked[0], None, found, expected)


def parse_recipe(text: str) -> Recipe:
    """Make a recipe from the text of a ``survey.toml``.

    Parameters
    ----------
    text : str
        TOML.

    Returns
    -------
    Recipe
        The recipe with defaults filled in.

    Raises
    ------
    SurveyError
        With every fault and the key path of each.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        row = int(line[1]) if line else None
        raise SurveyError(
            [Problem(NAME, row, None, str(error), _("see https://toml.io for the notation"))]
        ) from None
    try:
        return Recipe.model_validate(data, strict=False)
    except ValidationError as error:
        raise SurveyError([_problem(e) for e in _own(_of_one_kind(error.errors()))]) from None


def _of_one_kind(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out what a single value lacks to be a list, and a list to be a single value.

    Where a key takes either, pydantic names the faults of both, each below the key and a
    word for the kind; the fault of the single value has what the recipe gives.
    """
    kinds = [_kind(error["loc"]) for error in errors]
    single, listed = {}, set()
    for error, at in zip(errors, kinds, strict=True):
        place = error["loc"]
        if at and str(place[at]).startswith("tuple"):
            listed.add(place[:at])
        elif at:
            single[place[:at]] = error["input"]
    kept = []
    for error, at in zip(errors, kinds, strict=True):
        place = error["loc"]
        # A key of the recipe may look like a word for a kind: faults of one kind alone are its.
        if not at or place[:at] not in single.keys() & listed:
            kept.append(error)
        elif isinstance(single[place[:at]], list) is str(place[at]).startswith("tuple"):
            kept.append({**error, "loc": place[:at] + place[at + 1 :]})
    return kept


def _kind(place: tuple[int | str, ...]) -> int | None:
    """Return where in a place pydantic names a kind of value; the last, as keys come before."""
    found = [i for i, part in enumerate(place) if _KIND.fullmatch(str(part))]
    return found[-1] if found else None


def _own(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Leave out that a list is too short where its items are what is wrong."""
    inside = {e["loc"][:n] for e in errors for n in range(len(e["loc"]))}
    return [e for e in errors if e["type"] != "too_short" or e["loc"] not in inside]


def _problem(error: ErrorDetails) -> Problem:
    """Say in the recipe's own words what pydantic found."""
    place = error["loc"]
    path = key_path(place)
    match error["type"]:
        case "extra_forbidden":
            keys = list(_model_at(place[:-1]).model_fields)
            return Problem(NAME, None, path, _("unknown key"), nearest(str(place[-1]), keys))
        case "missing":
            return Problem(NAME, None, path, _("missing"), _("this key is needed"))
        case "literal_error":
            expected = _("expected {values}").format(values=error["ctx"]["expected"])
            return Problem(NAME, None, path, quoted(error["input"]), expected)
        case "value_error":
            found = _("the keys do not fit together")
            return Problem(NAME, None, path or None, found, str(error["ctx"]["error"]))
        case _:
            return Problem(NAME, None, path, quoted(error["input"]), error["msg"])


def key_path(place: Sequence[int | str]) -> str:
    """Return a key path as people write it: ``strata[1].medium``, counted from 1.

    Parameters
    ----------
    place : sequence of str and int
        Keys and 0-based positions, outermost first.

    Returns
    -------
    str
        The path.
    """
    path = ""
    for part in place:
        if isinstance(part, int):
            path += f"[{part + 1}]"
        else:
            path += f".{part}" if path else part
    return path


def _model_at(place: Sequence[int | str]) -> type[BaseModel]:
    """Return the model whose keys are expected at a place of the recipe."""
    model: type[BaseModel] = Recipe
    for part in place:
        if isinstance(part, str) and part in model.model_fields:
            inner = _model_within(model.model_fields[part].annotation)
            model = inner or model
    return model


def _model_within(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside an annotation such as ``tuple[FilePart, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        model = _model_within(inner)
        if model is not None:
            return model
    return None
