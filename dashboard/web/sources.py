"""The application's own files as bundles: the map's modules and the style sheet."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from pathlib import Path

import flask_bootstrap

from dashboard.settings import ROOT, Settings
from dashboard.web import bundles, modules
from dashboard.web.bundles import Bundle, BundleSource
from dashboard.web.site import COMPARE, COUNTRY, ELEMENTS, MAP, PROGRESS, REGION

ASSETS = ROOT / "assets"

BOOT, PROGRESS_BOOT = "boot.mjs", "progress.mjs"
BOOTS = {MAP: BOOT, COMPARE: "compare.mjs", ELEMENTS: "elements.mjs"}
"""The map's entries by kind of page; all others start with `PROGRESS_BOOT`."""

JOINED = {
    BOOT: "joined.mjs",
    PROGRESS_BOOT: "joined-progress.mjs",
    "compare.mjs": "joined-compare.mjs",
    "elements.mjs": "joined-elements.mjs",
}
"""The one file that each entry is joined into with all it imports."""

PRESENT_ENTRIES = ("present.mjs", "speaker.mjs", "tray.mjs")
"""Modules of assets/present that pages start with; joined under their own names. Those of saved
files (dashboard/web/offline.py) are joined when a file is written."""

SHARED_STYLES = ("base.css", "controls.css")
"""Style sheets of every page, in order; those of single pages follow, those of paper are last."""

_NEIGHBOUR = re.compile(rb"from\s*'\./([\w.-]+\.mjs)'")
_SHARED = re.compile(rb"(from\s*')\.\./gridmap/([\w.-]+\.mjs)(')")

PAGES_OF_SCRIPTS = {
    "/dash_compare": {COMPARE},
    "/dash_elements": {ELEMENTS},
    # The page of elements draws its tables with the tools of those of progress.
    "/dash_progress": {PROGRESS, COUNTRY, REGION, ELEMENTS},
}
"""Kinds of page that load the scripts whose names begin so; all others are loaded everywhere."""

log = logging.getLogger("dashboard")


def entries(kind: str, files: Mapping[str, bytes]) -> list[str]:
    """Return the modules that run on a kind of page, joined where that could be done.

    Parameters
    ----------
    kind : str
        Kind of page with a map (`dashboard.web.site.KINDS`), empty for the others.
    files : mapping of str to bytes
        The files of the bundle ``gridmap``.
    """
    if not kind:
        return ["loader.mjs"]
    entry = BOOTS.get(kind, PROGRESS_BOOT)
    wanted = ["loader.mjs", JOINED[entry] if JOINED[entry] in files else entry]
    return [name for name in wanted if name in files]


def runs_on(script: str, kind: str) -> bool:
    """Return whether a page of a kind loads a script, named by its address."""
    return all(kind in pages for name, pages in PAGES_OF_SCRIPTS.items() if name in script)


def own_bundles(settings: Settings) -> dict[str, BundleSource]:
    """Return the bundles of the application's own files; watched while developing."""

    def gridmap() -> Bundle:
        files = bundles.read_folder(ASSETS / "gridmap", ".mjs")
        if not settings.development:
            files |= _joined(files, JOINED)
        return Bundle.of("gridmap", files)

    def presenting() -> Bundle:
        files = with_shared(bundles.read_folder(ASSETS / "present", ".mjs"), ASSETS / "gridmap")
        if not settings.development:
            files |= _joined(files, {one: one for one in PRESENT_ENTRIES})
        return Bundle.of("presenting", files)

    def offline() -> Bundle:
        return Bundle.of("offline", bundles.read_folder(ASSETS / "offline", ".mjs"))

    def style() -> Bundle:
        own = bundles.read_folder(ASSETS / "css", ".css")
        # Bootstrap, whose variables the shared ones set, comes before all.
        rest = sorted(
            own.keys() - {*SHARED_STYLES}, key=lambda name: (name.startswith("print"), name)
        )
        sheets = [_bootstrap(), *(own[name] for name in (*SHARED_STYLES, *rest))]
        icon = (ASSETS / "favicon.svg").read_bytes()
        return Bundle.of("style", {"style.css": b"\n".join(sheets), "icon.svg": icon})

    watched = {
        "gridmap": lambda: sorted((ASSETS / "gridmap").glob("*.mjs")),
        "presenting": lambda: sorted(ASSETS.glob("*/*.mjs")),
        "offline": lambda: sorted((ASSETS / "offline").glob("*.mjs")),
        "style": lambda: sorted((ASSETS / "css").glob("*.css")),
    }
    makers = {
        "gridmap": gridmap,
        "presenting": presenting,
        "offline": offline,
        "style": style,
    }
    return {
        name: BundleSource(make, watched[name] if settings.development else None)
        for name, make in makers.items()
    }


def with_shared(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Return modules together with those of another folder that they import.

    On disk they name them ``../gridmap/dom.mjs``; in a bundle all are neighbours.

    Parameters
    ----------
    files : mapping of str to bytes
        Modules by name.
    folder : Path
        ``assets/gridmap``.

    Raises
    ------
    ValueError
        If both have a module of one name.
    """
    made = {name: _SHARED.sub(rb"\1./\2\3", content) for name, content in files.items()}
    waiting = [
        two.decode() for text in files.values() for _one, two, _three in _SHARED.findall(text)
    ]
    while waiting:
        name = waiting.pop()
        content = (folder / name).read_bytes()
        if name in files:
            msg = f"both folders have a module {name}"
            raise ValueError(msg)
        if name not in made:
            made[name] = content
            waiting += [one.decode() for one in _NEIGHBOUR.findall(content)]
    return made


def _joined(files: Mapping[str, bytes], wanted: Mapping[str, str]) -> dict[str, bytes]:
    """Return the joined files of all entries that are there; `wanted`: their names by entry."""
    made: dict[str, bytes] = {}
    for entry, joined in wanted.items():
        if entry not in files:
            continue
        try:
            made[joined] = modules.join(files, entry)
        except modules.ModuleError as fault:
            # Fifty files are slower than one, but the same map.
            log.error("the modules are served one by one: %s", fault)
    return made


def _bootstrap() -> bytes:
    folder = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css"
    content = (folder / "bootstrap.min.css").read_bytes()
    # Its source map is not served.
    return re.sub(rb"/\*# sourceMappingURL=[^*]*\*/", b"", content)
