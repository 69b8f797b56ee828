"""What travels between the client, Dask's workers and their grading processes: msgpack, in this order."""

from typing import Literal

import msgspec

from autograder.report import Report


class Setup(msgspec.Struct, frozen=True):
    """What a grading process is made for. A homework travels as its name and digest, never as its files."""

    homework: str
    homework_digest: str
    grader_version: str
    seed: int | None
    unsafe: bool
    locked: tuple[str, ...]  # folders that student code must not be able to read, where the machine has them


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The grading process has collected the tests and waits for submissions."""

    tier: str


class Refused(msgspec.Struct, frozen=True, tag=True):
    """Nothing is graded there; a sentence without a subject: the client puts the worker's address before it."""

    kind: Literal["different", "isolation", "fault"]
    why: str


class Done(msgspec.Struct, frozen=True, tag=True):
    report: Report


class Died(msgspec.Struct, frozen=True, tag=True):
    """What graded the submission died, again and again."""

    why: str


Answer = Ready | Refused | Done | Died
answer_decoder = msgspec.msgpack.Decoder(Answer)
