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
from dashboard.web.site import COMPARE, ELEMENTS, MAP

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


def own_bundles(settings: Settings) -> dict[str, BundleSource]:
    """Return the bundles ``gridmap`` and ``style``; watched while developing."""

    def gridmap() -> Bundle:
        files = bundles.read_folder(ASSETS / "gridmap", ".mjs")
        if not settings.development:
            _join(files)
        return Bundle.of("gridmap", files)

    def style() -> Bundle:
        own = bundles.read_folder(ASSETS / "css", ".css")
        # The shared rules come before those of single pages; Bootstrap, whose variables they
        # set, before all.
        ordered = sorted(own, key=lambda name: (name != "base.css", name))
        sheets = [_bootstrap(), *(own[name] for name in ordered)]
        icon = (ASSETS / "favicon.svg").read_bytes()
        return Bundle.of("style", {"style.css": b"\n".join(sheets), "icon.svg": icon})

    watched = {
        "gridmap": lambda: sorted((ASSETS / "gridmap").glob("*.mjs")),
        "style": lambda: sorted((ASSETS / "css").glob("*.css")),
    }
    makers = {"gridmap": gridmap, "style": style}
    return {
        name: BundleSource(make, watched[name] if settings.development else None)
        for name, make in makers.items()
    }


def _join(files: dict[str, bytes]) -> None:
    """Add the joined files of all entries that are there."""
    made: dict[str, bytes] = {}
    for entry, joined in JOINED.items():
        if entry not in files:
            continue
        try:
            made[joined] = modules.join(files, entry)
        except modules.ModuleError as fault:
            # Fifty files are slower than one, but the same map.
            log.error("the map's modules are served one by one: %s", fault)
    files |= made


def _bootstrap() -> bytes:
    folder = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css"
    content = (folder / "bootstrap.min.css").read_bytes()
    # Its source map is not served.
    return re.sub(rb"/\*# sourceMappingURL=[^*]*\*/", b"", content)
