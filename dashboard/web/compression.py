"""Compression: once for answers that never change, at each request for the others."""

import gzip
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

import brotli  # type: ignore[import-untyped]
from flask import Flask, Request, Response, request
from flask_compress import Compress

# What answers of this server can be, and gains from compression: text of all kinds, and
# vectors of numbers.
COMPRESSIBLE = (
    "text/html",
    "text/css",
    "text/plain",
    "text/csv",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/geo+json",
    "application/octet-stream",
    "image/svg+xml",
    "image/x-icon",
)

# Shorter bodies fit one network packet either way.
SMALLEST = 500

# Headers of an answer that belong to its body, and are kept with the compressed one.
_KEPT = ("Content-Type", "Cache-Control", "Content-Disposition", "ETag", "Last-Modified")


class Encoder(Protocol):
    """Compresses a body."""

    def __call__(self, body: bytes) -> bytes:
        """Return the body, compressed."""


def _br(body: bytes) -> bytes:
    # Brotli's best quality takes about 2 s a megabyte: worth it once for what is sent many
    # times, but not for the megabytes of a chart library on the first visitor's time.
    quality = 11 if len(body) <= 50_000 else 9 if len(body) <= 1_000_000 else 5
    return bytes(brotli.compress(body, quality=quality))


def _gzip(body: bytes) -> bytes:
    # Without a time stamp, so that the same body gives the same bytes.
    return gzip.compress(body, compresslevel=9 if len(body) <= 1_000_000 else 6, mtime=0)


# In order of preference. A client that takes neither is left to Flask-Compress.
ENCODERS: dict[str, Encoder] = {"br": _br, "gzip": _gzip}


def choose_encoding(asked: Request) -> str | None:
    """Return the encoding a client likes best; of equals, the one that saves most."""
    accepted = asked.accept_encodings
    # Only what is named: a bare `*` promises nothing about a certain encoding.
    named = {name for name, quality in accepted if quality > 0}
    usable = [name for name in ENCODERS if name in named]
    return max(usable, key=lambda name: accepted[name], default=None)


@dataclass(frozen=True)
class Stored:
    """A compressed answer."""

    body: bytes
    headers: tuple[tuple[str, str], ...]


class CompressedAnswers:
    """Compressed answers by address and encoding; the least recently used are dropped.

    Parameters
    ----------
    capacity : int
        Most bytes of bodies held.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._held: OrderedDict[tuple[str, str], Stored] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, address: str, encoding: str) -> Stored | None:
        """Return what is held for an address in an encoding."""
        with self._lock:
            found = self._held.get((address, encoding))
            if found:
                self._held.move_to_end((address, encoding))
            return found

    def put(self, address: str, encoding: str, stored: Stored) -> None:
        """Hold an answer, dropping others where there is no room."""
        with self._lock:
            before = self._held.pop((address, encoding), None)
            self._size -= len(before.body) if before else 0
            if len(stored.body) > self._capacity:
                return
            self._held[address, encoding] = stored
            self._size += len(stored.body)
            while self._size > self._capacity:
                _, dropped = self._held.popitem(last=False)
                self._size -= len(dropped.body)

    @property
    def size(self) -> int:
        """Bytes of bodies held."""
        return self._size


class _Compress(Compress):
    """Flask-Compress without what it does to parts of files, whose bytes are counted."""

    def after_request(self, response: Response | None) -> Response:
        """Compress an answer, unless it is a part (status 206)."""
        if response is not None and response.status_code == 206:
            return response
        compressed: Response = super().after_request(response)
        return compressed


def install(server: Flask, capacity: int) -> CompressedAnswers:
    """Compress what a server answers, and give every answer a validator.

    Call it before any other `after_request` of the server that sets
    ``Cache-Control``, since Flask runs them in reverse order.

    Parameters
    ----------
    server : Flask
    capacity : int
        Memory for compressed answers that never change, in bytes.

    Returns
    -------
    CompressedAnswers
        What is held, for tests and warming up.
    """
    answers = CompressedAnswers(capacity)
    server.after_request(_revalidate)
    server.config.update(
        COMPRESS_MIMETYPES=list(COMPRESSIBLE),
        COMPRESS_ALGORITHM=["br", "zstd", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIN_SIZE=SMALLEST,
    )
    _Compress(server)

    @server.before_request
    def answer_from_memory() -> Response | None:
        whole = request.method == "GET" and "Range" not in request.headers
        encoding = choose_encoding(request) if whole else None
        stored = answers.get(request.full_path, encoding) if encoding else None
        if not encoding or not stored:
            return None
        answer = Response(stored.body, headers=list(stored.headers))
        answer.headers["Content-Encoding"] = encoding
        return answer

    @server.after_request
    def compress_once(answer: Response) -> Response:
        encoding = choose_encoding(request)
        if not encoding or not _keeps(answer):
            return answer
        answer.direct_passthrough = False
        body = answer.get_data()
        if len(body) < SMALLEST:
            return answer
        answer.set_data(ENCODERS[encoding](body))
        tag, _weak = answer.get_etag()
        if tag:
            answer.set_etag(f"{tag}-{encoding}")
        headers = tuple((name, answer.headers[name]) for name in _KEPT if name in answer.headers)
        answers.put(request.full_path, encoding, Stored(answer.get_data(), headers))
        answer.headers["Content-Encoding"] = encoding
        return answer

    return answers


def _bodiless(answer: Response) -> bool:
    return not answer.is_streamed and not answer.get_data()


def _keeps(answer: Response) -> bool:
    return (
        request.method == "GET"
        and answer.status_code == 200
        and "immutable" in answer.headers.get("Cache-Control", "")
        and "Content-Encoding" not in answer.headers
        and answer.mimetype in COMPRESSIBLE
    )


def _revalidate(answer: Response) -> Response:
    """Answer 304 where the client already has this very answer."""
    if request.method == "HEAD" and answer.status_code == 200 and _bodiless(answer):
        # Neither length nor validator of a body that nobody made.
        answer.automatically_set_content_length = False
        answer.headers.pop("Content-Length", None)
        return answer
    if request.method in {"GET", "HEAD"} and answer.status_code == 200 and not answer.is_streamed:
        if not answer.headers.get("ETag"):
            answer.add_etag()
        answer.make_conditional(request)
    return answer
