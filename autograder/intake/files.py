"""The files of an upload, listed without opening them and read without trusting them: folders, zip and tar archives.

Nothing is ever unpacked. A file is read only when its name is wanted, and only up to a limit, so a bomb stays unlit.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import stat
import tarfile
import weakref
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath

from autograder.intake.problem import IntakeProblem, shown

MIB = 2**20
MOST_FILES = 5_000  # of one upload; the file that counts lies near the top
LARGEST_ARCHIVE = 32 * MIB  # of an archive that has to be held in memory: one inside another, or a tar's content
MOST_ARCHIVES = 8  # inside one upload
LARGEST_DIRECTORY = 4 * MIB  # a zip's table of contents: about 50,000 names
LARGEST_HEADER = 2 * 2**10  # of a tar's member; older Pythons take the square of its length to read it

IGNORED_FOLDERS = {"__MACOSX", "__pycache__", "node_modules", "site-packages", "venv", "env", "$RECYCLE.BIN"}
ZIP_SUFFIXES = (".zip",)
TAR_SUFFIXES = (".tar", ".tar.gz", ".tgz")
_SAYS_UTF8 = 0x800  # a flag of a zip's member; the names of others are in code page 437
_NO_FILES = {
    stat.S_IFLNK: "is a symbolic link", stat.S_IFIFO: "is a named pipe", stat.S_IFDIR: "is a folder",
    stat.S_IFSOCK: "is a socket",
}  # fmt: skip
OTHER_ARCHIVES = (".rar", ".7z", ".gz", ".bz2", ".xz", ".zst", ".tbz2", ".txz")


@dataclass(frozen=True)
class UploadedFile:
    """One file of an upload. `refusal` says why it is not read ("is a symbolic link"), or is ""."""

    path: str  # inside the upload, with "/": "hw1/mlp.py"
    refusal: str
    read_at_most: Callable[[int], bytes]

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name

    @property
    def depth(self) -> int:
        return self.path.count("/")

    @property
    def is_archive(self) -> bool:
        return not self.refusal and is_archive(self.name)

    def read(self, limit: int) -> bytes:
        """The content; IntakeProblem when it is longer than `limit` bytes or cannot be read.

        PermissionError where only this machine's permissions are in the way: no student can help that.
        """
        if self.refusal:
            raise IntakeProblem(_refused(self.path, self.refusal))
        data = self.read_at_most(limit + 1)
        if len(data) > limit:
            raise IntakeProblem(
                f"{shown(self.path)} is larger than {limit / MIB:g} MiB, which is too large to grade. Upload only "
                "the code, without data or outputs."
            )
        return data


def in_memory(path: str, data: bytes) -> UploadedFile:
    """A file of an upload whose content is at hand."""
    return UploadedFile(path, "", lambda size: data[:size])


def _refused(path: str, refusal: str) -> str:
    """The sentence for what is not read."""
    return f"{shown(path)} {refusal}. Upload a regular file instead."


def is_archive(name: str) -> bool:
    return name.lower().endswith(ZIP_SUFFIXES + TAR_SUFFIXES)


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


def list_archive(name: str, source: Path | bytes) -> list[UploadedFile]:
    """The files of a zip or tar archive, given as a path or as bytes."""
    try:
        if name.lower().endswith(ZIP_SUFFIXES):
            return zip_files(open_zip(source))
        return _tar_files(source)
    except PermissionError:
        raise
    except Exception:  # damaged bytes raise what zipfile and tarfile do not document
        raise IntakeProblem(
            f"{shown(name)} cannot be opened because the archive is damaged or incomplete. Create it again, or "
            "upload the .py file itself."
        ) from None


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


def ignored(name: str) -> bool:
    """Litter of operating systems and tools: .git, .DS_Store, __MACOSX, virtual environments."""
    return name.startswith(".") or name in IGNORED_FOLDERS


def _file_on_disk(path: Path, name: str) -> UploadedFile:
    state = path.lstat()
    return UploadedFile(name, _refusal(state), lambda size: _read_regular_file(path, name, size))


def _refusal(state: os.stat_result) -> str:
    kind = stat.S_IFMT(state.st_mode)
    if kind != stat.S_IFREG:
        return _NO_FILES.get(kind, "is a device")
    return "is a hard link to another file" if state.st_nlink > 1 else ""


def _read_regular_file(path: Path, name: str, size: int) -> bytes:
    """At most `size` bytes. What was opened is looked at again: it may not be what was listed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if refusal := _refusal(os.fstat(descriptor)):
                raise IntakeProblem(_refused(name, refusal))
            return file.read(size)
    except PermissionError:
        raise
    except OSError:
        raise IntakeProblem(f"{shown(name)} cannot be read.") from None


class _WaryFile(io.BufferedReader):
    """A file of which nobody reads much at once: how long its tables are is what an archive says of itself, and zipfile
    and tarfile believe it."""

    def __init__(self, raw: io.FileIO | io.BytesIO, longest: int) -> None:
        super().__init__(raw)
        self._longest = longest

    def read(self, size: int | None = -1, /) -> bytes:
        all_there_is = size is None or size < 0
        data = super().read(self._longest + 1 if all_there_is else min(size or 0, self._longest + 1))
        if len(data) > self._longest:
            raise ValueError(f"a table of more than {self._longest} bytes")
        return data


def open_zip(source: Path | bytes) -> zipfile.ZipFile:
    """A zip, opened for reading; ValueError when its table of contents is too long to be held."""
    file = _WaryFile(io.FileIO(source) if isinstance(source, Path) else io.BytesIO(source), LARGEST_DIRECTORY)
    try:
        archive = zipfile.ZipFile(file)
    except BaseException:
        file.close()
        raise
    weakref.finalize(archive, file.close)  # it closes only what it has opened itself
    return archive


def zip_files(
    archive: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo] | None = None, inside: str = ""
) -> list[UploadedFile]:
    """The files of a zip, or those `members` of it that lie in the folder `inside`, which is cut off their paths."""
    files = []
    for info in archive.infolist() if members is None else members:
        path = member_path(info)[len(inside) :]
        if not info.is_dir() and not any(ignored(part) for part in path.split("/") if part not in ("", ".", "..")):
            files.append(UploadedFile(path, _zip_refusal(info, path), _zip_reader(archive, info)))
            if len(files) >= MOST_FILES:
                break
    return files


def member_path(info: zipfile.ZipInfo) -> str:
    """The path of a zip's member, with "/" also where a Windows program wrote backslashes."""
    name = info.filename
    if not info.flag_bits & _SAYS_UTF8:  # a Mac writes UTF-8 and does not say so: "Zoë" would be "Zo├½"
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return name.replace("\\", "/")


def _zip_refusal(info: zipfile.ZipInfo, path: str) -> str:
    if _leads_outside(path):
        return "has a path that points outside the archive"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a symbolic link"
    if info.flag_bits & 1:
        return "is password-protected"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "uses a compression method that we cannot open"  # rare, and zipfile expands it without a limit
    return ""


def _leads_outside(path: str) -> bool:
    return path.startswith("/") or ".." in path.split("/") or path[1:2] == ":"


def _zip_reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(size: int) -> bytes:
        try:
            with archive.open(info) as file:
                return file.read(size)
        except Exception:  # as above
            raise IntakeProblem(
                f"{shown(info.filename)} cannot be read because the zip archive is damaged. Create it again, or "
                "upload the .py file itself."
            ) from None

    return read


def _tar_files(source: Path | bytes) -> list[UploadedFile]:
    """A tar's table of contents is spread over the whole file, so it is expanded, up to a limit."""
    with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        content = (gzip.GzipFile(fileobj=raw) if packed else raw).read(LARGEST_ARCHIVE + 1)
    if len(content) > LARGEST_ARCHIVE:
        raise ValueError(f"more than {LARGEST_ARCHIVE} bytes when expanded")
    files = []
    with tarfile.open(fileobj=_WaryFile(io.BytesIO(content), LARGEST_HEADER), mode="r:") as archive:
        for count, member in enumerate(archive):
            if count >= MOST_FILES:
                break
            path = member.name.removeprefix("./")
            if not member.isdir() and not any(ignored(part) for part in path.split("/") if part not in (".", "..")):
                data = content[member.offset_data : member.offset_data + member.size]
                files.append(replace(in_memory(path, data), refusal=_tar_refusal(member, path)))
    return files


def _tar_refusal(member: tarfile.TarInfo, path: str) -> str:
    if _leads_outside(path):
        return "has a path that points outside the archive"
    if member.issym():
        return "is a symbolic link"
    if member.islnk():
        return "is a hard link to another file"
    return "" if member.isreg() and not member.issparse() else "is not a regular file"
