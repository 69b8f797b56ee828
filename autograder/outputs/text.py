"""Text and numbers that are safe to show: a student's code or name may contain what is not."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

# Control characters (tab and newline excepted), lone surrogates, line and paragraph separators, byte order marks, and
# what reverses the direction of the text around it: each could hide, forge or break a line of the output.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]"
)


def printable(text: str) -> str:
    """`text` with every character that could act on a terminal, a page or a JSON reader written as its escape."""
    return _UNPRINTABLE.sub(_escape, text.replace("\r\n", "\n"))


def one_line(text: str, limit: int = 300) -> str:
    """`text` on one line of at most `limit` characters, for names and table cells."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def shorten(text: str, limit: int) -> str:
    """`text`, or its first and last part when it is longer than `limit`, with what was left out said between them.

    A message ends with its likely cause, so the end is worth as much as the beginning. The result may be longer than
    `limit` by the sentence between the two parts (about 40 characters).
    """
    if len(text) <= limit:
        return text
    head, tail = text[: limit * 2 // 3], text[len(text) - limit // 3 :]
    return f"{head}\n[… {len(text) - len(head) - len(tail):,} characters omitted …]\n{tail}"


def finite(value: float) -> float:
    """`value` as a float, or 0 where it is NaN or infinite."""
    return float(value) if math.isfinite(value) else 0.0


def points(value: float) -> str:
    """A number of points as people write it: 5, 2.5, 0.3333."""
    return f"{finite(value):.4f}".rstrip("0").rstrip(".")


def count(number: int, noun: str) -> str:
    """`1 test`, `2 tests`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def amount(value: float) -> str:
    """ "1 point", "2.5 points"."""
    text = points(value)
    return f"{text} point" if text == "1" else f"{text} points"


def with_counts(names: Iterable[str], form: str = "{} ({})") -> list[str]:
    """Each name once, and how often it is there where that is more than once: "test_forward (9)"."""
    return [form.format(one_line(name), n) if n > 1 else one_line(name) for name, n in Counter(names).items()]


def first_of(texts: Sequence[str], most: int, *, between: str = "; ", rest: str = "and {} more") -> str:
    """The first few, and how many more there are; one more is not worth that."""
    more = len(texts) - most
    return between.join(texts if more <= 1 else [*texts[:most], rest.format(more)])


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
