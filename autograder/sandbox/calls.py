"""Which functions of the student's files are called, and in what order.

Noted in the student's process, so it is a hint for a test's question and no proof, like all that this process says of
itself.
"""

import sys
import types

from autograder.sandbox.naming import name_of

MODULE = "calls of the student's functions"  # what the grader calls this module; no file of a student's has that name
MOST = 10_000  # calls that are noted


class Calls:
    """Notes the calls of functions that have a name, in files of `folder`."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._names: list[str] = []

    def begin(self) -> None:
        self._names = []
        sys.setprofile(self._note)

    def end(self) -> list[str]:
        sys.setprofile(None)
        return self._names

    def _note(self, frame: types.FrameType, event: str, argument: object) -> None:
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(self._folder) or code.co_name.startswith("<"):
            return
        if len(self._names) < MOST:
            self._names.append(name_of(code) if hasattr(code, "co_qualname") else _name_in_3_10(frame))

    def as_module(self) -> types.ModuleType:
        module = types.ModuleType(MODULE)
        vars(module).update(begin=self.begin, end=self.end)
        return module


def _name_in_3_10(frame: types.FrameType) -> str:
    code = frame.f_code
    owner = frame.f_locals.get("self") if code.co_varnames[:1] == ("self",) else None
    name = name_of(code)
    return name if owner is None else f"{type(owner).__name__}.{name}".removesuffix(".__init__")
