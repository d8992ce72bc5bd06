"""The page of a release's data, ``/data``: sent by the server as it is, read without scripts."""

from __future__ import annotations

from functools import lru_cache

from dash import html, register_page
from flask import current_app

from dashboard.components.data_page import Told, data_page
from dashboard.components.place_links import PlaceLinks
from dashboard.components.unbroken import tied
from dashboard.export.examples import Example, examples, excerpt
from dashboard.i18n import _
from dashboard.release.changes import Changes, changes
from dashboard.release.kept import before, kept_releases
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.web.asking import Asked
from dashboard.web.markup import to_html

layout = html.Div()
"""Dash makes nothing of the page."""


def body(asked: Asked, store: ReleaseStore, prefix: str, root: str) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    asked : Asked
        Release and language.
    store : ReleaseStore
        Where other releases are.
    prefix : str
        Path prefix of the server.
    root : str
        Full address of the server with its prefix.
    """
    release, state = asked.release, asked.state
    kept = kept_releases(store.folder)
    earlier = before(release.id, kept)
    older = store.get(earlier.id) if earlier else None
    told = Told(
        notices=tuple(one.message for one in asked.notices if one.key == "release"),
        kept=kept,
        before=earlier,
        changes=_changes(older, release) if older else None,
        examples=_tried(release, prefix),
    )
    links = PlaceLinks(prefix, state.release, state.language)
    return _made(release, links, root, told)


@lru_cache(maxsize=8)
def _made(release: Release, links: PlaceLinks, root: str, told: Told) -> str:
    return to_html(tied(data_page(release, links, root, told)))


@lru_cache(maxsize=8)
def _changes(older: Release, release: Release) -> Changes:
    return changes(older, release)


@lru_cache(maxsize=8)
def _tried(release: Release, prefix: str) -> tuple[tuple[Example, str], ...]:
    """Return the examples of the interface with what this server answers to them."""
    client = current_app.test_client(use_cookies=False)
    found = []
    for example in examples(release):
        with client.get(prefix + example.address) as answer:
            if answer.status_code == 200:
                found.append((example, excerpt(example.kind, answer.iter_encoded())))
    return tuple(found)


register_page(  # type: ignore[no-untyped-call]
    __name__,
    path="/data",
    name=_("Data"),
    title=_("Data of this release"),
    description=_("Surveys, methods, limits, quality, licences, downloads, HTTP interface"),
    order=8,
    body=body,
)
