"""The cases that are not one file of text: links, archives, several files, other encodings, long sources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from corpus_cases import RIGHT, Build, Case, read_header

_CASES: list[Case] = []


def case(build: Build) -> Build:
    """The function's docstring is the case's header."""
    name = f"intake/{build.__name__}"
    header = "\n".join(f"# {line.strip()}" for line in (build.__doc__ or "").strip().splitlines())
    _CASES.append(Case(name, read_header(header, name), build))
    return build


def built_cases() -> Iterator[Case]:
    yield from _CASES


@case
def symbolic_link(folder: Path) -> None:
    """what: layer.py is a symbolic link to the reference
    outcome: intake
    says: symbolic link
    """
    (folder / "layer.py").symlink_to(RIGHT)
