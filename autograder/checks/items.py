"""What a collected test says of itself: its id, its points, its case, and what its decorators left on it."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import pytest

from autograder.homework import Homework, openness


def points_of(items: Sequence[pytest.Item]) -> dict[str, float]:
    """The points of every test by its id: its weight, shared by the cases of a parametrised test."""
    cases = Counter(_function_id(item) for item in items)
    return {test_id(item): float(attribute(item, "weight", 0.0)) / cases[_function_id(item)] for item in items}


def test_id(item: pytest.Item) -> str:
    """ "test_forward[relu-sigmoid]": a test's name within its homework, which is what a report shows."""
    return item.name


def in_running_order(items: Sequence[pytest.Item], homework: Homework) -> list[pytest.Item]:
    """What is shown first comes first: what a test gives can be in no text that is seen earlier than its own. Among
    these, tests that hand over answers come last: see hands_over_answers. A report has all in the order of their files.
    """
    return sorted(items, key=lambda item: (openness(_visibility(item, homework)), hands_over(item)))


def _visibility(item: pytest.Item, homework: Homework) -> str:
    return str(attribute(item, "visibility", homework.visibility))


def hands_over(item: pytest.Item) -> bool:
    return bool(attribute(item, "hands_over_answers", default=False))


def answers_given(item: pytest.Item) -> dict[str, str]:
    """As the test's decorator says: see asks_for_what_it_gives."""
    return dict(attribute(item, "given", {}))


def describe(item: pytest.Item, points: float, homework: Homework) -> dict[str, Any]:
    """What a result says of a test whatever happens to it."""
    lines = (getattr(item.obj, "__doc__", None) or "").strip().splitlines()  # type: ignore[attr-defined]
    name = lines[0].strip() if lines else item.name.partition("[")[0].removeprefix("test_").replace("_", " ")
    callspec = getattr(item, "callspec", None)
    return {
        "id": test_id(item),
        "name": f"{name} [{callspec.id}]" if callspec else name,
        "max_score": points,
        "number": attribute(item, "number", ""),
        "tags": tuple(attribute(item, "tags", ())),
        "visibility": _visibility(item, homework),
    }


def case_of(item: pytest.Item) -> dict[str, str]:
    """The parameters of one case of a parametrised test, those that are a word or a number."""
    callspec = getattr(item, "callspec", None)
    parameters = callspec.params if callspec else {}
    return {name: str(value) for name, value in parameters.items() if isinstance(value, str | int | float)}


@cache
def student_seed(homework: str, seed: int, identity: str) -> int:
    text = f"student\0{homework}\0{seed}\0{identity}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")


def _function_id(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def attribute(item: pytest.Item, name: str, default: Any) -> Any:
    """gradescope-utils' decorators leave attributes on the test function."""
    return getattr(item.obj, f"__{name}__", default)  # type: ignore[attr-defined]
