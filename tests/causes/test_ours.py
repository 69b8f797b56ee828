"""Which known mistakes may run without the wall: those that reach nothing that the homework may forbid."""

from __future__ import annotations

import msgspec
import pytest

from autograder.causes.changes import Change
from autograder.causes.ours import Ours
from autograder.homework import load_homework
from autograder.mistakes import reference_sources


@pytest.mark.parametrize(
    ("added", "is_ours"),
    [
        ("half = 0.5\n", True),  # a name of its own
        ("def softer(z):\n    return z\n", True),
        ("len\n", True),
        ("torch.func\n", False),
        ("import scipy\n", False),
        ("x.requires_grad_()\n", False),
        ("half = (\n", False),  # nobody knows what it names
    ],
)
def test_a_known_mistake_is_ours(added: str, *, is_ours: bool) -> None:
    homework = load_homework("mlp")
    file = homework.submit[0].name
    sources = reference_sources(homework)
    end = len(sources[file].decode("utf-8"))
    change = msgspec.convert({"name": "m", "kind": "known", "spans": [(file, end, end, added)]}, Change)
    assert (change in Ours(homework, sources)) == is_ours
