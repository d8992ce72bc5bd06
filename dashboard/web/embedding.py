"""Pages in frames of other sites, ``/embed/<path>``: title, map, legend and source line.

No header, bar or parts below; Dash is not loaded. These answers alone may be framed by any
site (``frame-ancestors *``), and search engines are sent to the page itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

from flask import Response

from dashboard.components import shell
from dashboard.export.words import site_name
from dashboard.i18n import _
from dashboard.web import headers, site
from dashboard.web.asking import Asked

FOLDER = "embed/"
"""First part of the addresses, under the prefix."""

_NOT_FRAMED = ("loader.mjs", "register.mjs")
"""The modules that put Dash into a page, and that let browsers keep it."""


def split(path: str) -> tuple[str, bool]:
    """Return the path of a page, and whether it is asked for in a frame.

    Examples
    --------
    >>> split("/embed/country/FIN")
    ('/country/FIN', True)
    >>> split("/embed")
    ('/', True)
    >>> split("/map")
    ('/map', False)
    """
    folder = "/" + FOLDER
    if f"{path}/" == folder:
        return "/", True
    return (path[len(folder) - 1 :], True) if path.startswith(folder) else (path, False)


def framed(answer: Response) -> Response:
    """Let any site show an answer in a frame, and no search engine list it."""
    answer.headers["Content-Security-Policy"] = headers.FRAMED_POLICY
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def source_text(asked: Asked) -> str:
    """Return the surveys shown with their licences, and the release."""
    index = asked.release.index
    used = _surveys(asked)
    named = [
        f"{one['short']} ({one['licence']})" if one.get("licence") else one["short"]
        for one in index["surveys"]
        if one["id"] in used
    ]
    release = _("release {name}").format(name=asked.release.id)
    if _shows_reports(asked):
        named = [_("statements of the programme and its partners")]
    said = [_("Source: {surveys}").format(surveys=", ".join(named))] if named else []
    return " · ".join([*said, site_name(), release])


def _shows_reports(asked: Asked) -> bool:
    """Return whether the map shows what is reported, and not what is measured."""
    progress = asked.kind and asked.kind not in site.RESULTS
    return bool(progress) and asked.state.metric == "stage" and asked.state.by == "countries"


def _surveys(asked: Asked) -> set[str]:
    """Return the ids of the surveys that a page with a map shows."""
    index, state = asked.release.index, asked.state
    by_stratum = {one["id"]: one["survey"] for one in index["strata"]}
    if asked.kind in site.RESULTS:
        return {by_stratum[state.stratum]} if state.stratum in by_stratum else set()
    if not asked.kind:
        return set()
    chosen = {by_stratum.get(one, one) for one in state.surveys}
    return chosen or {one["id"] for one in index["surveys"] if one["kind"] == "survey"}


def answer(
    made: shell.Page,
    page: Mapping[str, Any] | None,
    asked: Asked,
    prefix: str,
    address: str,
    module: str,
) -> Response:
    """Return a page for a frame; 404 where it is no page with a map or of an element.

    Parameters
    ----------
    made : shell.Page
        The page as it is outside of a frame.
    page : mapping or None
        The registered page; None where the path names none.
    asked : Asked
    prefix : str
        Path prefix of the server.
    address : str
        Full address of the page outside of a frame.
    module : str
        Address of the module that lets the link follow the view.
    """
    element = page is not None and page.get("find") and not page.get("bare")
    whole = made.opening if element and not made.dash else ""
    known = bool(asked.kind or whole)
    inside = replace(
        made,
        # Links that the map follows by itself stay in the frame.
        config={
            **{key: value for key, value in made.config.items() if key != "offline"},
            "prefix": f"{prefix}{FOLDER}",
            "scripts": [],
        },
        modules=[one for one in made.modules if not one.endswith(_NOT_FRAMED)] if known else (),
        entries=[one for one in made.entries if not one.endswith(_NOT_FRAMED) and known]
        + ([module] if known else []),
        preloads=made.preloads if known else (),
    )
    if asked.kind:
        content = shell.map_section(inside, "h1")
    else:
        content = (
            whole or f'<p class="embed-gone">{escape(_("There is no such page to show."))}</p>'
        )
    body = f"""{shell.simulated_line(replace(inside, real=""))}
<main id="content" data-page="{escape(asked.kind)}">
{content}
</main>
{_source_line(asked, address)}"""
    head = f'\n<link rel="canonical" href="{escape(address)}">\n<base target="_blank">'
    name = "embed" if known else "embed embed-missing"
    html = shell.document(inside, body, head=head, name=name)
    return Response(html, 200 if known else 404, mimetype="text/html")


def _source_line(asked: Asked, address: str) -> str:
    link = (
        f'<a id="embed-full" href="{escape(address)}" target="_blank" rel="noopener">'
        f"{escape(_('Open the full page'))}</a>"
    )
    return f'<footer class="embed-source"><p>{escape(source_text(asked))}</p>{link}</footer>'
