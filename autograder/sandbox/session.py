"""One submission and the tests that run against it: what each test begins with, and the modules that it loads."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence

from autograder.homework import Limits, Reveal
from autograder.report import Outcome
from autograder.sandbox import failures, wire
from autograder.sandbox.asked import Asked
from autograder.sandbox.conversation import Conversation, StudentProcess
from autograder.sandbox.failures import RunAgainError, StudentFailure
from autograder.sandbox.origins import Origins
from autograder.sandbox.process import ConfinedProcess
from autograder.sandbox.recording import Recording
from autograder.sandbox.rescue import LEAST_PART, MOST_PROCESSES, MOST_TIMES
from autograder.sandbox.zygote import Zygote


class Session(Conversation):
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
        super().__init__(zygote, files, limits, place, reveal, only_defines)
        self._leave_out = leave_out
        self._forbidden = tuple(forbidden)
        self.handed_over = False  # the process at hand was given answers of other tests
        self._loaded: dict[str, wire.Contents] = {}  # by the process at hand
        self._modules: dict[str, tuple[str, bool]] = {}  # those of the student among them: file, is it a script
        self._broken: dict[str, StudentFailure] = {}  # modules that cannot be loaded, and why
        self._numbers = self._numbers_before = 0  # of what the running test has made, and what was made before it
        self.began_again = False  # the running test has lost what it had: see load
        self.origins = Origins()  # of what the running test was answered
        self.notes_plain = False  # whether what is plain is noted there
        self.left_out: dict[str, str] = {}  # lines of scripts that failed, each once

    # ---- what a test does -----------------------------------------------------------------------------------

    def begin_test(self, seed: int, forbidden: Sequence[str] = (), *, hands_over: bool = False) -> None:
        """Forget what the test before had sent and kept; seed the student's random generators.

        `hands_over`: this test gives answers of other tests away, so that no other is asked in the same process later.

        `forbidden`: what calls may not use in this test, besides what the homework forbids. Loading a file may: it may
        try out a part where that is allowed. What a process refuses it refuses for ever, so tests that forbid the same
        share one, and the others another.
        """
        later = tuple(name for name in forbidden if name not in self._forbidden)
        if later != self._forbidden_later or (self.handed_over and not hands_over):
            self._forbidden_later = later
            self.close()
        self.handed_over = hands_over
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

    def take_over(self, other: Session) -> None:
        """Go on in the other's process, of the same submission, where nothing unusual has happened there.

        What the tests before have left in it, and what loading the files has drawn by chance, is there, too. It must
        not have been given answers of tests that will be run.
        """
        process = other.as_usual
        if process is None or any(script for _, script in other._modules.values()):
            return
        self.close()
        other._process = None
        process.prints_to(self.printed.keep)
        self._process, self._loaded, self._modules = process, dict(other._loaded), dict(other._modules)
        self._forbidden_later, self._refuses_from_the_start = other._forbidden_later, other._refuses_from_the_start
        self._knows_nothing = False

    def restart(self, files: Mapping[str, bytes] | None = None) -> None:
        """The next request goes to a new process, with `files` (name -> content) beside the submitted ones."""
        self.close()
        self._extra = dict(files or {})
        self._broken.clear()

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
        test must be run once more: `began_again` says so, and RunAgainError ends it.
        """
        if name in self._broken:
            raise self._broken[name]
        if self._process and name in self._loaded:
            return self._loaded[name]
        self.carry_out()  # whose errors are not this module's
        before, modules = self.patience.seconds, dict(self._modules)
        has_made = self._numbers > self._numbers_before or any(one not in modules for one in self._loaded)
        has_made = has_made and self._process is not None
        try:
            contents = self._load(name, file, script=script, source=source)
            problem = failures.loads_differently(file) if contents.failed else None
            self.rescue.add_failed(contents.failed, told=self._knows_nothing)
        except StudentFailure as failure:
            problem = failure
        if problem is not None:
            was_run, helps = self.patience.seconds > before, self.rescue.can_help(problem)
            if not (self._leave_out and source is None and was_run and helps) or not self._load_without_strays(
                {**modules, name: (file, script)}
            ):
                self._broken[name] = problem
                raise problem
            self.patience.seconds = before  # lines that are not the homework cost no time either
            if has_made:
                self.began_again = True
                raise RunAgainError
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
        elif self._recording is not None:
            self._recording.loaded[name] = contents
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
            spent, part = self.patience.seconds, max(0.5**rescue.timeouts / 2, LEAST_PART)
            self._stopped_at = b""
            clean = True
            seconds = 0.0
            try:
                for name, (file, script) in modules.items():
                    left = MOST_TIMES * self._limits.import_seconds - rescue.seconds - (self.patience.seconds - spent)
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
                self.patience.forget(file)
                rescue.timeouts += failure.outcome is Outcome.TIMEOUT
                if not rescue.can_help(failure) or not rescue.add_stopped(self._stopped_at, failure, seconds):
                    return rescue.give_up(as_before)
            finally:
                rescue.seconds += self.patience.seconds - spent
                self.patience.seconds = spent
        return rescue.give_up(as_before)

    # ---- a test that is known -------------------------------------------------------------------------------

    @property
    def as_usual(self) -> ConfinedProcess | None:
        """The process at hand, where the next answers depend on the submission's code and the test's requests alone."""
        unusual = self.rescue.begun or self._broken or self._extra or self._untold or self.listen or self.notes_plain
        process = self._process
        return process if isinstance(process, ConfinedProcess) and not unusual and self.patience.is_whole else None

    @property
    def loaded(self) -> Mapping[str, wire.Contents]:
        """By the process at hand."""
        return self._loaded

    @contextlib.contextmanager
    def recorded(self, process: ConfinedProcess, key: bytes) -> Iterator[Recording]:
        """What the running test asks meanwhile."""
        self._recording = Recording(process, key, self.patience)
        try:
            yield self._recording
        finally:
            self._recording = None

    def load_ahead(self, name: str, file: str, *, script: bool) -> bool:
        """Load a module before the first test asks for it; what fails then, fails again when it does. Whether a process
        was started, so that the test can begin in it as all others do."""
        if self._process or self._forbidden_later or name in self._broken:
            return False
        with contextlib.suppress(StudentFailure):
            self.load(name, file, script=script)
        return self._process is not None

    def has_been_asked(self, recording: Recording, origins: Origins, loaded: Mapping[str, wire.Contents]) -> None:
        """All that the running test asks; it loads these modules beside the student's."""
        self._queued, self.origins = [], origins
        self._loaded.update(loaded)
        self._knows_nothing = self._knows_nothing and not recording.tells

    def begin_again(self) -> None:
        """Let the running test be run once more, in a new process."""
        self.close()
        self.began_again = True

    def _does_more(self) -> None:
        """The running test does more than to compare answers."""
        if self._recording is not None:
            self._recording.is_plain = False

    def _start(self) -> StudentProcess:
        self._loaded.clear()
        self._modules.clear()
        return super()._start()
