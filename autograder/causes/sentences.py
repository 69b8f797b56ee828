"""A sentence for every slip, from its kind and place: it teaches what to look for and does not hand over the line."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.causes.changes import Change
from autograder.causes.places import RETURNED, Place, place_of
from autograder.homework import Reveal

# What is said of a slip, by its operator; {it} is what the line computes.
_KINDS = {
    "comparison": "a condition that {it} depends on looks turned round, or off at its boundary",
    "arithmetic": "an operation in {it} looks exchanged for another one",
    "term": "a term of {it} looks left out",
    "constant": "a constant in {it} looks wrong",
    "sign": "{it} looks to have the wrong sign",
    "transpose": "something in {it} looks transposed where it must not be, or the other way round",
    "axis": "{it} looks summed or averaged over the wrong axis",
    "index": "an index in {it} looks off by one",
    "deletion": "{it} looks not computed or not stored",
    "unwritten": "{it} is still zero: it is to be computed",
}


def sentence(change: Change, sources: Mapping[str, bytes], reveal: Reveal) -> str:
    """What the student is told of a change."""
    if change.sentence:
        return change.sentence
    span = change.spans[0]
    place = place_of(sources[span.file].decode("utf-8"), span.start)
    where = f"In {place.function}, " if place.function else ""
    if change.kind == "untouched":
        text = f"{place.function or span.file} is not written yet: it gives what the template gives"
    elif change.operator == "deletion" and place.target == RETURNED:
        text = f"{place.function} returns nothing (None): is a `return` missing, or is it not written yet?"
    elif reveal == "nothing":
        text = f"{where}{_it(place)} is computed wrongly"
    else:
        text = where + _KINDS.get(change.operator, "{it} is computed wrongly").format(it=_it(place))
    text = text if place.function else f"{text[0].upper()}{text[1:]}"
    return text if text.endswith("?") else f"{text}."


def _it(place: Place) -> str:
    return place.target or "a step"
