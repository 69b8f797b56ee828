"""What tests do with the reference: which are broken, and what a result means that the test alone does not decide."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Protocol

import msgspec
import pytest

from autograder.checks.broken import broken_tests
from autograder.checks.items import test_id
from autograder.checks.known_answers import KnownAnswers, keep_nothing_more, kept_by_modules
from autograder.checks.run import Phases, TestRun, set_up_call_tear_down
from autograder.findings import Findings
from autograder.homework import Homework
from autograder.mistakes import reference_sources
from autograder.report import BrokenTest, Mismatch, Outcome, TestResult
from autograder.sandbox.conversation import Exchange
from autograder.sandbox.origins import Origins


class RunTogether(Protocol):
    """Runs tests one after another against files of ours: see Grader.run_together."""

    def __call__(
        self,
        files: Mapping[str, bytes],
        items: Sequence[pytest.Item],
        phases: Phases = ...,
        listen: Callable[[Exchange], None] | None = ...,
        *,
        notes_plain: bool = ...,
    ) -> Generator[TestRun, None, None]: ...


class WithReference:
    """The reference of one homework. `shared`: around what is computed once for all submissions."""

    def __init__(
        self,
        homework: Homework,
        run_together: RunTogether,
        shared: Callable[[], AbstractContextManager[None]],
        findings: Findings,
    ) -> None:
        self._homework = homework
        self._findings = findings
        self._run_together = run_together
        self._shared = shared
        self._origins: dict[str, Origins] = {}  # what each test is answered by the reference, where that matters
        self.known: KnownAnswers | None = None  # where tests are functions of what they are answered
        self._kept: Mapping[str, object] = {}  # by the modules of the tests, before there was a submission

    def broken_tests(self, items: Sequence[pytest.Item]) -> dict[str, BrokenTest]:
        """The tests that the reference does not pass, by their ids."""
        with self._shared():
            folder = self._homework.tests_folder.parent
            known, kept = KnownAnswers(self._homework, self._findings), kept_by_modules(folder)
            broken = broken_tests(items, partial(self._run, listen=known.note_names))
            if keep_nothing_more(kept, kept_by_modules(folder)):
                self.known, self._kept = known, kept
        return broken

    def look_at_what_is_kept(self) -> None:
        """After the tests of a submission: what a test keeps when it fails may be for another one, too."""
        folder = self._homework.tests_folder.parent
        if self.known and not self.known.keeps_nothing(lambda: keep_nothing_more(self._kept, kept_by_modules(folder))):
            self.known = None

    def _run(
        self,
        items: Sequence[pytest.Item],
        phases: Phases = set_up_call_tear_down,
        listen: Callable[[Exchange], None] | None = None,
    ) -> Iterator[TestRun]:
        """Run tests with the reference, and keep what it answers them."""
        files = reference_sources(self._homework)
        for item, ran in zip(items, self._run_together(files, items, phases, listen, notes_plain=True), strict=True):
            self._origins[test_id(item)] = ran.origins
            yield ran

    def settled(self, item: pytest.Item, ran: TestRun) -> TestResult:
        """The result of a test that ran with a submission, where it takes the reference to tell whose fault it is."""
        return self._settle_blame(item, ran) if ran.blame else self._settle_kinds(item, ran)

    def _settle_blame(self, item: pytest.Item, ran: TestRun) -> TestResult:
        """The test's own code stumbled. If it does so with the reference too, the test is broken; if not, it stumbled
        over what the student returned."""
        (with_reference,) = self._run([item])
        if with_reference.result.outcome is not Outcome.OK:
            return ran.result
        last = ran.blame.strip().splitlines()[-1]
        stopped = f"\n(The test stopped with: {last[:300]})" if self._homework.reveal == "expected" else ""
        return msgspec.structs.replace(
            ran.result,
            outcome=Outcome.WRONG,
            message="Your code returned a value that the test cannot use. "
            f"Check its type and the number of values.{stopped}",
        )

    def _settle_kinds(self, item: pytest.Item, ran: TestRun) -> TestResult:
        """A test that an object has computed for is lost where the reference gives a plain value: the object was told
        what is expected."""
        if not ran.result.score or not ran.origins.computed:
            return ran.result
        if test_id(item) not in self._origins:
            with self._shared():
                list(self._run([item]))
        if ran.origins.are_unlike(self._origins[test_id(item)]):
            mismatch = Mismatch(entry="", kind="type")
            message = "Your code gives an object of its own where this test computes with a number or an array."
            return msgspec.structs.replace(
                ran.result, score=0.0, outcome=Outcome.WRONG, message=message, mismatches=(mismatch,)
            )
        return ran.result
