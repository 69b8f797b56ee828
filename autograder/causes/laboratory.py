"""The reference with changes, run through the hidden tests: each change alone, once; sets on demand.

Alone, most are run in a fork of this process, because they are the course's own: without the wall a test takes a third
of the time. What may not run there, or is not done soon, is run behind the wall like all else.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Protocol

import msgspec

from autograder.causes import store
from autograder.causes.changes import RANK, RANKS, Change, all_changes, stubs, together
from autograder.causes.observation import PASSED, Observation, observe
from autograder.causes.ours import Ours
from autograder.causes.sentences import shows_in_zeros
from autograder.causes.spans import Span
from autograder.causes.table import Content, Signature, Table, content_of
from autograder.checks.run import TestRun
from autograder.homework import Homework
from autograder.mistakes import reference_sources
from autograder.sandbox.fork import in_child
from autograder.sandbox.here import NotHereError, throw_away
from autograder.sandbox.plotting import import_all

SLOW_SECONDS = 0.1  # a test that takes longer with the reference is not run with every change
FRESH = 1_000_003  # added to the seed, once or more often: inputs that the search has not seen
MOST_KEPT = 2_000  # sets of changes whose runs are remembered

MOST_SECONDS_HERE = 60  # of a processor, for a part of the changes
NOTHING_SEEN = store.encode([{}])


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
        self._ours = Ours(homework, self.sources)
        key = f"{key}\0{seed}\0{','.join(tests)}"
        self.changes = store.kept(f"{key}\0changes", list[Change], lambda: all_changes(homework), folders)
        self.preferred = [RANK[change.kind] * RANKS + number for number, change in enumerate(self.changes)]
        self._tests = list(tests)
        self._run_files = run_files
        self._kept: dict[tuple[tuple[int, ...], int], dict[str, Observation]] = {}
        self.tried: dict[bytes, Iterator[tuple[int, ...]]] = {}  # by what was to be explained: see trials.py
        self._by_zeros: dict[int, bool] = {}  # by the number of a change
        self._key = key
        self._folders = folders

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
        return Table(self._content, self.tolerance)

    @cached_property
    def _content(self) -> Content:
        return store.kept(f"{self._key}\0table", Content, self._computed, self._folders)

    def seen_with(
        self,
        changes: Sequence[int],
        tests: Sequence[str],
        seed: int,
        goes_on: Callable[[str, Observation], bool] = lambda test, seen: True,
    ) -> Iterator[tuple[str, Observation]]:
        """What each test sees of the reference with these changes made together; no more is run than is asked for, and
        in a fork of this process where that can be, as long as `goes_on`.

        Nothing at all where they cannot be made together.
        """
        known = self._known(changes, seed)
        known |= self._looked_up(changes, [test for test in tests if test not in known], seed)
        missing = [test for test in tests if test not in known]
        if missing and self.is_ours(changes):
            work = partial(self._in_fork_until, changes, missing, seed, goes_on)
            self.keep(changes, seed, *store.decode(in_child(work, bytes) or NOTHING_SEEN))
        yield from ((test, known[test]) for test in tests if test in known)
        yield from self.seen_behind_the_wall(changes, [test for test in tests if test not in known], seed)

    def seen_behind_the_wall(
        self, changes: Sequence[int], tests: Sequence[str], seed: int
    ) -> Iterator[tuple[str, Observation]]:
        """The same, whatever is known already."""
        files = self._files_with(changes)
        if tests and files is not None:
            for test, ran in zip(tests, self._run_files(files, tests, seed), strict=True):
                observation = observe(ran)
                self.keep(changes, seed, {test: observation})
                yield test, observation

    def seen_here(self, changes: Sequence[int], tests: Sequence[str], seed: int) -> Iterator[tuple[str, Observation]]:
        """The same in this process, which must have begun so: see `begin_here`. Raises NotHereError."""
        known = self._looked_up(changes, tests, seed)
        yield from known.items()
        tests = [test for test in tests if test not in known]
        files = self._files_with(changes)
        if tests and files is not None:
            for test, ran in zip(tests, self._run_files(files, tests, seed, here=True), strict=True):
                yield test, observe(ran)

    def begin_here(self) -> None:
        """Make this process, a fork of the grader's, one in which changes that are ours may run."""
        throw_away(MOST_SECONDS_HERE, self._homework.limits.memory_mib << 20)

    def is_ours(self, changes: Sequence[int]) -> bool:
        """Whether they may be run without the wall."""
        return all(self.changes[index] in self._ours for index in changes)

    def keep(self, changes: Sequence[int], seed: int, seen: Signature) -> None:
        """What tests saw of the reference with these changes, for the next who asks."""
        self._known(changes, seed).update(seen)

    def _looked_up(self, changes: Sequence[int], tests: Sequence[str], seed: int) -> dict[str, Observation]:
        """What is known, because only one of the changes is in a file that a test uses."""
        found: dict[str, Observation] = {}
        alone = {test: [index for index in changes if self._may_use(test, index)] for test in tests}
        if seed == self.seed:
            known = {test: self.table.seen(test, of[0]) for test, of in alone.items() if len(of) == 1}
            found = {test: seen for test, seen in known.items() if seen is not None}
        elif seed == self.seed + FRESH:
            for index in changes:
                known_of = self._with_known(index)
                found |= {test: known_of[test] for test, of in alone.items() if of == [index] and test in known_of}
        return found

    def _may_use(self, test: str, index: int) -> bool:
        """Whether a test uses a file that is changed; a script runs by itself."""
        of_script = self.table.of_script
        return any(span.file not in of_script or test in of_script[span.file] for span in self.changes[index].spans)

    def _known(self, changes: Sequence[int], seed: int) -> dict[str, Observation]:
        known = self._kept.setdefault((tuple(sorted(changes)), seed), {})
        if len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]  # the oldest
        return known

    def _files_with(self, changes: Sequence[int]) -> dict[str, bytes] | None:
        return together([self.changes[index] for index in changes], self.sources)

    def _in_fork_until(
        self, changes: Sequence[int], tests: Sequence[str], seed: int, goes_on: Callable[[str, Observation], bool]
    ) -> bytes:
        self.begin_here()
        seen: dict[str, Observation] = {}
        with contextlib.suppress(NotHereError):
            for test, observation in self.seen_here(changes, tests, seed):
                seen[test] = observation
                if not goes_on(test, observation):
                    break
        return store.encode([seen])

    def shows_in_zeros(self, index: int) -> bool:
        """See sentences."""
        if index not in self._by_zeros:
            self._by_zeros[index] = shows_in_zeros(self.changes[index], self.sources)
        return self._by_zeros[index]

    # ---- signatures -----------------------------------------------------------------------------------------

    def _computed(self) -> Content:
        signatures = store.signatures(self._key, len(self.changes) + 1, self._compute, self._folders[-1:])
        with_reference, *with_changes = signatures
        return content_of(with_reference, with_changes, self.tolerance, self._of_script())

    def _of_script(self) -> dict[str, list[str]]:
        """The tests that use each script: those that are lost where it is empty."""
        found = {}
        for name in sorted(self._scripts):
            seen = self._seen({**self.sources, name: b""}, self._tests)
            found[name] = [test for test in self._tests if seen[test][-1] != PASSED]
        return found

    @cached_property
    def _on_other_inputs(self) -> dict[int, bytes]:
        """What known mistakes give on the first inputs that the search has not seen, encoded: most that is claimed."""
        return store.kept(f"{self._key} other inputs", dict[int, bytes], self._computed_on_others, self._folders)

    def _computed_on_others(self) -> dict[int, bytes]:
        known = [index for index, change in enumerate(self.changes) if change.kind == "known"]
        _ = self.table  # before the fork: for all parts

        def compute(part: Sequence[int]) -> list[Signature]:
            return self._signatures([known[number] for number in part], self._signature_on_others)

        folders = self._folders[-1:]
        signatures = store.signatures(f"{self._key} other inputs", len(known), compute, folders)
        return {index: store.encode([signature]) for index, signature in zip(known, signatures, strict=True)}

    def _signature_on_others(self, index: int, *, here: bool = False) -> Signature:
        """Of the tests that a change may lose."""
        tests = [test for test in self._tests if self.table.unknown_or_lost(test)[index]]
        files = self._files_with((index,))
        assert files is not None  # one change alone
        return self._seen(files, tests, self.seed + FRESH, here=here)

    def _with_known(self, index: int) -> Signature:
        encoded = self._on_other_inputs.get(index)
        return store.decode(encoded)[0] if encoded else {}

    def _compute(self, part: Sequence[int]) -> list[Signature]:
        """The signatures of the reference (0) and of the changes (1, ...)."""
        of_reference = [self._reference] if 0 in part else []
        return of_reference + self._signatures([index - 1 for index in part if index], self._signature)

    def _signatures(self, indexes: Sequence[int], signature: Callable[..., Signature]) -> list[Signature]:
        """`signature(index, here=...)` of changes: in a fork of this process of those that can be run there."""
        found = self._signatures_here(indexes, signature)
        return [found[index] if index in found else signature(index) for index in indexes]

    def _signatures_here(self, indexes: Sequence[int], signature: Callable[..., Signature]) -> dict[int, Signature]:
        ours = [index for index in indexes if self.is_ours((index,))]
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

    def _seen(
        self, files: Mapping[str, bytes], tests: Sequence[str], seed: int | None = None, *, here: bool = False
    ) -> dict[str, Observation]:
        runs = self._run_files(files, tests, self.seed if seed is None else seed, here=here)
        return {test: observe(ran) for test, ran in zip(tests, runs, strict=True)}
