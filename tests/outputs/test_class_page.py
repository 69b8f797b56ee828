"""The class page: one file that holds everything, runs nothing of a student's, and loads nothing from elsewhere."""

import base64
import hashlib
import re
import stat
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder.homework import Homework
from autograder.outputs.html import Beside, render_html, write_html
from autograder.report import ManualItem, Outcome, Report, Student, TestResult

Make = Callable[..., Report]
MakeResult = Callable[..., TestResult]

HOSTILE = (
    "</pre></style></script><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 6 }}\"'>"
    "<a href=javascript:x>&amp;\x00\x1b[31m\u202e\ud800"
)


class Page(HTMLParser):
    """What a browser would see of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.mistakes: list[str] = []
        self.text = ""
        self.inside = {"script": "", "style": ""}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attributes}))
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(f"</{tag}> at {self.getpos()}")
        if tag not in ("a", "code", "span"):
            self.text += " "

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in self.inside:
            self.inside[self.open[-1]] += data
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def hostile_class(report: Make, result: MakeResult) -> list[Report]:
    everything = {
        "problem": HOSTILE,
        "students": (Student(name=HOSTILE, id=HOSTILE, email=HOSTILE),),
        "notes": (HOSTILE,),
        "flags": (HOSTILE,),
        "fault": HOSTILE,
        "printed": HOSTILE,
        "isolation": HOSTILE,
        "title": HOSTILE,
        "manual": (ManualItem(question=HOSTILE, points=2),),
    }
    test = {"name": HOSTILE, "message": HOSTILE, "details": HOSTILE, "mistake": HOSTILE, "number": HOSTILE}
    tests = [result(HOSTILE, 0, **test), result("b", 1, name=HOSTILE), result("c", 0, **test), result("d", 0.5)]
    return [
        report(HOSTILE, tests, **everything),
        report("intake", tests, outcome=Outcome.INTAKE, **everything),
        report("fault", [], outcome=Outcome.FAULT, **everything),
    ]


def test_nothing_of_a_student_becomes_markup(hostile_class: list[Report], homework: Homework) -> None:
    page = Page(render_html(hostile_class, homework, Beside(unusable=[(HOSTILE, HOSTILE)])))
    assert page.mistakes == []
    assert page.open == []
    assert len(page.all("script")) == len(page.all("style")) == 1
    assert page.all("img") == []
    assert all(attributes["href"].startswith("#") for attributes in page.all("a"))
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "style", "srcdoc")]
    assert "{{ 7 * 6 }}" in page.text
    assert "onerror=alert(2)" in page.text
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", page.text)


def test_only_our_style_and_script_may_run_and_nothing_is_loaded(report: Make, homework: Homework) -> None:
    text = render_html([report()], homework)
    page = Page(text)
    (policy,) = (meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for kind in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.inside[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert not re.search(r"https?://|url\(|@import|<link", text)


def test_of_many_known_mistakes_of_a_test_five_are_shown_and_all_can_be_unfolded(
    report: Make, result: MakeResult, homework: Homework
) -> None:
    reports = [report(f"s{number}", [result("a", 0, mistake=f"m{number}")]) for number in range(7)]
    page = Page(render_html(reports, homework))
    words = " ".join(page.text.split())
    assert "m3 × 1 m4 × 1 2 more mistakes m5 × 1 m6 × 1" in words
    assert len([span for span in page.all("span") if span.get("class") == "find chip"]) == 7


def test_of_what_could_not_be_graded_the_reason_is_shown_and_no_list_of_tests(
    report: Make, result: MakeResult, homework: Homework
) -> None:
    tests = [result("a", 0, outcome=Outcome.INTAKE), result("b", 0, outcome=Outcome.INTAKE)]
    page = Page(render_html([report("s1", tests, outcome=Outcome.INTAKE, problem="mlp.py is empty.")], homework))
    assert "mlp.py is empty." in page.text
    assert "None of the 2 tests was run." in page.text
    assert "name of a" not in page.text


def test_the_same_class_gives_the_same_page_in_any_order(report: Make, result: MakeResult, homework: Homework) -> None:
    reports = [report(f"s{n}", [result("a", n % 2)], name=f"Name {n % 3}") for n in range(7)]
    assert render_html(reports, homework) == render_html(reports[::-1], homework)


def test_the_page_tells_what_happened_in_the_class(report: Make, result: MakeResult, homework: Homework) -> None:
    wrong = {"message": "dL/dW is wrong", "details": "hidden W", "mistake": "transpose"}
    reports = [
        report("s1", [result("a", 2, of=2), result("b", 3, of=3)], name="Ana Li", id="10"),
        report("s2", [result("a", 2, of=2), result("b", 0, of=3, **wrong)], name="Bo Ek", flags=("uses autograd",)),
        report("s3", [], name="Cy Ho", outcome=Outcome.INTAKE, problem="Line 12:\n  x("),
        report("s4", [], name="Di Wu", outcome=Outcome.FAULT, fault="BrokenPipeError: gone"),
    ]
    page = Page(render_html(reports, homework, Beside(unusable=[("notes.zip", "there is no .py file in it")])))
    words = " ".join(page.text.split())
    assert "Submissions 4 Graded 2 Mean 3.5 Median 3.5 Range 2 to 5 To look at 3" in words
    places = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    assert {link["href"] for link in page.all("a")} <= {f"#{place}" for place in places}
    assert "name of b transpose \u00d7 1 1 of 2" in words
    assert "Bo Ek: uses autograd" in words
    assert "In the class, but not graded: notes.zip: there is no .py file in it" in words
    assert "Cy Ho: could not be graded: Line 12:" in words
    assert "Di Wu: the grader failed: BrokenPipeError: gone" in words
    assert "Bo Ek s2 2 / 5 1 test lost, 3 points 1 flag b uses autograd wrong name of b 0 / 3 · b" in words
    assert "dL/dW is wrong hidden W Passed: name of a (2)" in words
    assert "Line 12:\n  x(" in page.text


def test_rows_can_be_found_sorted_and_jumped_to(report: Make, result: MakeResult, homework: Homework) -> None:
    reports = [
        report("s1", [result("a", 0, mistake="transpose")], name="Ana", flags=("look",)),
        report("s2", [result("a", 1)], name="Bo"),
        report("s3", [], name="Cy", outcome=Outcome.INTAKE),
    ]
    page = Page(render_html(reports, homework))
    rows = {row["id"]: row for row in page.all("tr") if "data-kind" in row}
    assert [row["data-kind"] for row in rows.values()] == ["part look", "full", "intake look"]
    assert [float(row["data-score"]) for row in rows.values()] == [0, 1, -1]
    assert rows["s1"]["data-find"].split("\n") == ["lost:a", "mistake:transpose"]
    assert {link["href"] for link in page.all("a")} == {"#s1", "#s3", "#submissions", "#scores", "#people"}
    searched = {span["data-find"] for span in page.all("span") if "data-find" in span}
    assert searched == {"lost:a", "mistake:transpose"}  # and of a test with two cases "lost:test_f[x]"


def test_the_cases_of_a_test_can_be_found_together_and_alone(
    report: Make, result: MakeResult, homework: Homework
) -> None:
    reports = [report("s1", [result("test_f[x]", 0), result("test_f[y]", 0)]), report("s2", [result("test_f[x]", 0)])]
    page = Page(render_html(reports, homework))
    searched = [span["data-find"] for span in page.all("span") if "data-find" in span]
    rows = [set(row["data-find"].split("\n")) for row in page.all("tr") if "data-find" in row]
    assert rows == [{"lost:test_f", "lost:test_f[x]", "lost:test_f[y]"}, {"lost:test_f", "lost:test_f[x]"}]
    assert searched == ["lost:test_f", "lost:test_f[x]", "lost:test_f[y]"]
    assert "2 cases [x] \u00d7 2 [y] \u00d7 1" in " ".join(page.text.split())


def test_one_result_for_every_test_is_said_once(report: Make, result: MakeResult, homework: Homework) -> None:
    tests = [result(f"t{n}", 0, outcome=Outcome.ERROR, message="mlp.py cannot be loaded") for n in range(9)]
    page = Page(render_html([report(tests=tests)], homework))
    assert page.text.count("mlp.py cannot be loaded") == 1
    assert "9 tests with the same result" in page.text
    assert "name of t8 (0 / 1)" in page.text


def test_weaker_isolation_is_said_and_full_isolation_is_not(report: Make, homework: Homework) -> None:
    assert "Isolation was" not in render_html([report()], homework)
    assert "Isolation was “unprotected”" in render_html([report(isolation="unprotected")], homework)


def test_an_empty_class_and_one_that_nobody_could_grade_have_a_page(report: Make, homework: Homework) -> None:
    for reports in ([], [report(tests=[], outcome=Outcome.FAULT)]):
        page = Page(render_html(reports, homework))
        assert page.mistakes == []
        assert "Most-failed tests" not in page.text


def test_two_thousand_submissions_are_all_there(
    report: Make, result: MakeResult, homework: Homework, tmp_path: Path
) -> None:
    tests = [result(f"t{n}", n % 2, message="m" * 200) for n in range(12)]
    write_html([report(f"s{n}", tests) for n in range(2000)], homework, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert text.count("data-kind=") == 2000
    assert len(text) < 12_000_000
    assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) == 0o600
