"""The reference with changes, run through the hidden tests: sets of changes, on demand."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from autograder.causes import store
from autograder.causes.alone import FRESH, Alone, RunFiles
from autograder.causes.changes import RANK, RANKS, together
from autograder.causes.observation import Observation, observe
from autograder.causes.sentences import shows_in_zeros
from autograder.causes.table import Signature, Table
from autograder.findings import Findings
from autograder.homework import Homework
from autograder.sandbox.fork import in_child
from autograder.sandbox.here import NotHereError

MOST_KEPT = 2_000  # sets of changes whose runs are remembered
NOTHING_SEEN = store.encode([{}])


class Laboratory:
    """A homework's changes with one seed."""

    def __init__(self, homework: Homework, alone: Alone, run_files: RunFiles, findings: Findings) -> None:
        self.alone = alone
        self.seed = alone.seed
        self.tolerance = homework.tolerance
        self.sources = alone.sources
        self.changes = alone.changes
        self.preferred = [RANK[change.kind] * RANKS + number for number, change in enumerate(self.changes)]
        self._run_files = run_files
        self.findings = findings
        self._kept: dict[tuple[tuple[int, ...], int], dict[str, Observation]] = {}
        self.searched: dict[tuple[bytes, str], list[Any]] = {}  # by what was to be explained: see searched.py
        self.tried: dict[bytes, Iterator[tuple[int, ...]]] = {}  # likewise: see trials.py
        self._by_zeros: dict[int, bool] = {}  # by the number of a change

    @property
    def table(self) -> Table:
        """Of all changes alone."""
        return self.alone.table

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
        """The same in this process, which must have begun so: see `Alone.begin_here`. Raises NotHereError."""
        known = self._looked_up(changes, tests, seed)
        yield from known.items()
        tests = [test for test in tests if test not in known]
        files = self._files_with(changes)
        if tests and files is not None:
            for test, ran in zip(tests, self._run_files(files, tests, seed, here=True), strict=True):
                yield test, observe(ran)

    def is_ours(self, changes: Sequence[int]) -> bool:
        """Whether they may be run without the wall."""
        return all(map(self.alone.is_ours, changes))

    def keep(self, changes: Sequence[int], seed: int, seen: Signature) -> None:
        """What tests saw of the reference with these changes, for the next who asks."""
        self._known(changes, seed).update(seen)

    def _looked_up(self, changes: Sequence[int], tests: Sequence[str], seed: int) -> dict[str, Observation]:
        """What is known, because only one of the changes is in a file that a test uses."""
        found: dict[str, Observation] = {}
        if len(changes) > 1 and not self.table.of_script:
            return found
        alone = {test: [index for index in changes if self._may_use(test, index)] for test in tests}
        if seed == self.seed:
            known = {test: self.table.seen(test, of[0]) for test, of in alone.items() if len(of) == 1}
            found = {test: seen for test, seen in known.items() if seen is not None}
        elif seed == self.seed + FRESH:
            for index in changes:
                known_of = self.alone.on_other_inputs(index)
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
        self.alone.begin_here()
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
