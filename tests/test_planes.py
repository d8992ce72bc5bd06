"""The planes container: alignment, round trip, refusal of malformed input."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from dashboard.planes import DTYPES, pack, unpack

arrays = st.sampled_from(sorted(DTYPES)).flatmap(
    lambda name: hnp.arrays(DTYPES[name], st.integers(0, 40))
)
json_values = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20)


@given(
    st.dictionaries(st.text(max_size=8), arrays, max_size=5),
    st.dictionaries(st.text(min_size=1, max_size=8).filter(lambda k: k != "planes"), json_values),
)
def test_round_trip_keeps_every_bit_and_the_header(planes, header):
    """Unpacking gives back the same bytes, dtypes, order and header."""
    found = unpack(pack(planes, **header))
    assert list(found.planes) == list(planes)
    for name, plane in planes.items():
        assert found.planes[name].dtype == plane.dtype
        assert found.planes[name].tobytes() == plane.tobytes()
    assert {k: v for k, v in found.header.items() if k != "planes"} == header


def test_layout_is_as_documented():
    """Header length, alignment and padding follow docs/interfaces.md byte by byte."""
    data = pack({"a": np.array([1, 2, 3], "u1"), "b": np.array([258], ">u2")}, level=0)
    length = int.from_bytes(data[:4], "little")
    assert length % 8 == 0
    assert data[4:8] == bytes(4)
    assert json.loads(data[8 : 8 + length]) == {
        "planes": [
            {"name": "a", "dtype": "u1", "length": 3},
            {"name": "b", "dtype": "u2", "length": 1},
        ],
        "level": 0,
    }
    assert data[8 + length :] == b"\x01\x02\x03\0\0\0\0\0" + b"\x02\x01\0\0\0\0\0\0"


def test_planes_view_the_buffer_and_cannot_be_written():
    """No plane is copied, so that memory maps are shared."""
    data = bytearray(pack({"a": np.arange(4, dtype="f4")}))
    plane = unpack(data).planes["a"]
    data[-16:-12] = np.float32(9).tobytes()
    assert plane[0] == 9
    with pytest.raises(ValueError, match="read-only"):
        plane[0] = 1


@pytest.mark.parametrize(
    ("plane", "message"),
    [
        (np.zeros((2, 2), "f4"), "one-dimensional"),
        (np.zeros(2, "i8"), "one of u1"),
        (np.array(["a"]), "one of u1"),
    ],
)
def test_pack_refuses_planes_the_browser_cannot_read(plane, message):
    """Only flat arrays of the eight element types are packed."""
    with pytest.raises(ValueError, match=message):
        pack({"a": plane})


@pytest.mark.parametrize("bad", [float("nan"), {1, 2}])
def test_pack_refuses_headers_that_are_not_json(bad):
    """A header that JavaScript could not parse is refused when written."""
    with pytest.raises(ValueError, match="JSON"):
        pack({}, bad=bad)


def test_pack_keeps_its_own_header_field():
    """The description of the planes cannot be overwritten."""
    with pytest.raises(ValueError, match="own header field"):
        pack({}, planes=[])


def _container(header: object) -> bytes:
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    return len(head).to_bytes(8, "little") + head


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x08\0\0\0",
        (7).to_bytes(8, "little") + b"{}     ",
        (8).to_bytes(8, "little") + b"\xff" * 8,
        (16).to_bytes(8, "little") + b" " * 8,
        (8).to_bytes(4, "little") + b"\x01\0\0\0" + b"{}      ",
        _container([]),
        _container({}),
        _container({"planes": [{"name": "a", "dtype": "O8", "length": 1}]}),
        _container({"planes": [{"name": "a", "dtype": "f4", "length": -1}]}),
        _container({"planes": [{"name": "a", "dtype": "f4", "length": True}]}),
        _container({"planes": [{"name": "a", "dtype": ["f4"], "length": 0}]}),
        _container({"planes": [{"name": "a", "dtype": "f4", "length": 10**30}]}),
        _container({"planes": [{"name": "a", "dtype": "u1", "length": 0}] * 2}),
    ],
)
def test_unpack_refuses_malformed_containers(data):
    """Each malformed container gives a ValueError that says what is wrong."""
    with pytest.raises(ValueError, match="planes container"):
        unpack(data)


@given(st.integers(1, 200))
def test_unpack_refuses_every_truncation_and_extension(cut):
    """A cut or lengthened container never reads as a shorter one."""
    data = pack({"a": np.arange(20, dtype="f8")}, name="x")
    with pytest.raises(ValueError, match="planes container"):
        unpack(data[:-cut])
    with pytest.raises(ValueError, match="planes container"):
        unpack(data + bytes(cut))


@given(st.binary(max_size=64))
def test_unpack_of_noise_raises_nothing_but_value_errors(data):
    """Arbitrary bytes that are no container give a ValueError, never another error."""
    with pytest.raises(ValueError, match="planes container"):
        unpack(data)
