"""Gradescope's metadata -> who submitted what, and when: of a whole export, and of the submission graded there."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import yaml

from autograder.intake.problem import IntakeProblem
from autograder.report import Student

METADATA = "submission_metadata.yml"


class Upload(NamedTuple):
    """What the metadata says about one submission."""

    students: tuple[Student, ...] = ()
    created_at: str = ""  # ISO 8601


class _RubyLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads the YAML that Ruby writes; its object tags (!ruby/object:...) are plain data here. Nothing is merged (<<).

    Only times and null are more than text: an id such as 00123 is no number, and a student may be called No.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own form
        first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith((":timestamp", ":null"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _without_tag(loader: Any, tag: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_scalar(node)


_RubyLoader.add_multi_constructor("", _without_tag)


def read_metadata(data: bytes) -> dict[str, Upload]:
    """Folder name ("submission_123") -> what is known of it; IntakeProblem when it is not Gradescope's file."""
    try:
        tree = yaml.load(data, Loader=_RubyLoader)  # noqa: S506 - a safe loader, see above
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        text = str(error).partition("\n")[0]
        raise IntakeProblem(f"{METADATA} cannot be read: {text}. Export the class from Gradescope again.") from None
    if not isinstance(tree, Mapping):
        raise IntakeProblem(
            f"{METADATA} lists no submissions, so it does not look like Gradescope's. Export the class again."
        )
    return {str(name): _upload(entry) for name, entry in tree.items() if isinstance(entry, Mapping)}


def _upload(entry: Mapping[Any, Any]) -> Upload:
    submitters = entry.get(":submitters")
    students = [
        Student(name=_text(one, ":name"), id=_text(one, ":sid"), email=_text(one, ":email"))
        for one in (submitters if isinstance(submitters, list) else [])
        if isinstance(one, Mapping)
    ]
    # two people of whom nothing is known are not one person who handed in twice
    known = tuple(student for student in students if student != Student())
    return Upload(known, _time(entry.get(":created_at")))


def _text(entry: Mapping[Any, Any], key: str) -> str:
    return _scalar(entry.get(key))


def _scalar(value: Any) -> str:
    """The text of one value; nothing of a list or a mapping, which aliases can make endless."""
    return "" if value is None or isinstance(value, (list, Mapping)) else str(value)


def _time(value: Any) -> str:
    """ISO 8601 in UTC. Ruby writes a time of its own class as a mapping with `utc`."""
    if isinstance(value, Mapping):
        value = value.get("utc") or value.get("time")
    if not isinstance(value, dt.datetime) or value.year in (dt.MINYEAR, dt.MAXYEAR):  # those have no neighbours
        return _scalar(value)
    return (value.astimezone(dt.timezone.utc) if value.tzinfo else value).replace(tzinfo=None).isoformat() + "Z"


# ---- of one submission ----------------------------------------------------------------------------------------------


class _User(msgspec.Struct):
    name: str = ""
    email: str = ""
    id: int | str = ""


class _Metadata(msgspec.Struct):
    users: list[_User] = []


def read_own_metadata(path: Path) -> tuple[Student, ...]:
    """The submitting students; none where the file is missing or of another form (trying it outside of Gradescope)."""
    try:
        metadata = msgspec.json.decode(path.read_bytes(), type=_Metadata)
    except (OSError, msgspec.MsgspecError):
        return ()
    return tuple(Student(name=user.name, id=str(user.id), email=user.email) for user in metadata.users)
