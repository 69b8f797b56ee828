"""Whatever a student's process sends, the grader reads a reply or says that it is none, and soon."""

from __future__ import annotations

import math
import os
import socket
import struct
import time
import tracemalloc
from collections import UserDict
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from project import slowness

from autograder.sandbox import frames, wire
from autograder.sandbox.conversion import DTYPES, Decoder, Encoder

KNOWN = (wire.ProtocolError, frames.ClosedError, frames.DeadlineError)
LARGEST = 1 << 20

keys = st.text(max_size=20) | st.integers(-(2**63) + 1, 2**63 - 1)  # what the format has
plain = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(max_size=20)
arrays = st.builds(
    wire.Array,
    library=st.sampled_from(["numpy", "torch", "cupy", ""]),
    dtype=st.sampled_from([*sorted(DTYPES), "object", "O8", "float32,float32", "<f4", "datetime64[s]", "U8", "void"]),
    shape=st.lists(st.sampled_from([0, 1, 2, 3, -1, 2**31, 2**62, 2**63 - 1]), max_size=10).map(tuple),
    data=st.binary(max_size=64),
)
remotes = st.builds(wire.Remote, number=st.integers(-(2**63), 2**63 - 1), type_name=st.text(max_size=5))
values = st.recursive(
    plain | arrays | remotes,
    lambda inner: (
        st.builds(wire.List, st.lists(inner, max_size=3))
        | st.builds(wire.Tuple, st.lists(inner, max_size=3))
        | st.builds(wire.Dict, st.lists(keys, max_size=3), st.lists(inner, max_size=3))
    ),
    max_leaves=12,
)


class Screen:
    """No output: for connections without a process behind them."""

    open = False

    def fileno(self) -> int:
        raise AssertionError

    drain = fileno

    def watch(self) -> None:
        pass

    def excused(self) -> float:
        return 0.0


def received(data: bytes, *, closed: bool = True, seconds: float = 0.2) -> wire.Reply:
    """What the grader makes of `data` on its connection."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        theirs.setblocking(False)
        theirs.send(data)
        if closed:
            theirs.shutdown(socket.SHUT_WR)
        return wire.decode_reply(frames.receive_frame(ours, bytearray(), LARGEST, time.monotonic() + seconds, Screen()))


def decoded(value: wire.Value) -> Any:
    return Decoder(lambda remote: remote, frozen=True).decode(value)


@given(st.binary(max_size=200))
def test_random_bytes_are_no_reply(data: bytes) -> None:
    with pytest.raises(KNOWN):
        received(data)


@given(st.binary(max_size=200))
def test_random_bytes_in_a_frame_are_no_reply(body: bytes) -> None:
    with pytest.raises(KNOWN):
        received(struct.pack("!Q", len(body)) + body)


@given(st.lists(values, max_size=3), st.data())
def test_a_damaged_reply_is_a_reply_or_is_refused(results: list[wire.Value], data: st.DataObject) -> None:
    frame = bytearray(wire.pack(wire.Reply(1, results)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(frame) - 1))
        frame[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(frame)))
    for damaged in (bytes(frame), bytes(frame[:cut]), bytes(frame[cut:] + frame[:cut])):
        try:
            reply = received(damaged)
            decoded(wire.Tuple(reply.results))
        except KNOWN:
            pass


@given(values)
def test_any_value_of_the_schema_is_plain_data_or_is_refused(value: wire.Value) -> None:
    try:
        tree = decoded(value)
    except wire.ProtocolError:
        return
    assert_plain(tree)


def assert_plain(tree: Any) -> None:
    assert type(tree).__name__ in {
        "NoneType", "bool", "int", "float", "str", "list", "tuple", "mappingproxy", "ndarray", "Tensor", "Remote",
    }  # fmt: skip
    for item in tree.values() if hasattr(tree, "values") and not isinstance(tree, torch.Tensor) else ():
        assert_plain(item)
    if isinstance(tree, (list, tuple)):
        for item in tree:
            assert_plain(item)


@given(arrays)
def test_an_array_is_what_its_fields_say_or_is_refused(array: wire.Array) -> None:
    try:
        made = decoded(array)
    except wire.ProtocolError:
        return
    assert tuple(made.shape) == array.shape
    assert array.dtype in str(made.dtype)
    assert math.prod(array.shape) * np.dtype(array.dtype).itemsize == len(array.data)


@given(st.integers(LARGEST + 1, 2**64 - 1))
def test_a_hostile_length_is_refused_before_anything_is_read(size: int) -> None:
    with pytest.raises(wire.ProtocolError, match="at most"):
        received(struct.pack("!Q", size), closed=False)


@pytest.mark.parametrize("sent", [0, 3, 8, 12])
def test_a_frame_that_does_not_end_is_waited_for_until_the_deadline(sent: int) -> None:
    data = (struct.pack("!Q", 100) + bytes(100))[:sent]
    began = time.monotonic()
    with pytest.raises(frames.DeadlineError):
        received(data, closed=False, seconds=0.1)
    assert time.monotonic() - began < 1 * slowness()


@pytest.mark.parametrize("depth", [20, 1_000, 200_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    inner: bytes = b"\x82\xa4type\xa4list\xa5items\x91" * depth + b"\xc0"
    body = b"\x82\xa6number\x01\xa7results\x91" + inner
    with pytest.raises(wire.ProtocolError):
        decoded(wire.Tuple(wire.decode_reply(body).results))


def small_lists(count: int) -> bytes:
    return texts(0)[:-4] + struct.pack("!I", count) + b"\x82\xa4type\xa4list\xa5items\x90" * count


def texts(count: int) -> bytes:
    return b"\x82\xa6number\x01\xa7results\xdd" + struct.pack("!I", count) + b"\xa3abc" * count


def announced(count: int) -> bytes:
    return b"\x82\xa6number\x01\xa7results\xdd" + struct.pack("!I", 2**32 - 1)


@pytest.mark.parametrize("make", [small_lists, pytest.param(texts, marks=pytest.mark.slow), announced])
def test_many_small_values_do_not_take_much_memory(make: Callable[[int], bytes]) -> None:
    """17 MiB, the default for a reply, must not become a gigabyte of Python objects."""
    body = make((17 << 20) // max(len(make(2)) - len(make(1)), 1))
    tracemalloc.start()
    try:
        with pytest.raises(wire.ProtocolError):
            wire.decode_reply(body)
        assert tracemalloc.get_traced_memory()[1] < 96 << 20
    finally:
        tracemalloc.stop()


@settings(max_examples=50)
@given(values.filter(lambda value: not isinstance(value, wire.Remote)))
def test_what_a_student_sends_arrives(value: wire.Value) -> None:
    """Back to front: whatever can be decoded can be encoded again, and is then the same."""
    try:
        tree = decoded(value)
        again = Encoder(lambda item: item, 1 << 20).encode(tree)
    except (wire.ProtocolError, AttributeError):
        return
    assert msgspec.msgpack.encode(again) == msgspec.msgpack.encode(
        Encoder(lambda item: item, 1 << 20).encode(decoded(again))
    )


def test_an_array_of_arrays_is_sent_as_a_list() -> None:
    ragged = np.empty(2, dtype=object)
    ragged[:] = [np.zeros((2, 3)), np.ones(4)]

    def keep(value: Any) -> wire.Remote:
        raise TypeError

    sent = Encoder(keep, 1 << 20).encode(ragged)
    assert isinstance(sent, wire.List)
    assert [array.shape for array in sent.items if isinstance(array, wire.Array)] == [(2, 3), (4,)]
    assert Encoder(keep, 1 << 20).encode(np.array(2.5, dtype=object)) == 2.5
    with pytest.raises(TypeError):
        Encoder(keep, 1 << 20).encode(np.broadcast_to(np.array(None, dtype=object), 10**9))


def test_frames_that_come_together_are_read_one_after_the_other() -> None:
    ours, theirs = socket.socketpair()
    buffer = bytearray()
    with ours, theirs:
        ours.setblocking(False)
        large = wire.pack(wire.Reply(2, ["x" * wire.MAX_TEXT]))
        theirs.send(wire.pack(wire.Reply(1, [])) + large[:-5])
        replies = []
        for _ in range(3):
            deadline = time.monotonic() + 1
            replies.append(wire.decode_reply(frames.receive_frame(ours, buffer, LARGEST, deadline, Screen())))
            if len(replies) == 1:
                theirs.send(large[-5:] + wire.pack(wire.Reply(3, [])))
    assert [reply.number for reply in replies] == [1, 2, 3]
    assert not buffer


def test_descriptors_that_are_sent_along_are_not_kept() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        before = len(os.listdir("/proc/self/fd"))
        socket.send_fds(theirs, [wire.pack(wire.Reply(1, []))], [0] * 20)
        frames.receive_frame(ours, bytearray(), LARGEST, time.monotonic() + 1, Screen())
        assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize(
    ("value", "arrives"),
    [
        (UserDict(a=1), {"a": 1}),
        (torch.nn.ParameterDict({"W": torch.nn.Parameter(torch.ones(2))}), {"W": [1, 1]}),
        (np.array([None, 2.5], dtype=object), [None, 2.5]),
        (np.ones(2, dtype=np.longdouble), [1, 1]),
    ],
    ids=["UserDict", "ParameterDict", "array of objects", "longdouble"],
)
def test_equivalent_containers_arrive_as_dicts_and_lists(value: Any, arrives: Any) -> None:
    sent = decoded(Encoder(lambda item: pytest.fail(f"kept: {item!r}"), 1 << 20).encode(value))
    assert plain_of(sent) == arrives


def plain_of(tree: Any) -> Any:
    """Arrays as lists."""
    if isinstance(tree, Mapping):
        return {key: plain_of(item) for key, item in tree.items()}
    return tree.tolist() if isinstance(tree, (torch.Tensor, np.ndarray)) else tree


def test_a_float32_tensor_arrives_in_the_students_default_dtype_and_others_as_they_are() -> None:
    sent = [
        Encoder(lambda item: item, 1 << 20).encode(torch.ones(2, dtype=dtype))
        for dtype in (torch.float32, torch.float16)
    ]
    torch.set_default_dtype(torch.float64)
    try:
        there = [Decoder(lambda remote: remote, frozen=False).decode(value).dtype for value in sent]
        here = [decoded(value).dtype for value in sent]
    finally:
        torch.set_default_dtype(torch.float32)
    assert there == [torch.float64, torch.float16]
    assert here == [torch.float32, torch.float16]


@pytest.mark.parametrize(
    ("shape", "fits"), [((0, 784), True), ((3, 0, 5), True), ((0, 2**31), False), ((2**40, 0), False)]
)
def test_an_empty_array_is_no_seed_of_a_huge_one(shape: tuple[int, ...], *, fits: bool) -> None:
    """Its sum over the axis of length 0 would be as large as its other axes say."""
    array = wire.Array("numpy", "float32", shape, b"")
    if fits:
        assert decoded(array).shape == shape
    else:
        with pytest.raises(wire.ProtocolError):
            decoded(array)


@pytest.mark.parametrize("failure", [
    {"message": "x" * (wire.MAX_LINE + 1)},
    {"names": ["x"] * (wire.MAX_NAMES + 1)},
    {"names": ["x" * 1_000]},
    {"frames": [wire.Frame("a.py", 1, "", "")] * (wire.MAX_FRAMES + 1)},
])  # fmt: skip
def test_a_failure_has_no_more_text_than_a_message_shows(failure: dict[str, Any]) -> None:
    sent = wire.Failure(0, **{"kind": "missing", "type_name": "A", "message": "b", **failure})
    with pytest.raises(wire.ProtocolError):
        wire.decode_reply(wire.pack(wire.Reply(1, [], sent))[8:])


def test_a_value_is_no_contents_of_a_module() -> None:
    with pytest.raises(wire.ProtocolError):
        decoded(wire.Contents({}, []))
