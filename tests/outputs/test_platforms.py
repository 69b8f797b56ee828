"""What other platforms read: each after its contract, with points that sum to the score and nothing hidden."""

from __future__ import annotations

import base64
import datetime
import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import yaml
from project import ROOT

from autograder.commands import arguments
from autograder.environment import OF_A_STEP, clean
from autograder.platforms import FORMATS, github, render
from autograder.platforms.autolab import PROBLEM
from autograder.report import Decision, Outcome

SECRET = "expected 0.7351"

# https://prairielearn.readthedocs.io/en/latest/externalGrading/, "Grading results"
PRAIRIELEARN = {
    "type": "object",
    "properties": {
        "gradable": {"type": "boolean"},
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "message": {"type": "string"},
        "output": {"type": "string"},
        "format_errors": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "points", "max_points"],
                "properties": {
                    "name": {"type": "string"},
                    "description": {"type": "string"},
                    "points": {"type": "number"},
                    "max_points": {"type": "number"},
                    "message": {"type": "string"},
                    "output": {"type": "string"},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
    "if": {"properties": {"gradable": {"const": False}}, "required": ["gradable"]},
    "else": {"required": ["score"]},
}
# https://github.com/classroom-resources/autograding-grading-reporter, src/ and __tests__/
REPORTER = {
    "type": "object",
    "required": ["version", "status", "max_score", "tests"],
    "properties": {
        "status": {"enum": ["pass", "fail", "error"]},
        "max_score": {"type": "number"},
        "tests": {
            "type": "array",
            "items": {
                "required": ["name", "status", "score"],
                "properties": {"status": {"enum": ["pass", "fail", "error"]}, "score": {"type": "number"}},
            },
        },
    },
}
# https://github.com/foundation50/classroom50, wiki/Advanced-Autograding.md
CLASSROOM50 = {
    "type": "object",
    "required": [
        "schema", "classroom", "assignment", "submission", "commit", "release", "review", "datetime", "score",
        "max-score", "tests",
    ],
    "properties": {
        "schema": {"const": "classroom50/result/v1"},
        "datetime": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "score": {"type": "integer"},
        "max-score": {"type": "integer"},
        "tests": {
            "type": "array",
            "items": {
                "required": ["test-name", "passed", "score", "max-score"],
                "properties": {
                    "passed": {"type": "boolean"}, "score": {"type": "integer"}, "max-score": {"type": "integer"},
                },
            },
        },
    },
}  # fmt: skip
# junit-4.xsd of Jenkins' dtkit: element -> required and optional attributes, and children in their order
JUNIT = {
    "testsuites": ("", "name time tests failures disabled errors", "testsuite"),
    "testsuite": (
        "name tests", "failures errors time disabled skipped timestamp hostname id package",
        "properties testcase system-out system-err",
    ),
    "properties": ("", "", "property"),
    "property": ("name value", "", ""),
    "testcase": ("name", "assertions time classname status", "skipped error failure system-out system-err"),
    "failure": ("", "type message", ""),
    "error": ("", "type message", ""),
    "skipped": ("", "", ""),
    "system-out": ("", "", ""),
}  # fmt: skip


def of_schema(element):
    required, optional, children = (part.split() for part in JUNIT[element.tag])
    assert set(required) <= set(element.attrib) <= {*required, *optional}
    places = [children.index(child.tag) for child in element]
    assert places == sorted(places)
    for child in element:
        of_schema(child)


@pytest.fixture
def reports(report, result):
    """A report of every kind, by name."""
    tests = [
        result("test_a", 1, number="1.1"),
        result("test_b", 0.5, of=2, message='a < b & "c" ]]> \x1b', name="same"),
        result("test_c", 0, message="late", visibility="after_published", name="same"),
        result("test_h", 0.25, of=3, visibility="hidden", message=SECRET, name="secret name"),
    ]
    given = Decision(test="test_a", what="+1", reason="Größe", points=1.0)
    return {
        "graded": report(tests=tests),
        "full": report(tests=[result()]),
        "charged": report(tests=tests, charged=4.0),
        "decided": report(tests=tests, decisions=(given,)),
        "above all points": report(tests=[result()], decisions=(given,)),
        "intake": report(tests=(), outcome=Outcome.INTAKE, problem="mlp.py is empty."),
        "fault": report(tests=(), outcome=Outcome.FAULT, fault=SECRET),
        "fault of a test": report(tests=[*tests, result("f", 0, outcome=Outcome.FAULT, details=SECRET)]),
        "skipped": report(tests=[*tests, result("s", 0, outcome=Outcome.SKIPPED)]),
        "no tests": report(tests=()),
    }


KINDS = [
    "graded", "full", "charged", "decided", "above all points", "intake", "fault", "fault of a test", "skipped",
    "no tests",
]  # fmt: skip
UNDECIDED = ("fault", "fault of a test")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("platform", sorted(set(FORMATS) - {"gradescope"}))
def test_no_platform_is_told_what_only_a_hidden_test_shows(reports, kind, platform):
    for moment in ("now", "published"):
        text = render(reports[kind], platform, moment)
        assert "0.7351" not in text
        assert "secret name" not in text
        assert "\x1b" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_prairielearn(reports, kind):
    content = json.loads(render(reports[kind], "prairielearn"))
    jsonschema.validate(content, PRAIRIELEARN)
    one = reports[kind]
    if kind in (*UNDECIDED, "intake"):
        assert content["gradable"] is False  # costs no attempt
        assert content["format_errors"][0]
    else:
        share = one.score / one.max_score if one.max_score else 1
        assert content["score"] == pytest.approx(min(share, 1))
        assert sum(test["points"] for test in content["tests"]) == pytest.approx(one.score)
        assert sum(test["max_points"] for test in content["tests"]) == pytest.approx(one.max_score)


def test_prairielearn_takes_at_most_a_megabyte(report, result):
    tests = [result(f"test_{number}", 0, message="é" * 20_000) for number in range(300)]
    assert len(render(report(tests=tests), "prairielearn").encode()) < 1_000_000


@pytest.mark.parametrize("kind", KINDS)
def test_autolab(reports, kind):
    lines = render(reports[kind], "autolab").rstrip("\n").split("\n")
    if kind in UNDECIDED:  # no autoresult, so that Autolab keeps the score that is there
        assert not any(line.startswith("{") for line in lines)
        return
    assert json.loads(lines[-1]) == {"scores": {PROBLEM: 0 if kind == "intake" else reports[kind].score}}
    feedback = json.loads(lines[-2])
    assert feedback["_presentation"] == "semantic"
    for stage in feedback["stages"]:
        for test in feedback[stage].values():
            assert isinstance(test["passed"], bool)
            assert isinstance(test.get("hint", ""), str)


@pytest.mark.parametrize("kind", KINDS)
def test_junit(reports, kind):
    root = ET.fromstring(render(reports[kind], "junit"))
    of_schema(root)
    suite = root[0]
    cases = suite.findall("testcase")
    assert int(suite.get("tests")) == len(cases)
    assert len({case.get("name") for case in cases}) == len(cases)
    for tag, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert int(suite.get(attribute)) == sum(case.find(tag) is not None for case in cases)
    bad = int(suite.get("failures")) + int(suite.get("errors")) + int(suite.get("skipped"))
    assert (bad == 0) == (kind in ("full", "above all points", "no tests"))


@pytest.mark.parametrize("kind", KINDS)
def test_github(reports, kind):
    one = reports[kind]
    points = github.points_of(one, "now")
    jsonschema.validate(points, REPORTER)
    whole = {"CLASSROOM": "c", "ASSIGNMENT": "a"}
    content = github.result_for_classroom50(one, "now", whole, datetime.datetime.now(datetime.timezone.utc))
    jsonschema.validate(content, CLASSROOM50)
    assert content["score"] == sum(test["score"] for test in content["tests"]) or kind in (*UNDECIDED, "intake")
    if kind in (*UNDECIDED, "intake"):
        assert points["status"] == "error"
        assert content["score"] == 0
    else:
        assert points["status"] == ("pass" if one.score >= one.max_score else "fail")
        assert sum(test["score"] for test in points["tests"]) == pytest.approx(one.score)
        assert points["max_score"] == one.max_score
        assert content["score"] * one.max_score == pytest.approx(content["max-score"] * one.score)


def test_step_of_actions_gets_summary_and_points_and_a_failure_no_result(reports, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    step = {"GITHUB_STEP_SUMMARY": str(tmp_path / "s.md"), "GITHUB_OUTPUT": str(tmp_path / "o")}
    (tmp_path / "s.md").write_text("before\n")
    github.tell(reports["graded"], "now", step | {"CLASSROOM": "c", "ASSIGNMENT": "a"})
    assert (tmp_path / "s.md").read_text(encoding="utf-8").startswith("before\n# Homework 3\n")
    name, _, encoded = (tmp_path / "o").read_text().partition("=")
    assert (name, json.loads(base64.b64decode(encoded))["max_score"]) == ("result", 7)
    assert json.loads((tmp_path / "result.json").read_text())["classroom"] == "c"
    (tmp_path / "result.json").unlink()
    github.tell(reports["fault"], "now", step | {"CLASSROOM": "c", "ASSIGNMENT": "a"})
    assert not (tmp_path / "result.json").exists()


def test_variables_of_a_step_reach_the_command_and_go_no_further(monkeypatch):
    for name in OF_A_STEP:
        monkeypatch.setenv(name, "x")
    assert set(OF_A_STEP) <= set(clean())
    assert github.take_variables() == dict.fromkeys(OF_A_STEP, "x")
    assert github.take_variables() == {}


def test_formats_of_the_command_are_those_that_there_are():
    assert sorted(arguments.PLATFORMS) == sorted(FORMATS)


def test_files_to_copy_can_be_read_by_their_platforms():
    folder = ROOT / "platforms"
    workflow = yaml.safe_load((folder / "github/grade.yml").read_text())
    steps = workflow["jobs"]["grade"]["steps"]
    reporter = next(step for step in steps if "grading-reporter" in step.get("uses", ""))
    runner = next(step for step in steps if step.get("id") == reporter["with"]["runners"])
    assert f"{runner['id'].upper()}_RESULTS" in reporter["env"]
    question = json.loads((folder / "prairielearn/info.json").read_text())
    assert question["externalGradingOptions"]["timeout"] <= 600
    assert subprocess.run(["sh", "-n", Path(folder) / "prairielearn/tests/run.sh"], check=False).returncode == 0
