"""A sentence for every slip, from its kind and place: it teaches what to look for and does not hand over the line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from autograder.causes.changes import Change, Span
from autograder.causes.places import RETURNED, Place, place_of
from autograder.homework import Reveal
from autograder.solutions import cut

# What is said of a slip by its operator; {it} is what the line computes. An operator without an entry has no sentence
# of its own, which the audit tells.
KINDS = {
    "comparison": "a condition for {it} looks turned round, or wrong at its boundary",
    "term": "a term looks left out of {it}",
    "factor": "a factor looks left out of {it}: in a product such as the chain rule's every one counts",
    "unwrapped": "a function looks left out of {it}",
    "constant": "a number in {it} looks wrong",
    "sign": "{it} looks to have the opposite sign",
    "transpose": "something in {it} looks transposed that must not be, or the other way round: compare the shapes",
    "transposed result": "{it} looks transposed: compare its shape with what is asked for",
    "axis": "{it} looks summed over the wrong axis, or an axis of length 1 is lost or kept",
    "index": "an index in {it} looks off by one: which layer or position does it belong to?",
    "neighbour": "{it} looks computed from a variable beside the one that is needed: which layer does each belong to, "
    "and is it taken before or after the function?",
    "divided": "{it} looks divided once too often, or by another number than asked for: which axes does a mean go "
    "over, and has somebody divided already?",
    "undivided": "a division in {it} looks left out, or made twice",
    "matrix product": "{it} looks like a matrix product where entries are multiplied one by one",
    "exchanged": "two steps look to be in the wrong order at {it}",
    "arguments": "two arguments look exchanged in {it}",
    "in place": "{it} looks added to what was there (+=), and is to be replaced (=)",
    "unwritten": "{it} is all zeros: is it not computed yet, or overwritten?",
    "doubled": "{it} is twice what it should be: is a factor 2 one too many?",
    "cut": "{it} is half of what it should be: is a factor 2 missing?",
    "minus": "a plus looks written as a minus in {it}",
    "loop": "a loop looks to leave out its first or its last round",
    "constant branch": "one case of {it} looks used for both",
    "deletion": "{it} looks not computed, or not stored",
}
_ARITHMETIC = {
    "mean": "{it} looks averaged, and is to be summed",
    "sum": "{it} looks summed, and is to be averaged",
    "minimum": "the smaller of two values looks taken in {it}, and it is to be the larger",
    "maximum": "the larger of two values looks taken in {it}, and it is to be the smaller",
    "+": "a minus looks written as a plus in {it}",
    "-": "a plus looks written as a minus in {it}",
    "/": "something in {it} looks divided by what it is to be multiplied with",
    "*": "something in {it} looks multiplied entry by entry, where it is to be divided or a matrix product",
    "=": "{it} looks replaced, and is to be added to what was there",
    "-=": "{it} looks changed in the opposite direction",
    "+=": "{it} looks changed in the opposite direction",
}
_ACTIVATIONS = {  # by what the changed text calls
    "exp": "a sigmoid",
    "tanh": "tanh",
    "where": "a leaky ReLU",
    "clamp": "a ReLU",
    "maximum": "a ReLU",
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
        gives = "only zeros" if len(change.spans) > 1 else "what the template gives"
        text = f"{place.function or span.file} gives {gives}: is it not written yet?"
    elif change.operator == "deletion" and place.target == RETURNED:
        text = f"{place.function} returns nothing (None): is a `return` missing, or is it not written yet?"
    elif reveal == "nothing":
        text = f"{where}{_it(place, source, span.file)} looks computed wrongly"
    else:
        text = where + _kind(change.operator, span).format(it=_it(place, source, span.file))
    text = text if text.startswith(place.function or " ") else f"{text[0].upper()}{text[1:]}"
    return text if text.endswith("?") else f"{text}."


def has_own_sentence(change: Change) -> bool:
    """Whether more can be said than that something is wrong."""
    return bool(change.sentence) or change.kind == "untouched" or bool(_own(change.operator, change.spans[0]))


def shows_in_zeros(change: Change, sources: Mapping[str, bytes]) -> bool:
    """Whether zeros, or None, are enough to tell a change: of what has a name for the student, or known for it."""
    if change.kind != "slip":
        return True
    span = change.spans[0]
    source = sources[span.file].decode("utf-8")
    place = place_of(source, span.start)
    if change.operator == "deletion":
        return place.target == RETURNED
    return change.operator == "unwritten" and _it(place, source, span.file) == place.target


def _kind(operator: str, span: Span) -> str:
    return _own(operator, span) or "{it} looks computed wrongly"


def _own(operator: str, span: Span) -> str:
    if operator == "arithmetic":
        return _ARITHMETIC.get(span.text.strip(), "an operation in {it} looks exchanged for another one")
    if operator == "activation":
        called = next((name for call, name in _ACTIVATIONS.items() if re.search(rf"\b{call}\(", span.text)), "")
        return f"{{it}} looks computed with {called or 'no function at all'}: is that the one that is asked for here?"
    return KINDS.get(operator, "")


def _it(place: Place, source: str, file: str) -> str:
    """What a line computes, by a name that the student knows: one that the template says."""
    if not place.target:
        return "a step"
    known = place.target == RETURNED or re.search(rf"\b{re.escape(place.target)}(?!\w)", cut(source, file, check=False))
    return f"{place.target} {place.case}".strip() if known else "an intermediate result"
