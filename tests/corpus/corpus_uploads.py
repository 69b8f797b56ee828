"""The cases that are not one file of text: links, archives, several files, other encodings, long sources."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from corpus_cases import RIGHT, Build, Case, read_header

_CASES: list[Case] = []
_RIGHT = RIGHT.read_bytes()


def built_cases() -> list[Case]:
    return list(_CASES)


def case(build: Build) -> Build:
    """The function's docstring is the case's header."""
    group, _, name = build.__name__.partition("_")
    header = "\n".join(f"# {line.strip()}" for line in (build.__doc__ or "").strip().splitlines())
    _CASES.append(Case(f"{group}/{name}", read_header(header, build.__name__), build))
    return build


def zipped(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def put(folder: Path, **files: bytes) -> None:
    """Files by their names, with "__" for the point: put(folder, layer__py=b"")."""
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content)


# ---- which file counts ------------------------------------------------------------------------------------------


@case
def intake_symbolic_link(folder: Path) -> None:
    """what: layer.py is a symbolic link to the reference
    outcome: intake
    says: symbolic link
    """
    (folder / "layer.py").symlink_to(RIGHT)


@case
def intake_hard_link(folder: Path) -> None:
    """what: layer.py is a hard link to another file
    outcome: intake
    says: hard link
    """
    put(folder, other__txt=_RIGHT)
    os.link(folder / "other.txt", folder / "layer.py")


@case
def intake_named_pipe(folder: Path) -> None:
    """what: layer.py is a named pipe that nobody writes to
    outcome: intake
    says: named pipe
    """
    os.mkfifo(folder / "layer.py")


@case
def intake_folder_of_that_name(folder: Path) -> None:
    """what: layer.py is a folder
    outcome: intake
    says: folder
    """
    (folder / "layer.py").mkdir()


@case
def intake_nothing(folder: Path) -> None:
    """what: nothing was uploaded
    outcome: intake
    says: layer.py
    """


@case
def intake_zip_slip(folder: Path) -> None:
    """what: an archive whose file leads out of it
    outcome: intake
    says: points outside the archive
    """
    put(folder, upload__zip=zipped({"../../layer.py": _RIGHT}))


@case
def intake_zip_bomb(folder: Path) -> None:
    """what: an archive of 200 KB that holds 200 MB
    outcome: intake
    says: too large to grade
    """
    put(folder, upload__zip=zipped({"layer.py": bytes(200 << 20)}))


@case
def intake_zip_in_zip(folder: Path) -> None:
    """what: an archive in a folder
    outcome: ok
    """
    put(folder, upload__zip=zipped({"homework/layer.py": _RIGHT}))


@case
def intake_damaged_zip(folder: Path) -> None:
    """what: half an archive
    outcome: intake
    says: damaged
    """
    packed = zipped({"layer.py": _RIGHT})
    put(folder, upload__zip=packed[: len(packed) // 2])


@case
def intake_nested_folder(folder: Path) -> None:
    """what: layer.py lies two folders down
    outcome: ok
    """
    (folder / "homework 1" / "code").mkdir(parents=True)
    put(folder / "homework 1" / "code", layer__py=_RIGHT)


@case
def intake_other_case(folder: Path) -> None:
    """what: the file is called Layer.PY
    outcome: ok
    says: Layer.PY
    """
    put(folder, Layer__PY=_RIGHT)


@case
def intake_second_download(folder: Path) -> None:
    """what: the file is called as a browser calls a second download
    outcome: ok
    says: layer (1).py
    """
    (folder / "layer (1).py").write_bytes(_RIGHT)


@case
def intake_hyphen_download(folder: Path) -> None:
    """what: the file is called as a platform calls a second upload
    outcome: ok
    says: layer-2.py
    """
    (folder / "layer-2.py").write_bytes(_RIGHT)


@case
def intake_two_candidates(folder: Path) -> None:
    """what: two files that may both be meant
    outcome: intake
    says: layer (2).py
    """
    (folder / "layer (1).py").write_bytes(_RIGHT)
    (folder / "layer (2).py").write_bytes(_RIGHT + b"\n# newer\n")


@case
def intake_20_megabytes(folder: Path) -> None:
    """what: a source of 20 MB
    outcome: intake
    says: too large to grade
    """
    put(folder, layer__py=_RIGHT + b"# data\n" * 3_000_000)


@case
def intake_files_that_run_by_themselves(folder: Path) -> None:
    """what: files that pytest or Python would run by themselves
    outcome: ok
    """
    loud = b"raise SystemExit('run by itself')\n"
    put(folder, layer__py=_RIGHT, conftest__py=loud, sitecustomize__py=loud, usercustomize__py=loud)
    put(folder, pytest__ini=b"[pytest]\naddopts = --collect-only\n", mine__pth=b"import os; os._exit(1)\n")


@case
def intake_files_that_hide_libraries(folder: Path) -> None:
    """what: files with the names of libraries
    outcome: ok
    """
    loud = b"raise SystemExit('imported in the place of a library')\n"
    put(folder, layer__py=_RIGHT, numpy__py=loud, pytest__py=loud, json__py=loud)
    (folder / "torch").mkdir()
    put(folder / "torch", __init____py=loud)


@case
def intake_hides_the_plot_library(folder: Path) -> None:
    """what: a file with the name of the plot library beside one that plots
    outcome: ok
    """
    plots = b"from matplotlib import pyplot as plt\nplt.plot([1, 2])\nplt.savefig('loss.png')\nplt.show()\n"
    put(folder, layer__py=plots + _RIGHT, matplotlib__py=b"raise SystemExit('imported in the place of a library')\n")


@case
def intake_compiled_code(folder: Path) -> None:
    """what: compiled files in the place of the source
    outcome: intake
    """
    put(folder, layer__so=b"\x7fELF" + bytes(100), layer__pyc=bytes(100))


@case
def intake_stale_bytecode(folder: Path) -> None:
    """what: an old compiled file beside the source
    outcome: ok
    """
    put(folder, layer__py=_RIGHT, layer__pyc=bytes(100))
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "layer.cpython-311.pyc").write_bytes(bytes(100))


@case
def intake_helper_beside_it(folder: Path) -> None:
    """what: the solution is in a module beside the file
    outcome: ok
    """
    put(folder, layer__py=b"from helper import *\n", helper__py=_RIGHT)


@case
def intake_hostile_file_name(folder: Path) -> None:
    """what: a file name with control characters and markup beside the file
    outcome: ok
    """
    put(folder, layer__py=_RIGHT)
    shutil.copy(RIGHT, folder / "\x1b[2J<script>alert(1)<\u2215script>.py")


@case
def intake_notebook_saved_as_py(folder: Path) -> None:
    """what: a notebook with the name of a Python file
    outcome: ok
    says: is a notebook with the name of a Python file
    """
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": _RIGHT.decode()}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    put(folder, layer__py=json.dumps(notebook).encode())


# ---- encodings --------------------------------------------------------------------------------------------------


@case
def source_byte_order_mark(folder: Path) -> None:
    """what: begins with a byte order mark, as some Windows editors write it
    outcome: ok
    """
    put(folder, layer__py=b"\xef\xbb\xbf" + _RIGHT)


@case
def source_windows_line_ends(folder: Path) -> None:
    """what: Windows' line ends
    outcome: ok
    """
    put(folder, layer__py=_RIGHT.replace(b"\n", b"\r\n"))


@case
def source_old_mac_line_ends(folder: Path) -> None:
    """what: line ends of a carriage return alone
    outcome: ok
    """
    put(folder, layer__py=_RIGHT.replace(b"\n", b"\r"))


@case
def source_latin_1_comment(folder: Path) -> None:
    """what: a comment in Latin-1
    outcome: ok
    """
    put(folder, layer__py="# größer\n".encode("latin-1") + _RIGHT)


@case
def source_latin_1_string(folder: Path) -> None:
    """what: a string in Latin-1
    outcome: ok
    says: UTF-8
    """
    put(folder, layer__py='title = "größer"\n'.encode("latin-1") + _RIGHT)


@case
def source_utf_16(folder: Path) -> None:
    """what: saved as UTF-16
    outcome: ok
    says: UTF-16
    """
    put(folder, layer__py=_RIGHT.decode().encode("utf-16"))


@case
def source_null_bytes(folder: Path) -> None:
    """what: null bytes in the source, as after a crash of the machine
    outcome: intake
    says: null byte
    """
    put(folder, layer__py=_RIGHT + bytes(100))


@case
def source_wrong_coding_cookie(folder: Path) -> None:
    """what: claims an encoding that does not exist
    outcome: ok
    """
    put(folder, layer__py=b"# -*- coding: klingon -*-\n" + _RIGHT)


@case
def source_empty(folder: Path) -> None:
    """what: an empty file
    outcome: intake
    says: is empty
    """
    put(folder, layer__py=b"")


@case
def source_newer_syntax(folder: Path) -> None:
    """what: syntax of a Python that does not exist yet
    outcome: intake
    says: line 1
    """
    put(folder, layer__py=b"match! x with:\n    pass\n" + _RIGHT)


@case
def intake_archive_of_names_that_are_mostly_spaces(folder: Path) -> None:
    """what: an archive whose files have names of 60,000 spaces
    outcome: ok
    why: what browsers add to a name is looked for, and must be found soon
    """
    names = [f"layer{' ' * 60_000}{number}x.py" for number in range(50)]
    put(folder, upload__zip=zipped({"layer.py": _RIGHT, **dict.fromkeys(names, b"x = 1\n")}))


@case
def intake_tar_header_of_digits(folder: Path) -> None:
    """what: an archive with a header of two million digits, which some versions of Python read for hours
    outcome: intake
    says: damaged
    """
    header = tarfile.TarInfo("layer.py")
    header.type, header.size = tarfile.XHDTYPE, 4_000 * 512
    content = header.tobuf() + b"1" * header.size + tarfile.TarInfo("layer.py").tobuf()
    put(folder, upload__tar=content)


@case
def source_blank_lines(folder: Path) -> None:
    """what: a million blank lines before the code
    outcome: ok
    """
    put(folder, layer__py=b"\n" * 1_000_000 + _RIGHT)


@case
def source_deeply_nested(folder: Path) -> None:
    """what: 5,000 brackets inside each other, which Python's parser cannot follow
    outcome: intake
    says: nested too deeply
    """
    put(folder, layer__py=b"x = " + b"[" * 5000 + b"]" * 5000 + b"\n" + _RIGHT)


@case
def intake_notebook_of_2500_cells(folder: Path) -> None:
    """what: a notebook of 2,500 cells, for each of which Python is started to try whether it can be read
    outcome: intake
    says: takes too long
    """
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        for source in [_RIGHT.decode(), *["try:\n    a = 1\nfinally:\n    b = 2"] * 2500]
    ]
    put(folder, layer__py=json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode())


@case
def intake_many_constants(folder: Path) -> None:
    """what: a notebook of thousands of constants, each of which needs the one before
    outcome: ok or intake
    why: it is right where it can be read in time
    """
    chain = "".join(f"a{number} = len([a{number - 1}])\n" for number in range(1, 4000))
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        for source in (_RIGHT.decode(), "a0 = 1\n" + chain)
    ]
    put(folder, layer__py=json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode())
