"""The schema that editors read is the one of the code."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.surveys.schema import SCHEMA, schema, text

ROOT = Path(__file__).parents[1]
RECIPES = sorted((ROOT / "data/surveys").glob("*/survey.toml"))


def keys(part: Any, node: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield the key paths of a recipe that the schema does not know."""
    if "$ref" in node:
        node = schema()["$defs"][node["$ref"].rsplit("/", 1)[1]]
    for choice in node.get("anyOf", []):
        if choice.get("type") != "null":
            yield from keys(part, choice, path)
    if isinstance(part, list) and isinstance(node.get("items"), dict):
        for item in part:
            yield from keys(item, node["items"], f"{path}[]")
    if isinstance(part, dict):
        known = node.get("properties")
        for key, value in part.items():
            if known is not None:
                if key not in known:
                    yield f"{path}.{key}"
                else:
                    yield from keys(value, known[key], f"{path}.{key}")
            elif isinstance(node.get("additionalProperties"), dict):
                yield from keys(value, node["additionalProperties"], f"{path}.{key}")


def test_shipped_schema_is_current() -> None:
    """Written by python -m dashboard.surveys.schema after the models changed."""
    assert SCHEMA.read_text(encoding="utf-8") == text()


@pytest.mark.parametrize("path", RECIPES, ids=lambda p: p.parent.name)
def test_recipes_of_the_project_name_the_schema_and_fit_it(path: Path) -> None:
    """Their first line leads editors to it, and it knows all their keys."""
    recipe = path.read_text(encoding="utf-8")
    reference = recipe.splitlines()[0].removeprefix("#:schema ")
    assert (path.parent / reference).resolve() == SCHEMA
    assert list(keys(tomllib.loads(recipe), schema())) == []


def test_schema_is_closed_so_that_editors_mark_slips() -> None:
    """Every part refuses keys that it does not have."""
    parts = [schema(), *schema()["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in parts)
    slip = {"survey": {"titel": "x"}, "strata": [{"analytes": {"Cu": {"colum": "Cu"}}}]}
    assert list(keys(slip, schema())) == [".survey.titel", ".strata[].analytes.Cu.colum"]


def test_every_key_of_the_recipe_is_explained() -> None:
    """Editors show what a key means while it is typed."""
    made = json.loads(SCHEMA.read_text(encoding="utf-8"))
    silent = [
        f"{name}.{key}"
        for name, part in made["$defs"].items()
        for key, value in part["properties"].items()
        if "description" not in value
    ]
    assert silent == []
