"""The web server: pages, map modules, health, and what holds for every request."""

import datetime as dt
import logging
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dash
from dash import Dash
from flask import Flask, Response, abort, jsonify, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from dashboard import api, callbacks
from dashboard.api.plain import LOOKS, plain_answer
from dashboard.catalog.stories import Story, read_stories
from dashboard.components import shell
from dashboard.export.words import site_name
from dashboard.i18n import _
from dashboard.release.store import ReleaseStore
from dashboard.settings import Settings
from dashboard.state import as_written_now, to_query
from dashboard.web import (
    asking,
    bundles,
    callback_body,
    compression,
    embedding,
    errors,
    headers,
    paper,
    preview,
    saving,
    site,
    sources,
    story_files,
    warming,
    worker,
)
from dashboard.web.asking import Asked
from dashboard.web.bundles import Bundle, BundleSource
from dashboard.web.opening import opening, release_notice

PAGES = Path(__file__).parent / "pages"
BUILD_COMMAND = "python -m dashboard build"

# What Dash tells every visitor of the server's insides and its renderer does not need.
# Without `end_id`, which only background callbacks use, a page can be revalidated.
_UNSAID = ("dash_version", "dash_version_url", "python_version", "plotly_version", "ddk_version")
_UNUSED = ("end_id", "plotly_cloud_installed")

_SHARING = "/assets/dash_share.js"
_WITHOUT_DASH = (
    "/assets/dash_copies.js",
    "/assets/dash_documents.js",
    "/assets/dash_paper.js",
    _SHARING,
    "/assets/dash_story.js",
)
"""The only scripts of pages that are sent whole."""

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
            assets_folder=str(sources.ASSETS),
            # Modules and style sheets are served under their hash by this server.
            assets_path_ignore=["^gridmap$", "^present$", "^offline$", "^css$"],
            pages_folder=str(PAGES),
            use_pages=True,
            include_pages_meta=False,
            title=site_name(),
            # Dash's "Updating..." would flicker in the title at every callback.
            update_title="",
            # Otherwise the layouts of all pages would be part of every page.
            suppress_callback_exceptions=True,
            add_log_handler=False,
        )
        self.settings = settings
        self.store = store
        self.bundles = sources.own_bundles(settings)
        self.bundles["start"] = BundleSource(self._start_script)

    def index(self, *_args: Any, **_kwargs: Any) -> BaseResponse:
        """Answer a page: the shell with status 200, or 404, 503, or a redirect."""
        prefix = self.settings.prefix
        path = "/" + request.path.removeprefix(prefix).strip("/")
        if path == "/_dash-update-component":
            abort(405, "Callbacks are sent by POST.")
        path, in_frame = embedding.split(path)
        page = site.find_page(path, list(dash.page_registry.values()))
        kind = site.kind_of(page)
        variables = site.path_variables(path, page) if page else None
        code = next(iter((variables or {}).values()), "")
        query = request.query_string.decode(errors="replace")
        base = prefix + (embedding.FOLDER if in_frame else "")
        if page and path != "/" and request.path != base + path[1:]:
            # A slash too many: a page has one address, which its layout reads.
            return redirect(site.with_query(base + quote(path[1:]), query), 302)
        if page and as_written_now(query) != query:
            # Keys of an old link: the browser reads those of today only.
            return redirect(site.with_query(base + quote(path[1:]), as_written_now(query)), 302)
        if kind == site.COUNTRY and code != code.upper():
            # Typed by hand; the code itself is in capitals.
            address = base + path[1:].removesuffix(code) + code.upper()
            return redirect(site.with_query(address, query), 302)
        asked = asking.read(self.store, kind, code, query)
        if asked is None:
            return _without_release(in_frame)
        if kind and not asked.kind:
            page = None
        if page and page.get("find"):
            found = page["find"](asked.release, code)
            if found and found[0] != code:
                address = base + path[1:].removesuffix(code) + quote(found[0])
                return redirect(site.with_query(address, query), 302)
            page = {**page, "title": found[1]} if found else None
        made = self._shell(page, asked, code)
        if in_frame:
            full = self.page_address(query, quote(path[1:]))
            module = self.bundles["presenting"].get().address(prefix, "embed.mjs")
            return embedding.framed(embedding.answer(made, page, asked, prefix, full, module))
        if page and page.get("bare"):
            whole = made.opening + made.share + made.paper
            told = f"\n{made.preview}" if made.preview else ""
            return Response(
                shell.document(made, whole, head=told, name="bare"), mimetype="text/html"
            )
        return Response(shell.render(made), 200 if page else 404, mimetype="text/html")

    def _shell(self, page: Mapping[str, Any] | None, asked: Asked, code: str) -> shell.Page:
        prefix = self.settings.prefix
        state, index = asked.state, asked.release.index
        gridmap = self.bundles["gridmap"].get()
        style = self.bundles["style"].get()
        api = f"{prefix}api/v1/releases/{asked.release.id}/"
        entries = sources.entries(asked.kind, gridmap.files)
        body = (page or {}).get("body")
        own = (page or {}).get("modules", ())
        scripts = [one for one in self.script_addresses() if sources.runs_on(one, asked.kind)]
        if body:
            # Dash has no part in a page that is sent whole; copying and sharing have.
            scripts = [one for one in scripts if any(own in one for own in _WITHOUT_DASH)]
        said = preview.told_of(asked, page, code, self.page_address)
        if (page or {}).get("bare"):
            # A story has no tables to copy and no view to add; it may be shared.
            scripts = [one for one in scripts if said.share and _SHARING in one]
            entries = entries if said.share else []
        config: dict[str, Any] = {"prefix": prefix, "scripts": scripts}
        keeping = []
        if self.settings.offline:
            config["offline"] = worker.page_config(index)
            keeping = [self.bundles["offline"].get().address(prefix, worker.REGISTER)]
        title = page["title"] if page else _("Page not found")
        links = site.kept(state)
        if asked.kind:
            config |= asking.map_config(asked, api)
            config["beside"] = said.told.beside if said.told else ""
        name, first = opening(asked, title, prefix)
        if body:
            first = body(asked, self.store, prefix, self.page_address("", ""))
        if said.told:
            title = said.told.window
        elif first:
            title = f"{name} – {site_name()}"
        return shell.Page(
            language=state.language,
            theme=state.theme,
            title=title,
            heading=said.told.title if said.told else title,
            description=said.description,
            home=site.with_query(prefix, links),
            links=site.nav_links(list(dash.page_registry.values()), page, prefix, links),
            icon=style.address(prefix, "icon.svg"),
            style=style.address(prefix, "style.css"),
            modules=[
                gridmap.address(prefix, one) for one in bundles.imported(gridmap.files, entries)
            ]
            if asked.kind
            else (),
            entries=[gridmap.address(prefix, one) for one in entries]
            + [self.bundles["presenting"].get().address(prefix, one) for one in own]
            + keeping,
            preloads=asking.preloads(asked, api) if asked.kind else (),
            config=config,
            dash_config=self.public_config(),
            kind=asked.kind,
            download=f"{prefix}api/v1/{_download(asked)}?{to_query(state)}",
            simulated=bool(index["simulated"]),
            real=prefix if asked.real else "",
            opening=first or release_notice(asked),
            dash=not body,
            preview=said.tags,
            share=said.share,
            paper=paper.foot(asked, page, code, self.page_address, dt.datetime.now(dt.UTC).date()),
        )

    def page_address(self, query: str, page: str) -> str:
        """Return the full address of a page from its query and its path under the prefix."""
        host = self.settings.public_url or request.host_url.rstrip("/")
        return site.with_query(f"{host}{self.settings.prefix}{page}", query)

    def stories(self) -> dict[str, Story]:
        """Return the stories of the server's folder by name, as the files are now."""
        return read_stories(self.settings.stories)[0]

    def looks(self) -> str:
        """Return the lines of a head that name icon and style sheet."""
        style, prefix = self.bundles["style"].get(), self.settings.prefix
        return shell.looks(style.address(prefix, "icon.svg"), style.address(prefix, "style.css"))

    def script_addresses(self) -> list[str]:
        """Return the addresses of Dash's bundles in order, the last starts the renderer."""
        found = re.findall(r'<script src="([^"]+)"', self._generate_scripts_html())
        # The old DataTable is part of Dash, but no page has one.
        wanted = [one for one in found if "/dash/dash_table/" not in one]
        start = self.bundles["start"].get()
        return [*wanted, start.address(self.settings.prefix, "start.js")]

    def first_addresses(self) -> list[str]:
        """Return the addresses of Dash's bundles, the map's modules and the style sheet."""
        prefix = self.settings.prefix
        own = (self.bundles[name].get().addresses(prefix) for name in ("gridmap", "style"))
        return [*self.script_addresses(), *(one for addresses in own for one in addresses)]

    def public_config(self) -> dict[str, Any]:
        """Return what Dash's renderer needs to know."""
        hidden = _UNUSED if self.settings.development else (*_UNSAID, *_UNUSED)
        found = self._config()  # type: ignore[no-untyped-call]
        return {key: value for key, value in found.items() if key not in hidden}

    def _start_script(self) -> Bundle:
        """Return Dash's inline scripts as a file, so that the page needs no inline script."""
        self._generate_scripts_html()
        # Every page comes from the server with its title, which says more than the one that
        # Dash knows of it.
        inline = [text.replace("document.title =", "void") for text in self._inline_scripts]
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
    server.extensions[LOOKS] = app.looks
    callbacks.register(app, releases)
    _check_callbacks(app)
    under = settings.prefix.rstrip("/") or None

    server.register_blueprint(bundles.blueprint(app.bundles), url_prefix=under)
    routes = api.blueprint(releases, app.page_address, app.stories)
    server.register_blueprint(routes, url_prefix=f"{under or ''}{routes.url_prefix}")
    kept = saving.blueprint(releases, app.stories, app.bundles, app.page_address, settings.prefix)
    server.register_blueprint(kept, url_prefix=f"{under or ''}{kept.url_prefix}")
    server.register_blueprint(story_files.blueprint(releases), url_prefix=under)
    root = worker.blueprint(app.bundles, releases.current_id, settings.prefix, on=settings.offline)
    server.register_blueprint(root, url_prefix=under)
    server.add_url_rule(f"{settings.prefix}healthz", "healthz", _health(releases))
    warming.warm_up(server, releases, settings.prefix, app.first_addresses)
    return app


def _download(asked: Asked) -> str:
    return "view.csv" if asked.kind in {"", *site.RESULTS} else "progress.csv"


def _without_release(in_frame: bool) -> Response:
    title = _("No data have been built yet")
    text = _("This server has no release to show. Build one with the command below.")
    answer = plain_answer(503, title, [text], command=BUILD_COMMAND)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Retry-After"] = "60"
    return embedding.framed(answer) if in_frame else answer


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
            log.info("400 %s: %s", request.path, errors.one_line(str(fault)))
            return errors.answer(400, _("Bad Request"), str(fault))
        # Dash reads the same object again, which Flask keeps.
        body = request.get_json()
        body.clear()
        body.update(clean)
        return None

    app.server.before_request(check)
