"""Settings of the server: one documented registry, read once from the environment."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it, what was found and what is accepted."""


@dataclass(frozen=True)
class Settings:
    """What an operator may choose; see `REGISTRY` for the words.

    Attributes
    ----------
    host, port
        Address the server listens on.
    public_url
        Address under which people reach the server, without the prefix; empty
        where it is not known.
    prefix
        Path prefix, with a slash at both ends.
    releases, originals, surveys, boundaries, programme, stories
        Folders. `originals` is None where there is none; `surveys` may be several.
    keep_releases
        How many of the newest releases `prune` leaves.
    workers, threads
        Processes, and threads in each.
    max_body_bytes
        Largest request body accepted, in bytes.
    cache_bytes
        Memory for compressed answers in each process, in bytes.
    offline
        Whether browsers keep pages to show them without a network.
    development
        Whether changed files are noticed while the server runs.
    """

    host: str
    port: int
    public_url: str
    prefix: str
    releases: Path
    keep_releases: int
    originals: Path | None
    surveys: tuple[Path, ...]
    boundaries: Path
    programme: Path
    stories: Path
    workers: int
    threads: int
    max_body_bytes: int
    cache_bytes: int
    offline: bool
    development: bool


@dataclass(frozen=True)
class Setting:
    """One entry of the registry.

    Attributes
    ----------
    name : str
        Name of the environment variable; the attribute of `Settings` in lower case.
    default : str
        Text used where the variable is not set or empty.
    parse : callable
        Text to value; raises ValueError with what is accepted.
    doc : str
        One sentence for the operator.
    """

    name: str
    default: str
    parse: Callable[[str], Any]
    doc: str

    @property
    def attribute(self) -> str:
        """Name of the attribute of `Settings`."""
        return self.name.lower()


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", text) or not lowest <= int(text) <= highest:
            message = f"a whole number from {lowest} to {highest}"
            raise ValueError(message)
        return int(text)

    return parse


def _folder(text: str) -> Path:
    path = Path(text).expanduser()
    # A relative folder is one of the project's, wherever the server is started from.
    return path if path.is_absolute() else ROOT / path


def _folders(text: str) -> tuple[Path, ...]:
    return tuple(_folder(one) for one in text.split(os.pathsep) if one)


def _optional_folder(text: str) -> Path | None:
    return _folder(text) if text else None


def _prefix(text: str) -> str:
    if not re.fullmatch(r"/?(?:[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*/?)?", text) or ".." in text:
        message = "a path of letters, digits, '.', '_', '-' such as /geo/"
        raise ValueError(message)
    inner = text.strip("/")
    return f"/{inner}/" if inner else "/"


def _public_url(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(text)
    # Read the port too: urlsplit only finds a bad one when it is asked for.
    usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    if not usable or parts.path.strip("/") or parts.query or parts.fragment:
        message = "scheme and host such as https://maps.example.org (the path belongs in PREFIX)"
        raise ValueError(message)
    return f"{parts.scheme}://{parts.netloc}"


def _flag(text: str) -> bool:
    if text not in {"0", "1"}:
        message = "0 or 1"
        raise ValueError(message)
    return text == "1"


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:_-]+", text):
        message = "an address or host name such as 127.0.0.1"
        raise ValueError(message)
    return text


REGISTRY: tuple[Setting, ...] = (
    Setting("HOST", "127.0.0.1", _host, "Address to listen on; 0.0.0.0 for all interfaces."),
    Setting("PORT", "8050", _whole(1, 65535), "Port to listen on."),
    Setting(
        "PUBLIC_URL",
        "",
        _public_url,
        "Scheme and host under which people reach the server, used in links of downloads; "
        "https switches on Strict-Transport-Security.",
    ),
    Setting("PREFIX", "/", _prefix, "Path prefix, for a server that shares its host: /geo/."),
    Setting("RELEASES", "releases", _folder, "Folder of the releases."),
    Setting(
        "KEEP_RELEASES",
        "10",
        _whole(1, 10_000),
        "The newest releases that `prune` leaves, besides those in use and the pinned ones.",
    ),
    Setting(
        "ORIGINALS",
        "",
        _optional_folder,
        "Folder of the publishers' original files, for recipes whose data are not shipped.",
    ),
    Setting(
        "SURVEYS",
        "data/surveys",
        _folders,
        "Folder of the survey recipes, or several, with a colon between them (on Windows a "
        "semicolon).",
    ),
    Setting("BOUNDARIES", "data/boundaries", _folder, "Folder of the boundary set."),
    Setting("PROGRAMME", "data/programme", _folder, "Folder of reported progress."),
    Setting("STORIES", "data/stories", _folder, "Folder of the stories to present."),
    Setting("WORKERS", "2", _whole(1, 64), "Server processes; they share one release in memory."),
    Setting("THREADS", "4", _whole(1, 64), "Threads in each process."),
    Setting(
        "MAX_BODY_BYTES",
        "1000000",
        _whole(1000, 100_000_000),
        "Largest request body in bytes; larger ones are answered 413.",
    ),
    Setting(
        "CACHE_BYTES",
        "33554432",
        _whole(0, 10_000_000_000),
        "Memory in each process for compressed answers that never change, in bytes.",
    ),
    Setting(
        "OFFLINE",
        "1",
        _flag,
        "1: browsers keep pages that were opened, to show them without a network; 0 takes that "
        "back, also in browsers that keep some.",
    ),
    Setting(
        "DEVELOPMENT",
        "0",
        _flag,
        "1: notice changed modules and style sheets while the server runs.",
    ),
)


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Parameters
    ----------
    environment : mapping of str to str, optional
        Where to read; the environment of the process by default.

    Returns
    -------
    Settings
        The checked values; an unset or empty variable gives its default.

    Raises
    ------
    SettingsError
        One message with a line for every setting that cannot be used.
    """
    source = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    faults: list[str] = []
    for setting in REGISTRY:
        text = source.get(setting.name, "").strip() or setting.default
        try:
            values[setting.attribute] = setting.parse(text)
        except ValueError as fault:
            faults.append(f"{setting.name}={text!r}: expected {fault}")
    if faults:
        raise SettingsError("\n".join(faults))
    return Settings(**values)


def documentation() -> str:
    """Return the registry as the Markdown table of docs/settings.md."""
    lines = ["| variable | default | meaning |", "|---|---|---|"]
    for setting in REGISTRY:
        default = f"`{setting.default}`" if setting.default else "none"
        lines.append(f"| `{setting.name}` | {default} | {setting.doc} |")
    return "\n".join(lines) + "\n"
