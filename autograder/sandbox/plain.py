"""What Python, numpy and torch ask of a value that was only promised: the plain value answers, once it is here."""

import operator
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.sandbox.computing import Computing


class NotPlainError(TypeError):
    """An object of the student's where a plain value is needed."""


class Plain:
    """Passes on to the plain value what only a value can answer; an object of the student's answers as a proxy does."""

    __slots__ = ()

    def _settle(self) -> Any:
        """The plain value, or the proxy of an object."""
        raise NotImplementedError

    def _verdict(self) -> Any:
        """The value where the truth of it decides a test."""
        return self._settle()

    def _plain(self) -> Any:
        if isinstance(value := self._settle(), Computing):
            raise NotPlainError(f"{value!r} is not a plain value")
        return value

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """What isinstance looks at. Never a tensor's: torch believes that, and reads memory that is not a tensor's."""
        kind = type(self._settle())
        return type(self) if kind.__module__.partition(".")[0] == "torch" else kind

    def __bool__(self) -> bool:
        return bool(self._verdict())

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        array = np.asarray(self._plain(), dtype=dtype)
        return array.copy() if copy else array

    def __dlpack__(self, **options: Any) -> Any:  # for torch.as_tensor and the like
        return self._tensor().__dlpack__(**options)

    def __dlpack_device__(self) -> Any:
        return self._tensor().__dlpack_device__()

    def _tensor(self) -> Any:
        value = self._plain()
        return sys.modules["torch"].as_tensor(np.array(value) if isinstance(value, np.ndarray) else value)

    def __array_ufunc__(self, ufunc: Any, method: str, *operands: Any, **options: Any) -> Any:
        values = [settled(one) for one in operands]
        if any(isinstance(one, Computing) for one in values):  # numpy then asks its reflected operator
            return NotImplemented
        return getattr(ufunc, method)(*values, **options)

    @classmethod
    def __torch_function__(cls, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        args, kwargs = settled(args), settled(kwargs or {})
        if any(isinstance(one, Computing) for one in (*args, *kwargs.values())):
            return NotImplemented
        return function(*args, **kwargs)


def settled(value: Any) -> Any:
    """The same, with what was promised in the place of promises."""
    if isinstance(value, Plain):
        return value._settle()
    if type(value) in (list, tuple):
        return type(value)(map(settled, value))
    if type(value) is dict:
        return {key: settled(one) for key, one in value.items()}
    return value


def _passed_on(ask: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, *more: ask(self._settle(), *map(settled, more))


_ASKED: dict[str, Callable[..., Any]] = {
    "len": len, "iter": iter, "reversed": reversed, "contains": operator.contains, "hash": hash,
    "eq": operator.eq, "ne": operator.ne, "float": float, "int": int, "complex": complex, "index": operator.index,
    "round": round, "format": format, "str": str,
}  # fmt: skip
for _name, _ask in _ASKED.items():
    setattr(Plain, f"__{_name}__", _passed_on(_ask))
