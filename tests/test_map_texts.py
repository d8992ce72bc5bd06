"""The map's texts can all be translated: the modules' literals and the table agree."""

import re
from pathlib import Path

from dashboard.components.map_texts import map_texts

MODULES = Path(__file__).parents[1] / "assets" / "gridmap"
LITERAL = re.compile(r"\bt\(\s*(['\"`])((?:[^\\]|\\.)*?)\1")
CALL = re.compile(r"(?<![\w.])t\(\s*([^'\s)])")


def test_every_text_of_the_modules_can_be_translated_and_none_is_left_over():
    """`t('…')` in the modules and `map_texts` name the same texts."""
    found = {
        text.replace("\\'", "'")
        for module in MODULES.glob("*.mjs")
        for _, text in LITERAL.findall(module.read_text("utf-8"))
    }
    assert len(found) > 50, "the pattern no longer finds the modules' texts"
    assert found == set(map_texts())


def test_texts_are_literals():
    """A text put together at run time could not be found and not be translated."""
    allowed = re.compile(r"(?:function|=>|const)\s*$")
    for module in MODULES.glob("*.mjs"):
        source = re.sub(r"/\*.*?\*/|//[^\n]*", "", module.read_text("utf-8"), flags=re.DOTALL)
        for match in CALL.finditer(source):
            before = source[max(0, match.start() - 20) : match.start()]
            assert allowed.search(before), f"{module.name}: t({match[1]}…"


def test_places_for_values_stand_in_the_translation():
    """A translation that loses `{name}` would hide a value."""
    for source, text in map_texts().items():
        assert set(re.findall(r"\{\w+\}", source)) == set(re.findall(r"\{\w+\}", text)), source
