"""What may cross the boundary: typed frames, plain values, arrays as bytes. Never code, never a verdict.

The grader believes nothing here: a frame that does not fit the schema is the student's failure (`ProtocolError`).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Annotated, TypeVar

import msgspec

from autograder.sandbox.msgpack_objects import holds_more_than

MAX_DEPTH = 16
MAX_NODES = 200_000
MAX_NUMBER_KEYS = 1_000  # of all dicts in a value: numbers can be chosen so that each is looked for beside all others
MAX_TEXT = 100_000
MAX_LINE = 4_000  # characters of a text that only messages are made of
MAX_NAMES = 300
PROGRESS_BYTES = 256  # of the page where the process notes where it is: operation, then file, line, column
MAX_FAILED = 300  # statements of the student's files that could not be run
MAX_FRAMES = 6  # of a traceback
MAX_EMPTY = 1 << 20  # entries that an empty array has but for its axes of length 0

Decoded = TypeVar("Decoded")


class ProtocolError(Exception):
    """The other side sent something that is not a frame of this protocol."""


class TooLargeError(Exception):
    """A value is larger, deeper or longer than may be sent; the text says how much."""


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
    keys: list[str | int]
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
    """What a loaded module defines: its functions, and its classes, each with the names of its methods.

    `failed`: what had to be left out of the student's files to load it, beyond what the request left out.
    """

    classes: Annotated[dict[Line, Names], msgspec.Meta(max_length=MAX_NAMES)]
    functions: Names
    failed: Annotated[list[Failed], msgspec.Meta(max_length=MAX_FAILED)] = []


Value = None | bool | int | float | str | Array | List | Tuple | Dict | Remote | Contents


# ---- requests: what the grader asks -----------------------------------------------------------------------


class Target(msgspec.Struct, frozen=True, array_like=True):
    """A module by its name or a remote by its number, then a path of ("attr" | "item", key) from there."""

    root: str | int
    path: list[tuple[str, str | int]] = []


class Begin(msgspec.Struct, frozen=True, tag="begin"):
    """A test begins: seed the random generators, forget the remotes of the test before."""

    seed: int


class LeftOut(msgspec.Struct, frozen=True, array_like=True):
    """A statement of the student that is not run, or a piece of a definition's head: it begins at `line`, `column`.

    Who uses a name that it would have made is told `why`; `root_file`, `root_line`: where the trouble began.
    """

    file: str
    line: int
    column: int
    part: str  # "statement", "decorator", "base", "default", "annotation", "with"
    why: str
    root_file: str
    root_line: int


class Load(msgspec.Struct, frozen=True, tag="load"):
    """Run `source` (or the file `file` of the working directory) as module `name`; answers with its Contents.

    `left_out`: where it is to be run statement by statement, what of the student's files is not run.
    """

    name: str
    file: str
    run_name: str
    source: str | None = None
    left_out: tuple[LeftOut, ...] | None = None


_NUMBERS_OF_A_TEST = 1 << 20


def first_number(seed: int) -> int:
    """Of a test's remotes, whatever the tests before it have made; no two tests of a homework share one."""
    return seed * _NUMBERS_OF_A_TEST


# What becomes of a result: it is sent, or dropped, or stays there as the remote of the positive number given.
SEND, DROP = -1, 0


class Get(msgspec.Struct, frozen=True, tag="get"):
    target: Target
    result: int = SEND
    sent: bool = False  # although it stays there, too


class Call(msgspec.Struct, frozen=True, tag="call"):
    target: Target
    args: list[Value]
    kwargs: dict[str, Value]
    result: int = SEND
    sent: bool = False


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


def tells(op: Op) -> bool:
    """Whether the student's code may know a value of the test afterwards: something is called or given."""
    return isinstance(op, Call | Set | Fill | Put)


def has_answer(op: Op) -> bool:
    """Whether the reply holds a value for this operation."""
    return isinstance(op, Load) or (isinstance(op, (Get, Call)) and (op.result == SEND or op.sent))


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
    kind: Line  # "raised", "missing", "memory", "refused", "too large"; "told", "unusable": see describing.py;
    # "left out": a name is used that a statement would have made which is left out: its name, and why
    type_name: Line  # of the exception; of the owner where a name is missing
    message: Line  # of the exception; the name where one is missing
    frames: Annotated[list[Frame], msgspec.Meta(max_length=MAX_FRAMES)] = []
    names: Names = []  # what there is, where a name is missing
    signature: Line = ""  # of the called function, where the arguments did not fit
    called: Line = ""  # the student's function that was called, where a module beside the student's files called it


class Failed(msgspec.Struct, frozen=True, array_like=True):
    """A statement, or a piece of a definition's head, that failed when a file was loaded: see LeftOut.

    `needs_file`, `needs_line`: where it failed because it needs what is left out there.
    """

    file: Line
    line: int
    column: int
    part: Line
    failure: Failure
    needs_file: Line = ""
    needs_line: int = 0


class Reply(msgspec.Struct, frozen=True):
    number: int  # of the request that is answered
    results: list[Value]  # of the operations that have one, in order
    failure: Failure | None = None
    repeated: tuple[Line, Line, int] | None = None  # a derivative, what it called again and again, and how often


class _Packed(msgspec.Struct, frozen=True):
    """A Request whose operations are packed already."""

    number: int
    ops: msgspec.Raw


class _Numbered(msgspec.Struct, frozen=True):
    """Of a Reply, the number alone."""

    number: int


class Hello(msgspec.Struct, frozen=True):
    """The first frame, sent before any line of the student ran: what the process can do although it must not."""

    open_doors: list[str]


# ---- frames -----------------------------------------------------------------------------------------------

_SMALL_BODY = 1 << 20  # bytes; even all of them small texts, this is some 30 MiB of Python objects
_MOST_OBJECTS = 5 * MAX_NODES  # of msgpack: a list of ours takes five
HEADER = struct.Struct("!Q")  # the length of what follows
_encoder = msgspec.msgpack.Encoder()
request_decoder = msgspec.msgpack.Decoder(Request)
reply_decoder = msgspec.msgpack.Decoder(Reply)
_number_decoder = msgspec.msgpack.Decoder(_Numbered)
hello_decoder = msgspec.msgpack.Decoder(Hello)


def pack(frame: Request | Reply | Hello) -> bytes:
    """A frame as bytes: its length, then msgpack."""
    body = _encoder.encode(frame)
    return HEADER.pack(len(body)) + body


def packed(ops: Sequence[Op]) -> bytes:
    """Operations as bytes, for `request`."""
    return _encoder.encode(ops)


def request(number: int, ops: bytes) -> bytes:
    """The frame of a request whose operations are packed already."""
    body = _encoder.encode(_Packed(number, msgspec.Raw(ops)))
    return HEADER.pack(len(body)) + body


def without_number(body: bytes) -> bytes:
    """What a reply whose number was read says, whichever request it answers: the same bytes for the same answers."""
    number = _number_decoder.decode(body).number
    return body.removeprefix(b"\x84\xa6number" + _encoder.encode(number))  # as the fields of Reply are packed


def number_of(body: bytes) -> int:
    """Which request a reply answers, or ProtocolError."""
    return _decoded(body, _number_decoder).number


def decode_reply(body: bytes) -> Reply:
    """A reply, or ProtocolError whatever the bytes are."""
    return _decoded(body, reply_decoder)


def _decoded(body: bytes, decoder: msgspec.msgpack.Decoder[Decoded]) -> Decoded:
    if len(body) > _SMALL_BODY and holds_more_than(_MOST_OBJECTS, body):
        raise ProtocolError("far more values than a result may have")
    try:
        return decoder.decode(body)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise ProtocolError(f"not a reply: {type(error).__name__}") from None
