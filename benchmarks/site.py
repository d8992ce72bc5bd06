"""The local site of the drawing benchmarks: the map's modules, the peers, made-up vectors.

One host and no other: Plotly comes from the installed `plotly` package and Bokeh from the
installed `bokeh` package.
"""

from __future__ import annotations

import html
import importlib.util
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from benchmarks.common import ROOT

PAGES = Path(__file__).parent / "pages"
WIDTH, HEIGHT = 1200, 640
"""Size of every map, device pixels at a device pixel ratio of 1."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".json": "application/json",
    ".geojson": "application/json",
    ".bin": "application/octet-stream",
}


@dataclass(frozen=True)
class Site:
    """A served site: where it is and what it holds besides the folders."""

    address: str
    files: dict[str, bytes]


def page(contender: str, scripts: Sequence[str] = ()) -> bytes:
    """Return a page with one empty map, the given scripts and a contender's module.

    Parameters
    ----------
    contender : str
        Name of a module in ``pages/``.
    scripts : sequence of str
        Addresses of classic scripts loaded before it.
    """
    loaded = "".join(f'<script src="{html.escape(one)}"></script>' for one in scripts)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Benchmark</title>'
        "<style>body{margin:0}"
        f"#map{{position:relative;width:{WIDTH}px;height:{HEIGHT}px;overflow:hidden}}</style>"
        f'<div id="map"></div>{loaded}'
        f'<script type="module" src="/pages/{html.escape(contender)}.mjs"></script></html>'
    ).encode()


def _package(name: str, *parts: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(f"{name} is missing: pip install -r requirements-bench.txt")
    return Path(next(iter(found.submodule_search_locations)), *parts)


def folders(*names: str) -> dict[str, Path]:
    """Return folders to serve, by the first part of their addresses.

    Parameters
    ----------
    *names : str
        ``gridmap``, ``pages``, ``plotly`` or ``bokeh``.

    Raises
    ------
    SystemExit
        If a package is not installed.
    """
    own = {"gridmap": ROOT / "assets" / "gridmap", "pages": PAGES}
    packages = {"plotly": ("package_data",), "bokeh": ("server", "static", "js")}
    return {name: own.get(name) or _package(name, *packages[name]) for name in names}


@contextmanager
def serve(files: Mapping[str, bytes], roots: Mapping[str, Path]) -> Iterator[Site]:
    """Serve files in memory and folders on a free port of this machine.

    Parameters
    ----------
    files : mapping of str to bytes
        Contents by path; may be added to while the site is served.
    roots : mapping of str to Path
        Folders by the first part of the path.

    Yields
    ------
    Site
    """
    held = dict(files)

    class Handler(BaseHTTPRequestHandler):
        """Answers GET, uncompressed and never to be kept: every switch fetches its vector."""

        protocol_version = "HTTP/1.1"
        # Head and body leave in one packet; otherwise delayed acknowledgements add 40 ms.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            body = held.get(path) if path in held else _read(roots, path)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", TYPES.get(Path(path).suffix, "text/plain"))
            self.send_header("Content-Length", str(len(body or b"")))
            self.send_header("Cache-Control", "no-store")
            # An isolated page has a clock of 5 µs instead of 100.
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.server_address[1]}", held)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _read(roots: Mapping[str, Path], path: str) -> bytes | None:
    first, _, rest = path.lstrip("/").partition("/")
    root = roots.get(first)
    if root is None:
        return None
    file = (root / rest).resolve()
    inside = root.resolve() in file.parents
    return file.read_bytes() if inside and file.is_file() else None
