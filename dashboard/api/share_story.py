"""A story that is shared: ``share.json`` and ``cite.…`` with ``story`` in place of a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

from dashboard.api.interface import Interface, Refused
from dashboard.catalog.stories import MOST_SCENES, OWN, Story
from dashboard.catalog.story_links import LONGEST_TEXT, decode_story
from dashboard.export.citation import Cited
from dashboard.export.story import (
    cited_story,
    gone_releases,
    mark_of,
    scene_views,
    story_told,
)
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.state import ViewState, to_query


@dataclass(frozen=True)
class SharedStory:
    """A story with the release that its address asks for.

    Attributes
    ----------
    interface : Interface
    release : Release
        Of the scenes that name none.
    story : Story
    held : str
        Text of a story that its link holds; empty for those of the server.
    language : str
    live : str or None
        How live links name the release.
    """

    interface: Interface
    release: Release
    story: Story
    held: str
    language: str
    live: str | None

    def address(self, release: str | None) -> str:
        """Return the full address of the story, on a release or on whichever is served.

        A link of a story that it holds has that behind it, which the browser adds.
        """
        query = to_query(ViewState(release=release, language=self.language))
        return self.interface.page_address(query, f"present/{self.story.name}")

    def told(self, kinds: Collection[str], frame: tuple[int, int]) -> dict[str, Any]:
        """Return what ``share.json`` says, as of a view; no story can be embedded.

        Parameters
        ----------
        kinds : collection of str
            Of citations.
        frame : tuple of int
            Width and height of frames, CSS pixels.
        """
        simulated = bool(self.release.index["simulated"])
        words = story_told(self.story, simulated=simulated)
        named = {"story": self.story.name} | ({"s": self.held} if self.held else {})
        kept = to_query(ViewState(release=self.release.id, language=self.language))
        asked = f"{urlencode(named)}&{kept}"
        address = self.interface.page_address
        return {
            "release": self.release.id,
            "simulated": simulated,
            "title": words.title,
            "description": words.description,
            "sentence": words.sentence,
            # Before the words of a scene, which the browser has.
            "mark": mark_of(simulated),
            "links": {"live": self.address(self.live), "frozen": self.address(self.release.id)},
            "gone": gone_releases(self.story, self.interface.store.get),
            "embeds": None,
            "frame": frame,
            "cite": {kind: address(asked, f"api/v1/cite.{kind}") for kind in kinds},
            "language": self.language,
        }

    def cited(self, day: dt.date) -> Cited:
        """Return what is cited of it."""
        views = scene_views(self.story, self.release, self.interface.store.get)
        return cited_story(self.release, self.story, views, self.address(self.release.id), day)


def shared_story(
    interface: Interface,
    stories: Callable[[], Mapping[str, Story]],
    live: Callable[[Release], str | None],
) -> SharedStory | None:
    """Return the story that the request asks for by ``story``; None where it names none.

    Parameters
    ----------
    interface : Interface
    stories : callable
        Returns the server's stories by name.
    live : callable
        Returns how live links name a release.

    Raises
    ------
    Refused
        If there is no such story, or ``s`` holds none.
    """
    name, held = request.args.get("story"), request.args.get("s", "")
    if name is None:
        return None
    if len(held) > LONGEST_TEXT:
        raise Refused(413, _("The story is too long for an address."))
    release, state = interface.asked()
    story = decode_story(held, MOST_SCENES) if name == OWN else stories().get(name)
    if story is None and name == OWN:
        raise Refused(400, _("s holds no story that can be read."))
    if story is None:
        raise Refused(404, _("There is no such story on this server."))
    own = held if name == OWN else ""
    return SharedStory(interface, release, story, own, state.language, live(release))
