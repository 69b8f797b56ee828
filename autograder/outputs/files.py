"""Writes a file so that a reader sees the old or the new version, never a part of either."""

import io
import os
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path


def write_atomically(path: Path, data: str | bytes | memoryview, *, mode: int = 0o600, durable: bool = True) -> None:
    """Replace `path` by `data` (text as UTF-8, line ends as given), readable to the owner only unless `mode` says more.

    A link at `path` is replaced, never followed. Missing folders are made. Raises OSError; `path` is then untouched.
    `durable`: also after a power cut there is the old file or the new one. Without it, which is faster, a power cut may
    leave a torn one: only for files that their reader checks.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    # In the same folder, because a rename is atomic only within one file system. Always of the same name, so that what
    # a killed process left is replaced by the next one that writes the file.
    temporary = path.with_name(f".{path.name[:50]}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        handle = os.open(temporary, flags, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(temporary, flags, 0o600)
    except FileExistsError:
        temporary.unlink()
        handle = os.open(temporary, flags, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), mode)
            if durable:
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def zipped(members: Iterable[tuple[str, bytes, int]]) -> bytes:
    """A zip of names, contents and permissions. The same members give the same bytes, whenever and wherever."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content, permissions in members:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # Unix, also when packed on Windows: the permissions count
            info.external_attr = (stat.S_IFREG | permissions) << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
