"""Imports of the application go downwards only, as the map of the house in the docs says."""

import ast
import re
import subprocess
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAP = ROOT / "docs" / "architecture.md"
PACKAGE = "dashboard"


def modules() -> dict[str, Path]:
    """Return the files of the application by the names of their modules."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(source: str, known: Mapping[str, Path]) -> Iterator[str]:
    """Yield the modules of the application that a text imports, also within functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in known)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports name the whole path"
            for name in node.names:
                whole = f"{node.module}.{name.name}"
                found = whole if whole in known else node.module
                if found in known:
                    yield str(found)


def room(module: str) -> str:
    """Return the room of a module: its folder in the application, or its own name."""
    return module.split(".")[1] if "." in module else ""


def floors() -> dict[str, int]:
    """Return the floor of each room, 0 the highest, as the table of the docs has them."""
    table = MAP.read_text("utf-8").partition("## The rooms of")[2]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("|")][2:]
    return {name: i for i, row in enumerate(rows) for name in re.findall(r"`(\w+)`", row[2])}


@pytest.fixture(scope="module")
def arrows() -> dict[str, set[str]]:
    """Return the modules that each module imports."""
    known = modules()
    return {
        name: set(imported(path.read_text("utf-8"), known)) - {name}
        for name, path in known.items()
    }


def test_every_room_has_a_floor():
    """The table names the folders and modules that are there, no more and no fewer."""
    assert set(floors()) == {room(name) for name in modules()} - {""}


def test_imports_go_downwards(arrows):
    """No room imports from its own floor or from one above."""
    level = floors()
    upwards = [
        f"{name} imports {other}"
        for name, others in arrows.items()
        for other in sorted(others)
        if room(name) and room(other) and room(name) != room(other)
        if level[room(name)] >= level[room(other)]
    ]
    assert not upwards


def test_no_modules_import_each_other(arrows):
    """There is an order in which every module comes after all that it imports."""
    order = list(TopologicalSorter(arrows).static_order())
    assert len(order) == len(arrows)


def test_imports_are_seen_wherever_they_stand():
    """Imports of a module, of a name of one and within a function all count."""
    known = {"dashboard.grid": MAP, "dashboard.release.store": MAP}
    text = (
        "import dashboard.grid\n"
        "def later():\n    from dashboard.release.store import ReleaseStore\n"
        "from dashboard import grid\nimport numpy\n"
    )
    assert sorted(imported(text, known)) == [
        "dashboard.grid", "dashboard.grid", "dashboard.release.store",
    ]  # fmt: skip


def test_the_map_names_all_of_the_top_level():
    """Every file and folder that is kept beside the README has a row, and every row is there."""
    listing = subprocess.run(
        ["git", "-C", ROOT, "ls-files"], capture_output=True, check=False, text=True
    )
    if listing.returncode:
        pytest.skip("no version control here")
    table = MAP.read_text("utf-8").partition("## The top level")[2].partition("\n## ")[0]
    places = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")][2:]
    named = {name.rstrip("/") for cell in places for name in re.findall(r"`([^`]+)`", cell)}
    kept = {line.partition("/")[0] for line in listing.stdout.splitlines()}
    for path in sorted(kept - {".gitignore", "LICENSE", "README.md"}):
        assert any(Path(path).match(name) for name in named), path
    for name in sorted(named - {"releases"}):
        assert any(Path(path).match(name) for path in kept), name
