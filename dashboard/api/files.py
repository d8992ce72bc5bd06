"""The files of a release as they are, to take away whole or in parts."""

from __future__ import annotations

from pathlib import PurePosixPath

from flask import Response, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from dashboard.api.interface import IMMUTABLE, Interface, Refused
from dashboard.i18n import _
from dashboard.release.manifest import MANIFEST

TYPES = {
    ".arrow": "application/vnd.apache.arrow.file",
    ".bin": "application/octet-stream",
    ".html": "text/html",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
}
"""Media types by the ending of a name; Arrow's and Parquet's as registered with IANA."""

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        "sandbox",
    )
)
"""Of a page in a release: its own style, and nothing that runs or is fetched."""


def register(interface: Interface) -> None:
    """Add the addresses of files to the interface.

    Parameters
    ----------
    interface : Interface
    """

    @interface.api.get("/releases/<identity>/files/<path:name>")
    def file(identity: str, name: str) -> Response:
        release = interface.release_of(identity)
        digest = release.manifest["files"].get(name)
        # Only what the manifest names: whatever a path means to the file system, it is none.
        if digest is None and name != MANIFEST:
            raise Refused(404, _("The release has no file {name}.").format(name=name))
        kind = PurePosixPath(name).suffix
        answer = send_file(
            release.folder / name,
            mimetype=TYPES.get(kind, TYPES[".bin"]),
            as_attachment=kind != ".html",
            download_name=download_name(release.id, name),
            # The manifest has no hash of itself; it belongs to one release only.
            etag=digest or release.id,
            conditional=False,
        )
        length = answer.content_length
        try:
            answer.make_conditional(request, accept_ranges=_one_part(), complete_length=length)
        except RequestedRangeNotSatisfiable:
            answer.close()
            raise
        answer.headers["Accept-Ranges"] = "bytes"
        answer.headers["Cache-Control"] = IMMUTABLE
        if kind == ".html":
            answer.headers["Content-Security-Policy"] = PAGE_POLICY
        return answer


def _one_part() -> bool:
    """Whether the request asks for one part, in bytes.

    The whole file answers several at once, and must where the unit is none that is known
    (RFC 9110, section 14.2).
    """
    asked = request.range
    return asked is not None and asked.units == "bytes" and len(asked.ranges) == 1


def download_name(release: str, name: str) -> str:
    """Return what a file is saved as: one part, which tells its stratum and release.

    Examples
    --------
    >>> download_name("3f9a0c1d2e4b", "strata/kola.xrf/cells-0.arrow")
    'kola.xrf-cells-0-3f9a0c1d2e4b.arrow'
    """
    path = PurePosixPath(name)
    parts = [one for one in path.with_suffix("").parts if one not in {"strata", "surveys"}]
    return f"{'-'.join(parts)}-{release}{path.suffix}"
