"""What may be said about a failure if a homework reveals little: nothing that the student's process can choose.

A file may keep the inputs of hidden tests, and raise them as the message of an error. Of what its process says about a
failure there remain the kind, the type of the exception where it is one of Python's own, names that are written in the
files that were handed in, and the line, whose text is taken from these files.
"""

import builtins
import difflib
import re
from collections.abc import Collection, Mapping

import msgspec

from autograder.sandbox import wire

SOME_ERROR = "an error of its own"
_WORD = re.compile(r"[^\W\d]\w*")


def discreet(failure: wire.Failure, files: Mapping[str, bytes], asked: wire.Op) -> wire.Failure:
    """The failure of the operation `asked` without the words of the student's process. `files`: what was handed in."""
    known = {word for content in files.values() for word in _WORD.findall(content.decode("utf-8", "replace"))}
    known |= {*files, *_named_by(asked)}
    reduced = wire.Failure(
        failure.index,
        failure.kind if failure.kind in _KINDS else "raised",
        _type_name(failure.type_name),
        "",
        _last_line(failure, files),
        signature="not shown here" if failure.signature else "",
        called=failure.called if _is_known(failure.called, known) else "",
    )
    if failure.kind in ("missing", "left out"):
        return _about_a_name(failure, reduced, known)
    return reduced


_KINDS = {"raised", "memory", "refused", "too large", "unusable"}


def _about_a_name(failure: wire.Failure, reduced: wire.Failure, known: Collection[str]) -> wire.Failure:
    """Something is missing: what, if it is a name that somebody else has chosen, and one name that looks like it."""
    name = failure.message if failure.kind == "missing" else failure.type_name
    if not _is_known(name, known):
        return reduced
    if failure.kind == "left out":
        return msgspec.structs.replace(reduced, kind="left out", type_name=name, message="it was left out")
    if not _is_known(failure.type_name, known):
        return reduced
    near = difflib.get_close_matches(name, [other for other in failure.names if other in known], 1)
    return msgspec.structs.replace(reduced, kind="missing", type_name=failure.type_name, message=name, names=near)


def _type_name(name: str) -> str:
    kind = getattr(builtins, name, None)
    return name if isinstance(kind, type) and issubclass(kind, BaseException) else SOME_ERROR


def _is_known(name: str, known: Collection[str]) -> bool:
    """Whether all words of a name ("MLP.forward", "mlp.py") are known."""
    return name in known or (bool(name) and all(part in known for part in name.split(".")))


def _named_by(op: wire.Op) -> set[str]:
    target = getattr(op, "target", None)
    return {str(key) for _, key in target.path} if isinstance(target, wire.Target) else set()


def _last_line(failure: wire.Failure, files: Mapping[str, bytes]) -> list[wire.Frame]:
    """The line of the student's where it happened, as it was handed in."""
    for frame in reversed(failure.frames):
        lines = files[frame.file].decode("utf-8", "replace").split("\n") if frame.file in files else []
        if 0 < frame.line <= len(lines):
            return [wire.Frame(frame.file, frame.line, "", lines[frame.line - 1].strip()[:300])]
    return []
