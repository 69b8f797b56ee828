"""A file of an upload, wherever it lies: listed without being opened, and read without trust.

Nothing is ever unpacked. A file is read only when its name is wanted, and only up to a limit, so a bomb stays unlit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograder.intake.problem import IntakeProblem, shown

MIB = 2**20
HARD_LINK = "is a hard link to another file"  # why it is refused
MOST_FILES = 5_000  # of one upload; the file that counts lies near the top

IGNORED_FOLDERS = {"__MACOSX", "__pycache__", "node_modules", "site-packages", "venv", "env", "$RECYCLE.BIN"}
ZIP_SUFFIXES = (".zip",)
TAR_SUFFIXES = (".tar", ".tar.gz", ".tgz")


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
            raise IntakeProblem(said_of_refusal(self.path, self.refusal))
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


def said_of_refusal(path: str, refusal: str) -> str:
    """The sentence for what is not read."""
    return f"{shown(path)} {refusal}. Upload a regular file instead."


def ignored(name: str) -> bool:
    """Litter of operating systems and tools: .git, .DS_Store, __MACOSX, virtual environments."""
    return name.startswith(".") or name in IGNORED_FOLDERS


def is_archive(name: str) -> bool:
    return name.lower().endswith(ZIP_SUFFIXES + TAR_SUFFIXES)
