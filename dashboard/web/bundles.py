"""Files served under an address that holds the hash of their contents, to be cached for ever."""

import hashlib
import mimetypes
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, abort

IMMUTABLE = "public, max-age=31536000, immutable"

# Not left to the machine's own table, which may lack them or say text/plain.
_TYPES = {
    ".mjs": "text/javascript",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}

# `import … from './x.mjs'`, `export … from './x.mjs'`, `import './x.mjs'` at a line's start;
# between the words are only names, never a quote.
_STATIC_IMPORT = re.compile(
    r"""^(?:import|export)\b[^'"();]*['"]\./([\w.-]+\.mjs)['"]""", re.MULTILINE
)


@dataclass(frozen=True)
class Bundle:
    """Files that belong together and change together.

    Attributes
    ----------
    name : str
        First part of the address.
    digest : str
        Hash of all names and contents: modules import one another by relative
        addresses, so that one changed file must change the address of all.
    files : mapping of str to bytes
        Contents by name.
    """

    name: str
    digest: str
    files: Mapping[str, bytes]

    @classmethod
    def of(cls, name: str, files: Mapping[str, bytes]) -> "Bundle":
        """Make a bundle of the contents given."""
        total = hashlib.sha256()
        for file, content in sorted(files.items()):
            # Lengths keep names and contents apart: ab+c is not a+bc.
            total.update(f"{len(file)}:{file}{len(content)}:".encode())
            total.update(content)
        return cls(name, total.hexdigest()[:16], dict(files))

    def address(self, prefix: str, file: str) -> str:
        """Return the address of a file under the path prefix of the server."""
        return f"{prefix}{self.name}/{self.digest}/{file}"

    def addresses(self, prefix: str) -> tuple[str, ...]:
        """Return the addresses of all files, by name."""
        return tuple(self.address(prefix, file) for file in sorted(self.files))


class BundleSource:
    """A bundle made when it is first wanted, and made anew when its files change.

    Parameters
    ----------
    make : callable
        Reads the files and returns the bundle.
    watch : callable, optional
        Returns the files whose change makes a new bundle; without it the bundle
        is made once.
    """

    def __init__(
        self, make: Callable[[], Bundle], watch: Callable[[], list[Path]] | None = None
    ) -> None:
        self._make = make
        self._watch = watch
        self._made: tuple[object, Bundle] | None = None

    def get(self) -> Bundle:
        """Return the bundle of the files as they are."""
        mark = self._mark()
        if self._made is None or self._made[0] != mark:
            self._made = (mark, self._make())
        return self._made[1]

    def _mark(self) -> object:
        if self._watch is None:
            return None
        return [(path, path.stat().st_mtime_ns) for path in self._watch()]


def read_folder(folder: Path, suffix: str) -> dict[str, bytes]:
    """Return the files of a folder with a suffix, by name, without its folders."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob(f"*{suffix}"))}


def imported(files: Mapping[str, bytes], entries: Sequence[str]) -> list[str]:
    """Return the modules that must be there before the entries can run, the entries first.

    What a module imports only when it is needed (``import()``) is not among them.
    """
    found: dict[str, None] = {}
    waiting = [name for name in entries if name in files]
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found[name] = None
        text = files[name].decode()
        waiting += [one for one in _STATIC_IMPORT.findall(text) if one in files]
    return list(found)


def blueprint(sources: Mapping[str, BundleSource]) -> Blueprint:
    """Return the routes of bundles, by the first part of their addresses.

    An address with another hash is 404: a page never gets a mixture of two
    versions.
    """
    routes = Blueprint("bundles", __name__)

    def serve(name: str, digest: str, file: str) -> Response:
        bundle = sources[name].get()
        content = bundle.files.get(file)
        if digest != bundle.digest or content is None:
            abort(404)
        suffix = Path(file).suffix
        kind = _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
        answer = Response(content, mimetype=kind)
        answer.headers["Cache-Control"] = IMMUTABLE
        answer.set_etag(f"{digest}-{file}")
        return answer

    for name in sources:
        routes.add_url_rule(
            f"/{name}/<digest>/<file>", endpoint=name, view_func=serve, defaults={"name": name}
        )
    return routes
