"""The class page as a person reads it: with the keyboard, on a phone, light and dark."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from browser import CHROMIUM, Browser

from autograder.homework import Homework
from autograder.outputs.changes import compare, write_changes
from autograder.outputs.groups import groups_of
from autograder.outputs.history import run_of
from autograder.outputs.html import Beside, write_html
from autograder.report import Cause, Decision, ManualItem, Mismatch, Outcome, Report, Seen, TestResult

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no browser here")

Make = Callable[..., Report]
MakeResult = Callable[..., TestResult]
WIDE = "dL/d" + "W" * 90  # one word, wider than a phone
MANUAL = (ManualItem(question=WIDE, points=1),)
LIGHT, DARK = ["rgb(255, 255, 255)", "rgb(28, 36, 48)"], ["rgb(20, 24, 31)", "rgb(228, 232, 238)"]  # ground and text


@pytest.fixture
def page(report: Make, result: MakeResult, homework: Homework, tmp_path: Path) -> Path:
    """A class with something in every part of the page, and long words in all of them."""

    def one(number: int, score: float, **settings: object) -> Report:
        mismatch = Mismatch(entry=WIDE, kind="value", worst_index=(0, 1), expected=1.25, actual=-3.5)
        wrong = {"message": f"{WIDE} is wrong", "mismatches": (mismatch,), "causes": (1,)}
        tests = [result(f"test_{WIDE}", score, name=WIDE, **(wrong if score < 1 else {})), result("test_b")]
        seen = Seen(test=tests[0].id, what="x", numbers=(3.5, 0.25 + 1e-9 * number))
        unknown = Cause(text="?", kind="unknown", points=1, tests=(tests[0].id,), complete=False, values=(seen,))
        settings = {
            "causes": (unknown,) if score < 1 else (),
            "manual": (ManualItem(question=WIDE, points=1),),
        } | settings
        return report(f"s{number}", tests, name=f"Zoë {WIDE} {number}", id=str(number), **settings)

    before = [one(number, 1) for number in range(12)]
    waive = Decision(test="test_b", what="waive", reason=WIDE, source="decisions.csv, line 2", tests=("test_b",),
                     points=-1, out_of=-1)  # fmt: skip
    after = [one(0, 1), one(1, 1, decisions=(waive,)), *(one(number, 0) for number in range(2, 12))]
    after.append(report("none", [], name=WIDE, outcome=Outcome.INTAKE, problem=WIDE))
    groups = groups_of(after, homework.tolerance)
    changes = compare(run_of(before), after)
    write_changes(changes, tmp_path / "changes.csv")
    sources = {group.example.submission: {"mlp.py": f"x = '{WIDE}'".encode()} for group in groups}
    path = tmp_path / "report.html"
    write_html(after, homework, path, Beside([(WIDE, WIDE)], changes, [WIDE], groups, sources))
    return path


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_is_wider_than_a_phone(page: Path, *, dark: bool) -> None:
    with Browser(page, width=320, dark=dark) as browser:
        for _ in range(2):  # also with everything unfolded
            assert browser.run("document.documentElement.scrollWidth") == 320
            browser.run("document.querySelectorAll('details').forEach(one => { one.open = true })")
        colours = "(style => [style.backgroundColor, style.color])(getComputedStyle(document.body))"
        assert browser.run(colours) == (DARK if dark else LIGHT)


def test_the_tiles_lead_to_what_they_count(page: Path) -> None:
    with Browser(page) as browser:
        tile = "tile => [tile.innerText.split('\\n'), tile.hash]"
        tiles = browser.run(f"[...document.querySelectorAll('.tiles a')].map({tile})")
        assert {name: (value, place) for (name, value), place in tiles} == {
            "Submissions": ("13", "#submissions"), "Graded": ("12", "#submissions"),
            "Mean": ("1.1", "#scores"), "Median": ("1", "#scores"), "Range": ("1 to 2", "#scores"),
            "To look at": ("11", "#people"), "Changed": ("11", "#changes"), "Groups": ("1", "#groups"),
        }  # fmt: skip
        for _, place in tiles:
            browser.run(f"document.querySelector('.tiles a[href=\"{place}\"]').click()")
            assert browser.run(f"document.querySelector('{place}').getBoundingClientRect().top < innerHeight")
            assert browser.run(f"document.querySelector('{place}').matches('h2')")


def test_a_thousand_submissions_are_two_megabytes_and_can_be_searched(
    report: Make, result: MakeResult, homework: Homework, tmp_path: Path
) -> None:
    """Each loses some 40 cases by four causes, and everybody's score has changed."""
    reports = []
    for number in range(1_000):
        lost = [number % 7 == case % 7 or case < 20 for case in range(60)]
        tests = [
            result(f"test_gradient_{case // 10}[relu-sigmoid-{case}]", 1 - wrong, message="dL/dW is wrong " * 30,
                   causes=(1,) * wrong)
            for case, wrong in enumerate(lost)
        ]  # fmt: skip
        causes = [
            Cause(text=f"Is the factor {index} missing? " * 3, kind="known", points=1, name=f"mistake-{index}",
                  tests=(tests[0].id,), complete=True, example="dL/dW is wrong: 12 of 12 entries differ " * 4)
            for index in range(4)
        ]  # fmt: skip
        reports.append(report(f"s{number}", tests, name=f"Student Number {number}", id=f"{number}", causes=causes))
    before = [msgspec.structs.replace(one, kept=60.0) for one in reports]
    path = tmp_path / "report.html"
    write_html(reports, homework, path, Beside(changes=compare(run_of(before), reports)))
    assert path.stat().st_size < 2_000_000
    with Browser(path) as browser:
        field = "document.getElementById('find')"
        show = f"{field}.value = {{!r}}; {field}.dispatchEvent(new Event('input')); shown.textContent"
        assert browser.run(show.format("lost:test_gradient_0[relu-sigmoid-3]")) == "1000 of 1000 shown"
        assert browser.run(show.format("lost:test_gradient_3[relu-sigmoid-36]")) == "143 of 1000 shown"
        assert browser.run(show.format("number 77")) == "19 of 1000 shown"


def test_the_keyboard_can_skip_to_the_submissions(page: Path) -> None:
    with Browser(page) as browser:
        browser.press("Tab")
        assert browser.run("document.activeElement.innerText") == "Skip to the submissions"
        assert browser.run("document.activeElement.getBoundingClientRect().left >= 0")
        browser.press("Enter")
        assert browser.run("location.hash") == "#submissions"
        browser.press("Tab")
        assert browser.run("document.activeElement.id") == "find"
        levels = browser.run("[...document.querySelectorAll('h1, h2, h3')].map(one => +one.tagName[1])")
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_group_is_one_thing_to_look_at(page: Path) -> None:
    with Browser(page) as browser:
        group = browser.run("document.querySelector('#g1').innerText")
        assert "Group 1: 10 submissions, 10 points, 1 test" in group
        row = browser.run("[...document.querySelectorAll('#g1 td')].map(cell => cell.innerText)")
        assert row == [f"{WIDE} at [0, 1]", "-3.5", "1.25"]
        assert browser.run("document.querySelector('#g1 pre').textContent") == f"x = '{WIDE}'"
        browser.run("document.querySelector('#people ~ ul a[href^=\"#s\"]').click()")
        browser.run("new Promise(requestAnimationFrame)")
        assert browser.run("document.querySelector('tr:target details').open")


def test_changes_are_in_the_table_and_in_the_file(page: Path) -> None:
    with Browser(page) as browser:
        cells = "row => [...row.cells].map(one => one.innerText)"
        rows = browser.run(f"[...document.querySelectorAll('.changed tbody tr')].map({cells})")
    assert rows[0][1:] == [
        "2 of 3 → 1 of 2",
        f"test_b waived: {WIDE} (decisions.csv, line 2)",
        "a staff decision",
    ]
    assert rows[1][1:] == ["2 → 1", f"test_{WIDE} 1 → 0", "the grader"]
    text = (page.parent / "changes.csv").read_text(encoding="utf-8-sig")
    names = [row["student"] for row in csv.DictReader(io.StringIO(text))]
    assert len(names) == len(rows) == 11
    assert all(name.startswith(row[0].removesuffix("…")) for name, row in zip(names, rows))
