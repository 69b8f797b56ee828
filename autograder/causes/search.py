"""Which changes may explain what a submission's tests saw: one, two or three made together, the best first.

By signatures alone, without running anything. Two changes made together are taken to act as if they were alone on what
only one of them affects, with few exceptions; what both affect is free, and is decided when the set is run.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.causes.changes import RANKS
from autograder.causes.table import END, Signature, Table

MOST_PAIRS = 200  # that are looked at for a third change
MOST_TRIPLES = 200
MOST_LOOKED_AT = 2_000  # pairs that fit, whose values together are estimated
ROWS_OF_AN_EXCEPTION = 20  # of so many values one may be other than each of a pair alone suggests: a ReLU switches

Flags = NDArray[np.bool_]
Places = NDArray[np.intp]


class Search:
    """One submission against the table. `seen`: what its wrong tests saw; `passed`: the tests that it passes.

    `preferred` orders changes: of two with the same evidence the one that comes first is tried first.
    """

    def __init__(
        self, table: Table, seen: Signature, passed: Collection[str], allowed: Sequence[int], preferred: Sequence[int]
    ) -> None:
        self._table = table
        self._seen = seen
        wrong_rows = [row for row, slot in enumerate(table.slots) if slot.test in seen]
        passed_rows = [row for row, slot in enumerate(table.slots) if slot.test in passed and slot.place == END]
        self._wrong_rows = wrong_rows
        equal, differs = table.equal(seen)
        self.allowed = np.array(sorted(allowed, key=lambda index: preferred[index]), dtype=int)
        self._preferred = preferred
        alike = table.first_alike[self.allowed]  # of those that all tests see the same of, one is enough in a set
        are_first = np.isin(np.arange(len(alike)), np.unique(alike, return_index=True)[1])
        ends = table.ends_without_value([*seen, *passed])[self.allowed]  # as an endless loop: this program does not
        self._in_sets: Flags = np.asarray(are_first & ~ends)
        self._position = {int(index): place for place, index in enumerate(self.allowed)}
        affects, unknown = table.affects[:, self.allowed], table.unknown[:, self.allowed]
        self._affects: Flags = np.concatenate([affects[wrong_rows], affects[passed_rows]])
        equal_here: Flags = equal[:, self.allowed]
        self._equal: Flags = np.concatenate([(equal_here | unknown)[wrong_rows], (~affects | unknown)[passed_rows]])
        self._differs: Flags = np.concatenate([differs[wrong_rows], np.zeros(len(passed_rows), dtype=bool)])
        # What a test looks at only because something else was wrong depends on all that is wrong.
        always = np.array([table.is_always_seen(row) for row in wrong_rows] + [True] * len(passed_rows), dtype=bool)
        self._differs &= always
        self._bad: Flags = self._affects & ~self._equal & always[:, None]  # seen of it alone, not of the submission
        known = ~np.concatenate([unknown[wrong_rows], unknown[passed_rows]])
        # How a test ends is said by a few words, which fit many changes: only values are evidence.
        is_value = np.array([table.is_value(seen, row) for row in wrong_rows] + [False] * len(passed_rows), dtype=bool)
        self._is_passed: Flags = np.arange(len(always)) >= len(wrong_rows)
        self._values: Flags = self._differs & is_value | self._is_passed
        self._shown: Flags = self._affects & self._equal & self._values[:, None] & known
        tells = np.array([table.tells_much(seen, row) for row in wrong_rows] + [False] * len(passed_rows), dtype=bool)
        self._is_nonzero: Flags = np.array(
            [not table.is_zero(seen, row) for row in wrong_rows] + [False] * len(passed_rows), dtype=bool
        )
        self._tells: Flags = tells & is_value | self._is_passed
        self._telling: Flags = self._shown & tells[:, None]
        self._tests = [table.slots[row].test for row in wrong_rows]
        self._loses_passed: Flags = np.asarray(self._bad[len(wrong_rows) :].any(axis=0))

    def tells(self, changes: Sequence[int]) -> list[bool]:
        """For each of these changes, whether numbers other than 0 speak for it, which the others do not give alone;
        nothing where there is no value at all by which each of them is needed."""
        needed = self._needed(changes)
        if not all((one & self._values).any() for one in needed):
            return []
        return [bool((one & self._tells).any()) for one in needed]

    def _needed(self, changes: Sequence[int]) -> list[Flags]:
        """For each of these changes: where it may be seen, and the others alone do not give what was seen; which is
        also a test that is passed, but would be lost by the others alone."""
        places = [self._position[index] for index in changes]
        found: list[Flags] = []
        for place in places:
            others = [other for other in places if other != place]
            seen = ~self._shown[:, others].any(axis=1) & self._differs
            made_up_for = self._bad[:, others].any(axis=1) & self._is_passed
            found.append(np.asarray(self._affects[:, place] & (seen | made_up_for)))
        return found

    def singles(self) -> list[int]:
        """The changes that explain all of it alone."""
        explains = self._equal.all(axis=0) & self._shown.any(axis=0)
        return [int(self.allowed[index]) for index in np.flatnonzero(explains)]

    def sets(self) -> Iterator[tuple[int, ...]]:
        """Pairs, then triples, that may explain all of it; those with most evidence first."""
        pairs, rest = self._pairs()
        yield from map(self._named, pairs)
        yield from map(self._named, self._triples([*pairs[:20].tolist(), *rest.tolist()]))

    def partial(self) -> list[tuple[int, tuple[str, ...]]]:
        """Changes that explain some tests alone, with these tests; most tests first.

        Only those that lose nothing that is passed, and half of whose lost tests show exactly their values; all of
        them, where these are only infinite or NaN, and never by zeros or None alone, which many changes give. A slip
        in what is computed from a wrong value shows the same as the mistake that made it wrong: so a known mistake
        that shows these tests, too, and would lose more, takes its place.
        """
        found: list[tuple[int, tuple[str, ...], int]] = []
        known: dict[tuple[str, ...], int] = {}
        tests = list(dict.fromkeys(self._tests))
        rows = [[row for row, name in enumerate(self._tests) if name == test] for test in tests]

        def in_tests(flags: Flags) -> Flags:
            """(tests, changes): whether a change has the flag somewhere in a test."""
            return np.array([flags[of_test].any(axis=0) for of_test in rows]).reshape(len(rows), len(self.allowed))

        nonzero = self._shown & self._is_nonzero[:, None]
        affects, shown_in, tells, not_zero = map(in_tests, (self._affects, self._shown, self._telling, nonzero))
        shows = shown_in & affects & ~in_tests(~self._equal)
        for place in np.flatnonzero(~self._loses_passed & (not_zero & shows).any(axis=0)):
            lost = [tests[row] for row in np.flatnonzero(affects[:, place])]
            shown = tuple(tests[row] for row in np.flatnonzero(shows[:, place]))
            index = int(self.allowed[place])
            telling = bool((tells & shows)[:, place].any())
            if telling and self._preferred[index] < RANKS:
                known.setdefault(shown, index)
            if 2 * len(shown) >= len(lost) if telling else len(shown) == len(lost):
                found.append((index, shown, len(lost)))
        found.sort(key=lambda entry: (-len(entry[1]), entry[2]))
        return [(known.get(shown, change), shown) for change, shown, _ in found]

    def _named(self, indexes: Iterable[int]) -> tuple[int, ...]:
        return tuple(int(self.allowed[index]) for index in indexes)

    def _pairs(self) -> tuple[Places, Places]:
        """Pairs that may explain all, and promising others."""
        # One that explains all would have been told alone, if there were values that speak for it.
        apart = np.flatnonzero(self._in_sets & ~self._equal.all(axis=0))
        bad, unaffected = self._bad[:, apart].astype(np.float32), (~self._affects[:, apart]).astype(np.float32)
        # What only one of them gives and was not seen is against both, and so is what neither affects.
        half = (bad + 0.5 * unaffected * self._differs[:, None]).T @ unaffected
        against = half + half.T
        fits = against <= len(bad) // ROWS_OF_AN_EXCEPTION
        first, second = np.nonzero(fits)
        upper = first < second
        possible = self._best(apart, first[upper], second[upper], against, MOST_LOOKED_AT)
        telling = np.flatnonzero(self._shown[:, apart].any(axis=0))
        first, second = (telling[places] for places in np.triu_indices(len(telling), k=1))
        rest = ~fits[first, second]
        return self._likely_first(*possible), self._best(apart, first[rest], second[rest], against, MOST_PAIRS)[0]

    def _best(
        self, apart: Places, first: Places, second: Places, against: NDArray[np.float32], most: int
    ) -> tuple[Places, NDArray[np.float32]]:
        """The `most` of these pairs of places in `apart` with the most evidence, and what is against each."""
        against = against[first, second]
        first, second = apart[first], apart[second]
        telling = np.flatnonzero(self._shown.any(axis=0))
        number = np.full(len(self.allowed), len(telling))
        number[telling] = np.arange(len(telling))
        shown = np.zeros((len(self._shown), len(telling) + 1), dtype=np.float32)
        shown[:, :-1] = self._shown[:, telling]
        total, both = shown.sum(axis=0), shown.T @ shown
        evidence = total[number[first]] + total[number[second]] - both[number[first], number[second]] - against
        if len(evidence) > most:
            enough = evidence >= np.partition(evidence, -most)[-most]  # to sort all of them takes longer than all else
            first, second, evidence, against = first[enough], second[enough], evidence[enough], against[enough]
        order = np.lexsort((first + second, -evidence))[:most]
        return np.stack([first[order], second[order]], axis=1), against[order]

    def _likely_first(self, pairs: Places, against: NDArray[np.float32]) -> Places:
        """First those that would also give what both affect, if they acted by adding up or by factors."""
        if len(pairs) < 2:
            return pairs
        first, second = pairs.T
        count = np.zeros(len(pairs))
        for row, _ in enumerate(self._tests):
            both = self._affects[row, first] & self._affects[row, second] & self._values[row]
            if both.any():
                of_both = np.flatnonzero(both)
                named = self.allowed[first[of_both]], self.allowed[second[of_both]]
                count[of_both] += self._table.as_if_together(self._seen, self._wrong_rows[row], *named)
        shown = self._shown[:, first] | self._shown[:, second]
        return pairs[np.argsort(against - shown.sum(axis=0) - count, kind="stable")]

    def _triples(self, pairs: Sequence[tuple[int, int]]) -> list[tuple[int, ...]]:
        found: dict[tuple[int, ...], float] = {}
        for a, b in pairs:
            either = self._affects[:, a] | self._affects[:, b]
            needed = (self._bad[:, a] & ~self._affects[:, b]) | (self._bad[:, b] & ~self._affects[:, a])
            needed |= self._differs & ~either
            fits = self._in_sets & self._affects[needed].all(axis=0) & ~(self._bad & ~either[:, None]).any(axis=0)
            fits[[a, b]] = False
            shown = self._shown[:, a] | self._shown[:, b]
            for c in np.flatnonzero(fits)[:50]:
                found.setdefault(tuple(sorted((a, b, int(c)))), float((shown | self._shown[:, c]).sum()))
        return sorted(found, key=lambda triple: (-found[triple], sum(triple)))[:MOST_TRIPLES]
