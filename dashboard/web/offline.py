"""A story as one HTML file that needs no server: *Save for offline* (docs/offline.md).

The file is the presenting page with everything in it. Its scenes are the pages for frames that
the server sends, and the parts of the release that their maps ask for; both are had by asking
the server itself, so that a page in the file is the page on the site.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from html import escape, unescape
from typing import Any
from urllib.parse import quote

import numpy as np
from markupsafe import Markup

from dashboard import planes
from dashboard.catalog.stories import Scene, Story
from dashboard.components.present_page import present_texts_told
from dashboard.components.shell import json_script
from dashboard.export.links import page_of
from dashboard.export.words import site_name
from dashboard.i18n import _
from dashboard.pictures.scenes import scene_of
from dashboard.pictures.sizes import Size
from dashboard.release.store import ReleaseStore
from dashboard.state import from_query, to_query
from dashboard.web import asking, modules, site, sources
from dashboard.web.bundles import Bundle

MOST_BYTES = 24_000_000
"""Of everything in a file before it is deflated; a browser holds all of it in memory."""

SCREEN = Size(1280, 720)
"""Cells of the automatic size are as on a screen of so many CSS pixels."""

_ENTRY, _FRAME = "offline.mjs", "offline-window.mjs"
_MODULE = re.compile(r'<script type="module" src="[^"]*/([\w.-]+)"></script>\n?')
_CONFIG = re.compile(
    r'<script type="application/json" id="gridmap-config">(.*?)</script>\n?', re.DOTALL
)
_LEFT_OUT = re.compile(
    r'<link rel="(?:icon|stylesheet|preload|modulepreload|canonical)"[^>]*>\n?'
    r"|<noscript>.*?</noscript>",
    re.DOTALL,
)
_ELEMENT_MAP = re.compile(r'<details class="element-map"( open)?>.*?</details>', re.DOTALL)
_PICTURE = re.compile(r'<picture>.*?<img src="([^"]*)"([^>]*)></picture>', re.DOTALL)
_PRELOAD = re.compile(r'<link rel="preload"[^>]* href="([^"]*)">')
_LINK = re.compile(r'(href|src)="(/[^"]*)"')
_LARGE = 400
"""Parts of a configuration with more characters are kept once for all pages."""


class OfflineError(Exception):
    """A story that cannot be written as a file; the message is for readers."""


@dataclass(frozen=True)
class Asking:
    """How a file asks the server for what is in it.

    Attributes
    ----------
    get : callable
        Returns the body of an address under the host, None where it is not answered 200.
    address : callable
        Full address of a page from its query and its path under the prefix.
    prefix : str
        Path prefix of the server.
    """

    get: Callable[[str], bytes | None]
    address: Callable[[str, str], str]
    prefix: str


class _Pack:
    """Named files, each once."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.size = 0

    def add(self, name: str, content: bytes) -> None:
        if name in self.files:
            return
        self.size += len(content)
        if self.size > MOST_BYTES:
            said = _(
                "The story shows more than fits into one file. Take larger cells or fewer scenes."
            )
            raise OfflineError(said)
        self.files[name] = content

    def add_once(self, content: bytes) -> str:
        """Add a file under the hash of its content, which is returned."""
        name = hashlib.sha256(content).hexdigest()[:16]
        self.add(name, content)
        return name

    def text(self, **header: object) -> str:
        """Return everything as base64 of a deflated container of planes."""
        arrays = {name: np.frombuffer(body, np.uint8) for name, body in self.files.items()}
        packed = planes.pack(arrays, **header)
        return base64.b64encode(zlib.compress(packed, 9)).decode()


def settled_view(view: str, store: ReleaseStore, kept: str = "") -> str:
    """Return a view that shows the same with only the parts that a file holds.

    The size of cells that the zoom would choose is chosen, as on a screen of `SCREEN`: a file
    cannot fetch others. Levels that come in chunks become the finest one that comes whole.

    Parameters
    ----------
    view : str
        Path and query of a page under the prefix.
    store : ReleaseStore
    kept : str
        Query with release and language for views that name none.
    """
    path, _mark, query = view.partition("?")
    given, _notices = from_query(query)
    own, _notices = from_query(kept)
    state = replace(given, release=given.release or own.release)
    page = page_of(view)
    if page is None or page[0] not in {site.MAP, site.COMPARE}:
        return site.with_query(path, to_query(state)) if state != given else view
    asked = asking.read(store, page[0], "", to_query(state))
    stratum = asked.release.strata.get(asked.state.stratum or "") if asked else None
    if asked is None or stratum is None or asked.state.by == "countries":
        return site.with_query(path, to_query(state))
    whole = [str(one) for one in stratum.levels if one not in stratum.record.get("chunked", ())]
    level = asked.state.level
    if level == "auto":
        level = str(stratum.levels[0])
        scene = scene_of(asked.release, "map", "", asked.state, SCREEN)
        if page[0] == site.MAP and scene is not None:
            units = scene.panes[0].units
            level = "sites" if units.kind == "sites" else str(units.level)
    if level != "sites" and level not in whole and whole:
        level = whole[-1]
    return site.with_query(path, to_query(replace(state, level=level)))


def story_file(
    story: Story,
    store: ReleaseStore,
    own: Mapping[str, Bundle],
    server: Asking,
    *,
    kept: str = "",
    today: dt.date | None = None,
) -> str:
    """Return a story as one HTML file.

    Parameters
    ----------
    story : Story
    store : ReleaseStore
        With a release.
    own : mapping of str to Bundle
        `gridmap`, `presenting` and `style`.
    server : Asking
    kept : str
        Query with release and language for scenes that name none.
    today : date, optional
        Day that the file says it was saved on; today (UTC) by default.

    Returns
    -------
    str
        HTML. Its content policy allows its own scripts by their hashes and no network.

    Raises
    ------
    OfflineError
        If it would hold more than `MOST_BYTES`, or none of its scenes can be shown.
    """
    scenes = tuple(_settled(one, store, kept) for one in story.scenes)
    written = replace(story, scenes=scenes)
    pack = _Pack()
    pages = []
    hashes: list[str] = []
    frame = _script(modules.join(own["presenting"].files, _FRAME), hashes)
    pack.add("frame", frame.encode())
    for number, scene in enumerate(scenes):
        name = _add_page(pack, scene.view, own, server, hashes)
        if name:
            pages.append({"scene": number, "name": name})
            original = story.scenes[number].view
            pack.add(f"code-{number}", _code(original, server))
    if not pages:
        raise OfflineError(_("None of the scenes is a page that a file can hold."))
    day = today or dt.datetime.now(dt.UTC).date()
    entry = _script(modules.join(own["presenting"].files, _ENTRY), hashes)
    return _document(written, own["style"], server, pack.text(pages=pages), entry, hashes, day)


def _settled(scene: Scene, store: ReleaseStore, kept: str) -> Scene:
    return replace(scene, view=settled_view(scene.view, store, kept)) if scene.view else scene


def _script(source: bytes, hashes: list[str]) -> str:
    """Return a script as it stands in the file, and note its hash for the content policy."""
    # The only text that could end its element.
    text = source.decode().replace("</script", "<\\/script")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    known = f"'sha256-{digest}'"
    if known not in hashes:
        hashes.append(known)
    return text


def _add_page(
    pack: _Pack, view: str, own: Mapping[str, Bundle], server: Asking, hashes: list[str]
) -> str:
    """Put the page of a view and what it asks for into the pack; empty where there is none."""
    if page_of(view) is None:
        return ""
    body = server.get(f"{server.prefix}embed{quote(view, safe='/?&=~%.,:+')}")
    found = _CONFIG.search(body.decode()) if body else None
    if body is None or found is None:
        return ""
    html = body.decode()
    config = json.loads(found[1])
    wanted = [unescape(one) for one in _PRELOAD.findall(html)]
    if config.get("api"):
        wanted += _later(config)
    for address in wanted:
        part = server.get(address)
        if part is not None:
            pack.add(address, part)
    scripts = ["frame"]
    joined = set(sources.JOINED.values())
    for module in _MODULE.findall(html):
        if module in joined or module in sources.JOINED:
            files = own["gridmap"].files
            source = files[module] if module in joined else modules.join(files, module)
            text = _script(b"const window=globalThis.placed;" + source, hashes)
            scripts.append(pack.add_once(text.encode()))
    pictured = _ELEMENT_MAP.sub(lambda one: _drawn(one, server), html)
    bare = _MODULE.sub("", _LEFT_OUT.sub("", _CONFIG.sub("", pictured)))
    host = server.address("", "").removesuffix(server.prefix)
    made = {
        "html": _LINK.sub(rf'\1="{host}\2"', bare),
        "scripts": scripts,
        "config": {key: value for key, value in config.items() if not _large(value)},
        "shared": {
            key: pack.add_once(_json(value)) for key, value in config.items() if _large(value)
        },
    }
    return pack.add_once(_json(made))


def _drawn(found: re.Match[str], server: Asking) -> str:
    """Return the map of an element with the server's picture in it, where it is seen at once.

    The others, which a reader would open, are left out: there is one for each of its surveys.
    """
    picture = _PICTURE.search(found[0]) if found[1] else None
    body = server.get(unescape(picture[1])) if picture else None
    if picture is None or body is None:
        return ""
    data = base64.b64encode(body).decode()
    image = f'<img src="data:image/png;base64,{data}"{picture[2]}>'
    return found[0].replace(picture[0], image)


def _later(config: Mapping[str, Any]) -> list[str]:
    """Return what a map asks for after its first picture: finer coasts, what is reported."""
    api = config["api"]
    addresses = [f"{api}boundaries/world-50m.bin"]
    if config["page"] not in site.RESULTS and config["view"]["by"] == "countries":
        addresses.append(f"{api}programme.json")
    return addresses


def _large(value: Any) -> bool:
    return isinstance(value, list | dict) and len(_json(value)) > _LARGE


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _code(view: str, server: Asking) -> bytes:
    """Return the QR code of a scene's page on the server, as SVG."""
    path, _mark, query = view.partition("?")
    address = server.address(query, path[1:])
    return server.get(f"{server.prefix}api/v1/qr.svg?url={quote(address, safe='')}") or b""


def _document(
    story: Story,
    style: Bundle,
    server: Asking,
    pack: str,
    entry: str,
    hashes: list[str],
    day: dt.date,
) -> str:
    policy = (
        f"default-src 'none'; script-src {' '.join(hashes)}; style-src 'unsafe-inline'; "
        "img-src data: blob:; font-src data:; base-uri 'none'; form-action 'none'"
    )
    prefix = server.address("", "")
    saved = {
        "prefix": prefix,
        "saved": _("Saved on {day} from {address}; the maps do not change any more.").format(
            day=day.isoformat(), address=prefix
        ),
        "failed": _(
            "This browser cannot open the maps of this file; one of 2023 or later can. "
            "These are its scenes:"
        ),
    }
    icon = base64.b64encode(style.files["icon.svg"]).decode()
    css = style.files["style.css"].decode().replace("</style", "<\\/style")
    told = asdict(story)
    outline = Markup("").join(
        Markup("<li>{}<p>{}</p></li>").format(one.title, one.caption) for one in story.scenes
    )
    return f"""<!DOCTYPE html>
<html lang="en" data-theme="auto" data-bs-theme="light">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{escape(story.title)} – {escape(site_name())}</title>
<link rel="icon" type="image/svg+xml" href="data:image/svg+xml;base64,{icon}">
<style>{css}</style>
</head>
<body class="bare">
<main id="stage" tabindex="-1"><article class="stage-outline"><h1>{escape(story.title)}</h1>
<p>{escape(story.description)}</p><ol>{outline}</ol></article></main>
{json_script("story", told)}
{json_script("present-texts", present_texts_told())}
{json_script("saved", saved)}
<script type="text/plain" id="pack">{pack}</script>
<script type="module">{entry}</script>
</body>
</html>
"""
