"""results.json: valid for every Report, never unfair, and never more than the student may know."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.outputs import gradescope
from autograder.outputs.gradescope import (
    RESULTS_BYTES,
    instructor_text,
    to_gradescope,
    write_placeholder,
    write_results,
)
from autograder.report import LeaderboardEntry, ManualItem, Mismatch, Outcome, Report, Student, TestResult

Make = Callable[..., Report]
MakeResult = Callable[..., TestResult]

SCHEMA = json.loads((Path(gradescope.__file__).parent / "results.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

any_text = st.text(st.characters(exclude_categories=()), max_size=40)
any_number = st.floats(allow_nan=True, allow_infinity=True)
mismatches = st.builds(
    Mismatch,
    entry=any_text,
    kind=st.sampled_from(["missing", "type", "shape", "dtype", "not finite", "value", "condition"]),
    wrong=st.integers(0, 9),
    total=st.integers(0, 9),
    expected=any_number,
    likely_cause=any_text,
)
results = st.builds(
    TestResult,
    id=any_text,
    name=any_text,
    score=any_number,
    max_score=any_number,
    outcome=st.sampled_from(Outcome),
    message=st.one_of(any_text, st.integers(0, 200_000).map(lambda n: "é" * n)),
    details=any_text,
    mismatches=st.lists(mismatches, max_size=25).map(tuple),
    mistake=any_text,
    number=any_text,
    tags=st.lists(any_text, max_size=3).map(tuple),
    visibility=st.sampled_from(["visible", "after_due_date", "after_published", "hidden", "hiden"]),
)
reports = st.builds(
    Report,
    homework=any_text,
    title=any_text,
    submission=any_text,
    outcome=st.sampled_from(Outcome),
    problem=any_text,
    tests=st.lists(results, max_size=6).map(tuple),
    students=st.lists(st.builds(Student, name=any_text), max_size=2).map(tuple),
    notes=st.lists(any_text, max_size=3).map(tuple),
    flags=st.lists(any_text, max_size=3).map(tuple),
    fault=any_text,
    leaderboard=st.lists(st.builds(LeaderboardEntry, name=any_text, value=any_number | any_text, order=any_text)).map(
        tuple
    ),
    manual=st.lists(st.builds(ManualItem, question=any_text, points=any_number), max_size=3).map(tuple),
    printed=any_text,
    isolation=any_text,
    seconds=any_number,
    submission_digest=any_text,
    homework_digest=any_text,
    grader_version=any_text,
    seed=st.integers(),
)


def no_constants(name: str) -> float:
    raise AssertionError(f"{name} is not JSON")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=reports)
def test_every_report_gives_valid_json_with_every_test(
    report: Report, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "results.json"
    write_results(report, path)
    data = path.read_bytes()
    written = json.loads(data.decode("utf-8"), parse_constant=no_constants)
    VALIDATOR.validate(written)
    assert len(data) <= RESULTS_BYTES
    assert len(written["tests"]) == len(report.tests)
    assert all(test["score"] <= test["max_score"] for test in written["tests"])
    assert instructor_text(report).encode("utf-8")


def test_the_schema_is_one_and_knows_every_outcome() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$defs"]["outcome"]["enum"] == [outcome.value for outcome in Outcome]


def test_the_placeholder_is_valid_and_blames_nobody(tmp_path: Path) -> None:
    write_placeholder(tmp_path / "results.json")
    written = json.loads((tmp_path / "results.json").read_text())
    VALIDATOR.validate(written)
    assert written["score"] == 0
    assert "Grading did not finish" in written["output"]
    assert "not your score" in written["output"]


def test_score_and_status_of_each_test(report: Make, result: MakeResult) -> None:
    tests = [
        result("full", 2, of=2),
        result("partly", 1.5, of=2, outcome=Outcome.OK),
        result("none", 0, of=2),
        result("worth nothing, right", 0, of=0, outcome=Outcome.OK),
        result("worth nothing, wrong", 0, of=0, outcome=Outcome.WRONG),
        result("skipped", 0, of=2, outcome=Outcome.SKIPPED),
    ]
    written = to_gradescope(report(tests=tests))
    assert [test["status"] for test in written["tests"]] == ["passed", "failed", "failed", "passed", "failed", "failed"]
    assert [test["score"] for test in written["tests"]] == [2, 1.5, 0, 0, 0, 0]
    assert written["score"] == 3.5
    assert written["tests"][5]["output"] == "This test was not run."


@pytest.mark.parametrize(("score", "kept"), [(math.nan, 0), (math.inf, 0), (-3, 0), (7, 2)])
def test_no_score_is_outside_its_test(report: Make, result: MakeResult, score: float, kept: float) -> None:
    written = to_gradescope(report(tests=[result("a", score, of=2, outcome=Outcome.WRONG)]))
    assert written["tests"][0]["score"] == kept
    assert written["score"] == kept


def test_what_is_hidden_is_said_and_not_counted(report: Make, result: MakeResult) -> None:
    tests = [
        result("a", 1, of=1),
        result("b", 0, of=4, visibility="after_published"),
        result("c", 5, of=5, visibility="after_published"),
        result("d", 2, of=2, visibility="after_due_date"),
        result("e", 3, of=3, visibility="hidden"),
    ]
    output = to_gradescope(report(tests=tests))["output"]
    assert "The visible test passed." in output
    assert "2 hidden tests (9 of 15 points) will be shown when grades are published." in output
    assert "1 hidden test (2 of 15 points) will be shown after the due date." in output
    assert "1 hidden test (3 of 15 points) will be shown to course staff only, so" in output
    assert "so passing the visible ones does not guarantee full marks." in output


def test_when_nothing_is_shown_yet_nothing_is_told(report: Make, result: MakeResult) -> None:
    passing, failing = (
        to_gradescope(report(tests=[result("a", score, of=4, visibility="after_published")]))["output"]
        for score in (4, 0)
    )
    assert passing == failing
    assert "Your submission was received and graded." in passing
    assert "1 hidden test (4 of 4 points) will be shown when grades are published." in passing


def test_a_visibility_that_does_not_exist_hides(report: Make, result: MakeResult) -> None:
    written = to_gradescope(report(tests=[result(visibility="hiden")]))
    assert written["tests"][0]["visibility"] == "hidden"
    assert "course staff only" in written["output"]


def test_questions_for_people_are_listed_with_their_points(report: Make) -> None:
    manual = (ManualItem(question="1.2(a)", points=4), ManualItem(question="1.4", points=2.5))
    output = to_gradescope(report(manual=manual))["output"]
    assert "Graded by hand" in output
    assert "1.2(a) (4 points)" in output
    assert "1.4 (2.5 points)" in output


def test_the_student_reads_nothing_that_is_for_the_instructor(report: Make, result: MakeResult) -> None:
    secret = {
        "details": "SECRET-1",
        "mismatches": (Mismatch(entry="dL/dW", kind="value", expected=1234.5, actual=6789.5),),
    }
    failing = report(
        tests=[result("a", 0, of=4, message="dL/dW is wrong", **secret)],
        flags=("SECRET-2",),
        fault="SECRET-3",
        printed="SECRET-4",
    )
    text = json.dumps(to_gradescope(failing))
    assert "SECRET" not in text
    assert "1234.5" not in text
    assert "6789.5" not in text
    log = instructor_text(failing)
    assert all(f"SECRET-{number}" in log for number in (1, 2, 3, 4))


def test_a_fault_is_the_graders_and_its_traceback_the_instructors(report: Make) -> None:
    failed = report(tests=[], outcome=Outcome.FAULT, fault="Traceback …\nBrokenPipeError")
    written = to_gradescope(failed)
    VALIDATOR.validate(written)
    assert written["extra_data"]["outcome"] == "fault"
    assert "not a mistake in your code" in written["output"]
    assert "graded again" in written["output"]
    assert "Traceback" not in json.dumps(written)
    assert "BrokenPipeError" in instructor_text(failed)


def test_a_fault_in_one_test_is_said_above_and_beside_it(report: Make, result: MakeResult) -> None:
    tests = [result("a", 4, of=4), result("b", 0, of=4, outcome=Outcome.FAULT, message="KeyError in our oracle")]
    written = to_gradescope(report(tests=tests))
    assert "The grader failed on 1 test." in written["output"]
    assert "not final" in written["output"]
    assert "not a mistake in your code" in written["tests"][1]["output"]
    assert "KeyError" not in json.dumps(written)


def test_what_could_not_be_graded_says_why_at_once(report: Make, result: MakeResult) -> None:
    test = result("a", 0, of=4, outcome=Outcome.INTAKE, visibility="after_published")
    refused = report(
        tests=[test], outcome=Outcome.INTAKE, problem="There is no mlp.py.", notes=("MLP.txt is ignored.",)
    )
    output = to_gradescope(refused)["output"]
    assert output == "Your submission could not be graded.\n\nThere is no mlp.py.\n\nMLP.txt is ignored."
    assert "There is no mlp.py." in instructor_text(refused)


def test_long_messages_are_shortened_and_short_ones_are_not(report: Make, result: MakeResult) -> None:
    tests = [result(f"test_{n}", 0, of=1, message="m" * 25_000_000 if n == 3 else f"message {n}") for n in range(30)]
    written = to_gradescope(report(tests=tests))
    assert len(json.dumps(written)) < RESULTS_BYTES
    assert [test["output"] for test in written["tests"] if "omitted" not in test["output"]] == [
        f"message {n}" for n in range(30) if n != 3
    ]
    assert "characters omitted" in written["tests"][3]["output"]


def test_a_crowd_of_tests_fits_too(report: Make, result: MakeResult) -> None:
    tests = [
        result(f"test_{n}", 0, of=1, name=f"{n} " + "n" * 200, message="é" * 5000, tags=("t" * 90,)) for n in range(300)
    ]
    written = to_gradescope(report(tests=tests, manual=(ManualItem(question="1.4", points=2),)))
    VALIDATOR.validate(written)
    assert len(json.dumps(written, ensure_ascii=False, indent=1).encode()) <= RESULTS_BYTES
    assert len(written["tests"]) == 300
    assert all(test["name"].startswith(f"{n} ") for n, test in enumerate(written["tests"]))
    assert "1.4 (2 points)" in written["output"]


def test_the_leaderboard_and_the_structure_are_handed_on(report: Make, result: MakeResult) -> None:
    board = (
        LeaderboardEntry(name="loss", value=0.25, order="asc"),
        LeaderboardEntry(name="x", value=math.nan, order="?"),
    )
    failing = result("a", 0, of=4, mistake="divides-by-n-twice", number="2.1", tags=("backward",))
    written = to_gradescope(report(tests=[failing], leaderboard=board, seed=7, homework_digest="ab"))
    assert written["leaderboard"][0] == {"name": "loss", "value": 0.25, "order": "asc"}
    assert written["leaderboard"][1] == {"name": "x", "value": 0.0, "order": "desc"}
    assert written["extra_data"] | {"seed": 7, "homework_digest": "ab", "isolation": "full"} == written["extra_data"]
    assert written["tests"][0]["extra_data"] == {"id": "a", "outcome": "wrong", "mistake": "divides-by-n-twice"}
    assert written["tests"][0]["number"] == "2.1"
    assert written["tests"][0]["tags"] == ["backward"]
