"""Requests to a student's process: started when there is something to send, timed, and ended where it fails.

What is asked waits until an answer is needed and travels with what was asked before it. A process that hangs or dies
fails what it was asked, and the next request goes to a new one.
"""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from autograder.homework import Limits, Reveal
from autograder.sandbox import asked, failures, frames, wire
from autograder.sandbox.asked import NOTHING, Asked, Sent
from autograder.sandbox.discreet import discreet
from autograder.sandbox.failures import StudentFailure
from autograder.sandbox.folder import FolderFullError
from autograder.sandbox.in_zygote import Ended
from autograder.sandbox.patience import Patience
from autograder.sandbox.plotting import plots
from autograder.sandbox.printed import Printed
from autograder.sandbox.process import ConfinedProcess
from autograder.sandbox.recording import Recording
from autograder.sandbox.rescue import Rescue
from autograder.sandbox.zygote import Zygote, ZygoteDied


class Exchange(NamedTuple):
    """A request and its answers, as the audit looks at them."""

    process: int  # which of the submission's it went to
    files: Mapping[str, bytes]  # that a test has put beside the submitted ones there
    ops: Sequence[wire.Op]
    results: Sequence[wire.Value]


class StudentProcess(Protocol):
    """What a session talks to: see ConfinedProcess."""

    def begin_test(self) -> None: ...
    def exchange(self, ops: list[wire.Op], seconds: float, most: float) -> wire.Reply: ...
    def excused(self) -> float: ...
    def progress(self, operations: int) -> int: ...
    def noted(self) -> bytes: ...
    def end(self) -> Ended: ...


class Conversation:
    """With all student processes of one submission, one at a time. The parameters are those of Session."""

    def __init__(
        self,
        zygote: Zygote,
        files: Mapping[str, bytes],
        limits: Limits,
        place: Callable[[str, int], str],
        reveal: Reveal,
        only_defines: Callable[[], bool],
    ) -> None:
        self._zygote = zygote
        self._files = dict(files)
        self._extra: dict[str, bytes] = {}  # files for the next process, besides the submitted ones
        self._plots = plots(files)
        self._limits = limits
        self._place = place
        self._reveal = reveal
        self._only_defines = only_defines
        self.rescue = Rescue(files, place)
        self._forbidden_later: tuple[str, ...] = ()  # by the test at hand, once the student's file is loaded
        self._refuses_from_the_start = False  # the process at hand does, because loading uses nothing
        self.listen: Callable[[Exchange], None] | None = None
        self._process: StudentProcess | None = None
        self._processes = 0
        self._stopped_at = b""  # what the last process had noted when it ended
        self._knows_nothing = True  # whether no test has sent anything to the process at hand
        self._seed = 0
        self._queued: list[Asked] = []
        self._queued_bytes = 0  # of what was queued since something was sent
        self._untold: StudentFailure | None = None  # of the test at hand, raised where something else was needed
        self._recording: Recording | None = None  # of the running test
        self.patience = Patience(limits)
        self.printed = Printed(limits.printed_kib << 10)
        self.flags: dict[str, str] = {}  # for the instructor: what a person should look at, by the function

    def queue(self, op: wire.Op, what: str, sends: Sent = NOTHING) -> Asked:
        """An operation, sent with the first answer that is needed after it; its error comes with that reply."""
        if len(self._queued) >= asked.MOST_WAITING or self._queued_bytes > asked.MOST_BYTES:
            self.carry_out()
        question = Asked(op, what, sends)
        self._queued.append(question)
        self._queued_bytes += sends.size
        return question

    def carry_out(self, *needed: Asked) -> None:
        """Send what is queued; where answers are needed, no more than these take. Raises StudentFailure, also where
        something fails that comes before them."""
        if len(self._queued) > 1 or (self._queued and type(self._queued[0].op) is not wire.Begin):
            self._send(asked.up_to(self._queued, needed), None, needed)

    def answer(self, question: Asked) -> wire.Value:
        """What was asked for. Raises StudentFailure."""
        if question.waits:
            self.carry_out(question)
        if question.failure is not None:
            if question.failure is self._untold:
                self._untold = None
            raise question.failure.with_traceback(None)
        if question.waits:
            raise RuntimeError(f"{question.what} was asked for by a test that has ended")
        return question.reply  # type: ignore[return-value]

    # ---- the request

    def _send(self, batch: Sequence[Asked], seconds: float | None, needed: Sequence[Asked]) -> None:
        """Send a request and give the answers to those that asked. Raises StudentFailure, GraderFault.

        `seconds` is for each of its operations (default: the homework's call_seconds).
        """
        batch, later = list(batch), self._queued[len(batch) :]
        try:
            self._exchange(batch, seconds, needed)
        except StudentFailure as failure:
            asked.fail([*batch, *later], failure)
            raise
        self._queued = later

    def _exchange(self, batch: list[Asked], seconds: float | None, needed: Sequence[Asked]) -> None:
        process = self._process
        if process is None:
            process = self._start()
            batch.insert(0, Asked(wire.Begin(self._seed), ""))
        self._queued, self._queued_bytes = [], 0
        self.patience.check(one.what for one in batch)
        promises = sum(one.is_promise for one in batch)
        allowed, most = self.patience.allows(promises, process.excused, seconds)
        ops = [one.as_sent() for one in batch]
        if self._knows_nothing:
            self._knows_nothing = not any(map(wire.tells, ops))
        recording = self._recording
        try:
            with self.patience.waiting():
                if recording is not None and recording.process is process:
                    reply = recording.exchange(ops, promises, seconds, allowed, most)
                else:
                    reply = process.exchange(ops, allowed, most)
        except frames.DeadlineError:
            late = batch[process.progress(len(batch))]
            self.patience.note(late.what)
            self._end()
            raise failures.timed_out(late.what, allowed, loading=isinstance(late.op, wire.Load)) from None
        except frames.ClosedError:
            what = batch[process.progress(len(batch))].what
            ended = self._end()
            memory = self._limits.memory_mib << 20
            raise failures.died(what, ended, memory // 2, str(self.printed)[-2000:]) from None
        except FolderFullError:
            what = batch[process.progress(len(batch))].what
            self._end()
            raise failures.too_much_written(what, self._limits.scratch_mib) from None
        except wire.ProtocolError as error:
            self._end()
            raise failures.not_a_reply(batch[-1].what, error) from None
        if reply.repeated is not None:
            self.flags.setdefault(*failures.looks_numerical(*reply.repeated))
        done = len(ops) if reply.failure is None else reply.failure.index
        failed = batch[done] if reply.failure is not None and 0 <= done < len(batch) else None
        is_whole = done == len(ops) or failed is not None
        if not is_whole or not asked.give(batch[:done], ops, reply.results):
            self._end()
            raise failures.not_a_reply(batch[-1].what, wire.ProtocolError("not the answers to the request"))
        if reply.failure is not None and failed is not None:
            failure = self._told(reply.failure, failed)
            if not asked.leads_to(batch, done, needed):
                self._untold = self._untold or failure
            raise failure
        if self.listen:
            self.listen(Exchange(self._processes, self._extra, ops, reply.results))

    def _told(self, failure: wire.Failure, failed: Asked) -> StudentFailure:
        refused = failure.kind == "left out" and self.rescue.was_needed(failure.message)
        told = failures.failed(failure, failed.what, self._place, needs_refused=refused)
        if self._reveal == "expected" or self._knows_nothing:
            return told
        return failures.discreetly(told, discreet(failure, self._files, failed.op), failed.what, self._place)

    # ---- the process ----------------------------------------------------------------------------------------

    def _start(self) -> StudentProcess:
        limits = self._limits
        self._processes += 1
        self._knows_nothing = not self._extra
        self._refuses_from_the_start = bool(self._forbidden_later) and self._only_defines()
        refused = self._forbidden_later if self._refuses_from_the_start else ()
        zygote = self._zygote.prepared(refused, plots=self._plots)
        self._process = self._new_process(zygote, {**self._files, **self._extra}, limits)
        return self._process

    def _new_process(self, zygote: Zygote, files: Mapping[str, bytes], limits: Limits) -> StudentProcess:
        return ConfinedProcess(zygote, files, limits, self.printed.keep)

    def _end(self) -> Ended:
        process, self._process = self._process, None
        self._queued = []
        assert process is not None
        self.patience.excused += process.excused()
        self._stopped_at = process.noted()
        return process.end()

    def close(self) -> None:
        """End the process, if there is one, and remove its folder."""
        if self._process:
            with contextlib.suppress(ZygoteDied):  # then the process has ended with it
                self._end()
