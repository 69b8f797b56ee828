"""The signatures of all changes: what every test sees of the reference with each of them, looked up by value."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from autograder.causes.observation import ABSENT, DIVERGING, Numbers, Observation, Value, alike, close
from autograder.homework import Tolerance

Flags = NDArray[np.bool_]
Within = Callable[[Numbers, Numbers, Tolerance], Flags]
Signature = Mapping[str, Observation]  # by the test's id; of a slow test there may be none

NO_ROW: Numbers = np.zeros((1, 0))
END = -1  # the place of a test's end among its values


class Slot(NamedTuple):
    """One thing that a test sees: its value number `place`, or its end."""

    test: str
    place: int


class Kind(NamedTuple):
    """The different numbers that changes have in one slot, of one kind; the first of them has the number `first`."""

    what: str
    first: int
    rows: Numbers  # (different, size)


class Content(msgspec.Struct, frozen=True, array_like=True):
    """What a table is made of: signatures, with each value of a slot once."""

    tests: list[str]
    slots: list[Slot]
    right: list[Value]  # what the reference gives in each slot
    kinds: list[list[Kind]]  # of each slot
    numbers: NDArray[np.int32]  # (slots, changes): which of the slot's values a change has there, or one of the below
    affects: Flags  # (slots, changes): where a change may be seen
    first_alike: NDArray[np.intp]  # for each change the first that every test sees the same of
    of_script: dict[str, list[str]]  # the tests that use each script


INCOMPARABLE = -1
NOT_RUN = -2


class Table:
    """Signatures of `count` changes, and the reference's own."""

    def __init__(self, content: Content, tolerance: Tolerance) -> None:
        self._tolerance = tolerance
        self.tests, self.slots = content.tests, content.slots
        self._right, self._kinds, self._numbers = content.right, content.kinds, content.numbers
        self.affects, self.first_alike = content.affects, content.first_alike
        self.unknown: Flags = np.asarray(content.numbers == NOT_RUN)  # it was not run with this test
        self.count = self.unknown.shape[1]
        self._first = {slot.test: row for row, slot in reversed(list(enumerate(self.slots)))}
        self.of_script = content.of_script
        self._at_end = {slot.test: row for row, slot in enumerate(self.slots) if slot.place == END}

    def is_seen(self) -> list[bool]:
        """Of each change, whether some test is known to see it."""
        return np.asarray((self.affects & ~self.unknown).any(axis=0)).tolist()  # type: ignore[no-any-return]

    def unknown_or_lost(self, test: str) -> Flags:
        """Which changes may lose a test: they do, or it is slow and nobody knows."""
        row = self._at_end[test]
        return np.asarray(self.affects[row] | self.unknown[row])

    def ends_without_value(self, tests: Iterable[str]) -> Flags:
        """Which changes end one of these tests in a way that cannot be compared: too late, or with the process."""
        rows = [self._at_end[test] for test in tests]
        return np.asarray((self._numbers[rows] == INCOMPARABLE).any(axis=0))

    def equal(self, seen: Signature) -> tuple[Flags, Flags]:
        """For each slot and change: has the program that was seen the value of that change there? And for each slot:
        does it differ from the reference's?"""
        nearly = partial(alike, rounding=DIVERGING)
        equal = np.zeros((len(self.slots), self.count), dtype=bool)
        differs = np.zeros(len(self.slots), dtype=bool)
        for row, slot in enumerate(self.slots):
            if slot.test in seen:
                value, right = _at(seen[slot.test], slot.place), self._right[row]
                equal[row] = _equal(value, self._kinds[row], nearly, self._tolerance)[self._numbers[row]]
                differs[row] = not _equal(value, _only(right), close, self._tolerance)[0]
        return equal, differs

    def as_if_together(self, seen: Signature, row: int, first: NDArray[np.intp], second: NDArray[np.intp]) -> Flags:
        """Whether pairs of changes would have given what was seen there, if what each does were added up, or were a
        factor: first[i] and second[i] are a pair. Only a hint for which pair is worth a try."""
        slot, right = self.slots[row], self._right[row]
        value = _at(seen[slot.test], slot.place)
        kind = next((kind for kind in self._kinds[row] if kind.what == right.what == value.what), None)
        if kind is None or not right.numbers.size:
            return np.zeros(len(first), dtype=bool)
        place = self._numbers[row] - kind.first
        place[(place < 0) | (place >= len(kind.rows))] = -1
        one, other = kind.rows[place[first]], kind.rows[place[second]]
        with np.errstate(all="ignore"):
            added = alike(value.numbers, one + other - right.numbers, self._tolerance, DIVERGING)
            multiplied = alike(value.numbers, one * (other / right.numbers), self._tolerance, DIVERGING)
        multiplied |= right.numbers == 0  # no factor there
        fits = added.all(axis=1) | (multiplied.all(axis=1) & (right.numbers != 0).any())
        return np.asarray(fits & (place[first] >= 0) & (place[second] >= 0))

    def seen(self, test: str, change: int) -> Observation | None:
        """What a test sees of a change; None where nobody knows, or it cannot be compared."""
        found: list[Value] = []
        for row in range(self._first[test], self._at_end[test] + 1):
            number = self._numbers[row, change]
            if number < 0:
                return None
            kind = next(kind for kind in reversed(self._kinds[row]) if kind.first <= number)
            found.append(Value(kind.what, kind.rows[number - kind.first]))
        *values, end = found
        return [*(value for value in values if value.what != ABSENT.what), end]

    def is_always_seen(self, row: int) -> bool:
        """Whether a test sees this of the reference, too, and so of every program that comes so far."""
        return self._right[row] is not ABSENT

    def knows(self, test: str, change: int) -> bool:
        """Whether the test was run with the change."""
        return not self.unknown[self._at_end[test], change]

    def is_slow(self, test: str) -> bool:
        """Whether the test was not run with every change."""
        return bool(self.unknown[self._at_end[test]].any())

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


def content_of(
    reference: Signature, signatures: Sequence[Signature], tolerance: Tolerance, of_script: dict[str, list[str]]
) -> Content:
    """The table's content."""
    slots: list[Slot] = []
    right: list[Value] = []
    kinds: list[list[Kind]] = []
    numbers: list[NDArray[np.int32]] = []
    affects: list[Flags] = []
    for test, of_reference in reference.items():
        of_test = [signature.get(test) for signature in signatures]
        longest = max([len(of_reference), *(len(observation) for observation in of_test if observation)])
        for place in (*range(longest - 1), END):
            slots.append(Slot(test, place))
            right.append(_at(of_reference, place))
            of_slot, which = _numbered([_at(observation, place) if observation else None for observation in of_test])
            kinds.append(of_slot)
            numbers.append(which)
            affects.append(~_equal(right[-1], of_slot, close, tolerance)[which])
    shape = len(slots), len(signatures)
    which = np.array(numbers, dtype=np.int32).reshape(shape)
    _, first, inverse = np.unique(which, axis=1, return_index=True, return_inverse=True)
    return Content(
        tests=list(reference),
        slots=slots,
        right=right,
        kinds=kinds,
        numbers=which,
        affects=np.array(affects, dtype=bool).reshape(shape),
        first_alike=np.asarray(first[inverse.ravel()]),
        of_script=of_script,
    )


def _numbered(values: Sequence[Value | None]) -> tuple[list[Kind], NDArray[np.int32]]:
    """The different values in one slot, and which of them each change has."""
    known: dict[str, dict[bytes, list[int]]] = {}  # by what they are and their numbers: who has them
    of_object: dict[int, list[int]] = {}  # most changes share the very same few objects
    which = np.full(len(values), INCOMPARABLE, dtype=np.int32)
    for index, value in enumerate(values):
        if value is None:
            which[index] = NOT_RUN
        elif value.what:
            who = of_object.get(id(value))
            if who is None:
                who = known.setdefault(value.what, {}).setdefault(value.numbers.tobytes(), [])
                of_object[id(value)] = who
            who.append(index)
    kinds: list[Kind] = []
    count = 0
    for what, rows in known.items():
        kinds.append(Kind(what, count, np.frombuffer(b"".join(rows)).reshape(len(rows), -1) if any(rows) else NO_ROW))
        for who in rows.values():
            which[who] = count
            count += 1
    return kinds, which


def _only(value: Value) -> list[Kind]:
    return [Kind(value.what, 0, value.numbers[None])]


def _equal(value: Value, kinds: Sequence[Kind], within: Within, tolerance: Tolerance) -> Flags:
    """For each of a slot's values whether it is this one; then twice no, for INCOMPARABLE and NOT_RUN."""
    found: Flags = np.zeros(sum(len(kind.rows) for kind in kinds) + 2, dtype=bool)
    for what, first, rows in kinds:
        if what and what == value.what and rows.shape[1] == value.numbers.size:
            found[first : first + len(rows)] = within(value.numbers, rows, tolerance).all(axis=1)
    return found


def _at(observation: Observation, place: int) -> Value:
    if place == END:
        return observation[END]
    return observation[place] if place < len(observation) - 1 else ABSENT
