"""Mismatches -> the text that a student reads. Which numbers it may show is the homework's `reveal`."""

import re
from collections.abc import Sequence

import msgspec

from autograder.checks.values import MOST_NAMES
from autograder.homework import Reveal
from autograder.intake.problem import listed
from autograder.report import Mismatch, without_likely_causes

MOST_IN_FULL = 3  # wrong entries described; the others are only named


def explain(
    mismatches: Sequence[Mismatch], right: Sequence[str], reveal: Reveal, hint: str = "", of: str = "{}"
) -> str:
    """The whole message: what is wrong in each entry, what is right, and the likely cause. `of`: see check_close.

    A `hint` takes the place of the causes that were guessed. With reveal "nothing" only what the student's own values
    show by themselves is told: missing entries, types, shapes, NaN. Names that the student's code chooses could hold
    the inputs, and are shown with "expected" only.
    """
    shown, others = mismatches[:MOST_IN_FULL], mismatches[MOST_IN_FULL:]
    rest = [f"{_names(right, of)} {'is' if len(right) == 1 else 'are'} right"] if right else []
    alone = len(mismatches) == 1
    causes = {_cause(mismatch, reveal) for mismatch in shown}
    common = hint or (causes.pop() if len(causes) == 1 else "")
    lines = []
    for mismatch in shown:
        lines += _lines(mismatch, rest if alone else [], reveal)
        if not common and _cause(mismatch, reveal):
            lines.append(f"  likely cause: {_ended(_cause(mismatch, reveal))}")
    if others:
        lines.append(f"Also wrong: {_names([mismatch.entry for mismatch in others], of)}.")
    if rest and not alone:
        lines.append(_sentence(rest[0]) + ".")
    if common:
        lines.append(f"Likely cause: {_ended(common)}")
    return "\n".join(lines)


def with_cause(message: str, cause: str) -> str:
    """The message with this cause in the place of those that it gives."""
    return "\n".join([*without_likely_causes(message), f"Likely cause: {_ended(cause)}"])


def _names(names: Sequence[str], of: str) -> str:
    """ "x, W1 and b1 after backward": what all names share is said once, where single words differ in it."""
    before, _, after = of.partition("{}")
    inner = [name[len(before) : len(name) - len(after)] for name in names]
    stands_apart = before[-1:].strip() == after[:1].strip() == ""
    if stands_apart and not any(" " in word for word in inner):
        return f"{before}{listed(inner, most=MOST_NAMES, written=str)}{after}"
    return listed(names, most=MOST_NAMES, written=str)


def _cause(mismatch: Mismatch, reveal: Reveal) -> str:
    """What a value's cause says ("1/5 of the expected value") tells the expected value; other causes do not."""
    if reveal == "nothing" and mismatch.kind in ("value", "shape"):
        return ""
    cause = mismatch.likely_cause
    return cause if reveal == "expected" or cause == _without_names(cause) else ""


def _without_names(text: str) -> str:
    """What of a description the student's code cannot choose: the names of a dict, of a class, a text."""
    return re.sub(r"an object of type \w+", "an object", re.sub(r'"[^"]*"', "…", text))


def _lines(mismatch: Mismatch, rest: list[str], reveal: Reveal) -> list[str]:
    """One wrong entry: the headline, and where it is worst. `rest` is what is right besides its shape."""
    if reveal != "expected":
        mismatch = msgspec.structs.replace(mismatch, actual_type=_without_names(mismatch.actual_type))
    entry, wanted = mismatch.entry, _of_shape(mismatch.expected_shape)
    shape_is_right = [f"shape {mismatch.expected_shape} is right"] if mismatch.expected_shape else []
    if mismatch.kind == "missing":
        return [_headline(f"{entry} is missing; got {mismatch.actual_type}", rest)]
    if mismatch.kind == "type":
        return [_headline(f"{entry} is {mismatch.actual_type}{' instead of ' + wanted if wanted else ''}", rest)]
    if mismatch.kind == "shape":
        if not mismatch.actual_shape or not mismatch.expected_shape:
            return [_headline(f"{entry} is {_of_shape(mismatch.actual_shape)} instead of {wanted}", rest)]
        return [_headline(f"{entry} has shape {mismatch.actual_shape} instead of {mismatch.expected_shape}", rest)]
    if mismatch.kind == "dtype":
        return [_headline(f"{entry} holds {mismatch.actual_type}", shape_is_right + rest)]
    numbers = _numbers(mismatch, reveal)
    if mismatch.kind == "not finite":
        if mismatch.total == 1:
            return [_headline(f"{entry} is {mismatch.actual}", shape_is_right + rest)]
        count = f"{mismatch.wrong} of {mismatch.total} entries"
        lines = [_headline(f"{entry} has NaN or infinity in {count}", shape_is_right + rest)]
        return lines if reveal == "nothing" else [*lines, f"  first at {_index(mismatch)}: {mismatch.actual}"]
    if reveal == "nothing":
        return [_headline(f"{entry} is wrong", shape_is_right + rest)]
    if mismatch.total == 1:
        return [_headline(f"{entry} is wrong", rest, numbers)]
    count = f"{mismatch.wrong} of {mismatch.total} entries differ"
    return [_headline(f"{entry} is wrong", shape_is_right + rest, count), f"  worst at {_index(mismatch)}: {numbers}"]


def _headline(fact: str, right: Sequence[str], more: str = "") -> str:
    text = _sentence(fact) + (f": {more}" if more else "")
    return f"{text} ({'; '.join(right)})." if right else f"{text}."


def _sentence(text: str) -> str:
    """A name such as dL/dW keeps its case; only our own "the …" and "item …" begin with a capital."""
    return text[0].upper() + text[1:] if text.startswith("the ") else text


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!", ".)", "?)")) else f"{text}."


def _of_shape(shape: tuple[int, ...] | None) -> str:
    if shape is None:
        return ""
    return f"an array of shape {shape}" if shape else "a number"


def _index(mismatch: Mismatch) -> str:
    return str(list(mismatch.worst_index or ()))


def _numbers(mismatch: Mismatch, reveal: Reveal) -> str:
    """expected …, got … (allowed difference …), with as many digits as it takes to see them differ."""
    if mismatch.actual is None:
        return ""
    if reveal != "expected" or mismatch.expected is None or mismatch.allowed is None:
        return f"got {mismatch.actual + 0.0:.6g}"
    for digits in range(6, 18):
        expected, got = (f"{value + 0.0:.{digits}g}" for value in (mismatch.expected, mismatch.actual))  # no -0
        if expected != got:
            break
    return f"expected {expected}, got {got} (allowed difference {mismatch.allowed:.2g})"
