"""What is left out of a submission's files so that the rest can load, and what we say about it.

Lines that fail cost nothing by themselves: what can be defined without them is graded as if they were not there.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from autograder.report import Outcome
from autograder.sandbox import failures, wire
from autograder.sandbox.failures import StudentFailure

MOST_PROCESSES = 16  # that one submission's files are loaded in before they can be loaded
MOST_TIMES = 3  # the time that loading a file may take, for all of those processes together
LEAST_PART = 0.25
_NOT_FROM_THE_FILE = (Outcome.PROTOCOL, Outcome.FAULT)  # what is written to the connection is no failing line

_HEADS = {
    "decorator": "the decorator",
    "base": "a base class",
    "default": "a default value",
    "annotation": "an annotation",
    "with": "the head of the `with`",
}


class _Stray(NamedTuple):
    """Something that failed and is left out."""

    known: wire.LeftOut
    reason: str  # "NameError: name 'foo' is not defined"
    refused: bool
    needs: tuple[str, int] | None  # the file and line that it fails after


class Rescue:
    """`place(file, line)` says where the student finds a line; `files`: those of the submission."""

    def __init__(self, files: Mapping[str, bytes], place: Callable[[str, int], str]) -> None:
        self._sources = {name: data for name, data in files.items() if name.endswith(".py")}
        self._place = place
        self._strays: dict[tuple[str, int, int, str], _Stray] = {}
        self._needed: set[str] = set()
        self.begun = False  # whether files are run statement by statement
        self.processes = 0
        self.seconds = 0.0
        self.timeouts = 0

    @property
    def known(self) -> tuple[wire.LeftOut, ...] | None:
        """What every further process leaves out; None as long as the files load as they are."""
        if not self.begun:
            return None
        return tuple(stray.known for stray in self._strays.values())

    def give_up(self, known: Sequence[wire.LeftOut] | None) -> bool:
        """The files cannot be loaded: only what was `known` before is left out. False."""
        kept, self.begun = set(known or ()), known is not None
        self._strays = {key: stray for key, stray in self._strays.items() if stray.known in kept}
        return False

    @staticmethod
    def can_help(failure: StudentFailure) -> bool:
        return failure.outcome not in _NOT_FROM_THE_FILE

    def add_failed(self, failed: Sequence[wire.Failed], *, told: bool) -> None:
        """What a process left out. `told`: whether its messages may be shown: it had seen no value of a test."""
        for one in failed:
            reason = _reason(one.failure) if told else failures.clean(one.failure.type_name)
            needs = (one.needs_file, one.needs_line) if one.needs_line else None
            key = (one.file, one.line, one.column, one.part)
            self._add(key, reason, refused=one.failure.kind == "refused", needs=needs)

    def add_stopped(self, progress: bytes, failure: StudentFailure, seconds: float) -> bool:
        """The statement that a process was at when it ended or was stopped; whether it is one that is known."""
        fields = progress.split(b"\0")
        try:
            file, line, column = fields[0].decode(), int(fields[1]), int(fields[2])
        except (ValueError, IndexError):  # the student's process may have written anything there
            return False
        if failure.outcome is Outcome.TIMEOUT:
            reason = f"it did not finish within {seconds:g} s"
        elif failure.outcome is Outcome.MEMORY:
            reason = "it needed more memory than this homework allows"
        elif failure.outcome is Outcome.REFUSED:
            reason = "it wrote more to disk than this homework allows"
        else:
            reason = str(failure).partition("\n")[0].partition(" during ")[0]
        return self._add((file, line, column, "statement"), reason, refused=failure.outcome is Outcome.REFUSED)

    def _add(
        self, key: tuple[str, int, int, str], reason: str, *, refused: bool, needs: tuple[str, int] | None = None
    ) -> bool:
        file, line, column, part = key
        lines = self._sources.get(file, b"").count(b"\n") + 1
        if key in self._strays or file not in self._sources or not 0 < line <= lines:
            return False
        root = next((stray for stray in self._strays.values() if needs == (stray.known.file, stray.known.line)), None)
        where = self._where(file, line)
        why = f"{where} failed and was left out ({reason})"
        if root is not None:
            why = f"{where} was left out too: {root.known.why}"
        root_at = (root.known.root_file, root.known.root_line) if root else (file, line)
        known = wire.LeftOut(file, line, column, part, why, *root_at)
        self._strays[key] = _Stray(known, reason, refused, root_at if root else None)
        return True

    def was_needed(self, why: str) -> bool:
        """A test failed because it needs what was left out; whether that was refused."""
        self._needed.add(why)
        return any(stray.refused and stray.known.why in why for stray in self._strays.values())

    # ---- what is said -------------------------------------------------------------------------------------------

    def notes(self, *, free: bool) -> tuple[str, ...]:
        """For the student: a sentence for each line that failed. `free`: whether it can be said that it cost nothing,
        unless a test needed it."""
        return tuple(self._sentence(stray, free=free) for stray in self._strays.values() if stray.needs is None)

    def _sentence(self, stray: _Stray, *, free: bool) -> str:
        at = stray.known
        where = self._where(at.file, at.line)
        what = f"{where[0].upper()}{where[1:]} failed and was left out"
        if at.part in _HEADS:
            what = f"In {where}, {_HEADS[at.part]} failed and was left out"
        followers = [one for one in self._strays.values() if one.needs == (at.file, at.line)]
        text = failures.sentence(f"{what}: {stray.reason}")
        lines = dict.fromkeys(self._where(one.known.file, one.known.line) for one in followers)
        if lines:
            listed = ", ".join(list(lines)[:8]) + (", …" if len(lines) > 8 else "")
            text += f" So was the code that needs it: {listed}."
        if {at.why, *(one.known.why for one in followers)} & self._needed:
            return f"{text} Code that needs it cannot work: see the tests."
        return f"{text} It cost no points." if free else text

    def flags(self) -> tuple[str, ...]:
        """For the instructor: what a person should look at."""
        roots = [stray for stray in self._strays.values() if stray.needs is None]
        flags = []
        if roots:
            listed = "; ".join(f"{self._where(one.known.file, one.known.line)} ({one.reason})" for one in roots[:5])
            more = f"; and {len(roots) - 5} more" if len(roots) > 5 else ""
            flags.append(f"Lines that fail when the file is loaded were left out: {listed}{more}.")
        if refused := [stray for stray in roots if stray.refused]:
            listed = ", ".join(self._where(one.known.file, one.known.line) for one in refused[:10])
            flags.append(f"Some of the lines left out tried something that is not allowed: {listed}.")
        return tuple(flags)

    def lines(self) -> tuple[str, ...]:
        """A few words for each thing that was left out, for a column."""
        return tuple(
            f"{self._where(stray.known.file, stray.known.line)}: {stray.reason}" for stray in self._strays.values()
        )

    def _where(self, file: str, line: int) -> str:
        place = self._place(file, line)
        return f"{place} of {file}" if len(self._sources) > 1 else place


def _reason(failure: wire.Failure) -> str:
    """Why a statement failed, in a few words."""
    kind, message = failures.clean(failure.type_name), failures.clean(failure.message)
    if failure.kind == "memory":
        return "it needed more memory than this homework allows"
    if kind == "SystemExit":
        return "it called sys.exit(), which ends the program"
    if failure.kind == "refused":
        if kind in failures.FORBIDDEN:
            return message
        return failures.refusal(failure, "it")
    if failure.kind == "left out":
        return f"it needs `{kind}`"
    return f"{kind}: {message}" if message else kind
