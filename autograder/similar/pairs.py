"""Fingerprints of all sources -> pairs, most similar first.

A fingerprint counts the more, the fewer have it: what half of a class writes says nothing of two of them. Two sources
are as alike as the share of the smaller one's weight that the other has too: a part that was copied into something
longer is still a copy.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from autograder.similar.collect import Source
from autograder.similar.fingerprints import Hashes, Places

MANY = 24  # sources: of fingerprints that fewer have, pairs are counted one by one
OTHERS = 10  # imagined sources that share nothing: in a class of two, both having something still says a little
LEAST = 0.5  # of the median weight: a source with less of its own is compared as if it had that much
_BLOCK = 4_096  # fingerprints at a time
Matrix = npt.NDArray[np.float32]


class Pair(NamedTuple):
    """Two sources; `first` and `second` are their places in the list."""

    first: int
    second: int
    alike: float  # 0 to 1
    shared: int  # fingerprints that both have


class Ranking(NamedTuple):
    pairs: tuple[Pair, ...]  # the most alike first
    compared: int  # pairs of all
    usual: float  # what half of all pairs are alike at most
    rare: float  # and 99 of 100
    too_short: tuple[int, ...]  # sources with nothing of their own
    frequent: frozenset[int]  # fingerprints that more than half of the sources have, and more than three


def rank(sources: Sequence[Source], most: int = 60) -> Ranking:
    """The pairs of which at least one is of this class and not of an earlier one."""
    count = len(sources)
    hashes, owners, columns, held = _table(sources)
    weights = np.log((count + OTHERS) / held).astype(np.float32)
    own = np.bincount(owners, weights=weights[columns], minlength=count)
    too_short = tuple(int(index) for index in np.flatnonzero(own <= 0))
    shared = _shared(owners, columns, held, weights, count)
    floor = LEAST * float(np.median(own[own > 0])) if (own > 0).any() else 1.0
    smaller = np.maximum(np.minimum(own[:, None], own[None, :]), floor)
    alike = np.clip(shared / smaller, 0, 1)
    rows, others = np.triu_indices(count, k=1)
    earlier = np.array([bool(source.where) for source in sources], dtype=bool)
    counted = ~(earlier[rows] & earlier[others]) & (own[rows] > 0) & (own[others] > 0)
    rows, others = rows[counted], others[counted]
    values = alike[rows, others]
    order = np.argsort(-values, kind="stable")[:most]
    sets = {int(index): set(sources[index].hashes) for index in {*rows[order], *others[order]}}
    pairs = []
    for index in order:
        first, second = int(rows[index]), int(others[index])
        common = len(sets[first] & sets[second])
        if common:
            pairs.append(Pair(first, second, float(values[index]), common))
    usual, rare = (float(np.quantile(values, share)) if len(values) else 0.0 for share in (0.5, 0.99))
    frequent = frozenset(hashes[held > max(count / 2, 3)].tolist())  # three can still be two pairs
    return Ranking(tuple(pairs), len(values), usual, rare, too_short, frequent)


def _table(sources: Sequence[Source]) -> tuple[Hashes, Places, Places, Places]:
    """All fingerprints; each (source, fingerprint) once, as two arrays; and of every one how many sources have it."""
    sets = [np.unique(np.array(source.hashes, dtype=np.uint64)) for source in sources]
    owners = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    joined = np.concatenate(sets) if sets else np.empty(0, np.uint64)
    hashes, columns, held = np.unique(joined, return_inverse=True, return_counts=True)
    return hashes, owners, columns.reshape(-1).astype(np.int64), held.astype(np.int64)


def _shared(owners: Places, columns: Places, held: Places, weights: Matrix, count: int) -> Matrix:
    """The weight of what each two have in common."""
    shared = np.zeros((count, count), np.float32)
    order = np.argsort(columns, kind="stable")
    starts = np.concatenate([[0], np.cumsum(held)])
    who = owners[order]  # of fingerprint c: who[starts[c] : starts[c + 1]], in the order of the sources
    for number in range(2, min(MANY, count) + 1):
        some = np.flatnonzero(held == number)
        if len(some):
            members = who[starts[some][:, None] + np.arange(number)]
            for i in range(number):
                for j in range(i + 1, number):
                    np.add.at(shared, (members[:, i], members[:, j]), weights[some])
    common = np.flatnonzero(held > MANY)
    for begin in range(0, len(common), _BLOCK):
        block = common[begin : begin + _BLOCK]
        table = np.zeros((count, len(block)), np.float32)
        for place, column in enumerate(block):
            table[who[starts[column] : starts[column + 1]], place] = np.sqrt(weights[column])
        shared += np.triu(table @ table.T, k=1)
    return shared
