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
from dashboard.i18n import _

DWELL = 20
"""Seconds that a scene is shown for where a story says nothing."""

OWN = "own"
"""Name in addresses of stories that are made in the browser and not kept here."""

LONGEST = {"title": 120, "description": 500, "caption": 700, "notes": 4000, "view": 2000}
"""Characters at most; a caption is read at a glance."""

MOST_SCENES = 100
_DWELLS = (3, 3600)
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

# A path and query under the prefix; it becomes the address of a frame.
_VIEW = re.compile(r"/(?![/\\])[^\s#\\<>\"]*")


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
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        return None, (Problem(file, None, None, str(fault), _("a TOML file in UTF-8")),)
    reading = _Reading(file)
    story = reading.story(path.stem, content)
    return (None if reading.problems else story), tuple(reading.problems)


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

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def story(self, name: str, content: Mapping[str, Any]) -> Story:
        self._known(content, ("title", "description", "dwell", "scene"), "")
        title = self._text(content, "title", "")
        description = self._text(content, "description", "", needed=False)
        dwell = self._dwell(content, "", DWELL)
        tables = content.get("scene")
        if not isinstance(tables, list) or not 1 <= len(tables) <= MOST_SCENES:
            found = quoted(len(tables)) if isinstance(tables, list) else quoted(tables or "")
            expected = _("1 to {most} tables [[scene]]").format(most=MOST_SCENES)
            self._wrong("scene", found, expected)
            tables = []
        scenes = tuple(self._scene(one, i, dwell) for i, one in enumerate(tables, 1))
        return Story(name, title, description, dwell, scenes)

    def _scene(self, table: Any, number: int, dwell: int) -> Scene:
        place = _("scene {number}: ").format(number=number)
        if not isinstance(table, Mapping):
            self._wrong(place.strip(": "), quoted(table), _("a table [[scene]]"))
            return Scene("/", "", "", "", dwell)
        self._known(table, ("view", "title", "caption", "notes", "dwell"), place)
        view = self._text(table, "view", place)
        if view and not (_VIEW.fullmatch(view) and ".." not in view.split("?")[0]):
            expected = _("path and query of a page under the prefix, such as /map?el=Cu")
            self._wrong(f"{place}view", quoted(view), expected)
        return Scene(
            view,
            self._text(table, "title", place),
            self._text(table, "caption", place, needed=False),
            self._text(table, "notes", place, needed=False),
            self._dwell(table, place, dwell),
        )

    def _known(self, table: Mapping[str, Any], keys: tuple[str, ...], place: str) -> None:
        for key in table:
            if key not in keys:
                self._wrong(place + key, quoted(key), nearest(key, keys))

    def _text(self, table: Mapping[str, Any], key: str, place: str, *, needed: bool = True) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            self._wrong(place + key, quoted(value), _("a text in quotation marks"))
            return ""
        text = " ".join(value.split()) if key != "notes" else value.strip()
        if needed and not text:
            self._wrong(place + key, _("nothing"), _("a text"))
        if len(text) > LONGEST[key]:
            expected = _("at most {most} characters").format(most=LONGEST[key])
            self._wrong(place + key, _("{count} characters").format(count=len(text)), expected)
        return text

    def _dwell(self, table: Mapping[str, Any], place: str, ready: int) -> int:
        value = table.get("dwell", ready)
        least, most = _DWELLS
        # TOML's true is a number to Python.
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            expected = _("whole seconds from {least} to {most}").format(least=least, most=most)
            self._wrong(f"{place}dwell", quoted(value), expected)
            return ready
        return value

    def _wrong(self, column: str, found: str, expected: str) -> None:
        self.problems.append(Problem(self.file, None, column, found, expected))
