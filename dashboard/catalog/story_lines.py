"""Where the tables and keys of a story's file stand: a TOML reader tells values, but not lines."""

from __future__ import annotations

import re
from collections.abc import Mapping

_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*=\s*(.*)""")
_SCENE = re.compile(r"\s*\[\[\s*[\"']?scene[\"']?\s*\]\]")
_CLOSING = {
    '"""': re.compile(r'(?:[^"\\]|\\.|"(?!""))*"""'),
    "'''": re.compile(r"(?:[^']|'(?!''))*'''"),
}


def lines_of(text: str) -> Mapping[tuple[int, str], int]:
    """Return on which line each key of a story stands.

    Parameters
    ----------
    text : str
        A TOML file.

    Returns
    -------
    mapping of (int, str) to int
        Line (from 1) by number of the scene (from 1; 0 for the story itself) and key; the key
        is empty for the head ``[[scene]]``. Of a key that is there twice the first counts.

    Examples
    --------
    >>> lines_of('title = "A"\\n[[scene]]\\nview = "/map"')
    {(0, 'title'): 1, (1, ''): 2, (1, 'view'): 3}
    """
    found: dict[tuple[int, str], int] = {}
    scene = 0
    closing: re.Pattern[str] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if closing is not None:
            if closing.match(line):
                closing = None
            continue
        if _SCENE.match(line):
            scene += 1
            found[scene, ""] = number
            continue
        key = _KEY.match(line)
        if key is None:
            continue
        found.setdefault((scene, key[1] or key[2] or key[3] or ""), number)
        mark = key[4][:3]
        if mark in _CLOSING and not _CLOSING[mark].match(key[4][3:]):
            closing = _CLOSING[mark]
    return found
