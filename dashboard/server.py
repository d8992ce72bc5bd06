"""The web server: pages, map modules, health, and what holds for every request."""

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import dash
import flask_bootstrap
from dash import Dash
from flask import Flask, Response, abort, jsonify, redirect, request
from werkzeug.wrappers import Response as BaseResponse

import dashboard
from dashboard import api, callbacks
from dashboard.catalog.boundaries import disclaimer
from dashboard.components import shell
from dashboard.components.map_texts import map_texts
from dashboard.i18n import _
from dashboard.release.release import Release
from dashboard.release.store import ReleaseStore
from dashboard.settings import ROOT, Settings
from dashboard.state import Notice, ViewState, fields_json, from_query, resolve, to_query
from dashboard.web import bundles, callback_body, compression, errors, headers, modules
from dashboard.web.bundles import Bundle, BundleSource

ASSETS = ROOT / "assets"
PAGES = Path(__file__).parent / "pages"
BUILD_COMMAND = "python -m dashboard build"

# The map's entry, and the one file it and all it imports are joined into.
ENTRY = "boot.mjs"
JOINED = "joined.mjs"

# The page that has the map; its section is part of the shell.
MAP_PAGE = "/map"

# What Dash tells every visitor of the server's insides and its renderer does not need.
# Without `end_id`, which only background callbacks use, a page can be revalidated.
_UNSAID = ("dash_version", "dash_version_url", "python_version", "plotly_version", "ddk_version")
_UNUSED = ("end_id", "plotly_cloud_installed")

log = logging.getLogger("dashboard")


class Pages(Dash):
    """Dash with the shell of this application around its pages.

    Parameters
    ----------
    server : Flask
    settings : Settings
    store : ReleaseStore
        Where releases are found.
    """

    def __init__(self, server: Flask, settings: Settings, store: ReleaseStore) -> None:
        super().__init__(
            "dashboard",
            server=server,  # type: ignore[arg-type]  # Dash's annotation lacks Flask
            url_base_pathname=settings.prefix,
            assets_folder=str(ASSETS),
            # Modules and style sheets are served under their hash by this server.
            assets_path_ignore=["^gridmap$", "^css$"],
            pages_folder=str(PAGES),
            use_pages=True,
            include_pages_meta=False,
            title=shell.site_name(),
            # Dash's "Updating..." would flicker in the title at every callback.
            update_title="",
            # Otherwise the layouts of all pages would be part of every page.
            suppress_callback_exceptions=True,
            add_log_handler=False,
        )
        self.settings = settings
        self.store = store
        self.bundles = _bundles(settings)
        self.bundles["start"] = BundleSource(self._start_script)

    def index(self, *_args: Any, **_kwargs: Any) -> BaseResponse:
        """Answer a page: the shell with status 200, or 404, 503, or a redirect."""
        prefix = self.settings.prefix
        path = "/" + request.path.removeprefix(prefix).strip("/")
        if path == "/_dash-update-component":
            abort(405, "Callbacks are sent by POST.")
        page = find_page(path, list(dash.page_registry.values()))
        query = request.query_string.decode(errors="replace")
        if page is None and path == "/":
            # The map is the start page as long as there is no other.
            return redirect(prefix + MAP_PAGE[1:] + (f"?{query}" if query else ""), 302)
        release = self.store.current()
        if release is None:
            return _without_release()
        made = self._shell(page, query, release)
        return Response(shell.render(made), 200 if page else 404, mimetype="text/html")

    def _shell(self, page: Mapping[str, Any] | None, query: str, release: Release) -> shell.Page:
        prefix = self.settings.prefix
        state, notices, release = self._view(query, release)
        has_map = page is not None and page["path"] == MAP_PAGE
        gridmap = self.bundles["gridmap"].get()
        style = self.bundles["style"].get()
        api = f"{prefix}api/v1/releases/{release.id}/"
        start = JOINED if JOINED in gridmap.files else ENTRY
        entries = ["loader.mjs", start] if has_map else ["loader.mjs"]
        needed = bundles.imported(gridmap.files, entries) if has_map else ()
        config: dict[str, Any] = {"prefix": prefix, "scripts": self.script_addresses()}
        title = page["title"] if page else _("Page not found")
        if has_map:
            title = shell.view_title(state, release.index)
            config |= {
                "api": api,
                # Class breaks and percentiles come with the vectors.
                "index": release.slim_index,
                "fields": fields_json(),
                "view": state.as_json(),
                "notices": [notice.as_json() for notice in notices],
                "policy": disclaimer(),
                "version": dashboard.__version__,
                # The English text is the key: only other ones need to travel.
                "texts": {key: text for key, text in map_texts().items() if key != text},
            }
        return shell.Page(
            language=state.language,
            theme=state.theme,
            title=title,
            description=(page or {}).get("description", ""),
            home=prefix,
            links=nav_links(list(dash.page_registry.values()), page, prefix),
            icon=style.address(prefix, "icon.svg"),
            style=style.address(prefix, "style.css"),
            modules=[gridmap.address(prefix, one) for one in needed],
            entries=[gridmap.address(prefix, one) for one in entries if one in gridmap.files],
            preloads=shell.critical_addresses(state, release.index, api) if has_map else (),
            config=config,
            dash_config=self.public_config(),
            has_map=has_map,
            download=f"{prefix}api/v1/view.csv?{to_query(state)}",
        )

    def _view(self, query: str, release: Release) -> tuple[ViewState, tuple[Notice, ...], Release]:
        state, notices = from_query(query)
        if state.release is not None and state.release != release.id:
            frozen = self.store.get(state.release)
            if frozen is None:
                message = _(
                    "Release {asked}, which the link was made from, is no longer kept; "
                    "release {shown} is shown."
                ).format(asked=state.release, shown=release.id)
                notices += (Notice("release", state.release, message),)
                state = replace(state, release=None)
            else:
                release = frozen
        state, more = resolve(state, release.index)
        return state, notices + more, release

    def script_addresses(self) -> list[str]:
        """Return the addresses of Dash's bundles in order, the last starts the renderer."""
        found = re.findall(r'<script src="([^"]+)"', self._generate_scripts_html())
        # The old DataTable is part of Dash, but no page has one.
        wanted = [one for one in found if "/dash/dash_table/" not in one]
        start = self.bundles["start"].get()
        return [*wanted, start.address(self.settings.prefix, "start.js")]

    def public_config(self) -> dict[str, Any]:
        """Return what Dash's renderer needs to know."""
        hidden = _UNUSED if self.settings.development else (*_UNSAID, *_UNUSED)
        found = self._config()  # type: ignore[no-untyped-call]
        return {key: value for key, value in found.items() if key not in hidden}

    def _start_script(self) -> Bundle:
        """Return Dash's inline scripts as a file, so that the page needs no inline script."""
        self._generate_scripts_html()
        # The map writes its own title, which says more than the page's.
        inline = [
            text.replace(
                "document.title =", "if (!document.getElementById('map')) document.title ="
            )
            for text in self._inline_scripts
        ]
        content = "\n".join([*inline, self.renderer, ""])
        return Bundle.of("start", {"start.js": content.encode()})


def create_app(settings: Settings, store: ReleaseStore | None = None) -> Pages:
    """Return the application, warmed up and ready to serve.

    Parameters
    ----------
    settings : Settings
    store : ReleaseStore, optional
        Where releases are found; the folder of the settings by default.

    Returns
    -------
    Pages
        The Dash application; its `server` is the WSGI application, which keeps
        the store in ``extensions["releases"]``.
    """
    releases = ReleaseStore(settings.releases) if store is None else store
    server = Flask("dashboard", static_folder=None)
    server.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    server.extensions["releases"] = releases
    # Flask runs what follows an answer in reverse order: headers are set before compression
    # reads them.
    compression.install(server, settings.cache_bytes)
    headers.install(server, settings)
    errors.install(server)
    server.after_request(_let_bundles_be_kept)
    app = Pages(server, settings, releases)
    callbacks.register(app, releases)
    _check_callbacks(app)
    under = settings.prefix.rstrip("/") or None

    def page_address(query: str) -> str:
        host = settings.public_url or request.host_url.rstrip("/")
        return f"{host}{settings.prefix}{MAP_PAGE[1:]}" + (f"?{query}" if query else "")

    server.register_blueprint(bundles.blueprint(app.bundles), url_prefix=under)
    routes = api.blueprint(releases, page_address)
    server.register_blueprint(routes, url_prefix=f"{under or ''}{routes.url_prefix}")
    server.add_url_rule(f"{settings.prefix}healthz", "healthz", _health(releases))
    _warm_up(app)
    return app


def find_page(path: str, pages: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the registered page of a path, None where there is none.

    Unlike Dash's own search, a placeholder of a path template stands for one
    part of the path and not for several.
    """
    for page in _listed(pages):
        template = page.get("path_template")
        if template:
            parts = re.split(r"<[^<>]+>", template.rstrip("/"))
            if re.fullmatch("[^/]+".join(map(re.escape, parts)), path):
                return page
        elif path == ("/" + page["path"].strip("/")):
            return page
    return None


def nav_links(
    pages: Sequence[Mapping[str, Any]], current: Mapping[str, Any] | None, prefix: str
) -> list[shell.NavLink]:
    """Return the header's links: all pages that need no further word in their path."""
    return [
        shell.NavLink(page["name"], prefix + page["path"].strip("/"), page is current)
        for page in _listed(pages)
        if not page.get("path_template")
    ]


def _listed(pages: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [page for page in pages if page["module"].split(".")[-1] != "not_found_404"]


def _bundles(settings: Settings) -> dict[str, BundleSource]:
    def gridmap() -> Bundle:
        files = bundles.read_folder(ASSETS / "gridmap", ".mjs")
        if not settings.development:
            try:
                files[JOINED] = modules.join(files, ENTRY)
            except modules.ModuleError as fault:
                # Fifty files are slower than one, but the same map.
                log.error("the map's modules are served one by one: %s", fault)
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


def _bootstrap() -> bytes:
    folder = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css"
    content = (folder / "bootstrap.min.css").read_bytes()
    # Its source map is not served.
    return re.sub(rb"/\*# sourceMappingURL=[^*]*\*/", b"", content)


def _without_release() -> Response:
    title = _("No data have been built yet")
    text = _("This server has no release to show. Build one with the command below.")
    answer = Response(shell.plain_page(title, [text], BUILD_COMMAND), 503, mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Retry-After"] = "60"
    return answer


def _health(store: ReleaseStore) -> Callable[[], Response]:
    def health() -> Response:
        release = store.current()
        answer = (
            jsonify(status="ok", release=release.id)
            if release
            else jsonify(status="no release", command=BUILD_COMMAND)
        )
        answer.status_code = 200 if release else 503
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return health


def _let_bundles_be_kept(answer: Response) -> Response:
    """Let browsers keep what has a fingerprint or a time stamp in its address."""
    if answer.status_code == 200 and request.method in {"GET", "HEAD"}:
        fingerprinted = answer.cache_control.max_age == 31536000
        stamped = "/assets/" in request.path and re.fullmatch(
            r"m=[0-9.]+", request.query_string.decode(errors="replace")
        )
        if fingerprinted or stamped:
            answer.headers["Cache-Control"] = bundles.IMMUTABLE
    return answer


def _check_callbacks(app: Pages) -> None:
    path = f"{app.settings.prefix}_dash-update-component"
    templates = [page.get("path_template") or "" for page in dash.page_registry.values()]
    placeholders = frozenset(re.findall(r"<([^<>]+)>", "".join(templates)))
    paths = callback_body.Routes(app.settings.prefix, placeholders)

    def check() -> Response | None:
        if request.path != path or request.method != "POST":
            return None
        if not request.is_json:
            return errors.answer(400, _("Bad Request"), "the body is not JSON")
        try:
            clean = callback_body.parse(request.get_data(), app.callback_map, paths)
        except callback_body.BodyError as fault:
            log.info("400 %s: %s", request.path, fault)
            return errors.answer(400, _("Bad Request"), str(fault))
        # Dash reads the same object again, which Flask keeps.
        body = request.get_json()
        body.clear()
        body.update(clean)
        return None

    app.server.before_request(check)


def _warm_up(app: Pages) -> None:
    """Ask for everything a first visitor will need, before the workers are forked.

    Dash marks its set-up as done before it is: of several first requests at once,
    all but one would get an incomplete list of callbacks. The release is opened,
    and the parts of the first map are compressed, once for all workers.
    """
    prefix = app.settings.prefix
    client = app.server.test_client()
    # First of all: it makes the inline scripts that the last bundle is made from.
    client.get(f"{prefix}_dash-dependencies")
    wanted = [f"{prefix}healthz", *app.script_addresses()]
    for name in ("gridmap", "style"):
        wanted += app.bundles[name].get().addresses(prefix)
    release = app.store.current()
    if release is not None:
        state, _notices = resolve(ViewState(), release.index)
        base = f"{prefix}api/v1/releases/{release.id}/"
        wanted += shell.critical_addresses(state, release.index, base)
    for address in wanted:
        client.get(address, headers={"Accept-Encoding": "br"}, buffered=True)
