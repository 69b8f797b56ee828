"""A Python that another user can run, with this one's packages: this one, or one that is linked to where others can.

A Python or an environment in a home of mode 700 serves nobody else. Hard links cost seconds and no room; where the
places lie on other file systems, the files are copied if there is room for them.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import site
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PROBE = "import numpy, torch, pytest, msgspec, ssl"  # what the command and the cases need
NOT_NEEDED = shutil.ignore_patterns("__pycache__", "test", "tests", "idlelib", "*.a")


@contextlib.contextmanager
def everybodys_python(user: int) -> Iterator[str]:
    """The executable. Raises LookupError, with the reason, where none can be made."""
    if runs_as(user, sys.executable):
        yield sys.executable
        return
    top = Path(tempfile.mkdtemp(prefix="python-", dir=_place()))
    try:
        top.chmod(0o755)
        python = _link(top)
        if not runs_as(user, python):
            raise LookupError(f"this Python ({sys.base_prefix}) does not run for another user, and no copy of it does")
        yield python
    finally:
        shutil.rmtree(top, ignore_errors=True)


def runs_as(user: int, python: str) -> bool:
    as_user = {"user": user, "group": user, "extra_groups": (), "cwd": "/", "env": {}}
    try:
        return subprocess.run([python, "-c", PROBE], capture_output=True, **as_user).returncode == 0  # type: ignore[call-overload,no-any-return]
    except PermissionError:
        return False


def _packages() -> list[Path]:
    """Where packages are imported from, in that order."""
    folders = [*site.getsitepackages(), *([site.getusersitepackages()] if site.ENABLE_USER_SITE else [])]
    return [Path(folder) for folder in sys.path if folder in folders and Path(folder).is_dir()]


def _link(top: Path) -> str:
    """An environment of folders below `top`; its base is linked, too, if only this user can come to it."""
    base = Path(sys.base_prefix)
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if not _open_to_all(base) and Path("/usr/bin", name).exists():
        base = Path("/usr")  # the system's, of the same version: it finds its libraries, too
    elif not _open_to_all(base):
        shutil.copytree(base, top / "base", symlinks=True, ignore=NOT_NEEDED, copy_function=_link_or_copy)
        base = top / "base"
    (top / "venv/bin").mkdir(parents=True)
    (top / "venv/bin/python").symlink_to(base / "bin" / name)
    (top / "venv/pyvenv.cfg").write_text(f"home = {base}/bin\ninclude-system-site-packages = false\n", encoding="utf-8")
    own = top / "venv/lib" / name / "site-packages"
    own.mkdir(parents=True)
    places = []
    for number, folder in enumerate(_packages()):
        if _open_to_all(folder):
            places.append(folder)
        elif folder.is_relative_to(sys.base_prefix) and base.is_relative_to(top):
            places.append(base / folder.relative_to(sys.base_prefix))
        else:
            places.append(top / f"packages{number}")
            shutil.copytree(folder, places[-1], symlinks=True, ignore=NOT_NEEDED, copy_function=_link_or_copy)
    (own / "everybody.pth").write_text("".join(f"{place}\n" for place in places), encoding="utf-8")
    return str(top / "venv/bin/python")


def _open_to_all(path: Path) -> bool:
    return all(one.stat().st_mode & 0o001 for one in (path, *path.parents))


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _place() -> str:
    """A folder that all can come to, on the packages' file system if there is one, else one with room for a copy."""
    places = [place for place in (tempfile.gettempdir(), "/var/tmp", "/opt") if _open_to_all(Path(place))]
    packages = _packages()[0]
    for place in places:
        if os.stat(place).st_dev == packages.stat().st_dev:
            return place
    size = sum(path.lstat().st_size for folder in _packages() for path in folder.rglob("*"))
    for place in places:
        if shutil.disk_usage(place).free > 2 * size:
            return place
    raise LookupError(f"no room for a copy of this Python that another user can read ({size / 1e9:.0f} GB)")
