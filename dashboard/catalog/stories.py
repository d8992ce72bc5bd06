"""Stories to present: scenes, each a view with its words, read from TOML files.

A file ``data/stories/<name>.toml`` is one story (docs/present.md); stories made in the
browser have the same fields as JSON.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dashboard.catalog.problems import Problem, nearest, quoted
from dashboard.catalog.story_lines import lines_of
from dashboard.i18n import _

DWELL = 20
"""Seconds that a scene is shown for where a story says nothing."""

OWN = "own"
"""Name in addresses of stories that are made in the browser and not kept here."""

LONGEST = {"title": 120, "description": 500, "caption": 700, "notes": 4000, "view": 2000}
"""Characters at most; a caption is read at a glance."""

MOST_SCENES = 100
MOST_PROBLEMS = 100
"""Problems that are told of one file; who has more has another mistake."""

_DWELLS = (3, 3600)
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

# A path and query under the prefix; it becomes the address of a frame.
_VIEW = re.compile(r"/(?![/\\])[^\s#\\<>\"]*")

_POINTS = 30
_DOTTED = re.compile(
    r"""(?<![A-Za-z0-9_-])(?:(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
    rf"[ \t]*+\.[ \t]*+){{{_POINTS},}}"
)
"""Keys of more than `_POINTS` parts: tomllib takes a minute for 100 kB of ``a.a.a…``."""

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
"""Where tomllib says that it could not go on."""

_LONGEST_FOUND = 120
"""Characters that a problem repeats of what was found."""


@dataclass(frozen=True)
class Scene:
    """One view of a story, with its words.

    Attributes
    ----------
    view : str
        Path and query of a page under the prefix of the server.
    title, caption : str
        What the audience reads.
    notes : str
        What the speaker reads.
    dwell : int
        Seconds that the scene is shown for where scenes follow by themselves.
    """

    view: str
    title: str
    caption: str
    notes: str
    dwell: int


@dataclass(frozen=True)
class Story:
    """Scenes in their order.

    Attributes
    ----------
    name : str
        Part of the address, ``/present/<name>``.
    title, description : str
    dwell : int
        Seconds, of scenes that have none of their own.
    scenes : tuple of Scene
    """

    name: str
    title: str
    description: str
    dwell: int
    scenes: tuple[Scene, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the story as the presenting page reads it."""
        return asdict(self)


def read_story(path: Path) -> tuple[Story | None, tuple[Problem, ...]]:
    """Read one story.

    Parameters
    ----------
    path : Path
        A TOML file; its name without the ending is the story's.

    Returns
    -------
    story : Story or None
        None where anything is wrong.
    problems : tuple of Problem
        What is wrong, in the order of the file.
    """
    file = path.name
    if not _NAME.fullmatch(path.stem) or path.stem == OWN:
        expected = _("lower-case letters, digits and hyphens; “{own}” is taken").format(own=OWN)
        return None, (Problem(file, None, _("file name"), quoted(path.stem), expected),)
    try:
        content = path.read_bytes()
    except OSError as fault:
        return None, (Problem(file, None, None, str(fault), _("a file that can be read")),)
    return read_content(content, path.stem, file)


def read_content(content: bytes, name: str, file: str) -> tuple[Story | None, tuple[Problem, ...]]:
    """Read a story from the content of its file, whoever wrote it.

    Parameters
    ----------
    content : bytes
        TOML in UTF-8, with or without a byte order mark.
    name : str
        Of the story.
    file : str
        What problems call the file.

    Returns
    -------
    story : Story or None
        None where anything is wrong.
    problems : tuple of Problem
        All that is wrong, at most `MOST_PROBLEMS`, in the order of the file; `row` is the line.
    """
    text = ""
    try:
        text = content.decode("utf-8-sig")
        if _DOTTED.search(text):
            raise ValueError(_("a key of more than {most} parts").format(most=_POINTS))
        table = tomllib.loads(text)
    # A number of thousands of digits and brackets thousands deep are no TOMLDecodeError.
    except (ValueError, RecursionError) as fault:
        said = _PLACE.search(str(fault))
        found = _PLACE.sub("", str(fault))
        line = int(said[1] or text.count("\n") + 1) if said else None
        return None, (Problem(file, line, None, found, _("a TOML file in UTF-8")),)
    reading = _Reading(file, lines_of(text))
    story = reading.story(name, table)
    problems = sorted(reading.problems, key=lambda one: one.row or 0)
    return (None if problems else story), tuple(problems)


def read_stories(folder: Path) -> tuple[dict[str, Story], tuple[Problem, ...]]:
    """Read all stories of a folder, by name; those with a problem are left out."""
    stories: dict[str, Story] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        story, found = read_story(path)
        problems += found
        if story is not None:
            stories[story.name] = story
    return stories, tuple(problems)


class _Reading:
    """Reads the tables of one file and gathers what is wrong."""

    def __init__(self, file: str, lines: Mapping[tuple[int, str], int]) -> None:
        self.file = file
        self.lines = lines
        self.problems: list[Problem] = []

    def story(self, name: str, content: Mapping[str, Any]) -> Story:
        self._known(content, ("title", "description", "dwell", "scene"), 0)
        title = self._text(content, "title", 0)
        description = self._text(content, "description", 0, needed=False)
        dwell = self._dwell(content, 0, DWELL)
        tables = content.get("scene")
        if not isinstance(tables, list) or not 1 <= len(tables) <= MOST_SCENES:
            found = quoted(len(tables)) if isinstance(tables, list) else quoted(tables or "")
            expected = _("1 to {most} tables [[scene]]").format(most=MOST_SCENES)
            self._wrong(0, "scene", found, expected)
            tables = []
        scenes = tuple(self._scene(one, i, dwell) for i, one in enumerate(tables, 1))
        return Story(name, title, description, dwell, scenes)

    def _scene(self, table: Any, number: int, dwell: int) -> Scene:
        if not isinstance(table, Mapping):
            self._wrong(number, "", quoted(table), _("a table [[scene]]"))
            return Scene("/", "", "", "", dwell)
        self._known(table, ("view", "title", "caption", "notes", "dwell"), number)
        view = self._text(table, "view", number)
        if view and not (_VIEW.fullmatch(view) and ".." not in view.split("?")[0]):
            expected = _("path and query of a page under the prefix, such as /map?el=Cu")
            self._wrong(number, "view", quoted(view), expected)
        return Scene(
            view,
            self._text(table, "title", number),
            self._text(table, "caption", number, needed=False),
            self._text(table, "notes", number, needed=False),
            self._dwell(table, number, dwell),
        )

    def _known(self, table: Mapping[str, Any], keys: tuple[str, ...], scene: int) -> None:
        for key in table:
            if len(self.problems) >= MOST_PROBLEMS:
                return
            if key not in keys:
                self._wrong(scene, key, quoted(key), nearest(key, keys))

    def _text(self, table: Mapping[str, Any], key: str, scene: int, *, needed: bool = True) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            self._wrong(scene, key, quoted(value), _("a text in quotation marks"))
            return ""
        text = " ".join(value.split()) if key != "notes" else value.strip()
        if needed and not text:
            self._wrong(scene, key, _("nothing"), _("a text"))
        if len(text) > LONGEST[key]:
            expected = _("at most {most} characters").format(most=LONGEST[key])
            self._wrong(scene, key, _("{count} characters").format(count=len(text)), expected)
        return text

    def _dwell(self, table: Mapping[str, Any], scene: int, ready: int) -> int:
        value = table.get("dwell", ready)
        least, most = _DWELLS
        # TOML's true is a number to Python.
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            expected = _("whole seconds from {least} to {most}").format(least=least, most=most)
            self._wrong(scene, "dwell", quoted(value), expected)
            return ready
        return value

    def _wrong(self, scene: int, key: str, found: str, expected: str) -> None:
        if len(self.problems) >= MOST_PROBLEMS:
            return
        place = _("scene {number}: ").format(number=scene) if scene else ""
        # A key that is missing has the line of its table.
        line = self.lines.get((scene, key)) or self.lines.get((scene, ""))
        if len(found) > _LONGEST_FOUND:
            found = f"{found[: _LONGEST_FOUND - 1]}…"
        column = (place + key)[:_LONGEST_FOUND] if key else place.strip(": ")
        self.problems.append(Problem(self.file, line, column, found, expected))
