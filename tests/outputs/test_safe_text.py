"""What is shown cannot act on the terminal, page or reader that shows it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.outputs.text import count, finite, one_line, points, printable, shorten

any_text = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("a\x00b", "a\\x00b"),
        ("over\rwritten", "over\\x0dwritten"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202eyp.plm", "\\u202eyp.plm"),
        ("\ud800", "\\ud800"),
        ("\ufeffx\u2028y", "\\ufeffx\\u2028y"),
        ("one\r\ntwo\tthree", "one\ntwo\tthree"),
        ("Žofie Nguyễn 王 🙂", "Žofie Nguyễn 王 🙂"),
    ],
)
def test_control_characters_are_shown_as_their_escape(hostile: str, shown: str) -> None:
    assert printable(hostile) == shown


@given(any_text)
def test_printable_text_can_be_encoded_and_stays_as_it_is(text: str) -> None:
    once = printable(text)
    assert printable(once) == once
    assert once.encode("utf-8").decode("utf-8") == once


@given(any_text, st.integers(1, 50))
def test_one_line_is_one_line_of_the_length_asked_for(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert line.splitlines() in ([], [line])


def test_a_long_text_keeps_its_beginning_and_its_end_and_says_what_is_missing() -> None:
    text = "dL/dW is wrong" + "." * 5000 + "Likely cause: a transpose"
    short = shorten(text, 300)
    assert short.startswith("dL/dW is wrong")
    assert short.endswith("Likely cause: a transpose")
    assert f"{len(text) - 300:,} characters omitted" in short
    assert len(short) < 350
    assert shorten(text, len(text)) == text


@pytest.mark.parametrize(
    ("value", "shown"),
    [(5.0, "5"), (2.5, "2.5"), (1 / 3, "0.3333"), (1234.5678, "1234.5678"), (0, "0"), (100.0, "100")],
)
def test_points_are_written_as_people_write_them(value: float, shown: str) -> None:
    assert points(value) == shown


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_counts_as_zero(value: float) -> None:
    assert finite(value) == 0.0
    assert points(value) == "0"


def test_a_noun_agrees_with_its_number() -> None:
    assert [count(number, "test") for number in (0, 1, 2)] == ["0 tests", "1 test", "2 tests"]
