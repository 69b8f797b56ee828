"""A sentence for every slip, from its kind and place: it says what to look for and does not hand over the line."""

import re
from collections.abc import Mapping

from autograder.causes.changes import Change
from autograder.causes.places import RETURNED, Place, place_of
from autograder.homework import Reveal
from autograder.solutions import cut

# What is said of a slip by its operator; {it} is what the line computes. An operator without an entry has no sentence
# of its own, which the audit tells.
KINDS = {
    "comparison": "a condition for {it} looks reversed, or wrong at its boundary",
    "term": "{it} seems to be missing a term",
    "factor": "{it} seems to be missing a factor: the chain rule is a product, and every factor counts",
    "unwrapped": "{it} seems to be missing a function",
    "constant": "a number in {it} looks wrong",
    "sign": "{it} looks to have the opposite sign",
    "transpose": "something in {it} looks transposed when it should not be, or the other way round: compare the shapes",
    "transposed result": "{it} looks transposed: compare its shape with the one asked for",
    "axis": "{it} looks summed over the wrong axis, or an axis of length 1 is wrongly dropped or kept",
    "index": "an index in {it} looks off by one: which layer or position does it belong to?",
    "neighbour": "{it} looks computed from a neighbouring variable: which layer does each one belong to, and is it "
    "the value before or after the function?",
    "divided": "{it} looks divided once too often or by the wrong number: which axes is the mean over, and has "
    "another step divided already?",
    "undivided": "{it} looks as if a division is missing or done twice",
    "matrix product": "{it} looks like a matrix product, but should be an elementwise product",
    "exchanged": "two steps look out of order at {it}",
    "arguments": "two arguments look swapped in {it}",
    "in place": "{it} looks accumulated (+=), but should be replaced (=)",
    "unwritten": "{it} is all zeros: is it not computed yet, or overwritten later?",
    "doubled": "{it} is twice what it should be: is there a factor of 2 too many?",
    "last": "only one example or unit counts in {it}: is it set (=) in a loop, where it should be added to (+=)?",
    "cut": "{it} is half of what it should be: is a factor of 2 missing?",
    "minus": "a minus in {it} looks as if it should be a plus",
    "loop": "a loop seems to skip its first or last iteration",
    "constant branch": "one case of {it} seems to be used for both",
    "deletion": "{it} does not seem to be computed or stored",
}
_ARITHMETIC = {
    "mean": "{it} looks averaged, but should be summed",
    "sum": "{it} looks summed, but should be averaged",
    "minimum": "{it} seems to take the smaller of two values instead of the larger",
    "maximum": "{it} seems to take the larger of two values instead of the smaller",
    "+": "a plus in {it} looks as if it should be a minus",
    "-": "a minus in {it} looks as if it should be a plus",
    "/": "{it} seems to divide where it should multiply",
    "*": "something in {it} looks multiplied elementwise where it should be divided or a matrix product",
    "=": "{it} looks replaced, but should be accumulated",
    "-=": "{it} seems to change in the wrong direction",
    "+=": "{it} seems to change in the wrong direction",
}
_ACTIVATIONS = {  # by what the changed text calls
    r"exp\(-": "a sigmoid",
    r"exp\(": "the sigmoid of -x",
    r"tanh\(": "tanh",
    r"where\(": "a leaky ReLU",
    r"(clamp|maximum)\(": "a ReLU",
    r"minimum\(": "the smaller of x and 0",
}


def sentence(change: Change, sources: Mapping[str, bytes], reveal: Reveal) -> str:
    """What the student is told of a change."""
    if change.sentence:
        return change.sentence
    span = change.spans[0]
    source = sources[span.file].decode("utf-8")
    place = place_of(source, span.start)
    where = f"In {place.function}, " if place.function else ""
    if change.kind == "untouched":
        gives = "only zeros" if len(change.spans) > 1 else "the template's value"
        text = f"{place.function or span.file} gives {gives}: is it not written yet?"
    elif change.operator == "deletion" and place.target == RETURNED:
        text = f"{place.function} returns nothing (None): is a `return` missing, or is it not written yet?"
    elif reveal == "nothing":
        text = f"{where}{_it(place, source, span.file)} looks wrong"
    else:
        said = _own(change.operator, change.text or span.text) or "{it} looks wrong"
        text = where + said.format(it=_it(place, source, span.file))
    text = text if text.startswith(place.function or " ") else f"{text[0].upper()}{text[1:]}"
    return text if text.endswith("?") else f"{text}."


def has_own_sentence(change: Change) -> bool:
    """Whether more can be said than that something is wrong."""
    return (
        bool(change.sentence)
        or change.kind == "untouched"
        or bool(_own(change.operator, change.text or change.spans[0].text))
    )


def shows_in_zeros(change: Change, sources: Mapping[str, bytes]) -> bool:
    """Whether zeros, or None, are enough to tell a change: of what has a name for the student, or known for it."""
    if change.kind != "slip":
        return True
    if change.operator not in ("deletion", "unwritten"):
        return False
    span = change.spans[0]
    source = sources[span.file].decode("utf-8")
    place = place_of(source, span.start)
    if change.operator == "deletion":
        return place.target == RETURNED
    return _it(place, source, span.file).startswith(place.target or "-")


def _own(operator: str, text: str) -> str:
    if operator == "arithmetic":
        return _ARITHMETIC.get(text.strip(), "{it} seems to use the wrong operation")
    if operator == "activation":
        called = next((name for call, name in _ACTIVATIONS.items() if re.search(rf"\b{call}", text)), "")
        return f"{{it}} looks computed with {called or 'no function at all'}: is that the one that is asked for here?"
    return KINDS.get(operator, "")


def _it(place: Place, source: str, file: str) -> str:
    """What a line computes, by a name that the student knows: one that the template says."""
    if not place.target:
        return "a step"
    known = place.target == RETURNED or re.search(rf"\b{re.escape(place.target)}(?!\w)", cut(source, file, check=False))
    return f"{place.target} {place.case}".strip() if known else "an intermediate result"
