"""What an upload consists of: the files of a folder, of an archive, or the file itself. Links are not followed."""

import os
import stat
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from autograder.intake.archives import LARGEST_ARCHIVE, list_archive
from autograder.intake.files import HARD_LINK, MOST_FILES, UploadedFile, ignored, is_archive, said_of_refusal
from autograder.intake.problem import IntakeProblem, shown

_NO_FILES = {
    stat.S_IFLNK: "is a symbolic link", stat.S_IFIFO: "is a named pipe", stat.S_IFDIR: "is a folder",
    stat.S_IFSOCK: "is a socket",
}  # fmt: skip
OTHER_ARCHIVES = (".rar", ".7z", ".gz", ".bz2", ".xz", ".zst", ".tbz2", ".txz")


def list_upload(path: Path) -> list[UploadedFile]:
    """The files of `path`: a folder's, an archive's, or the file itself. Links are not followed.

    IntakeProblem when there are none to be had; PermissionError where this machine does not let us look.
    """
    try:
        kind = path.lstat().st_mode
    except (OSError, ValueError):
        raise IntakeProblem(f"There is no {shown(str(path))}.") from None
    if stat.S_ISDIR(kind):
        return list(_walk(path))
    file = _file_on_disk(path, path.name)
    if is_archive(path.name):
        if file.refusal:
            file.read(0)  # says why not
        return list_archive(path.name, path)
    if path.name.lower().endswith(OTHER_ARCHIVES):
        raise IntakeProblem(f"We cannot open {shown(path.name)}. Upload the .py file itself, or a .zip of it.")
    return [file]


def _walk(root: Path) -> Iterator[UploadedFile]:
    """Breadth first, so that the files near the top are listed however many lie below."""
    folders = deque([(root, "")])
    count = 0
    while folders:
        folder, prefix = folders.popleft()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except PermissionError:
            raise
        except OSError:
            if folder == root:
                raise IntakeProblem("The upload cannot be read.") from None
            continue
        for entry in entries:
            count += 1
            if count > MOST_FILES:
                return
            if not ignored(entry.name):
                if entry.is_dir(follow_symlinks=False):
                    folders.append((Path(entry.path), f"{prefix}{entry.name}/"))
                    if entry.name.lower().endswith((".py", ".ipynb")):
                        yield UploadedFile(prefix + entry.name, "is a folder", lambda size: b"")
                else:
                    yield _file_on_disk(Path(entry.path), prefix + entry.name)


def _file_on_disk(path: Path, name: str) -> UploadedFile:
    state = path.lstat()
    return UploadedFile(name, _refusal(state), lambda size: _read_regular_file(path, name, size))


def _refusal(state: os.stat_result) -> str:
    kind = stat.S_IFMT(state.st_mode)
    if kind != stat.S_IFREG:
        return _NO_FILES.get(kind, "is a device")
    return HARD_LINK if state.st_nlink > 1 else ""


def _read_regular_file(path: Path, name: str, size: int) -> bytes:
    """At most `size` bytes. What was opened is looked at again: it may not be what was listed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if refusal := _refusal(os.fstat(descriptor)):
                raise IntakeProblem(said_of_refusal(name, refusal))
            return file.read(size)
    except PermissionError:
        raise
    except OSError:
        raise IntakeProblem(f"{shown(name)} cannot be read.") from None


MOST_ARCHIVES = 8  # inside one upload


def archives_opened(files: Iterable[UploadedFile]) -> list[UploadedFile]:
    """The files inside the archives among `files`: a zip in a zip, a zip in a folder. One level, no deeper; and the
    first few only, because their contents stay in memory.

    IntakeProblem when none of the archives can be opened.
    """
    found: list[UploadedFile] = []
    problems: list[IntakeProblem] = []
    for file in islice((file for file in files if file.is_archive), MOST_ARCHIVES):
        try:
            inner = list_archive(file.name, file.read(LARGEST_ARCHIVE))
        except IntakeProblem as problem:
            problems.append(problem)
        else:
            found += [UploadedFile(f"{file.path}/{one.path}", one.refusal, one.read_at_most) for one in inner]
    if problems and not found:
        raise problems[0]
    return found
