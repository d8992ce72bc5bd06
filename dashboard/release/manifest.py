"""The manifest of a release: what it holds, from where, and the hash of every file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

FORMAT = 1
"""Version of the release format; readers open this one and older ones."""
MANIFEST = "manifest.json"
ID_LENGTH = 12
_BLOCK = 1 << 20


class ReleaseError(Exception):
    """A release cannot be opened; the message says why."""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def file_hashes(
    folder: Path, known: Mapping[str, str] | None = None, *, without: str = MANIFEST
) -> dict[str, str]:
    """Return the hashes of all files of a folder but one, by relative path.

    Parameters
    ----------
    folder : Path
        Of a release.
    known : mapping of str to str, optional
        Hashes that need not be computed again.
    without : str
        Name of the file that is left out.
    """
    known = known or {}
    names = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != without
    }
    return {name: known.get(name) or sha256(path) for name, path in names.items()}


def release_id(files: Mapping[str, str]) -> str:
    """Return the id of a release: a hash over format, names and hashes of its files."""
    text = "\n".join([f"format {FORMAT}", *(f"{h} {n}" for n, h in sorted(files.items()))])
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


def write(
    folder: Path,
    made: str,
    sources: list[dict[str, Any]],
    audience: str,
    known: Mapping[str, str] | None = None,
) -> str:
    """Write the manifest of a finished folder and return the release's id.

    Parameters
    ----------
    folder : Path
        Holds all other files of the release.
    made : str
        Time of making, ISO 8601; not part of the id, so that the same data give
        the same release.
    sources : list of dict
        Survey, licence, citation and the files read with their hashes.
    audience : str
        ``public``: only what its owners share; ``internal``: everything.
    known : mapping of str to str, optional
        Hashes of files that were computed before.
    """
    files = file_hashes(folder, known)
    identity = release_id(files)
    manifest = {
        "format": FORMAT,
        "release": identity,
        "made": made,
        "audience": audience,
        "sources": sources,
        "files": files,
    }
    (folder / MANIFEST).write_bytes(orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    return identity


def read(folder: Path) -> dict[str, Any]:
    """Return the manifest of a release.

    Raises
    ------
    ReleaseError
        If there is none, it is no manifest, or its format is newer than this program.
    """
    path = folder / MANIFEST
    try:
        manifest = orjson.loads(path.read_bytes())
        format_version = int(manifest["format"])
        complete = (
            isinstance(manifest["release"], str)
            and isinstance(manifest["made"], str)
            and isinstance(manifest["files"], dict)
        )
    except FileNotFoundError as error:
        msg = f"{folder} holds no release: {MANIFEST} is missing"
        raise ReleaseError(msg) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"{path} is no manifest of a release"
        raise ReleaseError(msg) from error
    if not complete:
        msg = f"{path} is no manifest of a release"
        raise ReleaseError(msg)
    if format_version > FORMAT:
        msg = f"{folder} has release format {format_version}; this program reads up to {FORMAT}"
        raise ReleaseError(msg)
    return dict(manifest)


def verify(folder: Path) -> list[str]:
    """Compare every file of a release with its hash.

    Returns
    -------
    list of str
        What is wrong, one sentence each; empty if all is well.
    """
    try:
        manifest = read(folder)
    except ReleaseError as error:
        return [str(error)]
    expected = manifest["files"]
    found = file_hashes(folder)
    problems = [f"{name} is missing" for name in expected if name not in found]
    problems += [f"{name} does not belong to the release" for name in found.keys() - expected]
    problems += [
        f"{name} has changed: SHA-256 is {found[name]}, expected {digest}"
        for name, digest in expected.items()
        if name in found and found[name] != digest
    ]
    if not problems and release_id(expected) != manifest["release"]:
        problems.append(f"the manifest's id {manifest['release']} does not fit its files")
    return problems
