"""Changes of the reference that are run without the wall give what they give behind it, or are run behind it."""

from __future__ import annotations

import subprocess
import sys

import msgspec
import pytest

from autograder import homework as project
from autograder.environment import clean

PROGRAM = """\
import sys
import msgspec
from autograder.causes.changes import Change
from autograder.start import load_settings, start_zygote, with_grader
from autograder.homework import load_homework
if __name__ == "__main__":
    settings = load_settings(lambda: load_homework("mlp"))
    zygote = start_zygote(settings)
    found = {}
    def use(grader):
        laboratory = grader.explainer.laboratory
        alone = laboratory.alone
        behind = alone._signature
        part = [index for index in range(0, len(laboratory.changes), 45) if alone.is_ours(index)]
        here = alone._signatures_here(part, behind)
        found["part"], found["here"] = len(part), len(here)
        found["different"] = [
            laboratory.changes[index].name
            for index, signature in here.items()
            if {test: [(value.what, value.numbers.tolist()) for value in seen] for test, seen in signature.items()}
            != {test: [(value.what, value.numbers.tolist()) for value in seen] for test, seen in behind(index).items()}
        ]
        text = laboratory.sources["mlp.py"].decode()
        def tried(by):
            at = text.index("def forward")
            at = text.index("\\n", text.index(":", at)) + 1
            span = ("mlp.py", at, at, f"        {by}\\n")
            laboratory.changes.append(msgspec.convert({"name": by, "kind": "slip", "spans": [span]}, Change))
            return len(alone._signatures_here([len(laboratory.changes) - 1], behind))
        found["returns"] = tried("return x")
        found["endless"] = tried("while True: pass")
        found["large"] = tried("kept = ['x' * 2**30 for _ in range(100)]")
        found["deep"] = tried("return self.forward(x)")
        found["dies"] = tried("import os; os.abort()")
        known = lambda by: msgspec.convert({"name": by, "kind": "known", "spans": [("mlp.py", 0, 0, by)]}, Change)
        found["ours"] = [known(by) in alone._ours for by in ("return x", "x.requires_grad_()")]
    with_grader(settings, zygote, None, use)
    zygote.close()
    sys.stdout.buffer.write(msgspec.json.encode(found))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    program = tmp_path_factory.mktemp("here") / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    environment = clean() | {"PYTHONPATH": str(project.ROOT)}
    done = subprocess.run([sys.executable, program], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return msgspec.json.decode(done.stdout)  # type: ignore[no-any-return]


def test_they_give_what_they_give_behind_the_wall(found: dict[str, object]) -> None:
    assert found["part"] == found["here"] != 0
    assert found["different"] == []


@pytest.mark.parametrize("what", ["endless", "large", "deep", "dies"])
def test_what_takes_too_much_is_left_to_the_wall(found: dict[str, object], what: str) -> None:
    assert found["returns"] == 1
    assert found[what] == 0


def test_what_may_be_forbidden_is_left_to_the_wall(found: dict[str, object]) -> None:
    assert found["ours"] == [True, False]
