"""Where a value comes from, and whether it is plain: what a test has asked of one program, to compare with another.

An object of the student's that computes (`y - expected`, `y.allclose(expected)`) is told what is expected, and can
answer as it likes. Where it stands for a plain value, as the reference says, it decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from autograder.sandbox import wire

_DEEPEST, _MOST = 3, 16  # lists in lists that are looked into, and items of each
_MOST_ORIGINS = 64  # of one value


class Origins:
    """What the running test has found plain, and which objects have computed with what it gave them."""

    def __init__(self) -> None:
        self.plain: set[str] = set()
        self.computed: set[str] = set()

    def note(self, value: wire.Value, origin: str) -> None:
        """An answer, by its origin."""
        remotes = [path for path, _ in _remotes(value, "")]
        if not remotes:
            self.plain.add(origin)
        for path in _paths(value, ""):
            if not any(one.startswith(path) for one in remotes):
                self.plain.add(origin + path)

    def are_unlike(self, reference: Origins) -> bool:
        """Whether something is an object that computed here, and a plain value with the reference."""
        return not self.computed.isdisjoint(reference.plain - reference.computed)


def joined(parts: Iterable[frozenset[str]]) -> frozenset[str]:
    """The origins of what was computed from several values."""
    found = frozenset[str]().union(*parts)
    return found if len(found) <= _MOST_ORIGINS else frozenset(sorted(found)[:_MOST_ORIGINS])


def inside(value: wire.Value) -> dict[int, str]:
    """Where in an answer each object lies, by the identity of what stands for it: "[0]", "['W1']"."""
    return {} if isinstance(value, wire.Remote) else {id(one): path for path, one in _remotes(value, "")}


def _remotes(value: wire.Value, path: str, depth: int = 0) -> Iterator[tuple[str, wire.Remote]]:
    if isinstance(value, wire.Remote):
        yield path, value
    elif depth < wire.MAX_DEPTH:
        for step, item in _items(value):
            yield from _remotes(item, path + step, depth + 1)


def _paths(value: wire.Value, path: str, depth: int = 0) -> Iterator[str]:
    if depth < _DEEPEST:
        for step, item in _items(value)[:_MOST]:
            yield path + step
            yield from _paths(item, path + step, depth + 1)


def _items(value: wire.Value) -> list[tuple[str, wire.Value]]:
    if isinstance(value, wire.List | wire.Tuple):
        return [(f"[{place}]", item) for place, item in enumerate(value.items)]
    if isinstance(value, wire.Dict):
        return [(f"[{key!r}]", item) for key, item in zip(value.keys, value.values, strict=False)]
    return []
