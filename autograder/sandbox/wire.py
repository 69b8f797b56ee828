"""What may cross the boundary: typed frames, plain values, arrays as bytes. Never code, never a verdict.

The grader believes nothing here: a frame that does not fit the schema is the student's failure (`ProtocolError`),
and arrays are rebuilt from a whitelisted dtype, a shape and exactly as many bytes, so that subclasses and overridden
operators of the student stay on the student's side.
"""

from __future__ import annotations

import math
import select
import struct
import sys
import time
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Protocol

import msgspec
import numpy as np

MAX_DEPTH = 16
MAX_NODES = 200_000
MAX_TEXT = 100_000
MAX_LINE = 4_000  # characters of a text that only messages are made of
MAX_NAMES = 300
MAX_FRAMES = 6  # of a traceback
MAX_EMPTY = 1 << 20  # entries that an empty array has but for its axes of length 0
_DTYPES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128"
DTYPES = {name: np.dtype(name) for name in _DTYPES.split()}
_NAMES = {dtype: name for name, dtype in DTYPES.items()}  # of the dtypes in this machine's byte order


class ProtocolError(Exception):
    """The other side sent something that is not a frame of this protocol."""


class TooLargeError(Exception):
    """A value is larger, deeper or longer than may be sent; the text says how much."""


class ClosedError(Exception):
    """The other side closed the connection: its process ended."""


class DeadlineError(Exception):
    """The frame did not arrive in time."""


# The grader looks at every character of these, and compares names with each other: what is longer is no reply.
Line = Annotated[str, msgspec.Meta(max_length=MAX_LINE)]
Names = Annotated[list[Annotated[str, msgspec.Meta(max_length=200)]], msgspec.Meta(max_length=MAX_NAMES)]


# ---- values -----------------------------------------------------------------------------------------------


class Array(msgspec.Struct, frozen=True, tag="array"):
    library: str  # "numpy" or "torch"
    dtype: str
    shape: tuple[int, ...]
    data: bytes


class List(msgspec.Struct, frozen=True, tag="list"):
    items: list[Value]


class Tuple(msgspec.Struct, frozen=True, tag="tuple"):
    items: list[Value]


class Dict(msgspec.Struct, frozen=True, tag="dict"):
    keys: list[str | int | float | bool | None]
    values: list[Value]


class Remote(msgspec.Struct, frozen=True, tag="remote"):
    """Something that stays in the student's process; `number` names it there until the test ends.

    The grader gives positive numbers, the student's process negative ones.
    """

    number: int
    type_name: Line = ""
    kind: Line = "object"  # or "function", "class", "module", "plain"
    methods: Names = []  # of an object


class Contents(msgspec.Struct, frozen=True, tag="contents"):
    """What a loaded module defines: its functions, and its classes, each with the names of its methods."""

    classes: Annotated[dict[Line, Names], msgspec.Meta(max_length=MAX_NAMES)]
    functions: Names


Value = None | bool | int | float | str | Array | List | Tuple | Dict | Remote | Contents


# ---- requests: what the grader asks -----------------------------------------------------------------------


class Target(msgspec.Struct, frozen=True, array_like=True):
    """A module by its name or a remote by its number, then a path of ("attr" | "item", key) from there."""

    root: str | int
    path: list[tuple[str, str | int]] = []


class Begin(msgspec.Struct, frozen=True, tag="begin"):
    """A test begins: seed the random generators, forget the remotes of the test before."""

    seed: int


class Load(msgspec.Struct, frozen=True, tag="load"):
    """Run `source` (or the file `file` of the working directory) as module `name`; answers with its Contents."""

    name: str
    file: str
    run_name: str
    source: str | None = None


# What becomes of a result: it is sent, or dropped, or stays there as the remote of the positive number given.
SEND, DROP = -1, 0


class Get(msgspec.Struct, frozen=True, tag="get"):
    target: Target
    result: int = SEND


class Call(msgspec.Struct, frozen=True, tag="call"):
    target: Target
    args: list[Value]
    kwargs: dict[str, Value]
    result: int = SEND


class Set(msgspec.Struct, frozen=True, tag="set"):
    target: Target  # its last step is what is set
    value: Value


class Fill(msgspec.Struct, frozen=True, tag="fill"):
    """Set items of the student's mapping `target`, in place where the student's own array has the same shape."""

    target: Target
    items: dict[str, Value]


class Put(msgspec.Struct, frozen=True, tag="put"):
    value: Value
    result: int


class Forbid(msgspec.Struct, frozen=True, tag="forbid"):
    """From here on this process refuses to use these: "autograd"."""

    names: tuple[str, ...]


Op = Begin | Load | Fill | Get | Call | Set | Put | Forbid


def has_answer(op: Op) -> bool:
    """Whether the reply holds a value for this operation."""
    return isinstance(op, Load) or (isinstance(op, (Get, Call)) and op.result == SEND)


class Request(msgspec.Struct, frozen=True):
    number: int
    ops: list[Op]


# ---- replies: what the student's process answers ----------------------------------------------------------


class Frame(msgspec.Struct, frozen=True, array_like=True):
    """One line of a traceback, in a file of the student."""

    file: Line
    line: int
    function: Line
    text: Line


class Failure(msgspec.Struct, frozen=True):
    """Why an operation has no result."""

    index: int  # which operation of the request
    kind: Line  # "raised", "missing", "memory", "refused", "too large"; "told", "unusable": see _seen_from_beside
    type_name: Line  # of the exception; of the owner where a name is missing
    message: Line  # of the exception; the name where one is missing
    frames: Annotated[list[Frame], msgspec.Meta(max_length=MAX_FRAMES)] = []
    names: Names = []  # what there is, where a name is missing
    signature: Line = ""  # of the called function, where the arguments did not fit
    called: Line = ""  # the student's function that was called, where a module beside the student's files called it


class Reply(msgspec.Struct, frozen=True):
    number: int  # of the request that is answered
    results: list[Value]  # of the operations that have one, in order
    failure: Failure | None = None
    repeated: tuple[Line, Line, int] | None = None  # a derivative, what it called again and again, and how often


class Hello(msgspec.Struct, frozen=True):
    """The first frame, sent before any line of the student ran: what the process can do although it must not."""

    open_doors: list[str]


# ---- frames -----------------------------------------------------------------------------------------------

HEADER = struct.Struct("!Q")  # the length of what follows
_MOST_AT_ONCE = 1 << 16  # bytes; almost every frame is smaller
_encoder = msgspec.msgpack.Encoder()
request_decoder = msgspec.msgpack.Decoder(Request)
reply_decoder = msgspec.msgpack.Decoder(Reply)
hello_decoder = msgspec.msgpack.Decoder(Hello)


def pack(frame: Request | Reply | Hello) -> bytes:
    """A frame as bytes: its length, then msgpack."""
    body = _encoder.encode(frame)
    return HEADER.pack(len(body)) + body


class Connection(Protocol):
    """A non-blocking stream socket."""

    def fileno(self) -> int: ...
    def recv(self, size: int, /) -> bytes: ...
    def send(self, data: memoryview, /) -> int: ...


class Output(Protocol):
    """Where the student's prints arrive; read while waiting, because a full pipe would block the student.

    `watch` is called ten times a second, or more often, while waiting; what it raises ends the wait. `excused` tells
    how many seconds the student's process was ready to run and the machine was busy with others: they do not count.
    """

    def fileno(self) -> int: ...
    def drain(self) -> None: ...
    def watch(self) -> None: ...
    def excused(self) -> float: ...
    @property
    def open(self) -> bool: ...


_WATCH_SECONDS = 0.1


def send_frame(connection: Connection, data: bytes, deadline: float, output: Output) -> None:
    """Send all of `data` before `deadline` (time.monotonic). Raises DeadlineError or ClosedError."""
    left = memoryview(data)
    while left:
        try:
            left = left[connection.send(left) :]
        except BlockingIOError:
            _wait(connection, select.POLLOUT, deadline, output)
        except OSError:
            raise ClosedError from None


def receive_frame(connection: Connection, max_bytes: int, deadline: float, output: Output) -> bytes:
    """One frame's body, whole before `deadline`, however slowly it trickles in.

    Raises ProtocolError for a length over `max_bytes`, ClosedError at the end of the stream, DeadlineError.
    """
    received = _receive(connection, _MOST_AT_ONCE, deadline, output)
    while len(received) < HEADER.size:
        received += _receive_more(connection, _MOST_AT_ONCE, deadline, output)
    (size,) = HEADER.unpack_from(received)
    if size > max_bytes:
        raise ProtocolError(f"a frame of {size} bytes where at most {max_bytes} are allowed")
    parts = [received[HEADER.size :]]
    missing = size - len(parts[0])
    while missing > 0:
        parts.append(_receive_more(connection, min(missing, 1 << 20), deadline, output))
        missing -= len(parts[-1])
    if missing < 0:
        raise ProtocolError("more than one frame")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _receive(connection: Connection, most: int, deadline: float, output: Output) -> bytes:
    """What is there, as soon as there is something, at most `most` bytes."""
    while True:
        try:
            part = connection.recv(most)
        except BlockingIOError:
            _wait(connection, select.POLLIN, deadline, output)
            continue
        except OSError:
            raise ClosedError from None
        if not part:
            raise ClosedError
        return part


def _receive_more(connection: Connection, most: int, deadline: float, output: Output) -> bytes:
    """The same, but not after the deadline: one byte may follow another without an end, and none be waited for."""
    late = time.monotonic() - deadline
    if late > 0 and late > output.excused():
        raise DeadlineError
    return _receive(connection, most, deadline, output)


def _wait(connection: Connection, event: int, deadline: float, output: Output) -> None:
    """Wait until the connection is ready, taking what the student prints meanwhile."""
    poll = select.poll()
    poll.register(connection.fileno(), event)
    if output.open:
        poll.register(output.fileno(), select.POLLIN)
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            left = max(left + output.excused(), 0.0)
        ready = {descriptor for descriptor, _ in poll.poll(min(left, _WATCH_SECONDS) * 1000)}
        output.watch()
        if output.open and output.fileno() in ready:
            output.drain()
            if not output.open:
                poll.unregister(output.fileno())
        if connection.fileno() in ready:
            return
        if left <= 0:
            raise DeadlineError


def decode_reply(body: bytes) -> Reply:
    """A reply, or ProtocolError whatever the bytes are."""
    if len(body) > _SMALL_BODY and _has_too_many_objects(body):
        raise ProtocolError("far more values than a result may have")
    try:
        return reply_decoder.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise ProtocolError(f"not a reply: {type(error).__name__}") from None


_SMALL_BODY = 1 << 20  # bytes; even all of them small texts, this is some 30 MiB of Python objects
_MOST_OBJECTS = 5 * MAX_NODES  # of msgpack: a list of ours takes five
# Length of each kind of msgpack object by its first byte, and how many bytes of a length follow that byte.
_FIXED = {0xC0: 1, 0xC2: 1, 0xC3: 1, 0xCA: 5, 0xCB: 9, 0xCC: 2, 0xCD: 3, 0xCE: 5, 0xCF: 9}
_FIXED |= {0xD0: 2, 0xD1: 3, 0xD2: 5, 0xD3: 9, 0xDC: 3, 0xDD: 5, 0xDE: 3, 0xDF: 5}
_FIXED |= dict.fromkeys([*range(0xA0), *range(0xE0, 0x100)], 1)  # small numbers; the beginnings of small maps and lists
_LENGTH_BYTES = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}


def _has_too_many_objects(body: bytes) -> bool:
    """Whether msgpack holds more objects than any honest reply: small ones take fifty times their size in memory."""
    at, objects = 0, 0
    while at < len(body) and objects <= _MOST_OBJECTS:
        objects += 1
        kind = body[at]
        if kind in _FIXED:
            at += _FIXED[kind]
        elif 0xA0 <= kind < 0xC0:
            at += 1 + (kind & 0x1F)
        elif kind in _LENGTH_BYTES:
            start = at + 1 + _LENGTH_BYTES[kind]
            at = start + int.from_bytes(body[at + 1 : start], "big")
        else:
            return True  # an extension: none of ours
    return objects > _MOST_OBJECTS


# ---- Python values <-> wire values ------------------------------------------------------------------------


class Encoder:
    """Python value -> wire value, within limits of size, depth and number of nodes.

    `keep` turns an object that cannot be sent into the Remote that names it, or raises TypeError.
    """

    def __init__(self, keep: Callable[[Any], Remote], max_bytes: int) -> None:
        self._keep = keep
        self._bytes_left = max_bytes
        self._max_bytes = max_bytes
        self._nodes_left = MAX_NODES

    def encode(self, value: Any, depth: int = 0) -> Value:
        self._nodes_left -= 1
        if self._nodes_left < 0:
            raise TooLargeError(f"more than {MAX_NODES} values in one result")
        if depth > MAX_DEPTH:
            raise TooLargeError(f"a list inside a list more than {MAX_DEPTH} levels deep (does it contain itself?)")
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value  # type: ignore[no-any-return]
        if kind is int:
            return value if -(2**63) <= value < 2**63 else self._keep(value)
        if kind is str:
            return value.encode("utf-8", "backslashreplace").decode()[:MAX_TEXT]  # type: ignore[no-any-return]
        if isinstance(value, np.ndarray) and value.dtype.kind == "O" and 0 < value.size <= MAX_NODES:
            return self.encode(value.tolist(), depth + 1)  # how many make a list of arrays of different shapes
        if isinstance(value, (np.ndarray, np.generic)):
            return self._numpy(value)
        torch = sys.modules.get("torch")
        if torch is not None and isinstance(value, torch.Tensor):
            return self._torch(torch, value)
        if (pairs := _pairs(value)) is not None:
            if not all(type(key) in (str, int, float, bool, type(None)) for key, _ in pairs):
                return self._keep(value)
            return Dict([key for key, _ in pairs], [self.encode(item, depth + 1) for _, item in pairs])
        if isinstance(value, tuple):
            return Tuple([self.encode(item, depth + 1) for item in tuple.__iter__(value)])
        if isinstance(value, list):
            return List([self.encode(item, depth + 1) for item in list.__iter__(value)])
        return self._keep(value)

    def _take(self, size: int) -> None:
        self._bytes_left -= size
        if self._bytes_left < 0:
            raise TooLargeError(f"a result larger than {self._max_bytes / 2**20:g} MiB")

    def _numpy(self, value: np.ndarray[Any, Any] | np.generic) -> Value:
        if value.dtype.type is np.longdouble:
            value = value.astype(np.float64)
        dtype = value.dtype.newbyteorder("=")
        name = _NAMES.get(dtype)
        if isinstance(value, np.ma.MaskedArray) or name is None:
            return self._keep(value)
        self._take(math.prod(value.shape) * dtype.itemsize)  # a broadcast view can claim terabytes
        plain = np.array(value, dtype=dtype, order="C", subok=False, copy=True)
        return Array("numpy", name, plain.shape, plain.tobytes())

    def _torch(self, torch: Any, value: Any) -> Value:
        if type(value) is torch.Tensor and not value.requires_grad:
            try:
                array = value.numpy()  # what almost every value is, in a tenth of the time
            except (TypeError, RuntimeError):
                array = None
            if array is not None and (name := _NAMES.get(array.dtype)):
                self._take(array.nbytes)
                return Array("torch", name, array.shape, array.tobytes())
        with torch.no_grad(), torch._C.DisableTorchFunctionSubclass():
            if value.is_nested or value.layout != torch.strided or value.device.type != "cpu" or value.is_quantized:
                return self._keep(value)
            self._take(math.prod(value.shape) * value.element_size())
            plain = value.detach().resolve_conj().resolve_neg()
            if plain.dtype == torch.bfloat16:
                plain = plain.float()
            try:
                array = plain.contiguous().numpy()
            except (TypeError, RuntimeError):
                return self._keep(value)
        name = _NAMES.get(array.dtype)
        return self._keep(value) if name is None else Array("torch", name, array.shape, array.tobytes())


def _pairs(value: Any) -> list[tuple[Any, Any]] | None:
    """The keys and values of a dict, or of what dict() takes for one: a UserDict, torch's ParameterDict."""
    if isinstance(value, dict):
        return list(dict.items(value))  # not value.items(): a subclass may say something else
    if hasattr(type(value), "keys") and hasattr(type(value), "__getitem__"):
        return [(key, value[key]) for key in value.keys()]  # noqa: SIM118 - a mapping need not iterate over its keys
    return None


def without_leading_ones(shape: Sequence[int]) -> tuple[int, ...]:
    """(1, 1, 4) -> (4,): a row vector and a vector hold the same."""
    shape = tuple(shape)
    while shape and shape[0] == 1:
        shape = shape[1:]
    return shape


class Decoder:
    """Wire value -> Python value; arrays are new ones, built from bytes.

    `remote` turns a Remote into what stands for it on this side. `frozen`: the grader's side gets read-only copies,
    so that writing into what is only a copy is an error, not a silence. Otherwise a float32 tensor gets torch's
    default dtype: where the student's file sets another one, torch.randn gives no float32 there either.
    """

    def __init__(self, remote: Callable[[Remote], Any], *, frozen: bool) -> None:
        self._remote = remote
        self._frozen = frozen

    def decode(self, value: Value, depth: int = 0) -> Any:
        if depth > MAX_DEPTH + 1:
            raise ProtocolError("a value nested too deeply")
        if isinstance(value, Array):
            return self._array(value)
        if isinstance(value, List):
            return [self.decode(item, depth + 1) for item in value.items]
        if isinstance(value, Tuple):
            return tuple(self.decode(item, depth + 1) for item in value.items)
        if isinstance(value, Dict):
            if len(value.keys) != len(value.values):
                raise ProtocolError("a dict with more keys than values")
            tree = dict(zip(value.keys, [self.decode(item, depth + 1) for item in value.values], strict=True))
            return MappingProxyType(tree) if self._frozen else tree
        if isinstance(value, Remote):
            return self._remote(value)
        if isinstance(value, Contents):
            raise ProtocolError("the contents of a module where a value is asked for")
        return value

    def _array(self, value: Array) -> Any:
        dtype = DTYPES.get(value.dtype)
        if dtype is None or value.library not in ("numpy", "torch"):
            raise ProtocolError(f"an array of {value.library} {value.dtype}"[:100])
        if len(value.shape) > 8 or any(size < 0 for size in value.shape):
            raise ProtocolError("an array of an impossible shape")
        if math.prod(value.shape) * dtype.itemsize != len(value.data):
            raise ProtocolError("an array whose bytes do not fit its shape")
        if 0 in value.shape and math.prod(size or 1 for size in value.shape) > MAX_EMPTY:
            raise ProtocolError("an empty array whose sums would not be")  # nor fit into any memory
        try:
            array = np.frombuffer(value.data, dtype).reshape(value.shape)
        except (ValueError, OverflowError):  # no entries, and sizes that numpy cannot hold all the same
            raise ProtocolError("an array of an impossible shape") from None
        if value.library == "numpy":
            return array if self._frozen else array.copy()
        torch = sys.modules.get("torch")
        if torch is None:
            raise ProtocolError("a tensor where torch is not used")
        try:
            tensor = torch.from_numpy(array.copy())
        except (TypeError, RuntimeError):  # uint16 and the like
            raise ProtocolError(f"a tensor of {value.dtype}") from None
        return tensor if self._frozen or value.dtype != "float32" else tensor.to(torch.get_default_dtype())
