"""What the search finds that may be told: found once for all submissions with the same values."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from autograder.causes.laboratory import Laboratory
from autograder.causes.search import Search
from autograder.causes.table import Signature

MOST_SINGLES = 4  # changes that explain all, of which the first that holds is told
MOST_SETS = 400  # of two or three changes that are tried with a few tests
MOST_PARTIAL = 8  # changes that are tried for some of the tests
MOST_KEPT = 600  # lists


class Searched:
    """Of one submission; `seen`, `passed`, `allowed`: see Search."""

    def __init__(self, laboratory: Laboratory, seen: Signature, passed: Sequence[str], allowed: Sequence[int]) -> None:
        self._laboratory = laboratory
        self._of = seen, passed, allowed
        digest = hashlib.blake2b(repr((list(seen), passed, allowed)).encode(), digest_size=16)
        for observation in seen.values():
            for value in observation:
                digest.update(f"{value.what}\0{value.numbers.size}\0".encode())
                digest.update(value.numbers.tobytes())
        self._key = digest.digest()

    @property
    def singles(self) -> list[tuple[int, ...]]:
        """The changes that explain all of it alone."""
        return self._once("singles", lambda: self._to_tell((index,) for index in self._search.singles()[:MOST_SINGLES]))

    @property
    def sets(self) -> list[tuple[int, ...]]:
        """Pairs and triples that may explain all of it."""
        return self._once("sets", lambda: self._to_tell(islice(self._search.sets(), MOST_SETS)))

    @property
    def partial(self) -> list[tuple[int, tuple[str, ...]]]:
        """Changes that explain some tests alone, with these tests."""
        return self._once("partial", self._partial)

    def _partial(self) -> list[tuple[int, tuple[str, ...]]]:
        return [(index, tests) for index, tests in self._search.partial()[:MOST_PARTIAL] if self._may_be_told((index,))]

    @cached_property
    def _search(self) -> Search:
        return Search(self._laboratory.table, *self._of, self._laboratory.preferred)

    def _to_tell(self, sets: Iterable[tuple[int, ...]]) -> list[tuple[int, ...]]:
        return list(filter(self._may_be_told, sets))

    def _may_be_told(self, changes: Sequence[int]) -> bool:
        """Of several each must be needed. Zeros and None come of many changes: by these alone only some can be told."""
        lab, tells = self._laboratory, self._search.tells(changes)
        return bool(tells) and all(
            (told and lab.changes[index].operator != "unwritten") or lab.shows_in_zeros(index)
            for index, told in zip(changes, tells, strict=True)
        )

    def _once(self, what: str, find: Callable[[], list[Any]]) -> list[Any]:
        found = self._laboratory.searched
        key = self._key, what
        if key not in found:
            found[key] = self._laboratory.findings.once(self._key + what.encode(), find)
        if len(found) > MOST_KEPT:
            del found[next(iter(found))]  # the oldest
        return found[key]
