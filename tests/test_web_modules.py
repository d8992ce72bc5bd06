"""Joined modules do what the modules do, and what cannot be joined is refused in words."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dashboard.web.modules import ModuleError, join

GRIDMAP = Path(__file__).parent.parent / "assets" / "gridmap"
SMALL = {
    "a.mjs": b"/** Doc. */\nimport { twice as double, base } from './b.mjs';\n"
    b"export const answer = double(base) + 1; // why\nexport { half } from './c.mjs';\n",
    "b.mjs": b"import { half } from './c.mjs';\nconst base = half(40);\n"
    b"export function twice(x) { return 2 * x; }\nexport { base };\n",
    "c.mjs": b"export function half(x) { return `${x / 2}` * 1; }\n",
}


def test_joined_modules_keep_their_exports(tmp_path):
    """Renamed imports, lists and re-exports give the same values as the modules do."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    joined = tmp_path / "all.mjs"
    joined.write_bytes(join(SMALL, "a.mjs"))
    script = (
        f"import * as m from '{joined.as_uri()}';"
        "console.log(JSON.stringify([m.answer, m.half(8)]))"
    )
    done = subprocess.run(
        [node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [41, 4]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"a.mjs": b"import { x } from './gone.mjs';\n"}, "no module gone.mjs"),
        ({"a.mjs": b"import * as x from './b.mjs';\n", "b.mjs": b""}, "cannot join"),
        ({"a.mjs": b"export default 3;\n"}, "cannot join"),
        ({"a.mjs": b"export let x = 3;\n"}, "cannot join"),
        ({"a.mjs": b"const here = import.meta.url;\n"}, "cannot join"),
        (
            {
                "a.mjs": b"import { b } from './b.mjs';\nexport const a = 1;\n",
                "b.mjs": b"import { a } from './a.mjs';\nexport const b = 1;\n",
            },
            "circle",
        ),
        (
            {
                "a.mjs": b"import { sea } from './b.mjs';\nexport { sea };\n",
                "b.mjs": b"export const space = 0, sea = 1;\n",
            },
            "does not export sea",
        ),
    ],
)
def test_other_forms_are_refused(files, words):
    """What this does not understand raises, so that it cannot reach a page."""
    with pytest.raises(ModuleError, match=words):
        join(files, "a.mjs")


@pytest.mark.parametrize("entry", ["boot.mjs", "loader.mjs"])
def test_the_maps_modules_can_be_joined(entry, tmp_path):
    """All modules that the page starts from join into one that a JavaScript engine accepts."""
    files = {p.name: p.read_bytes() for p in GRIDMAP.glob("*.mjs")}
    joined = join(files, entry)
    assert not re.search(rb"^import\s", joined, re.MULTILINE)
    assert len(joined) < sum(map(len, files.values()))
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    path = tmp_path / "joined.mjs"
    path.write_bytes(joined)
    subprocess.run([node, "--check", str(path)], check=True, capture_output=True)
