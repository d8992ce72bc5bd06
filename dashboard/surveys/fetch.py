"""Get the original files of public surveys from their publishers, checked by their hashes."""

import hashlib
import logging
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pooch

from dashboard.i18n import _
from dashboard.surveys.checks import nearest
from dashboard.surveys.download import DownloadError, Progress, Resuming

REGISTRY = Path(__file__).parents[2] / "data" / "originals.toml"


@dataclass(frozen=True)
class OriginalFile:
    """A file as the publisher offers it.

    Attributes
    ----------
    path : str
        Path in the folder of originals, as the recipe names it.
    sha256 : str
        Hash of the file that the recipe was written for.
    size : int or None
        Its length in bytes, where known.
    url : str or None
        Its address; None where only the page is known.
    """

    path: str
    sha256: str
    size: int | None = None
    url: str | None = None


@dataclass(frozen=True)
class Original:
    """The original files of a survey: title, the publisher's page, and the files."""

    name: str
    title: str
    page: str
    files: tuple[OriginalFile, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of one file: whether it is there and right, and a sentence about it."""

    path: str
    good: bool
    message: str


class UnknownOriginal(KeyError):
    """There is no such survey in the registry; the text names the nearest."""

    def __init__(self, name: str, known: Mapping[str, Original]) -> None:
        text = _("no originals are known for “{name}”; {hint}")
        self.message = text.format(name=name, hint=nearest(name, known))
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


def registry(path: Path = REGISTRY) -> dict[str, Original]:
    """Return the known originals by survey id.

    Parameters
    ----------
    path : Path
        A TOML file in the form of ``data/originals.toml``.

    Raises
    ------
    ValueError
        If an entry lacks its page, a file its SHA-256, or a path leads out of the folder.
    """
    found = {}
    for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
        files = tuple(OriginalFile(**file) for file in entry["files"])
        for file in files:
            if not re.fullmatch(r"[0-9a-f]{64}", file.sha256):
                message = f"{name}: {file.path} needs a SHA-256 of 64 hexadecimal digits"
                raise ValueError(message)
            if Path(file.path).is_absolute() or ".." in Path(file.path).parts:
                message = f"{name}: {file.path} leads out of the folder"
                raise ValueError(message)
        found[name] = Original(name, entry["title"], entry["page"], files)
    return found


def fetch(
    name: str,
    folder: Path,
    *,
    known: Mapping[str, Original] | None = None,
    url: str | None = None,
    progress: Callable[[OriginalFile], Progress] | None = None,
    pause: float = 1.0,
) -> Iterator[Outcome]:
    """Get the originals of a survey, or check those that are there.

    Parameters
    ----------
    name : str
        Survey id.
    folder : Path
        The folder of originals.
    known : mapping of str to Original, optional
        The registry; the project's own if left out.
    url : str, optional
        Address of the survey's only file, where the registry has none or an old one.
    progress : callable, optional
        Makes what is told of the bytes of a file.
    pause : float
        Seconds before a broken connection is taken up again.

    Yields
    ------
    Outcome
        One for each file, in order.

    Raises
    ------
    UnknownOriginal
        If the registry has no such survey.
    ValueError
        If `url` is given for a survey of several files.
    """
    entries = registry() if known is None else known
    if name not in entries:
        raise UnknownOriginal(name, entries)
    original = entries[name]
    if url is not None and len(original.files) > 1:
        message = _("{name} has several files: an address can be given for one only")
        raise ValueError(message.format(name=name))
    for file in original.files:
        yield _file(original, file, folder, url or file.url, progress, pause)


def _file(
    original: Original,
    file: OriginalFile,
    folder: Path,
    url: str | None,
    progress: Callable[[OriginalFile], Progress] | None,
    pause: float,
) -> Outcome:
    target = folder / file.path
    found = _sha256(target) if target.is_file() else None
    if found == file.sha256:
        return Outcome(file.path, True, _("{path} is there and whole").format(path=target))
    if url is None:
        if found is None:
            text = _("get it from {page} and place it at {path}, then run this command again")
            text = text.format(page=original.page, path=target)
        else:
            text = _mismatch(target, file, found)
        return Outcome(file.path, False, text)
    if found is not None:
        text = _("it is not overwritten: move it away to fetch the publisher's")
        return Outcome(file.path, False, f"{_mismatch(target, file, found)}; {text}")
    pooch.get_logger().setLevel(logging.WARNING)
    keeper = pooch.create(
        path=folder,
        base_url="",
        registry={file.path: f"sha256:{file.sha256}"},
        urls={file.path: url},
    )
    downloader = Resuming(target, progress(file) if progress else None, pause=pause)
    try:
        keeper.fetch(file.path, downloader=downloader)
    except DownloadError as error:
        page = _("see {page}").format(page=original.page)
        return Outcome(file.path, False, f"{error}; {page}")
    except ValueError:
        text = _(
            "{url} gives another file than the recipe was written for (its SHA-256 is not "
            "{expected}…); see {page}"
        )
        text = text.format(url=url, expected=file.sha256[:12], page=original.page)
        return Outcome(file.path, False, text)
    except OSError as error:
        text = _("{path} cannot be written: {reason}").format(path=target, reason=error)
        return Outcome(file.path, False, text)
    return Outcome(file.path, True, _("{path} fetched and whole").format(path=target))


def _mismatch(target: Path, file: OriginalFile, found: str) -> str:
    """Say that a file is not the recorded one, by size where that tells more."""
    text = _(
        "{path} is not the file the recipe was written for: SHA-256 {found}…, not {expected}…"
    )
    said = text.format(path=target, found=found[:12], expected=file.sha256[:12])
    size = target.stat().st_size
    if file.size is not None and size != file.size:
        more = _("{size} bytes, not {expected}")
        said += f" ({more.format(size=f'{size:,}', expected=f'{file.size:,}')})"
    return said


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
