"""Zip and tar archives, listed and read without trusting what they say of themselves."""

import contextlib
import gzip
import io
import stat
import tarfile
import weakref
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from autograder.intake.files import HARD_LINK, MIB, MOST_FILES, ZIP_SUFFIXES, UploadedFile, ignored, in_memory
from autograder.intake.problem import IntakeProblem, shown

LARGEST_ARCHIVE = 32 * MIB  # of an archive that has to be held in memory: one inside another, or a tar's content
LARGEST_DIRECTORY = 4 * MIB  # a zip's table of contents: about 50,000 names
LARGEST_HEADER = 2 * 2**10  # of a tar's member; older Pythons take the square of its length to read it
_SAYS_UTF8 = 0x800  # a flag of a zip's member; the names of others are in code page 437


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
        return HARD_LINK
    return "" if member.isreg() and not member.issparse() else "is not a regular file"
