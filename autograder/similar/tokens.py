"""Source -> tokens, normalised where copies usually differ: names, comments, docstrings, layout, constants.

A lexer of our own: a submission need not be valid Python, and a class of 1,000 is read in seconds.
"""

import builtins
import keyword
import re
from collections.abc import Collection
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<string>[rRbBuUfF]{0,2}(?:
          \"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
    | (?P<number>(?:0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)[jJ]?)
    | (?P<name>[^\W\d]\w*)
    | (?P<operator>\*\*=?|//=?|>>=?|<<=?|!=|->|:=|[-+*/%@&|^<>=]=?|[()\[\]{},:.~])
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDS = frozenset(keyword.kwlist) | frozenset(name for name in dir(builtins) if not name.startswith("_"))
_OWN = ("self", "cls")
NAME, STRING, FLOAT = "n", "s", "0.0"


class Token(NamedTuple):
    text: str
    line: int  # counted from 1


def tokens(source: str, given: Collection[str] = ()) -> list[Token]:
    """The normalised tokens. `given`: strings of the template, such as the keys of a dict that a student cannot rename.

    An attribute is kept as it is (`.sum` is numpy's), except of self; so are keywords, builtins, and whole numbers. All
    other names are one, also those of the template: a parameter can be renamed.
    """
    found: list[Token] = []
    line, counted = 1, 0
    before = after = ""  # the last two tokens as they are written
    for match in _TOKEN.finditer(source):
        kind, text = match.lastgroup, match.group()
        line += source.count("\n", counted, match.start())
        counted = match.start()
        if kind == "comment" or (kind == "string" and _is_docstring(source, match)):
            continue
        if kind == "name":
            is_attribute = after == "." and before not in _OWN
            told = text if is_attribute or text in _WORDS else NAME
        elif kind == "string":
            told = f"'{_inside(text)}'" if _inside(text) in given else STRING
        elif kind == "number":
            told = text if text.isdecimal() else FLOAT
        else:
            told = text
        found.append(Token(told, line))
        before, after = after, text
    return found


def strings(source: str) -> set[str]:
    """The strings of a source: of the template, what is given."""
    found = (match for match in _TOKEN.finditer(source) if match.lastgroup == "string")
    return {_inside(match.group()) for match in found}


def _inside(text: str) -> str:
    return text.lstrip("rRbBuUfF").strip("\"'")


def _is_docstring(source: str, match: re.Match[str]) -> bool:
    """Whether a string stands alone on its lines: a docstring, or code that was commented out so."""
    start, end = source.rfind("\n", 0, match.start()) + 1, source.find("\n", match.end())
    rest = source[match.end() : end if end >= 0 else len(source)]
    return not source[start : match.start()].strip() and not rest.partition("#")[0].strip(" \t;")
