"""Download a file over HTTP that goes on where it was interrupted."""

import http.client
import os
import re
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from dashboard.i18n import _

PART = ".part"
"""Ending of the file beside the target that holds what has arrived."""
VALIDATOR = ".part.validator"
"""Ending of the file that holds the entity tag or date of the part's resource."""

SECONDS = 30.0
TRIES = 3
_BLOCK = 1 << 16

# Not OSError, which a full disk is too.
_BROKEN = (
    http.client.HTTPException,
    urllib.error.URLError,
    ConnectionError,
    TimeoutError,
    ssl.SSLError,
)

Progress = Callable[[int, int | None], None]
"""Takes the bytes that have arrived and those of the whole file, None where unknown."""


class DownloadError(Exception):
    """A file cannot be got; the message says why and what to do."""


class _Answer(Protocol):
    """What is used of an HTTP answer."""

    status: int
    headers: http.client.HTTPMessage

    def read(self, amount: int, /) -> bytes: ...


class Resuming:
    """A downloader for pooch that keeps what has arrived and goes on from there.

    Asks for the rest by ``Range`` with ``If-Range`` (RFC 9110, sections 13.1.5 and
    14.2), so that parts of two versions are never joined; a server that knows no
    ranges sends the whole again.

    Parameters
    ----------
    target : Path
        The file to be made. What has arrived lies beside it, as ``<name>.part``.
    progress : callable, optional
        Told of every block that arrives.
    tries : int
        How often a connection that breaks is taken up again in one call.
    pause : float
        Seconds to wait before that.
    """

    def __init__(
        self,
        target: Path,
        progress: Progress | None = None,
        *,
        tries: int = TRIES,
        pause: float = 1.0,
    ) -> None:
        self.target = target
        self.part = target.with_name(target.name + PART)
        self.validator = target.with_name(target.name + VALIDATOR)
        self._progress = progress or (lambda _done, _all: None)
        self._tries = tries
        self._pause = pause

    def __call__(self, url: str, output_file: str, _pooch: object) -> None:
        """Download a file, as pooch calls it.

        Parameters
        ----------
        url : str
            ``http`` or ``https`` address.
        output_file : str
            Where the whole file is put.

        Raises
        ------
        DownloadError
            If it cannot be got; what has arrived is kept for the next call.
        """
        if urlsplit(url).scheme not in {"http", "https"}:
            text = _("{url} is no address of the form http://… or https://…")
            raise DownloadError(text.format(url=url))
        self.part.parent.mkdir(parents=True, exist_ok=True)
        for left in reversed(range(self._tries)):
            if self._once(url, last=left == 0):
                break
            time.sleep(self._pause)
        self.validator.unlink(missing_ok=True)
        os.replace(self.part, output_file)

    def _once(self, url: str, *, last: bool) -> bool:
        """Ask for what is missing; whether all is there now."""
        request = urllib.request.Request(url, headers={"User-Agent": "chemical-earth-dashboard"})
        have = self.part.stat().st_size if self.part.is_file() else 0
        known = self.validator.read_text("latin-1") if self.validator.is_file() else ""
        if have and known:
            request.add_header("Range", f"bytes={have}-")
            request.add_header("If-Range", known)
        else:
            have = 0
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:
                return self._receive(answer, have, url, last=last)
        except urllib.error.HTTPError as error:
            with error:
                if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and not last:
                    self.part.unlink(missing_ok=True)
                    return False
                text = _("{url} answers {code} {reason}; the publisher may have moved the file")
                raise DownloadError(
                    text.format(url=url, code=error.code, reason=error.reason)
                ) from None
        except _BROKEN as error:
            if not last:
                return False
            reason = getattr(error, "reason", None) or error
            text = _("{host} cannot be reached: {reason}")
            raise DownloadError(text.format(host=urlsplit(url).netloc, reason=reason)) from error

    def _receive(self, answer: _Answer, have: int, url: str, *, last: bool) -> bool:
        """Write an answer to the part; whether all is there now."""
        start = 0
        if answer.status == http.HTTPStatus.PARTIAL_CONTENT:
            written = re.match(r"bytes (\d+)-", answer.headers.get("Content-Range", ""))
            start = int(written[1]) if written else -1
            if start != have:
                self.part.unlink(missing_ok=True)
                return self._unless(last, url, 0, None)
        length = answer.headers.get("Content-Length", "")
        whole = start + int(length) if length.isdigit() else None
        tag = answer.headers.get("ETag", "")
        # A weak tag must not be used with ranges (RFC 9110, section 13.1.5).
        strong = tag if tag and not tag.startswith("W/") else ""
        self.validator.write_text(strong or answer.headers.get("Last-Modified", ""), "latin-1")
        done = start
        with self.part.open("r+b" if start else "wb") as file:
            file.seek(start)
            while block := answer.read(_BLOCK):
                file.write(block)
                done += len(block)
                self._progress(done, whole)
        if whole is None or done >= whole:
            return True
        return self._unless(last, url, done, whole)

    @staticmethod
    def _unless(last: bool, url: str, done: int, whole: int | None) -> bool:
        """Return False to try again, or raise where that was the last try."""
        if not last:
            return False
        text = _("{url} broke off after {done} of {whole} bytes; run the command again to go on")
        shown = "?" if whole is None else f"{whole:,}"
        raise DownloadError(text.format(url=url, done=f"{done:,}", whole=shown))
