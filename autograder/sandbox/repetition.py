"""Whether a derivative is a difference quotient: for a person to look at, not for a verdict."""

import re
import sys
import types
from typing import Any

from autograder.sandbox.naming import safe_text


class Repetition:
    """Notices a derivative that calls another function of the homework again and again.

    Only a function's first calls are watched: watching slows them down.
    """

    _LIKE_A_DERIVATIVE = re.compile(r"back|deriv|jacob|grad|^d[A-Zl]")
    _CALLS_WATCHED, _OFTEN = 3, 10

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._asked_for: dict[types.CodeType, int] = {}  # functions that the tests call, and how often they did
        self.found: tuple[str, str, int] | None = None

    def call(self, function: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """`function(*args, **kwargs)`."""
        code = getattr(getattr(function, "__wrapped__", function), "__code__", None)  # behind @torch.no_grad(), say
        if not isinstance(code, types.CodeType) or not code.co_filename.startswith(self._folder):
            return function(*args, **kwargs)
        times = self._asked_for[code] = self._asked_for.get(code, 0) + 1
        is_watched = times <= self._CALLS_WATCHED and self._LIKE_A_DERIVATIVE.search(code.co_name)
        if not is_watched or sys.getprofile() is not None:  # a test wants to know of calls
            return function(*args, **kwargs)
        calls: dict[types.CodeType, int] = {}

        def count(frame: types.FrameType, event: str, argument: object) -> None:
            if event == "call" and frame.f_code in self._asked_for:
                calls[frame.f_code] = calls.get(frame.f_code, 0) + 1

        sys.setprofile(count)
        try:
            result = function(*args, **kwargs)
        finally:
            sys.setprofile(None)
        for called, often in calls.items():
            if called is not code and often >= self._OFTEN:
                self.found = (safe_text(code.co_name)[:100], safe_text(called.co_name)[:100], often)
        return result
