"""What is computed once for all submissions is kept, read again, shared, and removed when nobody needs it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from autograder.causes import store
from autograder.causes.alone import Alone
from autograder.causes.observation import PASSED, Value
from autograder.causes.table import END, INCOMPARABLE, NOT_RUN, Content, Slot, Table, content_of
from autograder.homework import Tolerance, load_homework

TOLERANCE = Tolerance(relative=1e-6, absolute=1e-9)
WRONG, ENDLESS = Value("wrong ", np.zeros(0)), Value("", np.zeros(0))


def value(*numbers: float) -> Value:
    return Value(f"y ({len(numbers)},)", np.array(numbers, dtype=np.float64))


REFERENCE = {"one": [value(1, 2), PASSED], "two": [PASSED]}
SIGNATURES = [
    {"one": [value(1, 2), PASSED], "two": [PASSED]},
    {"one": [value(2, 4), WRONG], "two": [PASSED]},
    {"one": [value(2, 4), WRONG], "two": [PASSED]},
    {"one": [value(3), WRONG], "two": [ENDLESS]},
    {"one": [WRONG]},
]


def content() -> Content:
    return content_of(REFERENCE, SIGNATURES, TOLERANCE, {})


def test_a_table_says_which_changes_give_what_was_seen() -> None:
    table = Table(content(), TOLERANCE)
    assert table.slots == [Slot("one", 0), Slot("one", END), Slot("two", END)]
    equal, differs = table.equal({"one": [value(2, 4 + 1e-8), WRONG]})
    assert equal[0].tolist() == [False, True, True, False, False]
    assert equal[1].tolist() == [False, True, True, True, True]
    assert differs.tolist() == [True, True, False]
    assert table.affects[0].tolist() == [False, True, True, True, True]
    assert table.affects[2].tolist() == [False, False, False, True, True]
    assert table.first_alike.tolist() == [0, 1, 1, 3, 4]
    assert table.unknown_or_lost("two").tolist() == [False, False, False, True, True]
    assert table.ends_without_value(["one", "two"]).tolist() == [False, False, False, True, False]


def test_no_value_is_like_one_that_cannot_be_compared() -> None:
    assert content().numbers[2].tolist() == [0, 0, 0, INCOMPARABLE, NOT_RUN]
    equal, _ = Table(content(), TOLERANCE).equal({"two": [ENDLESS]})
    assert not equal.any()


def test_a_pair_as_if_each_added_its_own_part() -> None:
    signatures = [{"one": [value(2, 2), WRONG]}, {"one": [value(1, 5), WRONG]}, {"one": [value(7), WRONG]}]
    table = Table(content_of({"one": [value(1, 2), PASSED]}, signatures, TOLERANCE, {}), TOLERANCE)
    pairs = np.array([0, 0, 1]), np.array([1, 2, 2])
    assert table.as_if_together({"one": [value(2, 5), WRONG]}, 0, *pairs).tolist() == [True, False, False]


def test_a_pair_of_which_one_gives_nothing_of_this_kind_is_no_hint() -> None:
    signatures = [{"one": [value(7), WRONG]}, {"one": [value(3, 3), WRONG]}, {"one": [ENDLESS, WRONG]}, {}]
    table = Table(content_of({"one": [value(1, 2), PASSED]}, signatures, TOLERANCE, {}), TOLERANCE)
    pairs = np.array([0, 0, 1, 1, 2]), np.array([1, 3, 2, 3, 3])
    assert not table.as_if_together({"one": [value(3, 3), WRONG]}, 0, *pairs).any()


def test_what_is_kept_is_read_and_not_computed_again(tmp_path: Path) -> None:
    made = store.kept("key", Content, content, [tmp_path])

    def never() -> Content:
        raise AssertionError("it is there")

    read = store.kept("key", Content, never, [tmp_path / "no folder", tmp_path])
    for field in ("numbers", "affects", "first_alike"):
        assert np.array_equal(getattr(made, field), getattr(read, field))
    assert [[(kind.what, kind.first, kind.rows.tolist()) for kind in of_slot] for of_slot in read.kinds] == [
        [(kind.what, kind.first, kind.rows.tolist()) for kind in of_slot] for of_slot in made.kinds
    ]
    assert store.packed("key", made) == {path.name: path.read_bytes() for path in tmp_path.iterdir()}


def test_what_is_packed_is_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(store, "kept", lambda key, kind, compute, folders: read.append(key))
    monkeypatch.setattr(store, "packed", lambda key, value: {key: b""})
    alone = Alone(load_homework("mlp"), 0, ["test_loss"], None, key="its version", folders=())  # type: ignore[arg-type]
    assert sorted(alone.packed()) == sorted(read)


@pytest.mark.parametrize("spoil", [lambda data: data[:-9], lambda data: b"", lambda data: b"\xc1" + data])
def test_a_spoilt_file_is_computed_again(spoil: object, tmp_path: Path) -> None:
    store.kept("key", Content, content, [tmp_path])
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(spoil(whole))  # type: ignore[operator]
    store.kept("key", Content, content, [tmp_path])
    assert path.read_bytes() == whole


def test_only_what_is_ours_and_old_is_removed(tmp_path: Path) -> None:
    digest = "0123456789abcdef" * 2
    days = {
        f"{digest}-7": 2,
        f"{digest}-7.lock": 2,
        f"{digest}-8.123": 2,
        f"{digest}-9": 0.5,
        digest: 2,
        "f" * 32: 40,
        "thesis.tex": 400,
        "notes-7": 400,
        "f" * 40: 400,
    }
    for name, old in days.items():
        (tmp_path / name).touch()
        os.utime(tmp_path / name, times=(time.time() - old * 86_400,) * 2)
    store.kept("key", int, lambda: 3, [tmp_path])
    left = {path.name for path in tmp_path.iterdir()} & set(days)
    assert left == {f"{digest}-9", digest, "thesis.tex", "notes-7", "f" * 40}


def test_what_was_read_lately_stays(tmp_path: Path) -> None:
    store.kept("old", int, lambda: 3, [tmp_path])
    (path,) = tmp_path.iterdir()
    os.utime(path, times=(0, 0))
    assert store.kept("old", int, lambda: 4, [tmp_path]) == 3
    store.kept("new", int, lambda: 5, [tmp_path])
    assert path.exists()


def test_a_table_gives_back_what_each_test_saw() -> None:
    table = Table(content(), TOLERANCE)
    for change, signature in enumerate(SIGNATURES):
        for test, observation in signature.items():
            seen = table.seen(test, change)
            if all(value.what for value in observation):
                assert seen is not None
                assert [(one.what, one.numbers.tolist()) for one in seen] == [
                    (one.what, one.numbers.tolist()) for one in observation
                ]
            else:
                assert seen is None
