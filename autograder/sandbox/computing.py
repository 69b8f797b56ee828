"""What makes a proxy compute: `a * b`, `2 - a`, `x @ layer`, `a[1:]`, `len(a)`, `for item in a`.

All of it happens in the student's process. A result of an operator stays there, and nothing is sent for it before its
value is asked for. Being equal, true or a key in a dict are questions that only check_close can answer with a
tolerance: they are refused.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from autograder.sandbox import operators


class Computing:
    """Operators that end in `_compute` (the result stays there) or `_look` (the answer comes here)."""

    __slots__ = ()

    __array_ufunc__ = None  # numpy leaves `array * proxy` to __rmul__

    def _compute(self, name: str, *operands: Any) -> Any:
        raise NotImplementedError

    def _look(self, name: str, *operands: Any) -> Any:
        raise NotImplementedError

    def _sent(self) -> Any:
        """What goes to the student in its place: a Remote, or the plain value that it has turned out to be."""
        raise NotImplementedError

    def __getitem__(self, key: Any) -> Any:
        return self._look("getitem", self, _key(key))

    def __setitem__(self, key: Any, value: Any) -> None:
        self._compute("setitem", self, _key(key), value)

    def __len__(self) -> int:
        length = self._look("length", self)
        if type(length) is not int or length < 0:
            raise TypeError(f"{self!r} has no length")
        return length

    def __iter__(self) -> Iterator[Any]:
        items = self._look("items", self)
        if not isinstance(items, list):
            raise TypeError(f"{self!r} is not a list or an array")
        return iter(items)

    def __contains__(self, item: Any) -> bool:
        return self._look("contains", self, item) is True

    def __float__(self) -> float:
        number = self._look("number", self)
        if type(number) is not float:
            raise TypeError(f"{self!r} is not a number")
        return number

    def __enter__(self) -> Any:
        return self._compute("enter", self)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """What fails within a `with` must not leave the student's process inside of it: other tests run there."""
        ended = self._compute("leave", self)
        if kind is not None:
            with contextlib.suppress(Exception):
                ended._settle()

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{self!r} has no truth value here: compare its value with check_close")

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError(f"{self!r} cannot be compared with == or !=: compare its value with check_close")

    def __ne__(self, other: object) -> NoReturn:
        self.__eq__(other)

    def __hash__(self) -> NoReturn:
        raise TypeError(f"{self!r} cannot be a dict key or in a set: compare its value with check_close")


_OTHERS = {
    "length": "len({})", "getitem": "{}[…]", "setitem": "setting {}[…]", "number": "float({})", "enter": "with {}",
    "leave": "the end of with {}",
}  # fmt: skip


def _forward(name: str) -> Callable[..., Any]:
    return lambda self, *others: self._compute(name, self, *others)


def _reflected(name: str) -> Callable[..., Any]:
    return lambda self, other: self._compute(name, other, self)


for _name in (*operators.BINARY, *operators.IN_PLACE, *operators.COMPARISONS, *operators.UNARY):
    setattr(Computing, f"__{_name.rstrip('_')}__", _forward(_name))
for _name in operators.BINARY:
    setattr(Computing, f"__r{_name.rstrip('_')}__", _reflected(_name))


def _key(key: Any) -> tuple[Any, ...]:
    """What travels: see operators."""
    if isinstance(key, slice):
        return ("slice", key.start, key.stop, key.step)
    if isinstance(key, tuple):
        return ("keys", *map(_key, key))
    return ("ellipsis",) if key is Ellipsis else ("key", key)


def is_setting(value: Any, *, text: bool = True) -> bool:
    """Whether it is a proxy, a whole number, a word or the like, which may be sent before it is known what it meets:
    nothing that a test would compare a plain value with."""
    if isinstance(value, Computing) or value is None or type(value) in (bool, int):
        return True
    if type(value) is float:
        return value.is_integer()
    if type(value) is str:
        return text
    if type(value) is dict:
        return all(is_setting(one, text=text) for one in value.values())
    return type(value) in (list, tuple) and all(is_setting(one, text=text) for one in value)


def written(name: str, operands: list[str]) -> str:
    """How a test has written it, for messages: "Value * number"."""
    operands = [f"({one})" if " " in one else one for one in operands]
    signs = operators.BINARY | operators.IN_PLACE | operators.COMPARISONS
    if name in signs:
        text = f"{operands[0]} {signs[name]} {operands[1]}"
    elif name in operators.UNARY:
        sign = operators.UNARY[name]
        text = f"abs({operands[0]})" if sign == "abs" else f"{sign}{operands[0]}"
    else:
        text = _OTHERS.get(name, "{}").format(operands[0])
    return text if len(text) <= 60 else "an expression of yours"
