"""The reference with changes, run through the hidden tests: all changes alone, once and for all; sets as they come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from autograder.causes import store
from autograder.causes.changes import RANK, RANKS, Change, Span, all_changes, stubs, together
from autograder.causes.observation import PASSED, Observation, observe
from autograder.causes.table import Signature, Table
from autograder.checks.run import TestRun
from autograder.homework import Homework
from autograder.mistakes import reference_sources

SLOW_SECONDS = 0.1  # a test that takes longer with the reference is not run with every change
MOST_KEPT = 2_000  # sets of changes whose runs are remembered

# files, ids of tests, seed -> a run of each test, in their order
RunFiles = Callable[[Mapping[str, bytes], Sequence[str], int], Iterator[TestRun]]


class Laboratory:
    """A homework's changes with one seed. `key` names all that their signatures depend on besides the seed."""

    def __init__(
        self,
        homework: Homework,
        seed: int,
        tests: Sequence[str],
        run_files: RunFiles,
        *,
        key: str,
        folders: Sequence[Path],
    ) -> None:
        self.seed = seed
        self.tolerance = homework.tolerance
        self.sources = reference_sources(homework)
        self._scripts = {file.name for file in homework.submit if file.script}
        key = f"{key}\0{seed}\0{','.join(tests)}"
        self.changes = store.kept(f"{key}\0changes", list[Change], lambda: all_changes(homework), folders)
        self.preferred = [RANK[change.kind] * RANKS + number for number, change in enumerate(self.changes)]
        self._tests = list(tests)
        self._run_files = run_files
        self._kept: dict[tuple[tuple[int, ...], int], dict[str, Observation]] = {}
        self._key = key
        self._signatures = store.signatures(key, len(self.changes) + 1, self._compute, folders)
        with_reference, *signatures = self._signatures
        self.table = Table(with_reference, signatures, homework.tolerance)

    def packed(self) -> dict[str, bytes]:
        """The files that spare somebody else the computing."""
        return store.packed(self._key, self._signatures) | store.packed_one(f"{self._key}\0changes", self.changes)

    def seen_with(self, changes: Sequence[int], tests: Sequence[str], seed: int) -> Iterator[tuple[str, Observation]]:
        """What each test sees of the reference with these changes made together; no more is run than is asked for.

        Nothing at all where they cannot be made together.
        """
        files = together([self.changes[index] for index in changes], self.sources)
        if files is None:
            return
        known = self._kept.setdefault((tuple(sorted(changes)), seed), {})
        if len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]  # the oldest
        missing = [test for test in tests if test not in known]
        yield from ((test, known[test]) for test in tests if test in known)
        if missing:
            for test, ran in zip(missing, self._run_files(files, missing, seed), strict=True):
                known[test] = observe(ran)
                yield test, known[test]

    # ---- signatures -----------------------------------------------------------------------------------------

    def _compute(self, part: Sequence[int]) -> list[Signature]:
        """The signatures of the reference (0) and of the changes (1, ...)."""
        return [self._signature(index - 1) if index else self._reference for index in part]

    def _signature(self, index: int) -> Signature:
        """What a test does not use, a change of it cannot show there; and a slow test is run only with a known mistake
        that no other test sees."""
        change = self.changes[index]
        files = together([change], self.sources)
        assert files is not None  # one change alone
        slow, used = self._slow, self._users(change)
        seen = {test: self._reference[test] for test in self._tests if test not in used}
        seen |= self._seen(files, [test for test in self._tests if test in used and test not in slow])
        if change.kind == "known" and all(observation[-1] == PASSED for observation in seen.values()):
            seen |= self._seen(files, [test for test in self._tests if test in used and test in slow])
        return {test: seen[test] for test in self._tests if test in seen}

    @cached_property
    def _reference(self) -> Signature:
        return self._seen(self.sources, self._tests)

    @cached_property
    def _uses(self) -> list[tuple[Span, frozenset[str]]]:
        """Which tests use each solution: those that do not pass without it."""
        found = []
        for span, files in stubs(self.sources):
            seen = self._seen(files, self._tests)
            found.append((span, frozenset(test for test in self._tests if seen[test][-1] != PASSED)))
        return found

    def _users(self, change: Change) -> frozenset[str]:
        """The tests that may see a change: all, where it is not in one of the solutions, or is in a script, where the
        lines below what is missing still run."""
        tests: frozenset[str] = frozenset()
        for span in change.spans:
            within = [
                users
                for solution, users in self._uses
                if solution.file == span.file not in self._scripts
                and solution.start <= span.start
                and span.end <= solution.end
            ]
            tests |= within[0] if within else frozenset(self._tests)
        return tests

    @cached_property
    def _slow(self) -> frozenset[str]:
        slow = set()
        began = time.monotonic()
        for number, _ in enumerate(self._run_files(self.sources, self._tests, self.seed)):
            if number and time.monotonic() - began > SLOW_SECONDS:  # the first one waits for the process to start
                slow.add(self._tests[number])
            began = time.monotonic()
        return frozenset(slow)

    def _seen(self, files: Mapping[str, bytes], tests: Sequence[str]) -> dict[str, Observation]:
        return {test: observe(ran) for test, ran in zip(tests, self._run_files(files, tests, self.seed), strict=True)}
