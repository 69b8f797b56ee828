"""Every homework's public tests, as a student runs them: right with the reference, not yet with the template."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from project import ROOT

from autograder.authoring.template import build_template
from autograder.environment import clean
from autograder.homework import homework_names, load_homework
from autograder.mistakes import reference_sources

# A student has numpy, torch and pytest, and nothing else of ours. The libraries are imported once; each test then runs
# in a fork, as `python test1.py` in its folder would.
PROGRAM = """\
import json, os, runpy, sys, traceback
import numpy, pytest, torch

OURS = {"autograder", "gradescope_utils", "hypothesis", "jinja2", "msgspec", "nbformat", "rich", "yaml"}

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in OURS:
            raise ImportError(f"a student does not have {name}")

for name in [name for name in sys.modules if name.partition(".")[0] in OURS]:
    del sys.modules[name]
sys.meta_path.insert(0, Refuse())
sys.dont_write_bytecode = True
for test in sys.argv[1:]:
    pid = os.fork()
    if pid:
        print(json.dumps([test, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])]), flush=True)
        continue
    output = os.open(test + ".output", os.O_CREAT | os.O_WRONLY)
    os.dup2(output, 1)
    os.dup2(output, 2)
    folder, name = os.path.split(test)
    os.chdir(folder)
    sys.path[0] = folder
    sys.argv = [name]
    status = 0
    try:
        runpy.run_path(name, run_name="__main__")
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code)
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
"""

Outcomes = dict[tuple[str, str], list[tuple[str, int, str]]]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Outcomes:
    """(homework, "reference" or "template") -> of each public test its name, exit status and output."""
    root = tmp_path_factory.mktemp("students")
    tests: list[Path] = []
    for name in homework_names():
        homework = load_homework(name)
        template = build_template(homework)
        for kind, files in (("template", template), ("reference", template | reference_sources(homework))):
            for path, content in files.items():
                file = root / name / kind / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
            tests += sorted((root / name / kind).glob("test*.py"))
    command = [sys.executable, "-c", PROGRAM, *map(str, tests)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=clean())
    found: Outcomes = {}
    for line in done.stdout.splitlines():
        test, status = json.loads(line)
        name, kind, file = Path(test).relative_to(root).parts
        found.setdefault((name, kind), []).append((file, status, Path(test + ".output").read_text()))
    return found


@pytest.mark.parametrize("name", homework_names())
def test_the_reference_passes_them(outcomes: Outcomes, name: str) -> None:
    tests = outcomes[name, "reference"]
    assert tests, f"{name} has no public test called test*.py"
    for file, status, output in tests:
        assert status == 0, f"{file}:\n{output}"


@pytest.mark.parametrize("name", homework_names())
def test_the_template_does_not_yet_and_they_say_what_is_to_do(outcomes: Outcomes, name: str) -> None:
    for file, status, output in outcomes[name, "template"]:
        assert status != 0, f"{file} passes on the untouched template:\n{output}"
        assert "TODO" in output, f"{file}:\n{output}"


def test_those_of_mlp_compare_what_is_done_while_the_rest_is_still_to_do(tmp_path: Path) -> None:
    """Their README recommends an order of work, and each step wants an answer."""
    shutil.copytree(ROOT / "student_template/mlp", tmp_path, dirs_exist_ok=True)
    shutil.copy(ROOT / "samples/mlp/wrong_backward_unfinished.py", tmp_path / "mlp.py")
    done = subprocess.run([sys.executable, "test2.py"], cwd=tmp_path, capture_output=True, text=True, env=clean())
    assert done.returncode == 1
    assert [line.split()[:2] for line in done.stdout.splitlines()[1:]] == [
        *([name, "ok"] for name in ("y_hat", "loss", "dJdy_hat")),
        ["dJdb2", "TODO:"],
        *([name, "the"] for name in ("dJdW2", "dJdb1", "dJdW1")),
    ]
    assert (done.stdout + done.stderr).count("TODO: set the four entries of self.grads") == 1


def run_public(folder: Path, test: str, changes: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`python test` in the homework of the folder's name, the reference's lines replaced: old -> new."""
    name = folder.name
    shutil.copytree(ROOT / "student_template" / name, folder)
    source = (ROOT / "reference" / name / f"{name}.py").read_text()
    for old, new in changes.items():
        assert old in source
        source = source.replace(old, new)
    (folder / f"{name}.py").write_text(source)
    return subprocess.run([sys.executable, test], cwd=folder, capture_output=True, text=True, env=clean())


def test_a_crash_in_forward_hides_nothing_else_of_mlp(tmp_path: Path) -> None:
    crash = {"def forward(self, x):": "def forward(self, x):\n        x @ x"}
    done = run_public(tmp_path / "mlp", "test1.py", crash)
    assert done.returncode == 1
    lines = dict(line.split(maxsplit=1) for line in done.stdout.splitlines()[1:])
    assert lines["y_hat"].startswith("RuntimeError: ") and "mlp.py, line " in lines["y_hat"]
    assert lines["loss"] == lines["dJdy_hat"] == "ok"
    assert lines["dJdb2"] == "cannot be compared before forward runs"


def test_each_layer_of_neural_networks_is_compared_whatever_the_others_do(tmp_path: Path) -> None:
    changes = {
        'return X @ self.params["W"] + self.params["b"]': 'X @ self.params["W"]',
        "return np.tanh(X)\n": 'raise NotImplementedError("TODO: tanh")\n',
    }
    done = run_public(tmp_path / "neural_networks", "test1.py", changes)
    assert done.returncode == 1
    assert "forward: XW + b                     it is None (is a return missing?)\n" in done.stdout
    relu, tanh = done.stdout.partition("relu\n")[2].partition("tanh\n")[::2]
    assert relu.count(" ok\n") == 2
    assert tanh.startswith("  forward                             TODO: tanh\n")
    assert tanh.partition("dropout\n")[2].count(" ok\n") == 2
    assert done.stderr.count("File ") == 1, "only the closing assertion"
