"""The reference with changes, run through the hidden tests: each change alone, once; sets on demand.

Alone, most are run in a fork of this process, because they are the course's own: without the wall a test takes a third
of the time. What may not run there, or is not done soon, is run behind the wall like all else.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import itertools
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Protocol

import msgspec

from autograder.causes import store
from autograder.causes.changes import RANK, RANKS, Change, all_changes, stubs, together
from autograder.causes.observation import DIVERGING, PASSED, Observation, observe, same
from autograder.causes.sentences import shows_in_zeros
from autograder.causes.spans import Span
from autograder.causes.table import Content, Signature, Table, content_of
from autograder.checks.run import TestRun
from autograder.examples import load_examples
from autograder.homework import Homework
from autograder.mistakes import reference_sources
from autograder.sandbox.fork import in_child
from autograder.sandbox.here import NotHereError, throw_away
from autograder.sandbox.plotting import import_all

SLOW_SECONDS = 0.1  # a test that takes longer with the reference is not run with every change
MOST_KEPT = 2_000  # sets of changes whose runs are remembered

MOST_SECONDS_HERE = 60  # of a processor, for a part of the changes
MOST_TESTS_OF_A_SET = 8  # that lose points, and as many that do not, with which it is tried at first
MOST_SECONDS_FOR_SETS = 0.2  # for one submission: what is not tried by then is not told

_NAME = re.compile(r"[^\W\d]\w*")


class _Done(msgspec.Struct):
    """Which changes were run in a fork, and their signatures, encoded."""

    indexes: list[int]
    signatures: bytes


class RunFiles(Protocol):
    """A run of each of these tests against `files`, in their order; `here`: in this process, see sandbox/here.py."""

    def __call__(
        self, files: Mapping[str, bytes], tests: Sequence[str], seed: int, *, here: bool = False
    ) -> Iterator[TestRun]: ...


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
        self._homework = homework
        key = f"{key}\0{seed}\0{','.join(tests)}"
        self.changes = store.kept(f"{key}\0changes", list[Change], lambda: all_changes(homework), folders)
        self.preferred = [RANK[change.kind] * RANKS + number for number, change in enumerate(self.changes)]
        self._tests = list(tests)
        self._run_files = run_files
        self._kept: dict[tuple[tuple[int, ...], int], dict[str, Observation]] = {}
        self._likely: dict[bytes, Iterator[tuple[int, ...]]] = {}  # each from its beginning
        self._by_zeros: dict[int, bool] = {}  # by the number of a change
        self._key = key
        self._folders = folders

    def packed(self) -> dict[str, bytes]:
        """The files that spare somebody else the computing."""
        return store.packed(f"{self._key}\0table", self._content) | store.packed(f"{self._key}\0changes", self.changes)

    @cached_property
    def table(self) -> Table:
        """Of all changes alone."""
        return Table(self._content, self.tolerance)

    @cached_property
    def _content(self) -> Content:
        return store.kept(f"{self._key}\0table", Content, self._computed, self._folders)

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

    def shows_in_zeros(self, index: int) -> bool:
        """See sentences."""
        if index not in self._by_zeros:
            self._by_zeros[index] = shows_in_zeros(self.changes[index], self.sources)
        return self._by_zeros[index]

    def likely(
        self, sets: Sequence[tuple[int, ...]], wanted: Signature, passed: Sequence[str]
    ) -> Iterator[tuple[int, ...]]:
        """Those of the sets that give a few tests nearly what is wanted there, and lose none of a few that are passed,
        as far as there is time to try them; then those that cannot be tried in a fork of this process. Tried once for
        all submissions with the same values."""
        seen = [(test, value.what, value.numbers.tobytes()) for test in sorted(wanted) for value in wanted[test]]
        key = hashlib.blake2b(repr((sets, seen, sorted(passed))).encode(), digest_size=16).digest()
        if key not in self._likely:
            (self._likely[key],) = itertools.tee(self._tried(sets, wanted, passed), 1)
        if len(self._likely) > MOST_KEPT:
            del self._likely[next(iter(self._likely))]
        return copy.copy(self._likely[key])

    def _tried(
        self, sets: Sequence[tuple[int, ...]], wanted: Signature, passed: Sequence[str]
    ) -> Iterator[tuple[int, ...]]:
        ours = [one for one in sets if not self._scripts and all(self._is_ours(self.changes[index]) for index in one)]
        tried, seconds = 0, 0.0
        while tried < len(ours):
            work = partial(self._next_in_fork, ours[tried:], wanted, passed, seconds)
            number, seconds = in_child(work, tuple[int, float]) or (len(ours), seconds)
            tried += number + 1
            if tried <= len(ours):
                yield ours[tried - 1]
        tried_here = set(ours)
        yield from (one for one in sets if one not in tried_here)

    def _next_in_fork(
        self, sets: Sequence[tuple[int, ...]], wanted: Signature, passed: Sequence[str], seconds: float
    ) -> tuple[int, float]:
        """Which of the sets is the first likely one, or how many there are; and how long that took, after `seconds`."""
        throw_away(MOST_SECONDS_HERE, self._homework.limits.memory_mib << 20)
        began = time.process_time() - seconds
        for number, changes in enumerate(sets):
            if time.process_time() - began > MOST_SECONDS_FOR_SETS:
                break
            if self._may_be(changes, wanted, passed):
                return number, time.process_time() - began
        return len(sets), time.process_time() - began

    def _may_be(self, changes: tuple[int, ...], wanted: Signature, passed: Sequence[str]) -> bool:
        files = together([self.changes[index] for index in changes], self.sources)
        if files is None:
            return False
        says = {test: self._says(test, observation, changes) for test, observation in wanted.items()}
        tests = sorted(says, key=says.__getitem__, reverse=True)[:MOST_TESTS_OF_A_SET]
        tests += sorted(passed, key=lambda test: self._affect(test, changes), reverse=True)[:MOST_TESTS_OF_A_SET]
        try:
            for test, ran in zip(tests, self._run_files(files, tests, self.seed, here=True), strict=True):
                seen = observe(ran)
                right = same(wanted[test], seen, self.tolerance, DIVERGING) if test in wanted else seen[-1] == PASSED
                if not right:
                    return False
        except NotHereError:
            return False
        return True

    def _affect(self, test: str, changes: tuple[int, ...]) -> int:
        """How many of them a test may notice."""
        return int(self.table.unknown_or_lost(test)[list(changes)].sum())

    def _says(self, test: str, seen: Observation, changes: tuple[int, ...]) -> tuple[int, bool, int]:
        """How much a test says of a set: most where all affect it, it saw no mere zeros, and it looks at little."""
        return self._affect(test, changes), all(value.numbers.any() for value in seen[:-1]), -len(seen)

    # ---- signatures -----------------------------------------------------------------------------------------

    def _computed(self) -> Content:
        signatures = store.signatures(self._key, len(self.changes) + 1, self._compute, self._folders[-1:])
        with_reference, *with_changes = signatures
        return content_of(with_reference, with_changes, self.tolerance)

    def _compute(self, part: Sequence[int]) -> list[Signature]:
        """The signatures of the reference (0) and of the changes (1, ...)."""
        done = {0: self._reference} | self._computed_here([index for index in part if index])
        return [done[index] if index in done else self._signature(index - 1) for index in part]

    def _computed_here(self, part: Sequence[int]) -> dict[int, Signature]:
        """The signatures of those that can be run in a fork of this process."""
        ours = [index for index in part if self._is_ours(self.changes[index - 1])]
        _ = self._reference, self._slow, self._uses, self._plotting  # before the fork: for all parts
        done = in_child(partial(self._in_fork, ours), _Done) if ours else None
        return dict(zip(done.indexes, store.decode(done.signatures), strict=True)) if done else {}

    def _in_fork(self, part: Sequence[int]) -> _Done:
        limits = self._homework.limits
        throw_away(MOST_SECONDS_HERE, limits.memory_mib << 20)
        done: dict[int, Signature] = {}
        for index in part:
            with contextlib.suppress(NotHereError):
                done[index] = self._signature(index - 1, here=True)
        return _Done(list(done), store.encode(list(done.values())))

    def _is_ours(self, change: Change) -> bool:
        """Whether the course has written it, and it needs nothing of what may be forbidden: slips are generated
        without, and a mistake has only names that the reference has, too."""
        if change.kind != "known":
            return True
        words = set(_NAME.findall(" ".join(span.text for span in change.spans)))
        return change.name not in self._students and words <= self._words

    @cached_property
    def _plotting(self) -> None:
        if "matplotlib" in self._homework.libraries:
            import_all()

    @cached_property
    def _words(self) -> set[str]:
        return set(_NAME.findall(" ".join(source.decode("utf-8") for source in self.sources.values())))

    @cached_property
    def _students(self) -> set[str]:
        """Changes that are a student's program as a whole."""
        return {example.name for example in load_examples(self._homework)}

    def _signature(self, index: int, *, here: bool = False) -> Signature:
        """What a test does not use, a change of it cannot show there; and a slow test is run only with a known mistake
        that no other test sees."""
        change = self.changes[index]
        files = together([change], self.sources)
        assert files is not None  # one change alone
        slow, used = self._slow, self._users(change)
        seen = {test: self._reference[test] for test in self._tests if test not in used}
        seen |= self._seen(files, [test for test in self._tests if test in used and test not in slow], here=here)
        if change.kind == "known" and all(observation[-1] == PASSED for observation in seen.values()):
            seen |= self._seen(files, [test for test in self._tests if test in used and test in slow], here=here)
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

    def _seen(self, files: Mapping[str, bytes], tests: Sequence[str], *, here: bool = False) -> dict[str, Observation]:
        runs = self._run_files(files, tests, self.seed, here=here)
        return {test: observe(ran) for test, ran in zip(tests, runs, strict=True)}
