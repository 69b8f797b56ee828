"""What the tests see of the reference and of it with each change alone: computed once, and kept.

Most is run in a fork of this process, because the changes are the course's own: without the wall a test takes a third
of the time. What may not run there, or is not done soon, is run behind the wall like all else.
"""

import contextlib
import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Protocol

import msgspec

from autograder.causes import store
from autograder.causes.changes import Change, all_changes, stubs, together
from autograder.causes.observation import PASSED, Observation, observe
from autograder.causes.ours import Ours
from autograder.causes.spans import Span
from autograder.causes.table import Content, Signature, Table, content_of
from autograder.checks.reference import forget_modules
from autograder.checks.run import TestRun
from autograder.homework import Homework
from autograder.mistakes import reference_sources
from autograder.sandbox.fork import in_child
from autograder.sandbox.here import NotHereError, throw_away
from autograder.sandbox.plotting import import_all

SLOW_SECONDS = 0.1  # a test that takes longer with the reference is not run with every change
RUNS = 2  # of the reference, of which the faster one counts
FRESH = 1_000_003  # added to the seed, once or more often: inputs that the search has not seen
MOST_SECONDS_HERE = 60  # of a processor, for a part of the changes


class _Done(msgspec.Struct):
    """Which changes were run in a fork, and their signatures, encoded."""

    indexes: list[int]
    signatures: bytes


class RunFiles(Protocol):
    """A run of each of these tests against `files`, in their order; `here`: in this process, see sandbox/here.py."""

    def __call__(
        self, files: Mapping[str, bytes], tests: Sequence[str], seed: int, *, here: bool = False
    ) -> Iterator[TestRun]: ...


class Alone:
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
        self.sources = reference_sources(homework)
        self._homework = homework
        self._scripts = {file.name for file in homework.submit if file.script}
        self._tests = list(tests)
        self._run_files = run_files
        self._key = f"{key}\0{seed}\0{','.join(tests)}"
        self._folders = folders
        self._ours = Ours(homework, self.sources)
        self.changes = store.kept(f"{self._key}\0changes", list[Change], lambda: all_changes(homework), folders)

    def packed(self) -> dict[str, bytes]:
        """The files that spare somebody else the computing."""
        contents = {"table": self._content, "changes": self.changes, "other inputs": self._on_other_inputs}
        return {
            name: data
            for of, content in contents.items()
            for name, data in store.packed(f"{self._key}\0{of}", content).items()
        }

    def prepare(self) -> None:
        """Compute what all submissions share, or read it."""
        _ = self.table, self._on_other_inputs

    @cached_property
    def table(self) -> Table:
        """Of all changes alone."""
        return Table(self._content, self._homework.tolerance)

    def on_other_inputs(self, index: int) -> Signature:
        """What a known mistake gives on the first inputs that the search has not seen: most that is claimed."""
        encoded = self._on_other_inputs.get(index)
        return store.decode(encoded)[0] if encoded else {}

    def begin_here(self) -> None:
        """Make this process, a fork of the grader's, one in which changes that are ours may run."""
        throw_away(MOST_SECONDS_HERE, self._homework.limits.memory_mib << 20)
        forget_modules(self._homework)

    def is_ours(self, index: int) -> bool:
        """Whether a change may be run without the wall."""
        return self.changes[index] in self._ours

    @cached_property
    def _content(self) -> Content:
        return store.kept(f"{self._key}\0table", Content, self._computed, self._folders)

    def _computed(self) -> Content:
        signatures = store.signatures(self._key, len(self.changes) + 1, self._compute, self._folders[-1:])
        with_reference, *with_changes = signatures
        return content_of(with_reference, with_changes, self._homework.tolerance, self._of_script())

    def _of_script(self) -> dict[str, list[str]]:
        """The tests that use each script: those that are lost where it is empty."""
        found = {}
        for name in sorted(self._scripts):
            seen = self._seen({**self.sources, name: b""}, self._tests)
            found[name] = [test for test in self._tests if seen[test][-1] != PASSED]
        return found

    @cached_property
    def _on_other_inputs(self) -> dict[int, bytes]:
        return store.kept(f"{self._key}\0other inputs", dict[int, bytes], self._computed_on_others, self._folders)

    def _computed_on_others(self) -> dict[int, bytes]:
        known = [index for index, change in enumerate(self.changes) if change.kind == "known"]
        _ = self.table  # before the fork: for all parts

        def compute(part: Sequence[int]) -> list[Signature]:
            return self._signatures([known[number] for number in part], self._signature_on_others)

        folders = self._folders[-1:]
        signatures = store.signatures(f"{self._key}\0other inputs", len(known), compute, folders)
        return {index: store.encode([signature]) for index, signature in zip(known, signatures, strict=True)}

    def _signature_on_others(self, index: int, *, here: bool = False) -> Signature:
        """Of the tests that a change may lose."""
        tests = [test for test in self._tests if self.table.unknown_or_lost(test)[index]]
        return self._seen(self._files_with(index), tests, self.seed + FRESH, here=here)

    def _compute(self, part: Sequence[int]) -> list[Signature]:
        """The signatures of the reference (0) and of the changes (1, ...)."""
        of_reference = [self._reference] if 0 in part else []
        return of_reference + self._signatures([index - 1 for index in part if index], self._signature)

    def _signatures(self, indexes: Sequence[int], signature: Callable[..., Signature]) -> list[Signature]:
        """`signature(index, here=...)` of changes: in a fork of this process of those that can be run there."""
        found = self._signatures_here(indexes, signature)
        return [found[index] if index in found else signature(index) for index in indexes]

    def _signatures_here(self, indexes: Sequence[int], signature: Callable[..., Signature]) -> dict[int, Signature]:
        ours = [index for index in indexes if self.is_ours(index)]
        _ = self._reference, self._slow, self._uses, self._plotting  # before the fork: for all parts
        done = in_child(partial(self._in_fork, ours, signature), _Done) if ours else None
        return dict(zip(done.indexes, store.decode(done.signatures), strict=True)) if done else {}

    def _in_fork(self, indexes: Sequence[int], signature: Callable[..., Signature]) -> _Done:
        self.begin_here()
        done: dict[int, Signature] = {}
        for index in indexes:
            with contextlib.suppress(NotHereError):
                done[index] = signature(index, here=True)
        return _Done(list(done), store.encode(list(done.values())))

    @cached_property
    def _plotting(self) -> None:
        if "matplotlib" in self._homework.libraries:
            import_all()

    def _signature(self, index: int, *, here: bool = False) -> Signature:
        """What a test does not use, a change of it cannot show there; and a slow test is run only with a known mistake
        that no other test sees."""
        change, files = self.changes[index], self._files_with(index)
        slow, used = self._slow, self._users(change)
        seen = {test: self._reference[test] for test in self._tests if test not in used}
        seen |= self._seen(files, [test for test in self._tests if test in used and test not in slow], here=here)
        if change.kind == "known" and all(observation[-1] == PASSED for observation in seen.values()):
            seen |= self._seen(files, [test for test in self._tests if test in used and test in slow], here=here)
        return {test: seen[test] for test in self._tests if test in seen}

    def _files_with(self, index: int) -> dict[str, bytes]:
        files = together([self.changes[index]], self.sources)
        assert files is not None  # one change alone
        return files

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
        """By processor time, where the reference can run in a fork: what else the machine does is not the test's."""
        slow = in_child(partial(self._slow_by, time.process_time, here=True), list[str])
        return frozenset(self._slow_by(time.monotonic) if slow is None else slow)

    def _slow_by(self, now: Callable[[], float], *, here: bool = False) -> list[str]:
        if here:
            self.begin_here()
        took = zip(*(self._seconds(now, here=here) for _ in range(RUNS)), strict=True)
        return [test for test, seconds in zip(self._tests, took, strict=True) if min(seconds) > SLOW_SECONDS]

    def _seconds(self, now: Callable[[], float], *, here: bool) -> list[float]:
        """Of each test with the reference; none of the first, which waits for the process to start."""
        at = [now() for _ in self._run_files(self.sources, self._tests, self.seed, here=here)]
        return [0.0, *(after - before for before, after in itertools.pairwise(at))]

    def _seen(
        self, files: Mapping[str, bytes], tests: Sequence[str], seed: int | None = None, *, here: bool = False
    ) -> dict[str, Observation]:
        runs = self._run_files(files, tests, self.seed if seed is None else seed, here=here)
        return {test: observe(ran) for test, ran in zip(tests, runs, strict=True)}
