"""The JSON Schema of recipes, written from the models, for editors to complete them.

``python -m dashboard.surveys.schema`` writes ``data/survey.schema.json``.
"""

import json
from pathlib import Path
from typing import Any

from dashboard.surveys.recipe import Recipe

SCHEMA = Path(__file__).parents[2] / "data" / "survey.schema.json"


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that a ``survey.toml`` fits.

    Rules between keys are the reader's: a recipe that fits may still be refused.
    """
    made = Recipe.model_json_schema()
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return made


def text() -> str:
    """Return the schema as the file has it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(text(), encoding="utf-8")
