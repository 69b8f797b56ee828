"""What went wrong in the student's process: an error as the grader gets to read it, with the student's own lines."""

import contextlib
import linecache
import operator
import os
import re
import socket
import sys
import traceback
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from autograder.sandbox import operators, wire
from autograder.sandbox.forbidden_names import NotAllowed
from autograder.sandbox.naming import described, name_of, public_names, safe_text, signature_of
from autograder.sandbox.placeholder import LeftOutError


class MissingError(Exception):
    """`owner` ("mlp.py", "MLP") has no `name`; `names` are those that it has."""

    def __init__(self, owner: str, name: str, names: list[str]) -> None:
        super().__init__(name)
        self.owner = owner
        self.names = names


@dataclass(frozen=True)
class Failures:
    """Describes errors. `beside`: modules that are not the student's, name -> file; `resolve` finds what was called."""

    folder: str
    modules: Mapping[str, types.ModuleType]
    beside: Mapping[str, str]
    resolve: Callable[[wire.Target], Any]

    def of(self, error: BaseException, index: int, op: wire.Op) -> wire.Failure:
        try:
            return self._described(error, index, op)
        except BaseException as second:  # a student's __str__ or __class__ may raise anything
            return wire.Failure(
                index,
                "raised",
                safe_text(type(error).__name__),
                f"({type(second).__name__} while formatting its message)",
            )

    def _described(self, error: BaseException, index: int, op: wire.Op) -> wire.Failure:
        type_name, message = safe_text(type(error).__name__), safe_text(error)
        frames = self._frames(error)
        if isinstance(error, MissingError):
            return wire.Failure(index, "missing", error.owner, message, names=error.names)
        if isinstance(error, LeftOutError):
            return wire.Failure(index, "left out", safe_text(error.missing)[:200], error.story.why, frames)
        if isinstance(error, wire.TooLargeError):
            return wire.Failure(index, "too large", type_name, message)
        if isinstance(error, MemoryError) or "can't allocate memory" in message or "bad_alloc" in message:
            return wire.Failure(index, "memory", type_name, message, frames)
        if _is_refusal(error):
            return wire.Failure(index, "refused", type_name, message, frames)
        failure = wire.Failure(index, "raised", type_name, message, frames)
        if isinstance(op, wire.Call) and op.target.root in self.beside:
            return self._seen_from_beside(error, failure, self.beside[str(op.target.root)])
        if not isinstance(op, wire.Call) or op.target.root == operators.MODULE:
            return failure
        if isinstance(error, TypeError) and not frames:
            with contextlib.suppress(Exception):  # no signature, no harm
                return msgspec.structs.replace(failure, signature=signature_of(self.resolve(op.target)))
        return failure

    def _seen_from_beside(self, error: BaseException, failure: wire.Failure, file: str) -> wire.Failure:
        """What happened in a call of a function of `file`, beside the student's files, in terms of the student's own.

        "told": it raised a sentence of its own. "unusable": it stumbled over what the student's code gave it.
        """
        stack = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
        for code, _ in stack:
            if code.co_filename.startswith(self.folder):
                return msgspec.structs.replace(failure, called=name_of(code))
        if isinstance(error, AttributeError) and self._is_students(error.obj):
            names = public_names(error.obj)
            return wire.Failure(failure.index, "missing", described(error.obj), safe_text(error.name), names=names)
        if isinstance(error, TypeError) and (about := re.match(r"([\w.]+)\(\) ", failure.message)):
            name = about[1].removesuffix(".__init__")
            for module in self.modules.values():
                with contextlib.suppress(Exception):
                    function = operator.attrgetter(name)(module)
                    if self._is_students(function):
                        return msgspec.structs.replace(failure, called=name, signature=signature_of(function))
        line = next((line for code, line in reversed(stack) if code.co_filename == file), 0)
        text = linecache.getline(file, line).strip()[:300]
        if stack[-1][0].co_filename == file and text.startswith("raise "):
            return msgspec.structs.replace(failure, kind="told")
        return msgspec.structs.replace(failure, kind="unusable", frames=[wire.Frame(file, line, "", text)])

    def _shown(self, path: str) -> str:
        """A file of the student's as the homework calls it: "net/layers.py"."""
        return os.path.relpath(path, self.folder)[:100]

    def _is_students(self, value: Any) -> bool:
        """Whether it is a module, class, function or object of one of the student's files."""
        module = value
        if not isinstance(value, types.ModuleType):
            named = value if isinstance(value, (type, types.FunctionType)) else type(value)
            module = sys.modules.get(named.__module__)
        return str(getattr(module, "__file__", "")).startswith(self.folder)

    def _frames(self, error: BaseException) -> list[wire.Frame]:
        """The last lines of the student's own files, outermost first."""
        found: list[wire.Frame] = []
        if isinstance(error, SyntaxError) and error.filename and str(error.filename).startswith(self.folder):
            found.append(
                wire.Frame(self._shown(str(error.filename)), error.lineno or 0, "", (error.text or "").rstrip()[:300])
            )
        traceback = error.__traceback__
        while traceback is not None:
            code = traceback.tb_frame.f_code
            if code.co_filename.startswith(self.folder):
                line = traceback.tb_lineno
                text = linecache.getline(code.co_filename, line).strip()[:300]
                name = "" if code.co_name == "<module>" else code.co_name[:100]
                found.append(wire.Frame(self._shown(code.co_filename), line, name, text))
                del found[: -wire.MAX_FRAMES]
            traceback = traceback.tb_next
        return found


def _is_refusal(error: BaseException | None) -> bool:
    """Whether the sandbox said no; libraries wrap that in errors of their own ("<urlopen error …>")."""
    for _ in range(5):
        if isinstance(error, (NotAllowed, PermissionError, socket.gaierror)):
            return True
        if error is None:
            break
        if isinstance(getattr(error, "reason", None), OSError):
            return _is_refusal(error.reason)  # type: ignore[attr-defined]
        error = error.__cause__ or error.__context__
    return False


def has_frame_in(error: BaseException, folder: str) -> bool:
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename.startswith(folder):
            return True
        traceback = traceback.tb_next
    return False
