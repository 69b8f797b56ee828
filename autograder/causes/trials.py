"""Sets of changes, tried one after another until one gives what a submission gave: in a fork of this process.

Most are refuted by a test that refuted one before, so that one comes first. A set that no test refutes has been run
with all of them, and with other inputs, and what they saw is kept for the proof.
"""

import contextlib
import copy
import hashlib
import itertools
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

import msgspec

from autograder.causes import store
from autograder.causes.alone import FRESH
from autograder.causes.laboratory import MOST_KEPT, Laboratory
from autograder.causes.observation import Observation, agrees
from autograder.causes.table import Signature
from autograder.sandbox.fork import in_child
from autograder.sandbox.here import NotHereError

MOST_FIRST = 8  # tests that lose points, and as many that do not, that come before all others
MOST_SECONDS = 0.1  # for one submission: what is not tried by then is not told


class _Done(msgspec.Struct):
    """How many sets were refuted, how long that took; and what the tests saw of the next one, and the wrong ones with
    other inputs, encoded."""

    refuted: int
    seconds: float
    seen: bytes = b""


class Trials:
    """Of one submission. `wanted`: what its wrong tests saw; `passed`: the tests that it passes; `to_prove`: those of
    the wrong ones that will be run with other inputs."""

    def __init__(
        self, laboratory: Laboratory, wanted: Signature, passed: Sequence[str], to_prove: Sequence[str]
    ) -> None:
        self._laboratory = laboratory
        self._wanted = wanted
        self._passed = passed
        self._to_prove = to_prove
        table = laboratory.table
        self._affected = {test: table.unknown_or_lost(test).tolist() for test in (*wanted, *passed)}
        self._slow = {test for test in self._affected if table.is_slow(test)}
        # A test says most where it saw no mere zeros, and looks at little.
        self._says = {
            test: (all(value.numbers.any() for value in seen[:-1]), -len(seen)) for test, seen in wanted.items()
        }
        self._refuted: Counter[str] = Counter()  # by which tests

    def not_refuted(self, sets: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
        """Those that give all tests nearly what is wanted there, and lose none that is passed, as far as there is time
        to try them; then those that cannot be tried in a fork of this process. Tried once for all submissions with the
        same values."""
        tests = sorted(self._wanted)
        seen = [(test, value.what, value.numbers.tobytes()) for test in tests for value in self._wanted[test]]
        key = hashlib.blake2b(repr((sets, seen, sorted(self._passed))).encode(), digest_size=16).digest()
        known = self._laboratory.tried
        if key not in known:
            (known[key],) = itertools.tee(self._tried(sets, key), 1)  # which stays at the beginning
        if len(known) > MOST_KEPT:
            del known[next(iter(known))]
        return copy.copy(known[key])

    def _tried(self, sets: Sequence[tuple[int, ...]], key: bytes) -> Iterator[tuple[int, ...]]:
        ours = [changes for changes in sets if self._laboratory.is_ours(changes)]
        tried, seconds = 0, 0.0
        while tried < len(ours):
            done = self._laboratory.findings.once(
                b"%b %d" % (key, tried), partial(self._next_in_fork, ours[tried:], seconds)
            )
            tried, seconds = tried + done.refuted + 1, done.seconds
            if tried <= len(ours):
                changes = ours[tried - 1]
                for number, seen in enumerate(store.decode(done.seen)):
                    self._laboratory.keep(changes, self._laboratory.seed + number * FRESH, seen)
                yield changes
        tried_here = set(ours)
        yield from (changes for changes in sets if changes not in tried_here)

    def _next_in_fork(self, sets: Sequence[tuple[int, ...]], seconds: float) -> _Done:
        return in_child(partial(self._next, sets, seconds), _Done) or _Done(len(sets), seconds)

    def _next(self, sets: Sequence[tuple[int, ...]], seconds: float) -> _Done:
        """In a fork. `seconds`: what was spent before."""
        self._laboratory.alone.begin_here()
        began = time.process_time() - seconds
        for number, changes in enumerate(sets):
            if time.process_time() - began > MOST_SECONDS:
                break
            seen = self._seen_unless_refuted(changes)
            if seen is not None:
                seconds = time.process_time() - began
                return _Done(number, seconds, store.encode([seen, self._on_other_inputs(changes)]))
        return _Done(len(sets), time.process_time() - began)

    def _on_other_inputs(self, changes: tuple[int, ...]) -> dict[str, Observation]:
        seen: dict[str, Observation] = {}
        with contextlib.suppress(NotHereError):
            seen |= self._laboratory.seen_here(changes, self._to_prove, self._laboratory.seed + FRESH)
        return seen

    def _seen_unless_refuted(self, changes: tuple[int, ...]) -> dict[str, Observation] | None:
        seen: dict[str, Observation] = {}
        try:
            for test, observation in self._laboratory.seen_here(
                changes, self._in_order(changes), self._laboratory.seed
            ):
                if not agrees(self._wanted, test, observation, self._laboratory.tolerance):
                    self._refuted[test] += 1
                    return None
                seen[test] = observation
        except NotHereError:
            return None
        return seen or None

    def _in_order(self, changes: tuple[int, ...]) -> list[str]:
        """All tests that may refute these changes: first those that have refuted others, then those that all affect;
        slow ones last."""
        affected = {test: sum(flags[index] for index in changes) for test, flags in self._affected.items()}
        wanted = sorted(self._wanted, key=lambda test: (affected[test], self._says[test]), reverse=True)
        passed = sorted((test for test in self._passed if affected[test]), key=affected.__getitem__, reverse=True)
        first = wanted[:MOST_FIRST] + passed[:MOST_FIRST]
        order = first + wanted[MOST_FIRST:] + passed[MOST_FIRST:]
        return sorted(order, key=lambda test: (test in self._slow, -self._refuted[test]))
