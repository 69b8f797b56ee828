"""A class as a folder or a zip: names at the top, each opened only when its turn comes."""

from __future__ import annotations

import os
import sys
import zipfile
from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import msgspec

from autograder.intake.archives import LARGEST_ARCHIVE, list_archive, member_path, zip_files
from autograder.intake.files import MIB, UploadedFile, is_archive
from autograder.intake.problem import IntakeProblem, shown
from autograder.intake.upload import list_upload

LARGEST_METADATA = 256 * MIB  # Gradescope repeats every student's test output in it
_OUTSIDE = ("", "..")  # where the paths "/x" and "../x" of a zip begin


class Part(msgspec.Struct, frozen=True):
    """One thing of a class, by address: it can be sent to another process and opened there."""

    path: Path  # the thing itself, or the class's zip
    member: str = ""  # of the zip: "alice/mlp.py", or a folder "alice/"
    name: str = ""  # what the student called the file, where the platform calls it otherwise

    def files(self) -> list[UploadedFile]:
        """The files of this thing: of a folder, an archive, or the one file. IntakeProblem when it cannot be read."""
        if not self.member:
            files = list_upload(self.path)
        elif self.member.endswith("/"):
            return _opened(self.path).files_below(self.member)
        else:
            name = self.member.rpartition("/")[2]
            files = [file for file in _opened(self.path).files_below(self.member) if not file.path]
            files = [_named(files[0], name)]
            if is_archive(name):
                return list_archive(files[0].name, files[0].read(LARGEST_ARCHIVE))
        return [_named(files[0], self.name)] if self.name and len(files) == 1 and not self.is_several else files

    @property
    def is_several(self) -> bool:
        """Whether it can hold several files: a folder or an archive."""
        if self.member:
            return self.member.endswith("/") or is_archive(self.member)
        return is_archive(self.path.name) or (self.path.is_dir() and not self.path.is_symlink())


def _named(file: UploadedFile, name: str) -> UploadedFile:
    return UploadedFile(name, file.refusal, file.read_at_most)


class Tree(msgspec.Struct, frozen=True):
    """A folder on disk, or a folder of a zip (`inside` ends in "/", or is "" for the whole zip)."""

    path: Path
    is_zip: bool
    inside: str = ""

    def names(self) -> dict[str, bool]:
        """All names at the top -> whether it is a folder; sorted."""
        if not self.is_zip:
            found = {entry.name: entry.is_dir(follow_symlinks=False) for entry in os.scandir(self.path)}
        else:
            found = {}
            for path in _opened(self.path).paths_below(self.inside):
                top, slash, _ = path.partition("/")
                if top not in _OUTSIDE:
                    found[top] = found.get(top, False) or bool(slash)
        return {name: found[name] for name in sorted(found)}

    def outside(self) -> list[str]:
        """Paths of a zip that lead out of it, which nobody reads."""
        paths = _opened(self.path).paths_below(self.inside) if self.is_zip else []
        return [path for path in paths if path and path.partition("/")[0] in _OUTSIDE]

    def repeated(self) -> list[str]:
        """Paths that a zip has more than once."""
        paths = _opened(self.path).paths_below(self.inside) if self.is_zip else []
        return list(dict.fromkeys(path for path, following in pairwise(paths) if path == following))

    def below(self, folder: str) -> Tree:
        """The folder of that name at the top."""
        return Tree(self.path, True, f"{self.inside}{folder}/") if self.is_zip else Tree(self.path / folder, False)

    def part(self, name: str, *, is_folder: bool, called: str = "") -> Part:
        """The address of what is called `name` at the top."""
        if self.is_zip:
            return Part(self.path, f"{self.inside}{name}{'/' * is_folder}", called)
        return Part(self.path / name, "", called)

    def has_git(self, folder: str) -> bool:
        """Whether a folder at the top is a repository."""
        if not self.is_zip:
            return os.path.lexists(self.path / folder / ".git")
        return bool(_opened(self.path).paths_below(f"{self.inside}{folder}/.git"))

    def read(self, name: str) -> bytes:
        """The content of a file at the top, such as Gradescope's metadata."""
        return self.part(name, is_folder=False).files()[0].read(LARGEST_METADATA)


def open_class(path: Path) -> Tree:
    """The folder or zip at `path`; IntakeProblem, in a sentence for the instructor, when it is neither.

    PermissionError where it may not be read.
    """
    if path.is_dir():
        return Tree(path, is_zip=False)
    if not path.exists():
        raise IntakeProblem(f"There is no class at {path}.")
    with path.open("rb") as file:  # a path that cannot be opened is no zip to is_zipfile
        is_zip = zipfile.is_zipfile(file)
    if not is_zip:
        raise IntakeProblem(
            f"{shown(path.name)} is not a class. A class is a folder or a zip with one entry per submission. "
            "To grade a single submission, use `autograder check`."
        )
    return Tree(path, is_zip=True)


class _ClassZip:
    """A zip with its members in the order of their paths, so that one student's are found among thousands."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        self._members = sorted(self._archive.infolist(), key=member_path)
        self._paths = [member_path(info) for info in self._members]

    def _range(self, start: str) -> slice:
        """The members whose paths begin with `start`."""
        return slice(bisect_left(self._paths, start), bisect_left(self._paths, start + chr(sys.maxunicode)))

    def paths_below(self, start: str) -> list[str]:
        """The paths that begin with `start`, without it."""
        return [path[len(start) :] for path in self._paths[self._range(start)]]

    def files_below(self, start: str) -> list[UploadedFile]:
        """The files whose paths begin with `start`, which is cut off."""
        return zip_files(self._archive, self._members[self._range(start)], start)


def _opened(path: Path) -> _ClassZip:
    """The class's zip. Its table of contents is read once for each process, not once for each student."""
    state = path.stat()
    return _open_once(path, state.st_mtime_ns, state.st_size, os.getpid())


@lru_cache(maxsize=1)
def _open_once(path: Path, modified: int, size: int, process: int) -> _ClassZip:
    # The process is part of the key: after a fork, two processes must not move one file position.
    try:
        return _ClassZip(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise IntakeProblem(f"{path.name} cannot be opened: the zip file is damaged.") from None
