"""The page around Dash: head, header, the map's section and what both start from.

The map stands outside Dash's root, so that it is on screen before Dash has loaded
and keeps its canvas when Dash changes pages. Its data are asked for by the head,
in parallel with its modules. Dash's own bundles are only listed here; `loader.mjs`
puts them in after the first map.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboard.components.share_dialog import share_button
from dashboard.export.words import site_name
from dashboard.i18n import _
from dashboard.state import ViewState

_OF_RESULTS = ("map", "compare", "elements")
"""Kinds of pages whose map is what they are about; the others show progress first."""

_BARRED = ("map", "progress", "compare", "elements")
"""Pages whose bar has the button that shares the view."""


@dataclass(frozen=True)
class NavLink:
    """A link of the header."""

    text: str
    address: str
    current: bool


@dataclass(frozen=True)
class Page:
    """Everything the shell of one answer is made from.

    Attributes
    ----------
    language, theme : str
        Of the view state.
    title, description : str
        For the browser's tab, bookmarks and search engines.
    home : str
        Address of the start page.
    links : sequence of NavLink
        Pages of the header.
    icon, style : str
        Addresses of the icon and of the style sheet.
    modules : sequence of str
        Addresses of the modules to load ahead.
    entries : sequence of str
        Addresses of the modules to run.
    preloads : sequence of str
        Addresses of the data that the map will fetch first.
    config : mapping
        What the modules read (`#gridmap-config`, docs/interfaces.md, section 7).
    dash_config : mapping
        What Dash's renderer reads.
    kind : str
        Kind of page with a map (`config.page` of docs/interfaces.md); empty for the others.
    download : str
        Address of the view as a table, for readers without JavaScript.
    simulated : bool
        Whether the data are made up.
    real : str
        Address of the real data; empty where there are none.
    opening : str
        HTML of the section before the map: what can be read before any script.
    dash : bool
        Whether Dash makes the rest of the page; else `opening` is all of it.
    heading : str
        Of a map of results, until its modules write it.
    preview : str
        HTML for the head: what networks and search engines are told (dashboard/web/preview.py).
    share : str
        HTML of the dialog that shares the view; empty where there is nothing to share.
    paper : str
        HTML of the foot that printed pages have (dashboard/web/paper.py).
    """

    language: str
    theme: str
    title: str
    description: str
    home: str
    links: Sequence[NavLink]
    icon: str
    style: str
    modules: Sequence[str]
    entries: Sequence[str]
    preloads: Sequence[str]
    config: Mapping[str, Any]
    dash_config: Mapping[str, Any]
    kind: str
    download: str = ""
    simulated: bool = False
    real: str = ""
    opening: str = ""
    dash: bool = True
    heading: str = ""
    preview: str = ""
    share: str = ""
    paper: str = ""


def critical_addresses(state: ViewState, index: Mapping[str, Any], api: str) -> tuple[str, ...]:
    """Return the data that a view cannot be drawn without, as the map will ask for them.

    Where the zoom chooses the size of the cells, or which parts of a level are fetched, the
    map starts with the coarsest (`firstUnits` in assets/gridmap/levels.mjs), as no screen is
    known yet.

    Parameters
    ----------
    state : ViewState
        Resolved against the index.
    index : mapping
        Release index (docs/interfaces.md, section 4).
    api : str
        Address of the release, with a slash at its end.
    """
    addresses = [f"{api}grid.bin", f"{api}boundaries/world-110m.bin"]
    stratum = next((one for one in index["strata"] if one["id"] == state.stratum), None)
    if stratum is None or state.analyte is None:
        return tuple(addresses)
    units = _first_units(state, stratum)
    base = f"{api}strata/{stratum['id']}/"
    asked = [] if state.statistic == "median" or units == "sites" else [f"stat={state.statistic}"]
    # Samples are chosen by date in the browser.
    asked += [f"date={state.date}"] if state.date and units != "sites" else []
    if units != "countries":
        addresses.append(f"{base}{units}.bin")
    query = "?" + "&".join(asked) if asked else ""
    addresses.append(f"{base}{state.analyte}/{units}.bin{query}")
    return tuple(addresses)


def _first_units(state: ViewState, stratum: Mapping[str, Any]) -> str:
    if state.by == "countries":
        return "countries"
    if state.level == "sites":
        return "sites"
    chunked = [str(one) for one in stratum.get("chunked", ())]
    if state.level == "auto" or state.level in chunked:
        return f"level-{stratum['levels'][0]}"
    # Beside another stratum's map a size may be named that this one does not have.
    offered = [one for one in stratum["levels"] if one <= stratum["finest"]]
    level = int(state.level)
    return f"level-{level if level in offered else offered[-1]}"


def progress_addresses(state: ViewState, api: str) -> tuple[str, ...]:
    """Return the data that the map of a progress page cannot be drawn without.

    Parameters
    ----------
    state : ViewState
        Fitted to the release.
    api : str
        Address of the release, with a slash at its end.
    """
    level = "0" if state.level == "auto" else state.level
    # Countries also need the cells: how much is planned, and the days of the playback.
    parts = ("countries", "level") if state.by == "countries" else ("level",)
    surveys = f"?sv={'~'.join(state.surveys)}" if state.surveys else ""
    return (
        f"{api}boundaries/world-110m.bin",
        *(f"{api}progress/{part}-{level}.bin{surveys}" for part in parts),
    )


def json_script(identity: str, content: Any) -> str:
    """Return data as an element that no browser runs and no text can break out of."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # Only "<" can end or nest a script element; U+2028 and U+2029 are fine in JSON.
    safe = text.replace("<", "\\u003c")
    return f'<script type="application/json" id="{escape(identity)}">{safe}</script>'


def render(page: Page) -> str:
    """Return the HTML of a page."""
    skip = escape(_("Skip to content"))
    return document(
        page,
        f"""<a class="visually-hidden-focusable skip-link" href="#content">{skip}</a>
{_unanswered() if page.dash else ""}
{_header(page)}
<main id="content" data-page="{escape(page.kind)}">
{page.opening}
{map_section(page) if page.kind else ""}
{_dash_root() if page.dash else ""}
</main>
{page.share}
{page.paper}
{json_script("_dash-config", page.dash_config) if page.dash else ""}""",
        head=f"\n{page.preview}" if page.preview else "",
    )


def _unanswered() -> str:
    """Return what is shown while figures wait for an answer of the server (dash_retry.js)."""
    told = _("Figures and tables of this page could not be fetched; they may be of another view.")
    return (
        f'<div id="unanswered" class="unanswered" hidden><p>{escape(told)}</p>'
        f'<button type="button">{escape(_("Try again"))}</button></div>'
    )


def document(page: Page, body: str, *, head: str = "", name: str = "") -> str:
    """Return a document with the head of a page around other contents.

    Parameters
    ----------
    page : Page
    body : str
        HTML of the body.
    head : str
        HTML that the head has besides.
    name : str
        Class of the body.
    """
    bootstrap = "light" if page.theme in {"auto", "light"} else "dark"
    return f"""<!DOCTYPE html>
<html lang="{escape(page.language)}" data-theme="{escape(page.theme)}" data-bs-theme="{bootstrap}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(page.title)}</title>
<meta name="description" content="{escape(page.description)}">
{looks(page.icon, page.style)}
{_head_links(page)}
{json_script("gridmap-config", page.config)}
{_entries(page)}{head}
</head>
<body{f' class="{escape(name)}"' if name else ""}>
{body}
</body>
</html>
"""


def looks(icon: str, style: str) -> str:
    """Return the lines of a head that name the icon and the style sheet, by their addresses."""
    return (
        f'<link rel="icon" type="image/svg+xml" href="{escape(icon)}">\n'
        f'<link rel="stylesheet" href="{escape(style)}">'
    )


def _dash_root() -> str:
    loading = escape(_("Loading…"))
    return f'<div id="react-entry-point"><p class="_dash-loading">{loading}</p></div>'


def _head_links(page: Page) -> str:
    modules = [f'<link rel="modulepreload" href="{escape(one)}">' for one in page.modules]
    data = [
        f'<link rel="preload" as="fetch" crossorigin href="{escape(one)}">'
        for one in page.preloads
    ]
    return "\n".join(data + modules)


def _entries(page: Page) -> str:
    # Not `async`: modules that are at hand already would run before the elements that they fill.
    return "\n".join(
        f'<script type="module" src="{escape(one)}"></script>' for one in page.entries
    )


def _header(page: Page) -> str:
    items = "".join(
        '<li><a href="{}"{}>{}</a></li>'.format(
            escape(link.address), ' aria-current="page"' if link.current else "", escape(link.text)
        )
        for link in page.links
    )
    return (
        f'<header><a class="brand" href="{escape(page.home)}">{escape(site_name())}</a>'
        f'<nav aria-label="{escape(_("Pages"))}"><ul>{items}</ul></nav>'
        f"{share_button() if page.share and page.kind not in _BARRED else ''}"
        f"{simulated_line(page)}</header>"
    )


def simulated_line(page: Page) -> str:
    """Return what every page of made-up data says first."""
    if not page.simulated:
        return ""
    back = (
        f' <a href="{escape(page.real)}">{escape(_("Back to the real data"))}</a>'
        if page.real
        else ""
    )
    said = _("Simulated data: made up to try things on, measured nowhere.")
    return f'<p class="simulated-line" role="note">{escape(said)}{back}</p>'


def map_section(page: Page, heading: str = "") -> str:
    """Return the section that the map's modules fill; `heading` is the element of its title."""
    without = _(
        "The map and its controls need JavaScript. Without it, the same values can be "
        "downloaded as a table:"
    )
    link = f'<a href="{escape(page.download)}">{escape(_("this view as CSV"))}</a>'
    results = page.kind in _OF_RESULTS
    head = heading or ("h1" if results else "h2")
    title = page.heading if results else _("Map")
    # How the numbers of the map were made of those of several elements.
    words = '\n<div id="map-words"></div>' if page.kind == "elements" else ""
    return f"""<section id="map-shell" aria-labelledby="map-title">
<{head} id="map-title">{escape(title)}</{head}>
<div id="map-notice" role="status"></div>
<div id="map"></div>
{"" if results else '<div id="map-time"></div>'}
<noscript><p>{escape(without)} {link}</p></noscript>
<div id="legend"></div>{words}
<div id="map-table"></div>
<div id="map-live" class="visually-hidden" aria-live="polite"></div>
</section>"""


def plain_page(
    title: str,
    paragraphs: Sequence[str],
    command: str = "",
    link: tuple[str, str] | None = None,
    head: str = "",
) -> str:
    """Return a page that stands alone, for errors and for a server without a release.

    Parameters
    ----------
    title : str
    paragraphs : sequence of str
    command : str
        What helps on a command line.
    link : tuple of (str, str), optional
        Words and address of where to go on.
    head : str
        HTML that the head has besides: its looks.
    """
    text = "\n".join(f"<p>{escape(one)}</p>" for one in paragraphs)
    code = f"<pre><code>{escape(command)}</code></pre>" if command else ""
    if link:
        text += f'\n<p><a href="{escape(link[1])}">{escape(link[0])}</a></p>'
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} – {escape(site_name())}</title>
{head}
</head>
<body>
<main class="prose">
<h1>{escape(title)}</h1>
{text}
{code}
</main>
</body>
</html>
"""
