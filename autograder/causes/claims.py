"""Proofs: which sets of changes give exactly a submission's values.

A set is claimed for tests only if the reference with exactly these changes gives the student's values in all of them
and loses no test that the student passes, and again on other inputs, which the search has not seen.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple, Protocol

from autograder.causes.alone import FRESH
from autograder.causes.laboratory import Laboratory
from autograder.causes.observation import Observation, agrees, observe, same
from autograder.causes.searched import Searched
from autograder.causes.table import Signature
from autograder.causes.trials import Trials
from autograder.checks.run import TestRun
from autograder.report import Outcome

MOST_LIKELY = 6  # of these, which are tried with all
MOST_FRESH = 3  # inputs that are tried until all values agree to rounding

ERRORS = (Outcome.ERROR, Outcome.MISSING)


class Again(Protocol):
    """Tests of a submission once more, with the inputs of another seed; `anew`: in a new process."""

    def __call__(self, tests: Sequence[str], seed: int, *, anew: bool) -> Iterator[TestRun]: ...


class Submitted(NamedTuple):
    """A submission whose tests ran. `varies(test)`: whether another seed gives a test other inputs."""

    files: Mapping[str, bytes]
    runs: Mapping[str, TestRun]
    again: Again
    varies: Callable[[str], bool]

    def has_wrong_values(self) -> bool:
        return any(ran.result.outcome is Outcome.WRONG for ran in self.runs.values())


class Claim(NamedTuple):
    """These changes, together and exactly, account for these tests."""

    changes: tuple[int, ...]
    tests: tuple[str, ...]
    complete: bool  # for everything that is wrong


def claims(laboratory: Laboratory, submitted: Submitted, allowed: Sequence[int]) -> list[Claim]:
    """One claim for everything that is wrong, or claims for parts of it; `allowed`: the changes that may be told."""
    return _Case(laboratory, submitted, allowed).claims()


class _Case:
    def __init__(self, laboratory: Laboratory, submitted: Submitted, allowed: Sequence[int]) -> None:
        runs = submitted.runs
        seen = {test: observe(ran) for test, ran in runs.items()}
        self._laboratory = laboratory
        self._submitted = submitted
        self._allowed = allowed
        self._wrong = {
            test: seen[test]
            for test, ran in runs.items()
            if ran.result.outcome is Outcome.WRONG and all(value.what for value in seen[test])
        }
        self._errors = {test: seen[test] for test, ran in runs.items() if ran.result.outcome in ERRORS}
        # without a value that could be compared, or right
        self._ended = {test for test, ran in runs.items() if test not in self._wrong or ran.result.is_of_the_form()}
        self._passed = [test for test, ran in runs.items() if ran.result.outcome is Outcome.OK]
        self._fresh: dict[int, dict[str, Observation]] = {}  # by the seed
        self._anew = False  # whether what the submission gives again comes from a process that has run nothing else

    def claims(self) -> list[Claim]:
        if not self._wrong:
            return []
        searched = Searched(self._laboratory, self._wrong, self._passed, self._allowed)
        for changes in self._candidates(searched):
            if self._holds(changes, list(self._wrong)):
                return [Claim(changes, (*self._wrong, *self._same_errors(changes)), complete=True)]
        return self._partial(searched)

    def _candidates(self, searched: Searched) -> Iterator[tuple[int, ...]]:
        yield from searched.singles
        trials = Trials(self._laboratory, self._wrong, self._passed, self._varying(list(self._wrong)))
        yield from islice(trials.not_refuted(searched.sets), MOST_LIKELY)

    def _partial(self, searched: Searched) -> list[Claim]:
        found: list[Claim] = []
        left = set(self._wrong)
        for index, shown in searched.partial:
            if left.issuperset(shown) and self._holds((index,), shown):
                found.append(Claim((index,), shown, complete=self._shows_all(index, shown)))
                left -= set(shown)
        return found

    def _shows_all(self, index: int, shown: Collection[str]) -> bool:
        """Whether a change shows itself wherever it would lose a test: in all but those that end before."""
        loses = (test for test in self._laboratory.table.tests if self._may_lose((index,), test))
        return all(test in shown or test in self._ended for test in loses)

    # ---- proof ----------------------------------------------------------------------------------------------

    def _holds(self, changes: tuple[int, ...], tests: Sequence[str]) -> bool:
        """Whether these changes give the values of these wrong tests, lose nothing that is passed, and again so."""
        table = self._laboratory.table
        at_risk = [test for test in self._passed if self._may_lose(changes, test)]
        if len(changes) == 1:  # what a single change gives is known
            (index,) = changes
            to_run = [test for test in [*tests, *at_risk] if not table.knows(test, index)]
        else:
            to_run = [*tests, *at_risk]
        if not self._agree(changes, to_run, self._laboratory.seed, self._wrong):
            return False
        left = self._varying(tests)
        for number in range(1, MOST_FRESH + 1):
            seed = self._laboratory.seed + number * FRESH
            theirs = self._again(left, seed)
            if not self._agree(changes, left, seed, theirs):
                if self._anew:
                    return False
                self._fresh, self._anew = {}, True  # what was there before may be the reason
                theirs = self._again(left, seed)
                if not self._agree(changes, left, seed, theirs):
                    return False
            ours = dict(self._laboratory.seen_with(changes, left, seed))
            left = [test for test in left if not same(theirs[test], ours[test], self._laboratory.tolerance)]
            if not left:
                return True
        return False

    def _varying(self, tests: Sequence[str]) -> list[str]:
        """Those that have other inputs with another seed; all, where none has."""
        return [test for test in tests if self._submitted.varies(test)] or list(tests)

    def _may_lose(self, changes: Collection[int], test: str) -> bool:
        """What a single change does is in the table, where the test was run; of a set nobody knows."""
        flags = self._laboratory.table.unknown_or_lost(test)
        return any(flags[index] for index in changes)

    def _agree(self, changes: tuple[int, ...], tests: Sequence[str], seed: int, wanted: Signature) -> bool:
        """Whether each test sees of the reference with these changes nearly what is wanted, or else passes."""
        fits = partial(agrees, wanted, tolerance=self._laboratory.tolerance)
        agreed = 0
        for test, observation in self._laboratory.seen_with(changes, tests, seed, fits):
            if not fits(test, observation):
                return False
            agreed += 1
        return agreed == len(tests)

    def _again(self, tests: Sequence[str], seed: int) -> Signature:
        """What these tests see of the submission with other inputs."""
        known = self._fresh.setdefault(seed, {})
        missing = [test for test in tests if test not in known]
        if missing:
            runs = self._submitted.again(missing, seed, anew=self._anew)
            known |= {test: observe(ran) for test, ran in zip(missing, runs, strict=True)}
        return {test: known[test] for test in tests}

    def _same_errors(self, changes: tuple[int, ...]) -> list[str]:
        """The tests that end with the very error that the reference with these changes ends with."""
        return [
            test
            for test, observation in self._laboratory.seen_with(changes, list(self._errors), self._laboratory.seed)
            if same(self._errors[test], observation, self._laboratory.tolerance)
        ]
