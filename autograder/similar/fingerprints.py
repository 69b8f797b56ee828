"""Tokens -> fingerprints by winnowing (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003).

Of the hashes of every GRAM tokens in a row, each WINDOW of them keeps its smallest: whatever GRAM + WINDOW - 1 tokens
two sources share, wherever in them, gives at least one fingerprint that both have.
"""

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from autograder.similar.tokens import Token

GRAM = 12  # tokens: about half a line of numpy
WINDOW = 4
MOST_TOKENS = 60_000  # of one submission; a long one has 10,000
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that its powers differ

Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]


def fingerprints(tokens: Sequence[Token]) -> tuple[Hashes, Places]:
    """The fingerprints, and of each the index of its first token; in the order of the source, with repetitions."""
    codes = np.array([zlib.crc32(token.text.encode()) + 1 for token in tokens[:MOST_TOKENS]], dtype=np.uint64)
    if len(codes) < GRAM:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    count = len(codes) - GRAM + 1
    hashes = np.zeros(count, np.uint64)
    for offset in range(GRAM):  # wraps round, as it should
        hashes = hashes * _BASE + codes[offset : offset + count]
    hashes ^= hashes >> np.uint64(31)
    hashes *= _BASE
    width = min(WINDOW, count)
    windows = np.lib.stride_tricks.sliding_window_view(hashes, width)
    places = np.unique(np.arange(len(windows)) + np.argmin(windows, axis=1))
    return hashes[places], places
