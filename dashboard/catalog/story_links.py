"""Stories that an address holds: JSON of the browser, deflated or not, as base64url."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from typing import Any

from dashboard.catalog.stories import DWELL, LONGEST, OWN, Scene, Story

LONGEST_TEXT = 7000
"""Characters at most: servers take addresses of 8 kB."""

MOST_SCENES = 40
"""Scenes at most of a story that is written for a reader."""

_MOST_BYTES = 200_000
_ZLIB = 0x78
"""First byte of a deflated text (RFC 1950 with a window of 32 kB); JSON begins with a brace."""

_VIEW = re.compile(r"/(?![/\\])[^\s#\\<>\"]*")


def decode_story(text: str, most: int = MOST_SCENES) -> Story | None:
    """Return the story of a link's text, cut to what is allowed; None where it holds none.

    The same as `readStory` in assets/present/story.mjs does, for whatever anybody may have
    written.

    Parameters
    ----------
    text : str
        Base64url (RFC 4648, section 5) of JSON, which may be deflated (RFC 1950).
    most : int
        Scenes that are read; those after them are left out.
    """
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        if raw[:1] == bytes([_ZLIB]):
            # Bounded: a few bytes can inflate to gigabytes.
            raw = zlib.decompressobj().decompress(raw, _MOST_BYTES)
        found = json.loads(raw)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return None
    scenes = found.get("scenes") if isinstance(found, dict) else None
    if not isinstance(scenes, list) or not scenes:
        return None
    dwell = _seconds(found, DWELL)
    return Story(
        OWN,
        _text(found, "title"),
        _text(found, "description"),
        dwell,
        tuple(_scene(one, dwell) for one in scenes[:most]),
    )


def _scene(found: Any, dwell: int) -> Scene:
    view = _text(found, "view")
    known = _VIEW.fullmatch(view) and ".." not in view.split("?")[0]
    return Scene(
        view if known else "",
        _text(found, "title"),
        _text(found, "caption"),
        _text(found, "notes"),
        _seconds(found, dwell),
    )


def _text(found: Any, key: str) -> str:
    value = found.get(key) if isinstance(found, dict) else None
    # A half of a pair of surrogates is no text that can be written.
    clean = value.encode("utf-8", "ignore").decode() if isinstance(value, str) else ""
    return clean[: LONGEST[key]]


def _seconds(found: Any, ready: int) -> int:
    value = found.get("dwell") if isinstance(found, dict) else None
    known = isinstance(value, int) and not isinstance(value, bool) and 3 <= value <= 3600
    return value if known and isinstance(value, int) else ready
