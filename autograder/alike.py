"""Submissions with the same wrong values: `grade` keeps an example per group, `name` makes it a known mistake."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.examples import keep_example
from autograder.homework import Homework
from autograder.outputs.files import write_atomically
from autograder.outputs.groups import Group

FOLDER = "groups"  # in OUT
_ABOUT = "group.json"
FILES = "files"  # below a group: the example's, under the paths that the homework gives them

Files = Mapping[str, bytes]


class NoGroupError(Exception):
    """A group that cannot be named; the text is one sentence for the instructor."""


class _Kept(msgspec.Struct, frozen=True):
    """What is to be known of a group to name it."""

    homework: str
    example: str
    submissions: list[str]


def keep_groups(groups: Sequence[Group], sources: Mapping[str, Files], out: Path) -> None:
    """Write OUT/groups/NUMBER for each group, with the files of its example; those of an earlier run go."""
    shutil.rmtree(out / FOLDER, ignore_errors=True)
    for group in groups:
        folder = out / FOLDER / str(group.number)
        kept = _Kept(group.example.homework, group.example.submission, [one.submission for one in group.members])
        for name, source in sources.get(group.example.submission, {}).items():
            write_atomically(folder / FILES / name, source, durable=False)
        write_atomically(folder / _ABOUT, msgspec.json.encode(kept), durable=False)


def name_group(homework: Homework, out: Path, number: str, hint: str) -> tuple[Path, int]:
    """Keep a group's example as a known mistake with this sentence.

    Returns where, and how many submissions are in the group. Raises NoGroupError, HomeworkError.
    """
    hint = " ".join(hint.split())
    if not hint:
        raise NoGroupError("the sentence is empty: write what the students of this group should read")
    folders = sorted(int(path.name) for path in (out / FOLDER).glob("*") if path.name.isdecimal())
    if not folders:
        raise NoGroupError(f"there are no groups in {out}: `autograder grade` finds them and lists them on the page")
    plain = number.removeprefix("#").removeprefix("group").strip()
    if not (plain.isdecimal() and int(plain) in folders):
        raise NoGroupError(f"there is no group {number!r} in {out}; choose 1 to {folders[-1]}")
    folder = out / FOLDER / str(int(plain))
    try:
        kept = msgspec.json.decode((folder / _ABOUT).read_bytes(), type=_Kept)
    except (OSError, ValueError):
        raise NoGroupError(f"{folder} is not complete: grade the class again") from None
    if kept.homework != homework.full_name:
        raise NoGroupError(f"{out} contains grades for {kept.homework}, not for {homework.full_name}")
    wanted = {file.name for file in homework.submit}
    below = folder / FILES
    files = {path.relative_to(below).as_posix(): path.read_bytes() for path in sorted(below.rglob("*.py"))}
    if not wanted & set(files):
        raise NoGroupError(f"the files of {kept.example} are no longer in {below}: grade the class again")
    return keep_example(homework, files, hint), len(kept.submissions)
