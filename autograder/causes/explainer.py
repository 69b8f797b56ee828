"""Explains one submission after another: what grading calls."""

from collections.abc import Sequence

import msgspec

from autograder.causes.alone import Alone, RunFiles
from autograder.causes.charge import charge
from autograder.causes.claims import Submitted, claims
from autograder.causes.common import Cases
from autograder.causes.explain import explain
from autograder.causes.fingerprint import seen
from autograder.causes.folders import PACKED, cache_folder
from autograder.causes.laboratory import Laboratory
from autograder.causes.source import Leftovers
from autograder.findings import Findings
from autograder.homework import Homework
from autograder.mistakes import load_mistakes
from autograder.report import Cause, TestResult
from autograder.version import version_and_code


class Explainer:
    """Of one homework and seed. Nothing is computed before a submission loses points by wrong values."""

    def __init__(self, homework: Homework, seed: int, cases: Cases, run_files: RunFiles, findings: Findings) -> None:
        self._homework = homework
        self._seed = seed
        self._cases = cases
        self._run_files = run_files
        self._findings = findings
        self._laboratory: Laboratory | None = None

    @property
    def laboratory(self) -> Laboratory:
        if self._laboratory is None:
            key = f"{self._homework.full_name}\0{self._homework.digest()}\0{version_and_code()}"
            tests, folders = list(self._cases), (PACKED, cache_folder())
            alone = Alone(self._homework, self._seed, tests, self._run_files, key=key, folders=folders)
            self._laboratory = Laboratory(self._homework, alone, self._run_files, self._findings)
        return self._laboratory

    def prepare(self, submitted: Submitted) -> None:
        """Compute what all submissions share, if this one needs it."""
        if submitted.has_wrong_values():
            self.laboratory.alone.prepare()

    def charge(self, causes: Sequence[Cause], tests: Sequence[TestResult]) -> tuple[tuple[Cause, ...], float | None]:
        """What each cause costs, and the score by causes where that is more than the tests give."""
        if self._homework.charge != "causes":
            return tuple(causes), None
        known = {one.name: one.costs for one in load_mistakes(self._homework) if one.costs is not None}
        return charge(causes, tests, self._homework, known)

    def explain(
        self, results: Sequence[TestResult], submitted: Submitted
    ) -> tuple[tuple[Cause, ...], tuple[TestResult, ...]]:
        """The causes of what is lost, and the results with the numbers of theirs."""
        causes, results = self._explain(results, submitted)
        return tuple(_with_values(cause, submitted) for cause in causes), results

    def _explain(
        self, results: Sequence[TestResult], submitted: Submitted
    ) -> tuple[tuple[Cause, ...], tuple[TestResult, ...]]:
        if not submitted.has_wrong_values():
            return explain(results, [], None, self._homework, self._cases)
        laboratory = self.laboratory
        leftovers = Leftovers(submitted.files)
        allowed = [index for index, change in enumerate(laboratory.changes) if leftovers.may_be(change)]
        return explain(results, claims(laboratory, submitted, allowed), laboratory, self._homework, self._cases)


def _with_values(cause: Cause, submitted: Submitted) -> Cause:
    """An unknown cause with what its tests saw, by which others with the same are found."""
    if cause.kind != "unknown":
        return cause
    values = tuple(seen(submitted.runs[test]) for test in cause.tests if test in submitted.runs)
    return msgspec.structs.replace(cause, values=values)
