"""What the head of a page tells those who do not open it: networks, search engines, embedders.

Every address has its own title, description and picture, made of the same state as the page.
Vocabularies: Open Graph (https://ogp.me), Cards of X, oEmbed 1.0 (https://oembed.com, section
4, discovery), canonical links (RFC 6596), schema.org for the page of the data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from dashboard.catalog.stories import Story
from dashboard.components.share_dialog import share_dialog
from dashboard.export.citation import survey_of
from dashboard.export.links import (
    EMBEDDED,
    PAGES,
    canonical_query,
    page_of,
    page_path,
    picture_query,
)
from dashboard.export.story import story_told
from dashboard.export.words import Told, site_name, told
from dashboard.release.release import Release
from dashboard.state import ViewState, from_query
from dashboard.web.asking import Asked

PICTURE = (1200, 630)
"""Size of the picture ``im_type=og`` in pixels, the one that networks ask for."""

_OF_THE_SITE = frozenset({"about", "methods", "present"})
"""Pages that show no view: they have the words that they are registered with."""

_PICTURES = "api/v1/picture.png"
_LOCALES = {"en": "en_GB"}

PageAddress = Callable[[str, str], str]


@dataclass(frozen=True)
class Preview:
    """What a page says of itself.

    Attributes
    ----------
    description : str
        For search engines.
    told : Told or None
        Its words; None where it has no address to share.
    tags : str
        HTML for the head.
    share : str
        HTML of the dialog that shares it.
    """

    description: str
    told: Told | None = None
    tags: str = ""
    share: str = ""


def told_of(
    asked: Asked, page: Mapping[str, Any] | None, code: str, page_address: PageAddress
) -> Preview:
    """Return what a page says of itself.

    Parameters
    ----------
    asked : Asked
        What is shown.
    page : mapping or None
        Dash's record of the page; None where there is none.
    code : str
        What its path names.
    page_address : callable
        Makes the full address of a page from a query and its path under the prefix.
    """
    if page and page.get("story"):
        story, shares = page["story"](code), bool(page.get("shares"))
        return told_of_story(asked, code, story, page_address, shares=shares)
    name = str(page["module"]).rsplit(".", 1)[-1] if page else ""
    if page is None or page_path(name, code) is None:
        return Preview((page or {}).get("description") or "")
    said = words(asked, name, code, page)
    dialog = share_dialog(name, code, asked.release.id, _interface(page_address), name in EMBEDDED)
    tags = head_tags(asked, name, code, said, page_address)
    return Preview(said.description, said, tags, dialog)


def _interface(page_address: PageAddress) -> str:
    """Return the address of the interface under the host."""
    return f"{urlsplit(page_address('', '')).path}api/v1/"


def words(asked: Asked, page: str, code: str, registered: Mapping[str, Any]) -> Told:
    """Return the words of a page: those of its view, or those that it is registered with.

    Parameters
    ----------
    asked : Asked
    page, code : str
        Name of the page's module, and what its path names.
    registered : mapping
        Dash's record of the page.
    """
    if page in PAGES and page not in _OF_THE_SITE:
        return told(asked.release, page, code, asked.state)
    title, description = registered["title"], registered.get("description") or ""
    return Told(title, description, f"{title}.", site_name())


def head_tags(asked: Asked, page: str, code: str, said: Told, page_address: PageAddress) -> str:
    """Return the HTML of the tags.

    Parameters
    ----------
    asked : Asked
        What is shown.
    page, code : str
        As of :func:`words`.
    said : Told
        Its words.
    page_address : callable
        Makes the full address of a page from a query and its path under the prefix.

    Returns
    -------
    str
        Empty for pages that have no address to share.
    """
    path = page_path(page, code)
    if path is None:
        return ""
    release, state = asked.release, asked.state
    canonical = page_address(canonical_query(release, page, state), path)
    picture = page_address(picture_query(release, page, code, state, "og"), _PICTURES)
    lines = [_cards(said, state.language, canonical, picture)]
    if page in EMBEDDED:
        lines += [_discovery(canonical, said, kind, page_address) for kind in ("json", "xml")]
    if page == "data" and not release.index["simulated"]:
        lines.append(_catalogue(release, said, canonical))
    return "\n".join(lines)


def told_of_story(
    asked: Asked, name: str, story: Story | None, page_address: PageAddress, *, shares: bool
) -> Preview:
    """Return what a page that presents a story says of itself; its picture is the first scene's.

    Parameters
    ----------
    asked : Asked
        What is shown.
    name : str
        Of the story in its path.
    story : Story or None
        None where the fragment of the address holds it, which the server is not sent.
    page_address : callable
        As of :func:`told_of`.
    shares : bool
        Whether the page has the dialog that shares the story.
    """
    release, own = asked.release, ViewState(release=asked.state.release)
    # The scenes of a story show what is made up where the address asks for it.
    said = story_told(story, simulated=bool(release.index["simulated"]))
    page, code, view = "present", "", own
    if story and (shown := page_of(story.scenes[0].view)):
        page, code = shown
        view, _notices = from_query(story.scenes[0].view.partition("?")[2])
        # A frozen scene keeps its release, as where it is presented.
        view = replace(view, release=view.release or own.release)
    dialog = (
        share_dialog(
            "present", name, release.id, _interface(page_address), embeds=True, story=True
        )
        if shares
        else ""
    )
    canonical = page_address(canonical_query(release, "present", own), f"present/{name}")
    picture = page_address(picture_query(release, page, code, view, "og"), _PICTURES)
    cards = _cards(said, asked.state.language, canonical, picture)
    return Preview(said.description, said, cards, dialog)


def _cards(said: Told, language: str, canonical: str, picture: str) -> str:
    """Return the canonical address, Open Graph and card of a page as HTML."""
    width, height = PICTURE
    properties = {
        "og:type": "website",
        "og:site_name": site_name(),
        "og:locale": _LOCALES.get(language, language),
        "og:title": said.title,
        "og:description": said.description,
        "og:url": canonical,
        "og:image": picture,
        "og:image:type": "image/png",
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:image:alt": said.sentence,
    }
    names = {
        "twitter:card": "summary_large_image",
        "twitter:title": said.title,
        "twitter:description": said.description,
        "twitter:image": picture,
        "twitter:image:alt": said.sentence,
    }
    lines = [f'<link rel="canonical" href="{escape(canonical)}">']
    lines += [f'<meta property="{k}" content="{escape(v)}">' for k, v in properties.items()]
    lines += [f'<meta name="{k}" content="{escape(v)}">' for k, v in names.items()]
    return "\n".join(lines)


def _discovery(canonical: str, said: Told, kind: str, page_address: PageAddress) -> str:
    asked = urlencode({"url": canonical, "format": kind})
    media = {"json": "application/json+oembed", "xml": "text/xml+oembed"}[kind]
    return (
        f'<link rel="alternate" type="{media}" title="{escape(said.title)}" '
        f'href="{escape(page_address(asked, "api/v1/oembed"))}">'
    )


def _catalogue(release: Release, said: Told, address: str) -> str:
    """Return the surveys of a release as a schema.org DataCatalog, for dataset searches."""
    content = {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": site_name(),
        "description": said.description,
        "url": address,
        "version": release.id,
        "dateModified": release.index["made"][:10],
        "dataset": [_dataset(one) for one in release.index["surveys"]],
    }
    # Only "<" can end or nest a script element, which is data here and never runs.
    text = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def _dataset(record: dict[str, Any]) -> dict[str, Any]:
    survey = survey_of(record)
    first, last = record["years"] or (None, None)
    found = {
        "@type": "Dataset",
        "name": survey.title,
        "description": " ".join(one for one in (record["notes"], survey.citation) if one),
        "creator": {"@type": "Organization", "name": survey.owner},
        "citation": survey.citation,
        "license": record["licence_url"],
        "sameAs": f"https://doi.org/{survey.doi}" if survey.doi else None,
        "url": survey.address,
        "temporalCoverage": f"{first}/{last}" if first and record["kind"] == "survey" else None,
    }
    return {key: value for key, value in found.items() if value}
