"""What a test has asked for and has not needed yet: it waits, in order, and goes with the first answer that is needed.

Only what the running test has asked for by then is ever sent, and what nobody holds any more is carried out, and its
result dropped.
"""

from __future__ import annotations

import weakref
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from autograder.sandbox import wire
from autograder.sandbox.failures import StudentFailure

MOST_WAITING = 200  # operations: more of them travel together at once; the process notes at which of 255 it is
MOST_BYTES = 4 << 20  # of arrays that wait


class Sent(NamedTuple):
    """What goes with an operation."""

    size: int  # bytes of arrays
    tells: bool  # whether it is more than settings: an answer could be among it


NOTHING = Sent(0, tells=False)


class Asked:
    """One operation, what it is called in messages, and its answer once there is one."""

    __slots__ = ("_holder", "failure", "number", "op", "reply", "sends", "what")

    def __init__(self, op: wire.Op, what: str, sends: Sent = NOTHING) -> None:
        self.op = op
        self.what = what
        self.sends = sends
        self.number = 0  # under which its result stays there; 0: not needed there by others
        self.reply: wire.Value | type[Asked] = Asked  # until there is one
        self.failure: StudentFailure | None = None
        self._holder: weakref.ref[Any] | None = None

    def held_by(self, holder: Any) -> None:
        """The answer is sent if `holder` is still there when the operation is."""
        self._holder = weakref.ref(holder)

    @property
    def waits(self) -> bool:
        return self.reply is Asked and self.failure is None

    @property
    def is_promise(self) -> bool:
        return self._holder is not None

    def as_sent(self) -> wire.Op:
        """The operation, with what becomes of its result. What has a holder is a Get or a Call."""
        if self._holder is None:
            return self.op
        held = self._holder() is not None
        if self.number:
            return msgspec.structs.replace(self.op, result=self.number, sent=held)
        return self.op if held else msgspec.structs.replace(self.op, result=wire.DROP)


def up_to(queued: Sequence[Asked], needed: Collection[Asked]) -> Sequence[Asked]:
    """Those that come before the answers that are needed, and after them what only asks: whatever else the test has
    said by then may hold an answer."""
    if not needed:
        return queued
    end = max((place for place, one in enumerate(queued) if one in needed), default=len(queued) - 1) + 1
    while end < len(queued) and not queued[end].sends.tells:
        end += 1
    return queued[:end]


def give(batch: Sequence[Asked], ops: Sequence[wire.Op], replies: Sequence[wire.Value]) -> bool:
    """Give the answers to those that asked; whether it is as many as were asked for."""
    asking = [asked for asked, op in zip(batch, ops, strict=False) if wire.has_answer(op)]
    if len(asking) != len(replies):
        return False
    for asked, reply in zip(asking, replies, strict=True):
        asked.reply = reply
    return True


def fail(batch: Sequence[Asked], failure: StudentFailure) -> None:
    """Those of these that have no answer will have none."""
    for asked in batch:
        if asked.waits:
            asked.failure = failure


def leads_to(batch: Sequence[Asked], failed: int, needed: Collection[Asked]) -> bool:
    """Whether the operation that failed is one that was needed, or one that it builds upon: made what it uses, or
    changed that."""
    numbers: set[int] = set()
    for asked in reversed(batch[failed:]):
        uses = set(_uses(asked.op))
        if asked in needed or asked.number in numbers or _made(asked.op) in numbers or numbers & uses:
            if asked is batch[failed]:
                return True
            numbers |= uses
    return False


def _made(op: wire.Op) -> int | None:
    result = op.result if isinstance(op, wire.Get | wire.Call | wire.Put) else 0
    return result if result > 0 else None


def _uses(op: wire.Op) -> Iterator[int]:
    """The numbers of what the operation works on."""
    if isinstance(op, wire.Get | wire.Call | wire.Set | wire.Fill) and isinstance(op.target.root, int):
        yield op.target.root
    values: list[wire.Value] = []
    if isinstance(op, wire.Call):
        values = [*op.args, *op.kwargs.values()]
    elif isinstance(op, wire.Set | wire.Put):
        values = [op.value]
    while values:
        value = values.pop()
        if isinstance(value, wire.Remote):
            yield value.number
        elif isinstance(value, wire.List | wire.Tuple):
            values += value.items
        elif isinstance(value, wire.Dict):
            values += value.values
