"""One submission's conversation with its student process: start it, ask it, end it, replace it if it dies."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from autograder.homework import Limits, Reveal
from autograder.report import Outcome
from autograder.sandbox import asked, failures, frames, wire
from autograder.sandbox.asked import NOTHING, Asked, Sent
from autograder.sandbox.discreet import discreet
from autograder.sandbox.failures import GraderFault, StudentFailure
from autograder.sandbox.folder import FolderFullError
from autograder.sandbox.in_zygote import Ended
from autograder.sandbox.origins import Origins
from autograder.sandbox.patience import Patience
from autograder.sandbox.plotting import plots
from autograder.sandbox.printed import Printed
from autograder.sandbox.process import ConfinedProcess
from autograder.sandbox.recording import DivergedError, Question, Recording
from autograder.sandbox.rescue import LEAST_PART, MOST_PROCESSES, MOST_TIMES, Rescue
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


class Session:
    """All student processes of one submission, one at a time.

    `files` are put into the working directory of each. `place(file, line)` says where the student finds a line.
    `leave_out`: a file that cannot be loaded as it is, is loaded without the lines that fail. `reveal`: how much
    messages may show. `only_defines`: whether loading the files computes nothing.
    """

    def __init__(
        self,
        zygote: Zygote,
        files: Mapping[str, bytes],
        limits: Limits,
        forbidden: Sequence[str] = (),
        place: Callable[[str, int], str] = lambda _, line: f"line {line}",
        *,
        leave_out: bool = True,
        reveal: Reveal = "expected",
        only_defines: Callable[[], bool] = lambda: False,
    ) -> None:
        self._place = place
        self._only_defines = only_defines
        self.rescue = Rescue(files, place)
        self._leave_out = leave_out
        self._reveal = reveal
        self._stopped_at = b""  # what the last process had noted when it ended
        self._zygote = zygote
        self._files = dict(files)
        self._plots = plots(files)
        self._limits = limits
        self._forbidden = tuple(forbidden)
        self._forbidden_later: tuple[str, ...] = ()  # by the test at hand, once the student's file is loaded
        self._refuses_from_the_start = False  # the process at hand does, because loading uses nothing
        self.listen: Callable[[Exchange], None] | None = None
        self._process: StudentProcess | None = None
        self._processes = 0
        self._knows_nothing = True  # whether no test has sent anything to the process at hand
        self._handed_over = False
        self._seed = 0
        self._extra: dict[str, bytes] = {}  # files for the next process, besides the submitted ones
        self._queued: list[Asked] = []
        self._queued_bytes = 0  # of what was queued since something was sent
        self._untold: StudentFailure | None = None  # of the test at hand, raised where something else was needed
        self._loaded: dict[str, wire.Contents] = {}
        self._numbers_before = 0  # the running test
        self.began_again = False  # the running test has lost what it had: see load
        self.origins = Origins()  # of what the running test was answered
        self.notes_plain = False  # whether what is plain is noted there
        self._modules: dict[str, tuple[str, bool]] = {}  # those of the student that are loaded: file, is it a script
        self._broken: dict[str, StudentFailure] = {}  # modules that cannot be loaded, and why
        self._patience = Patience()
        self._numbers = 0
        self._recording: Recording | None = None  # of the running test
        self.printed = Printed(limits.printed_kib << 10)
        self.left_out: dict[str, str] = {}  # lines of scripts that failed, each once
        self.flags: dict[str, str] = {}  # for the instructor: what a person should look at, by the function
        self.seconds = 0.0  # spent waiting for the student
        self._excused = 0.0  # of which processes that have ended could not run: the machine was busy with others

    # ---- what a test does -----------------------------------------------------------------------------------

    def begin_test(self, seed: int, forbidden: Sequence[str] = (), *, hands_over: bool = False) -> None:
        """Forget what the test before had sent and kept; seed the student's random generators.

        `hands_over`: this test gives answers of other tests away, so that no other is asked in the same process later.

        `forbidden`: what calls may not use in this test, besides what the homework forbids. Loading a file may: it may
        try out a part where that is allowed. What a process refuses it refuses for ever, so tests that forbid the same
        share one, and the others another.
        """
        later = tuple(name for name in forbidden if name not in self._forbidden)
        if later != self._forbidden_later or (self._handed_over and not hands_over):
            self._forbidden_later = later
            self.close()
        self._handed_over = hands_over
        self._seed = seed
        self._queued, self._untold, self.origins = [], None, Origins()
        self._numbers = self._numbers_before = wire.first_number(seed)  # whatever the tests before have made
        self.began_again = False
        if self._process:
            self._process.begin_test()
            self._queued = [Asked(wire.Begin(seed), "")]

    def end_test(self) -> None:
        """Carry out what the test has asked for and not needed, so that its errors belong to this test."""
        self.carry_out()
        if self._untold:
            raise self._untold

    def restart(self, files: Mapping[str, bytes] | None = None) -> None:
        """The next request goes to a new process, with `files` (name -> content) beside the submitted ones."""
        self.close()
        self._extra = dict(files or {})
        self._broken.clear()

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

    def tell_left_out(self, line: str) -> None:
        """A line of a script that failed."""
        self.left_out[line] = line
        self._does_more()

    def flag(self, text: str) -> None:
        """Something that a person should look at."""
        self.flags[text] = text
        self._does_more()

    @property
    def cannot_be_loaded(self) -> tuple[str, ...]:
        """Why modules of the student cannot be loaded: they had seen no value of a test by then."""
        return tuple(dict.fromkeys(str(failure) for failure in self._broken.values()))

    def new_number(self) -> int:
        """A number for a remote of the running test."""
        self._numbers += 1
        return self._numbers

    def load(self, name: str, file: str, *, script: bool = False, source: str | None = None) -> wire.Contents:
        """What the module defines; loads it, unless the process at hand has done so. Raises StudentFailure.

        Where that takes a new process, without lines that fail, and the test has made something in the one before, the
        test must be run once more: `began_again` says so, and a GraderFault ends it.
        """
        if name in self._broken:
            raise self._broken[name]
        if self._process and name in self._loaded:
            return self._loaded[name]
        self.carry_out()  # whose errors are not this module's
        before, modules = self.seconds, dict(self._modules)
        has_made = self._numbers > self._numbers_before or any(one not in modules for one in self._loaded)
        has_made = has_made and self._process is not None
        try:
            contents = self._load(name, file, script=script, source=source)
            problem = failures.loads_differently(file) if contents.failed else None
            self.rescue.add_failed(contents.failed, told=self._knows_nothing)
        except StudentFailure as failure:
            problem = failure
        if problem is not None:
            was_run, helps = self.seconds > before, self.rescue.can_help(problem)
            if not (self._leave_out and source is None and was_run and helps) or not self._load_without_strays(
                {**modules, name: (file, script)}
            ):
                self._broken[name] = problem
                raise problem
            self.seconds = before  # lines that are not the homework cost no time either
            if has_made:
                self.began_again = True
                raise GraderFault("the test must be run once more")
        if self._forbidden_later and source is None and not self._refuses_from_the_start:
            self.queue(wire.Forbid(self._forbidden_later), "")
        return self._loaded[name]

    def _load(
        self, name: str, file: str, *, script: bool, source: str | None = None, seconds: float | None = None
    ) -> wire.Contents:
        """Load a module in the process at hand, once. Raises StudentFailure."""
        left_out = self.rescue.known if source is None else None
        op = wire.Load(name, file, "__main__" if script else name, source, left_out)
        question = self.queue(op, file)
        self._send(self._queued, self._limits.import_seconds if seconds is None else seconds, (question,))
        contents = question.reply
        if not isinstance(contents, wire.Contents):
            self._end()
            raise failures.not_a_reply(file, wire.ProtocolError("no contents of a module"))
        self._loaded[name] = contents
        if source is None:
            self._modules[name] = (file, script)
        return contents

    def _load_without_strays(self, modules: Mapping[str, tuple[str, bool]]) -> bool:
        """Load these modules in fresh processes until one can load them all without what failed in those before.

        What is graded is the last one: it has run nothing that fails. False where no process comes that far.
        """
        rescue, as_before = self.rescue, self.rescue.known
        rescue.begun = True
        while rescue.processes < MOST_PROCESSES:
            rescue.processes += 1
            self.close()
            spent, part = self.seconds, max(0.5**rescue.timeouts / 2, LEAST_PART)
            self._stopped_at = b""
            clean = True
            seconds = 0.0
            try:
                for name, (file, script) in modules.items():
                    left = MOST_TIMES * self._limits.import_seconds - rescue.seconds - (self.seconds - spent)
                    seconds = min(self._limits.import_seconds * part, left)
                    if seconds <= 0:
                        return rescue.give_up(as_before)
                    contents = self._load(name, file, script=script, seconds=seconds)
                    if contents.failed:
                        rescue.add_failed(contents.failed, told=self._knows_nothing)
                        clean = False
                if clean:
                    return True
            except StudentFailure as failure:
                self._patience.forget(file)
                rescue.timeouts += failure.outcome is Outcome.TIMEOUT
                if not rescue.can_help(failure) or not rescue.add_stopped(self._stopped_at, failure, seconds):
                    return rescue.give_up(as_before)
            finally:
                rescue.seconds += self.seconds - spent
                self.seconds = spent
        return rescue.give_up(as_before)

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
        self._patience.check(one.what for one in batch)
        left = self._limits.submission_seconds - self.seconds
        if left < self._limits.call_seconds:
            left += self._excused + process.excused()
        if left <= 0:
            raise failures.no_time_left(self._limits.submission_seconds)
        if seconds is None:
            seconds = self._limits.call_seconds * self._patience.part
        allowed = min(left, seconds)
        ops = [one.as_sent() for one in batch]
        if self._knows_nothing:
            self._knows_nothing = not any(map(wire.tells, ops))
        promises = sum(one.is_promise for one in batch)
        began = time.monotonic()
        try:
            reply = self._reply(process, ops, promises, allowed, min(left, seconds * max(promises, 1)))
        except frames.DeadlineError:
            late = batch[process.progress(len(batch))]
            self._patience.note(late.what)
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
        finally:
            self.seconds += time.monotonic() - began
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

    def _reply(
        self, process: StudentProcess, ops: list[wire.Op], promises: int, seconds: float, most: float
    ) -> wire.Reply:
        recording = self._recording
        if recording is None or recording.process is not process:
            return process.exchange(ops, seconds, most)
        try:
            return recording.exchange(ops, promises, seconds, most)
        except DivergedError:
            raise GraderFault("the test must be run once more") from None

    def _told(self, failure: wire.Failure, failed: Asked) -> StudentFailure:
        refused = failure.kind == "left out" and self.rescue.was_needed(failure.message)
        told = failures.failed(failure, failed.what, self._place, needs_refused=refused)
        if self._reveal == "expected" or self._knows_nothing:
            return told
        return failures.discreetly(told, discreet(failure, self._files, failed.op), failed.what, self._place)

    # ---- a test that is known -------------------------------------------------------------------------------

    @property
    def as_usual(self) -> ConfinedProcess | None:
        """The process at hand, where the next answers depend on the submission's code and the test's requests alone."""
        unusual = self.rescue.begun or self._broken or self._extra or self._untold or self.listen or self.notes_plain
        process = self._process
        return process if isinstance(process, ConfinedProcess) and not unusual and self._patience.is_whole else None

    @property
    def loaded(self) -> Mapping[str, wire.Contents]:
        """By the process at hand."""
        return self._loaded

    @contextlib.contextmanager
    def recorded(self, recording: Recording) -> Iterator[Recording]:
        """What the running test asks meanwhile."""
        self._recording = recording
        try:
            yield recording
        finally:
            self._recording = None

    def ask_ahead(self, question: Question) -> bool:
        """Ask what the running test is known to ask now; whether there is an answer."""
        assert self._recording is not None
        seconds, left = self._limits.call_seconds, self._limits.submission_seconds - self.seconds
        if left < seconds:
            return False
        began = time.monotonic()
        try:
            return self._recording.ask_ahead(question, seconds, min(left, seconds * max(question.promises, 1)))
        finally:
            self.seconds += time.monotonic() - began

    def _does_more(self) -> None:
        """The running test does more than to compare answers."""
        if self._recording is not None:
            self._recording.is_plain = False

    def has_been_asked(self, origins: Origins) -> None:
        """All that the running test asks."""
        assert self._recording is not None
        self._queued, self.origins = [], origins
        self._knows_nothing = self._knows_nothing and not self._recording.tells

    def has_diverged(self) -> bool:
        """Whether the test that ran did not ask what was asked ahead; then it must be run once more."""
        diverged = self._recording is not None and self._recording.has_diverged
        if diverged:
            self.close()
            self.began_again = True
        return diverged

    # ---- the process ----------------------------------------------------------------------------------------

    def _start(self) -> StudentProcess:
        limits = self._limits
        self._loaded.clear()
        self._modules.clear()
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
        self._excused += process.excused()
        self._stopped_at = process.noted()
        return process.end()

    def close(self) -> None:
        """End the process, if there is one, and remove its folder."""
        if self._process:
            with contextlib.suppress(ZygoteDied):  # then the process has ended with it
                self._end()
