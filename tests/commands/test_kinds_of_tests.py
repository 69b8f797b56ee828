"""Hidden tests that use more of pytest than plain fixtures. Whichever way each is run, directly or by pytest, the
result is right, and what was set up for several tests ends when the last of them has run."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from project import Command, course_with

from autograder.checks import direct, fixtures

HOMEWORK = """
title: "Every kind of fixture"
points: 19
submit: [{name: double.py}]
arrays: numpy.float64
tolerance: {relative: 1.0e-6, absolute: 1.0e-9}
visibility: visible
"""
DECORATORS = "import pytest\nfrom gradescope_utils.autograder_utils.decorators import weight\n"
FIRST = (
    DECORATORS
    + """
EVENTS = []  # of this file, in the order in which they happen


@pytest.fixture(scope="module")
def of_the_module():
    EVENTS.append("module begins")
    yield 2
    EVENTS.append("module ends")


@pytest.fixture
def begins_and_ends():
    EVENTS.append("begins")
    yield "value"
    EVENTS.append("ends")


@pytest.fixture
def fails_at_its_end(student):
    yield
    assert student.double(5) == 10, "said at the end"


@pytest.fixture
def fails_at_once(begins_and_ends, student):
    assert student.double(5) == 10, "said at the beginning"


@pytest.fixture(params=[1, 2])
def with_parameters(request):
    return request.param


@pytest.fixture
def indirect(request):
    return request.param * 10


@pytest.fixture
def student(student):  # overrides the grader's, and asks for it
    return student


@weight(1)
def test_uses_the_module(of_the_module, student):
    assert student.double(of_the_module) == 4


@weight(1)
def test_overrides_a_fixture(student):
    assert student.double(1) == 2


@weight(1)
def test_generator(module, begins_and_ends):
    EVENTS.append(begins_and_ends)
    assert module("double").double(2) == 4


@weight(1)
def test_generator_has_ended(module):
    assert module("double").double(0) == 0
    assert EVENTS == ["module begins", "begins", "value", "ends"]


@weight(1)
def test_uses_the_module_again(of_the_module):
    assert EVENTS.count("module begins") == 1


@weight(1)
def test_fails_at_its_end(fails_at_its_end):
    pass


@weight(1)
def test_fails_at_once(fails_at_once):
    pass


@weight(1)
def test_begun_has_ended():
    assert EVENTS[-2:] == ["begins", "ends"]


@weight(2)
def test_with_parameters(with_parameters, student):
    assert student.double(with_parameters) == 2 * with_parameters


@weight(2)
@pytest.mark.parametrize("indirect, plain", [(1, 10), (2, 20)], indirect=["indirect"])
def test_indirect(indirect, plain, module):
    assert indirect == plain


@weight(2)
@pytest.mark.parametrize("x", [3, 4])
def test_parameter_of_a_test(module, x):
    assert module("double").double(x) == 2 * x


class TestClass:
    seen = 7

    @weight(1)
    def test_method(self, module):
        assert self.seen == 7


@weight(0)
@pytest.mark.skipif(True, reason="not this term")
def test_skipped(module):
    raise RuntimeError("never called")


@weight(1)
def test_monkeypatch(monkeypatch, module):
    monkeypatch.setenv("A_NAME", "1")


@weight(1)
def test_tmp_path(tmp_path):
    assert tmp_path.is_dir()
"""
)
SECOND = (
    DECORATORS
    + """
import test_1_kinds

BEFORE = []


def setup_function():
    BEFORE.append("set up")


@weight(1)
def test_what_the_first_file_set_up_has_ended(module):
    assert test_1_kinds.EVENTS[-1] == "module ends"
    assert BEFORE == ["set up"]


@weight(1)
def test_set_up_again():
    assert BEFORE == ["set up", "set up"]
    BEFORE.clear()  # for the next submission; the reference was the first
    test_1_kinds.EVENTS.clear()
"""
)
PLAIN = {  # whose fixtures are all plain functions
    "test_generator", "test_generator_has_ended", "test_begun_has_ended", "test_monkeypatch",
    "test_parameter_of_a_test[3]", "test_parameter_of_a_test[4]",
}  # fmt: skip
FAILING = {
    "test_fails_at_its_end": "said at the end",
    "test_fails_at_once": "said at the beginning",
    "test_skipped": "This test was skipped: not this term",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tests = {"test_1_kinds.py": FIRST, "test_2_set_up.py": SECOND}
    root = course_with(tmp_path_factory.mktemp("project"), HOMEWORK, tests, "def double(x):\n    return 2 * x\n")
    (root / "submission").mkdir()
    (root / "submission/double.py").write_text("def double(x):\n    return 2 * x if x != 5 else 0\n")
    return root


def check(project: Path, autograder: Command) -> dict[str, dict[str, Any]]:
    out = project / "results.json"
    done = autograder("check", "double", project / "submission", "--json", out, root=project)
    assert done.returncode == 1, done.stdout + done.stderr
    tests = json.loads(out.read_text())["tests"]
    return {test["extra_data"]["id"]: test for test in tests if test["name"] != "What to fix first"}


def assert_as_expected(tests: dict[str, dict[str, Any]]) -> None:
    assert {name for name, test in tests.items() if test["status"] == "failed"} == set(FAILING)
    for name, text in FAILING.items():
        assert text in tests[name]["output"]


def test_every_kind_gets_its_result(project: Path, autograder: Command) -> None:
    assert_as_expected(check(project, autograder))


def test_a_hook_of_a_conftest_is_called_around_every_test(project: Path, autograder: Command) -> None:
    conftest = project / "hidden_tests/double/conftest.py"
    log = project / "log"
    conftest.write_text(f"def pytest_runtest_teardown(item):\n    open({str(log)!r}, 'a').write(item.name + '\\n')\n")
    try:
        tests = check(project, autograder)
    finally:
        conftest.unlink()
    assert_as_expected(tests)
    ran = log.read_text().split()
    assert ran[: 2 * len(tests)] == [*tests, *tests]  # the reference is graded first, and the causes come last


def test_only_tests_with_plain_fixtures_are_run_without_pytest(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    plain = set()

    class Collected:
        def pytest_collection_finish(self, session: pytest.Session) -> None:
            plain.update(item.name for item in session.items if direct.plan(item) is not None)

    folder = project / "hidden_tests/double"
    with contextlib.redirect_stdout(io.StringIO()):
        options = ["--collect-only", "-p", "no:cacheprovider", f"--rootdir={folder}"]
        pytest.main([str(folder), *options], plugins=[Collected(), fixtures])
    assert plain == PLAIN
