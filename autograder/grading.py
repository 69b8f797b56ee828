"""One submission -> Report: the whole flow.

with a zygote that has never seen a secret:
    collect the hidden tests once; then for each submission
        start a session, run every test, settle blame, find the causes of what is lost, sum up
"""

import contextlib
import itertools
import time
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

import pytest

from autograder import sheet
from autograder.causes.claims import Submitted
from autograder.causes.explainer import Explainer
from autograder.checks.items import case_of, describe, in_running_order, points_of, test_id
from autograder.checks.known_answers import KnownAnswers
from autograder.checks.plugin import check_points
from autograder.checks.run import Phases, Run, TestRun, depends_on_seed, run_test, set_up_call_tear_down
from autograder.checks.with_reference import WithReference
from autograder.findings import Findings
from autograder.homework import Homework
from autograder.intake.only_defines import only_defines as define_only
from autograder.intake.submission import Submission
from autograder.report import BrokenTest, Cause, Outcome, Report, TestResult
from autograder.sandbox.conversation import Exchange
from autograder.sandbox.failures import GraderFault
from autograder.sandbox.here import SessionHere
from autograder.sandbox.processor_time import FREE_SECONDS, MOST_SECONDS, TakesTooLongError, bounded
from autograder.sandbox.session import Session
from autograder.sandbox.zygote import Zygote, ZygoteDied


class Grader:
    """Grades submissions of one homework, one after another, in this process."""

    def __init__(
        self,
        homework: Homework,
        zygote: Zygote,
        items: Sequence[pytest.Item],
        seed: int | None = None,
        *,
        reference_first: bool = False,
        findings: Findings | None = None,
    ) -> None:
        check_points(homework, items)
        self.homework = homework
        self.seed = homework.seed if seed is None else seed
        self._zygote = zygote
        self.items = in_running_order(items, homework)
        self._about = {
            test_id(item): describe(item, points, homework)
            for item, points in zip(items, points_of(items).values(), strict=True)
        }
        self._provided = provided_files(homework)
        self._sheet = sheet.Sheet(homework, self._about, zygote.plan.tier)
        self._broken: dict[str, BrokenTest] | None = None if reference_first else {}
        self._findings = findings or Findings()
        self._reference = WithReference(homework, self.run_together, self._shared, self._findings)
        self._usual_seconds: dict[str, float] = {}  # of this process, for each test, with the reference
        self._shared_seconds = 0.0  # what has been computed once for all submissions took
        self.lost_its_zygote = False  # then every further submission would be a fault too
        self._explainers: dict[int, Explainer] = {}  # by the seed

    def grade(self, submission: Submission) -> Report:
        """Run every test against the submission. A fault of the grader becomes a report that says so."""
        for item in self.items[:1]:
            item.session._setupstate.teardown_exact(None)  # what a run that ended early has left
        began = time.monotonic() - self._shared_seconds
        session = self._session(submission, leave_out=self.homework.stray_lines == "leave_out")
        run = Run(self.homework, self.seed, session, submission)
        all_ran: list[TestRun] = []
        results: dict[str, TestResult] = {}
        causes: tuple[Cause, ...] = ()
        charged: float | None = None
        fault = ""
        try:
            items = [item for item in self.items if test_id(item) not in self.broken_tests()]
            run.known = self._reference.known
            for item, next_item in itertools.zip_longest(items, items[1:]):
                all_ran.append(self._run_bounded(item, next_item, run))
            self._reference.look_at_what_is_kept()
            for item, ran in zip(items, all_ran, strict=True):
                results[test_id(item)] = self._reference.settled(item, ran)
            causes, explained = self._explain(list(results.values()), all_ran, submission, session)
            results = {result.id: result for result in explained}
            causes, charged = self.explainer.charge(causes, explained)
        except (GraderFault, ZygoteDied, OSError) as error:
            fault = traceback.format_exc()
            self.lost_its_zygote = isinstance(error, ZygoteDied)
        finally:
            session.close()
        for ran in all_ran:
            results.setdefault(ran.result.id, ran.result)
        faults = [result for result in results.values() if result.outcome is Outcome.FAULT]
        fault = fault or "\n".join(f"{result.id}\n{result.details}" for result in faults)
        broken = self._broken or {}
        tests = [results.get(test_id(item)) or self._sheet.not_run_after(test_id(item), broken) for item in self.items]
        left_out = session.rescue.notes(free=sheet.costs_nothing(self.homework, tests))
        return self._sheet.report(
            submission.name, Outcome.FAULT if fault or broken else Outcome.OK, tests, causes=causes, charged=charged,
            students=submission.students,
            notes=(*submission.notes, *left_out, *sheet.of_scripts(self.homework, session), *session.cannot_be_loaded),
            flags=(
                *submission.flags, *session.flags.values(), *session.rescue.flags(), *sheet.scripts_flag(session),
                *sheet.numerical_flag(self.homework, all_ran),
            ),
            left_out=(*session.rescue.lines(), *session.left_out), fault=fault, broken=tuple(broken.values()),
            leaderboard=tuple(run.leaderboard), printed=str(session.printed),
            submission_digest=submission.digest(), seconds=round(time.monotonic() - self._shared_seconds - began, 3),
            test_seconds=self._sheet.seconds_of(all_ran), seed=self.seed,
        )  # fmt: skip

    def refuse(self, name: str, problem: str) -> Report:
        """The report of an upload that cannot be graded: every test is listed, none is earned."""
        message = "Not run: see the message at the top."
        results = [self._sheet.not_run(test_id(item), Outcome.INTAKE, message) for item in self.items]
        return self._sheet.report(name, Outcome.INTAKE, results, problem=problem, seed=self.seed)

    def broken_tests(self) -> Mapping[str, BrokenTest]:
        """The tests that the reference does not pass, by their ids: found out once, if the reference goes first."""
        if self._broken is None:
            self._broken = self._reference.broken_tests(self.items)
        return self._broken

    @contextlib.contextmanager
    def _shared(self) -> Iterator[None]:
        """For what is computed once for all submissions: it is not the time of the one that came first."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._shared_seconds += time.monotonic() - began

    # ---- one test -------------------------------------------------------------------------------------------

    def run_together(
        self,
        files: Mapping[str, bytes],
        items: Iterable[pytest.Item],
        phases: Phases = set_up_call_tear_down,
        listen: Callable[[Exchange], None] | None = None,
        *,
        seed: int | None = None,
        leave_out: bool = False,
        trusted: bool = True,
        only_defines: bool | None = None,
        explains: bool = True,
        here: bool = False,
        notes_plain: bool = False,
        known: KnownAnswers | None = None,
        after: Session | None = None,
    ) -> Generator[TestRun, None, None]:
        """Tests one after another against `files`: the reference, a mutant. Their session ends with the iteration.

        `listen` is told what is sent and answered. `trusted`: whether the files are ours. `only_defines`: whether
        loading them computes nothing; None for ours, where it is found out when that matters. `explains`: whether
        somebody will read what the tests say. `here`: see sandbox/here.py. `notes_plain`: see sandbox/origins.py.
        `after`: of the same files with another seed, whose process goes on: see Session.take_over.
        """
        submission = Submission(name="", files=dict(files), only_defines=bool(only_defines))
        asks = trusted and only_defines is None and not here  # here nothing can be refused from the start
        find_out = partial(define_only, files, self.homework) if asks else None
        kind = SessionHere if here else Session
        session = self._session(submission, leave_out=leave_out, only_defines=find_out, kind=kind)
        session.listen, session.notes_plain = listen, notes_plain
        if after is not None:
            session.take_over(after)
        seed = self.seed if seed is None else seed
        run = Run(self.homework, seed, session, submission, explains, known, on_other_inputs=seed != self.seed)
        try:
            for item in items:
                yield (self._run if trusted else self._run_bounded)(item, None, run, phases)
            if after is not None and not session.handed_over:
                after.take_over(session)
        finally:
            session.close()

    def _run(
        self, item: pytest.Item, next_item: pytest.Item | None, run: Run, phases: Phases = set_up_call_tear_down
    ) -> TestRun:
        """One test. What it takes with the reference, which goes first, is what it usually takes."""
        began = time.process_time()
        try:
            return run_test(item, next_item, run, self._about[test_id(item)], phases)
        finally:
            self._usual_seconds.setdefault(test_id(item), time.process_time() - began)

    def _run_bounded(
        self, item: pytest.Item, next_item: pytest.Item | None, run: Run, phases: Phases = set_up_call_tear_down
    ) -> TestRun:
        """One test, with a bound on what the grader does with what comes back; more than usual counts as student's."""
        usual = self._usual_seconds.get(test_id(item), 0.0)
        began, at = time.process_time(), time.monotonic()
        try:
            with bounded(MOST_SECONDS + 3 * usual):
                ran = run_test(item, next_item, run, self._about[test_id(item)], phases)
        except TakesTooLongError as late:  # in the last moment of the test
            return TestRun(self._sheet.not_run(test_id(item), late.outcome, str(late)), None, "")
        else:
            ran.seconds = time.monotonic() - at
            return ran
        finally:
            run.session.patience.seconds += max(time.process_time() - began - usual - FREE_SECONDS, 0.0)

    def _session(
        self,
        submission: Submission,
        *,
        leave_out: bool = False,
        only_defines: Callable[[], bool] | None = None,
        kind: type[Session] = Session,
    ) -> Session:
        files = {**submission.files, **self._provided}
        limits, forbidden = self.homework.limits, self.homework.forbidden
        return kind(
            self._zygote, files, limits, forbidden, submission.place, leave_out=leave_out, reveal=self.homework.reveal,
            only_defines=only_defines or (lambda: submission.only_defines),
        )  # fmt: skip

    # ---- causes ---------------------------------------------------------------------------------------------

    def _explain(
        self, results: Sequence[TestResult], ran: Sequence[TestRun], submission: Submission, session: Session
    ) -> tuple[tuple[Cause, ...], list[TestResult]]:
        """Why points are lost; a submission that loses none pays nothing for it."""
        if all(result.outcome is Outcome.OK for result in results):
            return (), list(results)
        runs = {
            result.id: one for result, one in zip(results, ran, strict=True) if not one.blame and result is one.result
        }

        def again(tests: Sequence[str], seed: int, *, anew: bool = False) -> Iterator[TestRun]:
            leave_out = self.homework.stray_lines == "leave_out"
            items = self._called(tests)
            return self.run_together(
                submission.files, items, seed=seed, leave_out=leave_out, trusted=False,
                only_defines=submission.only_defines, explains=False, known=self._reference.known,
                after=None if anew else session,
            )  # fmt: skip

        submitted = Submitted(submission.files, runs, again, lambda test: depends_on_seed(self._by_id[test]))
        with self._shared():
            self.explainer.prepare(submitted)
        causes, results = self.explainer.explain(results, submitted)
        return causes, list(results)

    def _called(self, tests: Iterable[str]) -> list[pytest.Item]:
        return [self._by_id[test] for test in tests]

    @cached_property
    def _by_id(self) -> dict[str, pytest.Item]:
        return {test_id(item): item for item in self.items}

    @property
    def explainer(self) -> Explainer:
        """For the seed at hand."""
        if self.seed not in self._explainers:
            cases = {test_id(item): case_of(item) for item in self.items if test_id(item) not in self.broken_tests()}

            def run_files(
                files: Mapping[str, bytes], tests: Sequence[str], seed: int, *, here: bool = False
            ) -> Iterator[TestRun]:
                return self.run_together(files, self._called(tests), seed=seed, explains=False, here=here)

            self._explainers[self.seed] = Explainer(self.homework, self.seed, cases, run_files, self._findings)
        return self._explainers[self.seed]


def provided_files(homework: Homework) -> dict[str, bytes]:
    """What the homework puts into the working directory: the files of `provided`, by name."""
    return {name: (homework.tests_folder / "provided" / name).read_bytes() for name in homework.provided}
