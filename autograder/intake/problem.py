"""The exception of intake, and how an outside file name is written into a sentence."""

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any


class IntakeProblem(Exception):
    """What was uploaded cannot be graded. str() is the sentence for the student."""


# What students can do about code that takes Python or us too long to read.
SIMPLIFY = "Look for an expression that is very long or deeply nested, and simplify it."


def shown(name: str, *, longest: int = 80) -> str:
    """A name from outside, safe to print: no control or invisible characters, not endless."""
    # Category C: control, format (right-to-left marks), surrogates, unassigned; Z but " ": line separators, odd spaces
    name = "".join("?" if unicodedata.category(c)[0] in "CZ" and c != " " else c for c in name)
    return name if len(name) <= longest else f"{name[: longest // 2]}...{name[-longest // 3 :]}"


def listed(names: Iterable[Any], *, word: str = "and", most: int = 6, written: Callable[[Any], str] = shown) -> str:
    """'a.py, b.py and c.py', each as it is `written`; the rest is counted when there are many."""
    all_names = list(names)
    told = len(all_names) if len(all_names) <= most else most - 1
    items = [written(name) for name in all_names[:told]]
    if told < len(all_names):
        items.append(f"{len(all_names) - told} more")
    return f" {word} ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)
