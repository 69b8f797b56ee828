"""The values to compare, one by one: the expected dicts and lists with the student's beside them."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any, NamedTuple

from numpy.typing import NDArray

from autograder.checks.values import describe, quote, to_array
from autograder.report import Mismatch

WHOLE = "the result"  # what a value is called that has no name
MOST_NAMES = 100  # a student may return millions: not every name is compared with one that is missing


class Entry(NamedTuple):
    """One value to compare; `problem` where there is nothing to compare."""

    name: str
    actual: Any
    array: NDArray[Any] | None  # `actual` as one, where it can be
    expected: Any = None
    problem: Mismatch | None = None


def entries_of(actual: Any, expected: Any, of: str, path: str) -> Iterator[Entry]:
    """Walk through the expected dicts and lists, with the student's beside them."""
    name = _name(of, path)
    if isinstance(expected, Mapping):
        if not isinstance(actual, Mapping):
            yield Entry(name, actual, to_array(actual), problem=_wrong_type(name, actual, "a dict"))
            return
        for key, value in expected.items():
            inner = f"{path}[{key!r}]" if path else str(key)
            if key in actual:
                yield from entries_of(actual[key], value, of, inner)
            else:
                others = (name for name in actual if isinstance(name, str) and name not in expected)
                unknown = list(islice(others, MOST_NAMES))
                problem = Mismatch(
                    entry=_name(of, inner),
                    kind="missing",
                    actual_type=describe(actual),
                    likely_cause=_misspelt(str(key), unknown),
                )
                yield Entry(_name(of, inner), None, None, problem=problem)
    elif isinstance(expected, list | tuple) and not _is_numbers(expected):
        items = _items(actual, len(expected))
        if items is None:
            name = name if path else of.removesuffix("{}").strip() or WHOLE
            problem = _wrong_type(name, actual, f"a {type(expected).__name__} of {len(expected)}")
            yield Entry(name, actual, to_array(actual), problem=problem)
            return
        for index, value in enumerate(expected):
            yield from entries_of(items[index], value, of, f"{path}[{index}]")
    else:
        yield Entry(name, actual, to_array(actual), expected)


def _items(actual: Any, count: int) -> list[Any] | None:
    """The items of a list of that many; an array counts as the list of its rows."""
    if not isinstance(actual, list | tuple):
        array = to_array(actual)
        if array is None or not array.ndim:
            return None
        actual = array
    return list(actual) if len(actual) == count else None


def _is_numbers(items: Any) -> bool:
    """Whether a list of the test is one array of numbers, rather than several values."""
    return all(
        isinstance(item, bool | int | float) or (isinstance(item, list | tuple) and _is_numbers(item)) for item in items
    )


def _name(of: str, path: str) -> str:
    if not path:
        return WHOLE if "{}" in of else of
    return of.replace("{}", path) if "{}" in of else f"{of}{'' if path.startswith('[') else ' '}{path}"


def _wrong_type(name: str, actual: Any, wanted: str) -> Mismatch:
    return Mismatch(entry=name, kind="type", actual_type=f"{describe(actual)} instead of {wanted}")


def _misspelt(key: str, names: list[str]) -> str:
    """The name among `names` that may be meant to be `key`: it contains it, or is spelt much like it."""
    containing = [name for name in names if key.lower() in name.lower()]
    alike = get_close_matches(key.lower(), [name.lower() for name in names], n=1)
    meant = containing or [name for name in names if name.lower() in alike]
    return f'is {quote(meant[0])} meant to be "{key}"?' if meant else ""
