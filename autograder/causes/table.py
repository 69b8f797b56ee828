"""The signatures of all changes: what every test sees of the reference with each of them, looked up by value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from autograder.causes.observation import ABSENT, DIVERGING, NOTHING, Numbers, Observation, Value, alike, close
from autograder.homework import Tolerance

Flags = NDArray[np.bool_]
Within = Callable[[Numbers, Numbers, Tolerance], Flags]
Signature = Mapping[str, Observation]  # by the test's id; of a slow test there may be none

UNKNOWN = Value("", NOTHING)
END = -1  # the place of a test's end among its values


class Slot(NamedTuple):
    """One thing that a test sees: its value number `place`, or its end."""

    test: str
    place: int


class _Group(NamedTuple):
    """The different numbers that changes have in one slot, of one kind; `rows[of_change]` are a change's."""

    rows: Numbers  # (different, size)
    which: NDArray[np.intp]  # the changes that are of this kind
    of_which: NDArray[np.intp]  # the row of each of them


class Table:
    """Signatures of `count` changes, and the reference's own."""

    def __init__(self, reference: Signature, signatures: Sequence[Signature], tolerance: Tolerance) -> None:
        self._tolerance = tolerance
        self.count = len(signatures)
        self.slots: list[Slot] = []
        self._groups: list[dict[str, _Group]] = []
        affected: list[Flags] = []
        unknown: list[Flags] = []
        for test, right in reference.items():
            of_test = [signature.get(test) for signature in signatures]
            longest = max([len(right), *(len(observation) for observation in of_test if observation)])
            for place in (*range(longest - 1), END):
                groups = _grouped([_at(observation, place) if observation else UNKNOWN for observation in of_test])
                self.slots.append(Slot(test, place))
                self._groups.append(groups)
                affected.append(~self._equal(groups, _at(right, place), close))
                unknown.append(np.array([observation is None for observation in of_test], dtype=bool))
        self.affects = np.array(affected).reshape(len(self.slots), self.count)  # where a change may be seen
        self.unknown = np.array(unknown).reshape(len(self.slots), self.count)  # it was not run with this test
        self._right = [_at(reference[slot.test], slot.place) for slot in self.slots]
        self.tests = list(reference)
        self._at_end = {slot.test: row for row, slot in enumerate(self.slots) if slot.place == END}

    @cached_property
    def first_alike(self) -> NDArray[np.intp]:
        """For each change the first that every test sees the same of."""
        which = np.full((len(self.slots), self.count), -1)
        for row, groups in enumerate(self._groups):
            rows = 0
            for group in groups.values():
                which[row, group.which] = rows + group.of_which
                rows += len(group.rows)
        _, first, inverse = np.unique(which, axis=1, return_index=True, return_inverse=True)
        return np.asarray(first[inverse.ravel()])

    def loses(self, test: str) -> Flags:
        """Which changes are known to lose a test."""
        row = self._at_end[test]
        return np.asarray(self.affects[row] & ~self.unknown[row])

    def is_seen(self) -> list[bool]:
        """Of each change, whether some test is known to see it."""
        return np.asarray((self.affects & ~self.unknown).any(axis=0)).tolist()  # type: ignore[no-any-return]

    def unknown_or_lost(self, test: str) -> Flags:
        """Which changes may lose a test: they do, or it is slow and nobody knows."""
        row = self._at_end[test]
        return np.asarray(self.affects[row] | self.unknown[row])

    def equal(self, seen: Signature) -> tuple[Flags, Flags]:
        """For each slot and change: has the program that was seen the value of that change there? And for each slot:
        does it differ from the reference's?"""
        equal = np.zeros((len(self.slots), self.count), dtype=bool)
        differs = np.zeros(len(self.slots), dtype=bool)
        for row, slot in enumerate(self.slots):
            if slot.test not in seen:
                continue
            value = _at(seen[slot.test], slot.place)
            equal[row] = self._equal(self._groups[row], value, _nearly)
            right = self._right[row]
            differs[row] = not self._equal(_grouped([right]), value, close, count=1).any()
        return equal, differs

    def as_if_together(self, seen: Signature, row: int, first: NDArray[np.intp], second: NDArray[np.intp]) -> Flags:
        """Whether pairs of changes would have given what was seen there, if what each does were added up, or were a
        factor: first[i] and second[i] are a pair. Only a hint for which pair is worth a try."""
        slot, right = self.slots[row], self._right[row]
        value, group = _at(seen[slot.test], slot.place), self._groups[row].get(right.what)
        if value.what != right.what or group is None or not right.numbers.size:
            return np.zeros(len(first), dtype=bool)
        place = np.full(self.count, -1)
        place[group.which] = group.of_which
        one, other = group.rows[place[first]], group.rows[place[second]]
        with np.errstate(all="ignore"):
            added = alike(value.numbers, one + other - right.numbers, self._tolerance, DIVERGING)
            multiplied = alike(value.numbers, one * (other / right.numbers), self._tolerance, DIVERGING)
        multiplied |= right.numbers == 0  # no factor there
        fits = added.all(axis=1) | (multiplied.all(axis=1) & (right.numbers != 0).any())
        return np.asarray(fits & (place[first] >= 0) & (place[second] >= 0))

    def is_always_seen(self, row: int) -> bool:
        """Whether a test sees this of the reference, too, and so of every program that comes so far."""
        return self._right[row] is not ABSENT

    def knows(self, test: str, change: int) -> bool:
        """Whether the test was run with the change."""
        return not self.unknown[self._at_end[test], change]

    def is_value(self, seen: Signature, row: int) -> bool:
        """Whether a value was seen there: not the end of the test, nor nothing because it ended before."""
        slot = self.slots[row]
        return slot.place != END and _at(seen[slot.test], slot.place) is not ABSENT

    def is_zero(self, seen: Signature, row: int) -> bool:
        """Whether nothing but zeros was seen there, or no number at all."""
        slot = self.slots[row]
        return not _at(seen[slot.test], slot.place).numbers.any()

    def tells_much(self, seen: Signature, row: int) -> bool:
        """Whether what was seen there is some number other than 0."""
        slot = self.slots[row]
        numbers = _at(seen[slot.test], slot.place).numbers
        return bool((np.isfinite(numbers) & (numbers != 0)).any())

    def _equal(self, groups: Mapping[str, _Group], value: Value, within: Within, count: int = 0) -> Flags:
        found: Flags = np.zeros(count or self.count, dtype=bool)
        group = groups.get(value.what)
        if not value.what or group is None or group.rows.shape[1] != value.numbers.size:
            return found
        row_is_equal = np.asarray(within(value.numbers, group.rows, self._tolerance).all(axis=1))
        found[group.which] = row_is_equal[group.of_which]
        return found


def _nearly(numbers: Numbers, known: Numbers, tolerance: Tolerance) -> Flags:
    return alike(numbers, known, tolerance, DIVERGING)


def _at(observation: Observation, place: int) -> Value:
    if place == END:
        return observation[END]
    return observation[place] if place < len(observation) - 1 else ABSENT


def _grouped(values: Sequence[Value]) -> dict[str, _Group]:
    """By what they are: the different ones, and who has which. Most changes share the very same few objects."""
    rows: dict[str, dict[bytes, int]] = {}
    which: dict[str, list[int]] = {}
    of_which: dict[str, list[int]] = {}
    place: dict[int, tuple[list[int], list[int], int]] = {}  # of an object that was met: where it goes
    for index, value in enumerate(values):
        known_place = place.get(id(value))
        if known_place is None:
            if not value.what:
                continue
            known = rows.setdefault(value.what, {})
            row = known.setdefault(value.numbers.tobytes(), len(known))
            known_place = which.setdefault(value.what, []), of_which.setdefault(value.what, []), row
            place[id(value)] = known_place
        known_place[0].append(index)
        known_place[1].append(known_place[2])
    return {
        what: _Group(
            np.frombuffer(b"".join(known), dtype=np.float64).reshape(len(known), -1)
            if any(known)
            else np.zeros((1, 0)),
            np.array(which[what]),
            np.array(of_which[what]),
        )
        for what, known in rows.items()
    }
