"""Homeworks and uploads that the tests of intake are made of."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.homework import Homework, SubmittedFile, Tolerance
from autograder.intake.problem import IntakeProblem
from autograder.intake.submission import Submission, read_submission

RIGHT = b"import torch\n\nclass MLP:\n    pass\n"


def homework_of(*submit: SubmittedFile | str, **settings: Any) -> Homework:
    """A homework that asks for these files."""
    files = tuple(SubmittedFile(file) if isinstance(file, str) else file for file in submit)
    standard: dict[str, Any] = {
        "title": "t",
        "points": 1,
        "arrays": "torch.float32",
        "tolerance": Tolerance(1e-6, 1e-6),
        "name": "hw",
        "folder": "/nowhere",
    }
    return Homework(submit=files, **{**standard, **settings})


def put(folder: Path, files: Mapping[str, bytes | str]) -> Path:
    """Write files into a folder, which is returned."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def zipped(files: Mapping[str, bytes | str]) -> bytes:
    """A zip archive of these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(files: Mapping[str, bytes], mode: str = "w:gz") -> bytes:
    """A tar archive of these files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def notebook_of(*cells: str | list[str], kind: str = "code") -> bytes:
    """A notebook with these code cells, each after a text cell that looks like code."""
    made: list[dict[str, Any]] = []
    for cell in cells:
        made.append({"cell_type": "markdown", "metadata": {}, "source": "def not_this(): pass"})
        made.append({"cell_type": kind, "metadata": {}, "source": cell, "outputs": [], "execution_count": None})
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def refusal(path: Path, homework: Homework) -> str:
    """The sentence with which an upload is refused."""
    with pytest.raises(IntakeProblem) as caught:
        read_submission(path, homework)
    return str(caught.value)


Read = Callable[..., Submission]
