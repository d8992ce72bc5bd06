"""Finished parts of releases, kept so that builds are incremental and can be resumed.

A part is what one stratum (or the world: grid, countries and boundaries) adds to a
release. It lies in a folder named by a hash of everything that it is made from, so a
part that is there is the right one. A release is made of parts by hard links; releases
that share a stratum share its bytes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

import orjson

from dashboard.release.manifest import FORMAT, file_hashes

PARTS = ".parts"
"""Name of the folder of parts in the folder of releases."""
ABANDONED = 24 * 3600
"""Seconds after which what an unfinished build left is taken for dead."""

_ABOUT = "part.json"
_FILES = "files"
_KEY = re.compile(r"[0-9a-f]{32}")
_ROOT = Path(__file__).resolve().parent.parent
# What decides how a part comes out, and nothing of pages or answers.
_CODE = ("catalog", "gridding", "release", "statistics", "surveys", "grid.py", "planes.py")
_LIBRARIES = (
    "duckdb", "geopandas", "ibis-framework", "numpy", "openpyxl", "pandas", "pyarrow",
    "pyogrio", "pyproj", "rdata", "scipy", "shapely",
)  # fmt: skip


@lru_cache(maxsize=1)
def code_hash() -> str:
    """Return a hash over the code, the catalogue and the libraries that make parts."""
    digest = hashlib.sha256(f"format {FORMAT}\n".encode())
    for name in _LIBRARIES:
        digest.update(f"{name} {version(name)}\n".encode())
    for name in _CODE:
        place = _ROOT / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and "__pycache__" not in path.parts:
                own = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{own} {path.relative_to(_ROOT).as_posix()}\n".encode())
    return digest.hexdigest()


def part_key(*inputs: str | Iterable[str]) -> str:
    """Return the name of the part that is made from some inputs by the code as it is.

    Parameters
    ----------
    *inputs : str or iterable of str
        Everything else that decides how it comes out: names, settings, hashes of files.
    """
    listed = [one if isinstance(one, str) else list(one) for one in inputs]
    return hashlib.sha256(orjson.dumps([code_hash(), *listed])).hexdigest()[:32]


@dataclass(frozen=True)
class Part:
    """A finished part whose files are those that were written.

    Attributes
    ----------
    folder : Path
        Where it lies.
    record : object
        What the release index says of it; None where it adds nothing.
    hashes : mapping of str to str
        SHA-256 of its files by relative path.
    """

    folder: Path
    record: Any
    hashes: Mapping[str, str]

    def beside(self, name: str) -> Path | None:
        """Return a file that is kept with the part and goes into no release as it is."""
        return self.folder / name if name in self.hashes else None

    def put(self, release: Path) -> dict[str, str]:
        """Link the files into a release and return their hashes by path there."""
        put = {}
        for name, digest in self.hashes.items():
            path = PurePosixPath(name)
            if path.parts[0] != _FILES:
                continue
            inside = path.relative_to(_FILES)
            target = release / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            _link(self.folder / name, target)
            put[inside.as_posix()] = digest
        return put


def _link(source: Path, target: Path) -> None:
    """Link a file, or copy it where the file system cannot link."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


class Parts:
    """The parts kept beside the releases of a folder; a context in which a build uses them.

    Any number of builds may be at work at once: none removes what another may need.

    Parameters
    ----------
    releases : Path
        Folder of releases.
    """

    def __init__(self, releases: Path) -> None:
        self.releases = releases
        self.folder = releases / PARTS
        self.reused: list[str] = []
        self.made: list[str] = []

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / "lock").open("ab")
        # The system gives it back when the process ends, however that is.
        fcntl.flock(self._lock, fcntl.LOCK_SH)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.close()

    def want(self, pointer: str, keys: Iterable[str]) -> None:
        """Note what a build is made of, so that its parts outlive it if it is killed."""
        beside = self.folder / f".{pointer}-{secrets.token_hex(4)}"
        beside.write_bytes(orjson.dumps(sorted(keys)))
        beside.replace(self.folder / f"{pointer}.json")

    def get(self, key: str) -> Part | None:
        """Return a part; None where there is none, or its files are not what was written."""
        folder = self.folder / key
        try:
            about = orjson.loads((folder / _ABOUT).read_bytes())
            part = Part(folder, about["record"], dict(about["hashes"]))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (ValueError, KeyError, TypeError):
            part = None
        if part is None or file_hashes(folder, without=_ABOUT) != part.hashes:
            # A damaged part is made anew; releases that link it are refused when opened.
            shutil.rmtree(folder, ignore_errors=True)
            return None
        return part

    def part(self, key: str, make: Callable[[Path, Path], Any]) -> Part:
        """Return a part, made if it is not there.

        Parameters
        ----------
        key : str
            Of :func:`part_key`.
        make : callable
            Writes the part's files into the first folder, and what is kept beside them into
            the second; returns the record.
        """
        found = self.get(key)
        if found is not None:
            self.reused.append(key)
            return found
        with self._beside() as beside:
            files = beside / _FILES
            files.mkdir()
            record = make(files, beside)
            written = orjson.dumps({"record": record, "hashes": file_hashes(beside)})
            (beside / _ABOUT).write_bytes(written)
            try:
                beside.rename(self.folder / key)
            except OSError:
                # Another build made the same part meanwhile.
                if not (self.folder / key).is_dir():
                    raise
        about = orjson.loads(written)
        made = Part(self.folder / key, about["record"], about["hashes"])
        self.made.append(key)
        return made

    @contextmanager
    def _beside(self) -> Iterator[Path]:
        folder = self.folder / f".making-{os.getpid()}-{secrets.token_hex(4)}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self) -> None:
        """Remove parts that no kept release and no build's last attempt is made of.

        Does nothing while another build is at work. The last thing a build does.
        """
        sweep_abandoned(self.folder.glob(".*-*"))
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return
        wanted: set[str] = set()
        for path in self.folder.glob("*.json"):
            wanted |= set(orjson.loads(path.read_bytes()))
        for folder in self.folder.iterdir():
            if _KEY.fullmatch(folder.name) and folder.name not in wanted and not _linked(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _linked(folder: Path) -> bool:
    """Return whether a release that is kept has links to a part's files."""
    files = (path for path in (folder / _FILES).rglob("*") if path.is_file())
    return any(path.stat().st_nlink > 1 for path in files)


def sweep_abandoned(left: Iterable[Path]) -> None:
    """Remove what killed builds left behind; one of today may still be at work."""
    for path in left:
        try:
            if time.time() - path.stat().st_mtime <= ABANDONED:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
        except OSError:
            # Another build swept it.
            continue
