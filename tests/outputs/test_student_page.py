"""What a student is shown: what may be seen at a moment, and nothing else, in HTML and in Markdown."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess

import pytest

from autograder.homework import OPENNESS
from autograder.outputs.student import MOMENTS, seen_by
from autograder.outputs.student_page import to_html, to_markdown
from autograder.report import LATE, Cause, Decision, ManualItem, Outcome, Student

SECRET = "expected 0.7351 of ⟨secret⟩"
MESSAGE = "y is wrong (allowed 1e-06).\n  worst at [0]: expected 1.25, got 2.5"


def both(view):
    """The texts of both pages, as a reader sees them."""
    page = to_html(view)
    body = html.unescape(re.sub(r"<[^>]+>", " ", page[page.index("<body>") :]))
    return body, to_markdown(view)


def cause(text, tests, **settings):
    return Cause(text=text, tests=tests, **{"points": 1.0, "complete": True, "kind": "slip", "name": "x"} | settings)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("visibility", [*OPENNESS, "no such word"])
def test_test_is_shown_from_its_moment_on_and_a_hidden_one_never(report, result, moment, visibility):
    tests = [result("test_open", 0, message=MESSAGE), result("test_x", 0, visibility=visibility, message=SECRET)]
    may = visibility in OPENNESS and OPENNESS.index(visibility) <= OPENNESS.index(MOMENTS[moment])
    for text in both(seen_by(report(tests=tests), moment)):
        assert "worst at [0]: expected 1.25" in text
        assert ("0.7351" in text) == may
        assert ("name of test_x" in text) == may
        assert ("Hidden tests" in text) != may


@pytest.mark.parametrize(
    "settings",
    [
        {"kind": "error", "name": ""},
        {"kind": "untouched", "name": ""},
        {"kind": "unknown", "name": "", "complete": False},
        {"kind": "slip", "name": "s"},
        {"kind": "known", "name": "k"},
    ],
)
def test_cause_says_nothing_that_only_a_hidden_test_shows(report, result, settings):
    tests = [
        result("test_h", 0, visibility="hidden", message=f"raised in line 3\n{SECRET}", causes=(1,)),
        result("test_v", 0, message=MESSAGE, causes=(1,), outcome=Outcome.ERROR),
    ]
    own = f"raised in line 3\n{SECRET}" if not settings["name"] else "In f, the axis is wrong."
    told = cause(
        f"{own}\n  (always when n is 7351)", ("test_h", "test_v"),
        example=SECRET, example_test="name of test_h", **settings,
    )  # fmt: skip
    view = seen_by(report(tests=tests, causes=(told,), visibility="visible"))
    for text in both(view):
        assert "7351" not in text
        assert "name of test_h" not in text
        assert "What to fix first" in text
        assert "1 visible test" in text


def test_cause_that_may_be_seen_later_is_told_later(report, result):
    tests = [result("test_v", 0, message=MESSAGE, causes=(1,))]
    given = report(tests=tests, causes=(cause("In f, a sign.", ("test_v",)),), visibility="after_published")
    assert not seen_by(given, "now").causes
    assert [one.text for one in seen_by(given, "published").causes] == ["In f, a sign."]


def test_total_is_told_with_the_grades_and_before_that_only_what_is_shown(report, result):
    given = report(tests=[result("a", 1), result("b", 3, of=10, visibility="hidden")])
    now, published = seen_by(given, "now"), seen_by(given, "published")
    assert (now.score, now.out_of, now.score_is) == (1, 1, "Visible tests")
    assert (published.score, published.out_of, published.score_is) == (4, 11, "Score")
    assert published.later == ("1 hidden test (10 of 11 points) will be shown to course staff only.",)


def test_staffs_decisions_and_points_by_people_are_shown_and_count(report, result):
    people = (Student(name="Jürgen Groß"), Student(name="Zoë"))
    decisions = (
        Decision(test="test_a", what="+1", reason="the test was wrong", points=1.0, tests=("test_a",)),
        Decision(test="1.2", what="2", reason="nicely drawn", points=2.0, question="1.2 (a)", student=0),
    )
    given = report(
        tests=[result("test_a", 0)], students=people, decisions=decisions,
        manual=(ManualItem(question="1.2 (a)", points=3),),
    )  # fmt: skip
    first, second = seen_by(given, student=0), seen_by(given, student=1)
    assert (first.who, first.score, first.out_of, first.score_is) == ("Jürgen Groß", 3, 4, "Score")
    assert (second.who, second.score, second.score_is) == ("Zoë", 1, "Score so far")
    for text in both(first):
        assert "+1: the test was wrong" in text
        assert "nicely drawn" in text
    for text in both(second):
        assert "nicely drawn" not in text
        assert "1.2 (a)" in text  # not graded yet


def test_what_could_not_be_graded_says_why_and_names_no_score(report, result):
    tests = [result("a", 0, outcome=Outcome.INTAKE)]
    intake = report(tests=tests, outcome=Outcome.INTAKE, problem="mlp.py is empty.", flags=(LATE, "copied?"))
    for text in both(seen_by(intake)):
        assert "No score yet" in text
        assert "mlp.py is empty." in text
        assert "late" in text
        assert "copied?" not in text  # a flag is for the staff
        assert "0 of" not in text
    fault = report(tests=[result("a", 0, outcome=Outcome.FAULT, details=SECRET)], outcome=Outcome.FAULT, fault=SECRET)
    for text in both(seen_by(fault)):
        assert "No score yet" in text
        assert "not a mistake in your code" in text
        assert "7351" not in text


def test_what_a_student_wrote_is_text_and_nothing_else(report, result):
    hostile = "</pre><script>alert(1)</script> ``` [x](javascript:1) **b** | \x1b[31m \u202e"
    given = report(tests=[result("t", 0, message=hostile)], name=hostile, notes=(hostile, "# no heading"))
    page = to_html(seen_by(given))
    assert "<script" not in page
    assert "\u202e" not in page
    assert "\x1b" not in page
    text = to_markdown(seen_by(given))
    assert "````text" in text
    outside = re.sub(r"````text.*?````", "", text, flags=re.DOTALL)
    assert not re.search(r"(?<!\\)<script|(?<!\\)\]\(", outside)
    assert "\n# no" not in outside


@pytest.mark.skipif(not shutil.which("chromium"), reason="no browser here")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_fits_a_phone_and_loads_nothing_in_a_browser(report, result, tmp_path, scheme):
    wide = "dL/d" + "W" * 200
    tests = [result(f"test_{n}", n % 2, message=f"{wide}\n{MESSAGE}", name=f"{wide} [{n}]") for n in range(6)]
    given = report(
        tests=tests, name="Größe " * 20, causes=(cause(wide, ("test_0",), example=wide),), visibility="visible"
    )
    page = to_html(seen_by(given))
    harness = tmp_path / "harness.html"
    harness.write_text(_harness(page), encoding="utf-8")
    preferred = "--blink-settings=preferredColorScheme=" + ("0" if scheme == "dark" else "1")
    done = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", preferred, f"--user-data-dir={tmp_path}/profile",
         "--virtual-time-budget=3000", "--dump-dom", harness.as_uri()],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    found = re.search(r'<pre id="o">(\d+)\|(.*?)\|(\d+)</pre>', done.stdout)
    assert found, done.stdout[-500:] + done.stderr[-500:]
    assert int(found[1]) <= 320
    assert found[2] == ("rgb(20, 24, 31)" if scheme == "dark" else "rgb(255, 255, 255)")
    assert int(found[3]) > 3


def _harness(page):
    """A page that shows another one as wide as a small phone, and writes down how wide it became."""
    inner = json.dumps(page).replace("</", "<\\/")
    return (
        "<meta charset=utf-8><meta name=color-scheme content='light dark'><iframe width=320 height=900"
        " style='border:0'></iframe><pre id=o></pre><script>const f=document.querySelector('iframe');f.onload=()=>{"
        "const d=f.contentDocument;o.textContent=[d.documentElement.scrollWidth,"
        "getComputedStyle(d.body).backgroundColor,d.querySelectorAll('h1,h2,h3').length].join('|')};"
        f"f.srcdoc={inner}</script>"
    )


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("+1: it was wrong", "+1: it was wrong"),
        ("# no heading", "\\# no heading"),
        ("- no item", "\\- no item"),
        ("--- no rule", "\\--- no rule"),
        ("> no quotation", "\\> no quotation"),
        ("1. no number", "1\\. no number"),
        ("dL/dW_1 of mse_loss [N x 3]", "dL/dW_1 of mse_loss [N x 3]"),
        ("_em_ and [a](b)", "\\_em\\_ and [a\\](b)"),
    ],
)
def test_markdown_shows_a_line_as_it_is_and_stays_readable(report, line, written):
    assert f"\n{written}  \n" in to_markdown(seen_by(report(notes=(line,)))) + "\n"
