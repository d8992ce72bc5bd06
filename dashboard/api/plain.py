"""Answers in a few words: errors, and a server without a release."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, current_app

from dashboard.components.shell import plain_page

LOOKS = "looks"
"""Extension of the server: a callable that returns icon and style sheet as lines of a head."""


def plain_answer(
    status: int,
    title: str,
    paragraphs: Sequence[str],
    *,
    command: str = "",
    link: tuple[str, str] | None = None,
) -> Response:
    """Return a page of a few words, in the looks of the others; it needs no release.

    Parameters
    ----------
    status : int
        HTTP status.
    title : str
    paragraphs : sequence of str
    command : str
        What helps on a command line.
    link : tuple of (str, str), optional
        Words and address of where to go on.
    """
    looks = current_app.extensions.get(LOOKS)
    page = plain_page(title, paragraphs, command, link, head=looks() if looks else "")
    return Response(page, status, mimetype="text/html")
