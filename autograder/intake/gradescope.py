"""Gradescope's submission_metadata.json -> the students of a submission."""

from pathlib import Path

import msgspec

from autograder.report import Student


class _User(msgspec.Struct):
    name: str = ""
    email: str = ""
    id: int | str = ""


class _Metadata(msgspec.Struct):
    users: list[_User] = []


def read_metadata(path: Path) -> tuple[Student, ...]:
    """The submitting students; none where the file is missing or of another form (trying it outside of Gradescope)."""
    try:
        metadata = msgspec.json.decode(path.read_bytes(), type=_Metadata)
    except (OSError, msgspec.MsgspecError):
        return ()
    return tuple(Student(name=user.name, id=str(user.id), email=user.email) for user in metadata.users)
