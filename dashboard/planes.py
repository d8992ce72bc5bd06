"""The planes container: named arrays in one binary answer (docs/interfaces.md §2).

Layout, little-endian::

    uint32  length of the header in bytes, a multiple of 8
    4 zero bytes
    header  UTF-8 JSON, padded with spaces
    planes  one after the other, each padded with zeros to 8 bytes

Every plane therefore starts on a multiple of 8, so that NumPy and JavaScript
typed arrays can view it in place.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

DTYPES = {name: np.dtype("<" + name) for name in ("u1", "u2", "u4", "i1", "i2", "i4", "f4", "f8")}
ALIGNMENT = 8
_PREFIX = 8


@dataclass(frozen=True, slots=True)
class Planes:
    """An unpacked container: its header and its arrays, which view the buffer."""

    header: dict[str, Any]
    planes: Mapping[str, NDArray[Any]]


def pack(planes: Mapping[str, NDArray[Any]], /, **header: object) -> bytes:
    """Put named one-dimensional arrays into one container.

    Parameters
    ----------
    planes : mapping of str to ndarray, shape (n,)
        The planes in the order they are written. Their dtype must be one of
        `DTYPES` in either byte order.
    **header : object
        Further JSON-serialisable header fields. Must not contain ``planes``, nor
        NaN or infinities (JSON has none).

    Returns
    -------
    bytes
        The container. Equal arguments give equal bytes.

    Raises
    ------
    ValueError
        If a plane is not one-dimensional or has another dtype, or the header is
        not plain JSON.
    """
    if "planes" in header:
        message = "'planes' is the container's own header field"
        raise ValueError(message)
    described, bodies = [], []
    for name, plane in planes.items():
        array = np.asarray(plane)
        dtype = array.dtype.str[1:]
        if array.ndim != 1 or dtype not in DTYPES:
            message = (
                f"plane '{name}' has shape {array.shape} and dtype {array.dtype}; "
                f"a plane is one-dimensional and one of {', '.join(DTYPES)}"
            )
            raise ValueError(message)
        described.append({"name": name, "dtype": dtype, "length": int(array.size)})
        bodies.append(_padded(array.astype(DTYPES[dtype], copy=False).tobytes(), b"\0"))
    try:
        text = json.dumps(
            {"planes": described, **header},
            ensure_ascii=False,
            allow_nan=False,
            separators=(",", ":"),
        )
    except TypeError as error:
        message = f"the header is not plain JSON: {error}"
        raise ValueError(message) from error
    head = _padded(text.encode(), b" ")
    return len(head).to_bytes(_PREFIX, "little") + head + b"".join(bodies)


def unpack(buffer: bytes | bytearray | memoryview) -> Planes:
    """Read a container without copying its planes.

    Parameters
    ----------
    buffer : bytes-like
        The whole container, for example a memory map.

    Returns
    -------
    Planes
        Header and read-only arrays that view `buffer`.

    Raises
    ------
    ValueError
        If the buffer is not exactly one well-formed container.
    """
    view = memoryview(buffer).cast("B")
    header, offset = _header(view)
    planes: dict[str, NDArray[Any]] = {}
    for item in header["planes"]:
        name, dtype, length = _described(item)
        end = offset + length * dtype.itemsize
        if name in planes:
            message = f"planes container: plane '{name}' occurs twice"
            raise ValueError(message)
        if end > len(view):
            message = (
                f"planes container: plane '{name}' ends at byte {end}, the data at {len(view)}"
            )
            raise ValueError(message)
        array = np.frombuffer(view, dtype, count=length, offset=offset)
        array.flags.writeable = False
        planes[name] = array
        offset = _aligned(end)
    if offset != len(view):
        message = f"planes container: {len(view)} bytes where the header accounts for {offset}"
        raise ValueError(message)
    return Planes(header, planes)


def _header(view: memoryview) -> tuple[dict[str, Any], int]:
    if len(view) < _PREFIX:
        message = f"planes container: {len(view)} bytes are no container"
        raise ValueError(message)
    length = int.from_bytes(view[:4], "little")
    start = _PREFIX + length
    if length % ALIGNMENT or start > len(view) or any(view[4:_PREFIX]):
        message = f"planes container: a header of {length} bytes does not fit {len(view)} bytes"
        raise ValueError(message)
    try:
        header = json.loads(bytes(view[_PREFIX:start]).decode())
    except ValueError as error:
        message = f"planes container: the header is not JSON: {error}"
        raise ValueError(message) from error
    if not isinstance(header, dict) or not isinstance(header.get("planes"), list):
        message = "planes container: the header lists no planes"
        raise ValueError(message)
    return header, start


def _described(item: object) -> tuple[str, np.dtype[Any], int]:
    if isinstance(item, dict):
        name, dtype, length = item.get("name"), item.get("dtype"), item.get("length")
        if (
            isinstance(name, str)
            and isinstance(dtype, str)
            and dtype in DTYPES
            and type(length) is int
            and length >= 0
        ):
            return name, DTYPES[dtype], length
    message = f"planes container: bad plane description {item!r}"
    raise ValueError(message)


def _aligned(length: int) -> int:
    return math.ceil(length / ALIGNMENT) * ALIGNMENT


def _padded(data: bytes, filler: bytes) -> bytes:
    return data + filler * (_aligned(len(data)) - len(data))
