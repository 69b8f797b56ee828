"""Where one version of some files differs from another: pieces of text with what comes in their place."""

import difflib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

Sources = Mapping[str, bytes]


class Span(NamedTuple):
    """sources[file][start:end] becomes `text`; positions are characters."""

    file: str
    start: int
    end: int
    text: str


def differences(before: Sources, after: Sources) -> tuple[Span, ...]:
    """How one version becomes another, in small pieces."""
    spans: list[Span] = []
    for file, source in before.items():
        old, new = source.decode("utf-8"), after[file].decode("utf-8")
        if old == new:
            continue
        old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
        starts = line_starts(old)
        matcher = difflib.SequenceMatcher(None, old_lines, new_lines, autojunk=False)
        for what, i1, i2, j1, j2 in matcher.get_opcodes():
            if what != "equal":
                spans += _trimmed(file, starts[i1], "".join(old_lines[i1:i2]), "".join(new_lines[j1:j2]))
    return tuple(spans)


def _trimmed(file: str, start: int, old: str, new: str) -> list[Span]:
    """The differing middle; line by line where both have as many lines."""
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    if len(old_lines) == len(new_lines) > 1:
        spans = []
        for one, other in zip(old_lines, new_lines, strict=True):
            spans += _trimmed(file, start, one, other)
            start += len(one)
        return spans
    if old == new:
        return []
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    return [Span(file, start + head, start + len(old) - tail, new[head : len(new) - tail])]


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def line_starts(text: str) -> Sequence[int]:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts
