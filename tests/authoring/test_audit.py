"""The audit: silent about a good homework, and of a spoilt one it finds every fault."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from autograder import homework as project
from autograder.authoring.audited import Audit, Effort, Fates, Part, render
from autograder.authoring.scaffold import new_homework
from autograder.causes.equivalents import as_entry, load_equivalents
from autograder.causes.mutants import mutants
from autograder.environment import clean
from autograder.homework import Homework, HomeworkError

PROGRAM = """\
import sys
from pathlib import Path
import msgspec
from autograder import homework
homework.ROOT = Path(sys.argv[1])
from autograder.authoring.audit import audit_homework
from autograder.authoring.audited import Effort
if __name__ == "__main__":
    audit = audit_homework("square", msgspec.json.decode(sys.argv[2], type=Effort))
    sys.stdout.buffer.write(msgspec.json.encode(audit))
"""


def audit_square(root: Path, effort: Effort) -> Audit:
    """Audit the homework `square` of the checkout `root`, in a fresh process as the command does."""
    code = Path(project.__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(root), msgspec.json.encode(effort).decode()],
        env=clean() | {"PYTHONPATH": os.fspath(code)}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return msgspec.json.decode(done.stdout, type=Audit)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_homework_has_nothing_wrong(root: Path) -> None:
    new_homework("square")
    audit = audit_square(root, Effort(draws=3, sample=None))
    assert audit.problems == ()
    assert [part.title for part in audit.parts] == ["reference", "forms", "inputs", "template", "mistakes", "mutants"]
    assert audit.parts[0].summary == "full marks on 3 draws, no false alarm"
    assert audit.parts[4].summary == "2 of 2 lose exactly their tests; 2 get their own hint"
    assert sum(fates.killed for fates in audit.fates) == sum(fates.made for fates in audit.fates) > 5


def test_each_fault_of_a_spoilt_homework_is_found(root: Path) -> None:
    new_homework("square")
    tests = root / "hidden_tests/square/test_square.py"
    edit(tests, 'autograd(squared_error, y=y, t=t)["y"]', "gradient if True else None")  # accepts any gradient
    edit(tests, "    loss, _ = student", "    assert n == 1 or y[0, 0] < 0\n    loss, _ = student")  # a false alarm
    (root / "hidden_tests/square/equivalent.yaml").write_text(
        "- {operator: sign, line: difference = y - t, becomes: difference = -(y - t), reason: it stands for one}\n"
        "- {operator: sign, line: y - t, becomes: t - y, reason: no longer there}\n"
        "- {operator: deletion, line: difference = y - t, becomes: pass, reason: not so}\n"
    )
    reference, _forms, inputs, template, mistakes, survived = audit_square(root, Effort(draws=4, sample=None)).parts

    assert reference.summary == f"{len(reference.problems)} false alarms on 4 draws"
    assert 0 < len(reference.problems) < 4
    assert all("test_loss[4]: A check in this test failed." in problem for problem in reference.problems)
    assert inputs.problems == ()
    assert template.problems == ()
    assert mistakes.problems == ("forgets-the-factor-two does not lose test_gradient.\nWhat it loses: []",)
    advice = "would a better test catch some, or could the reference be simpler?"
    assert survived.problems[:3] == (
        "equivalent.yaml is stale: no mutant turns 'y - t' into 't - y' any more",
        f"equivalent.yaml excuses 2 of 12 mutants, more than 5%: {advice}",
        "equivalent.yaml is stale: test_loss[1] catches 'pass'",
    )
    survivors = [problem.splitlines()[0] for problem in survived.problems[3:]]
    before = "'return np.sum(difference**2), 2 * difference' -> 'return np.sum(difference**2), "
    assert survivors == [
        f"square.py, line 13: no test notices the constant {before}3 * difference'.",
        f"square.py, line 13: no test notices the sign {before}-(2 * difference)'.",
        f"square.py, line 13: no test notices the arithmetic {before}2 / difference'.",
    ]
    assert survived.summary == "8 of 12 killed, 1 equivalent, 3 survive"


@pytest.mark.slow
def test_not_many_mutants_may_be_excused(root: Path) -> None:
    new_homework("square")
    source = (root / "reference/square/square.py").read_text(encoding="utf-8")
    entries = [as_entry("square.py", mutant).replace("''", "because") for mutant in mutants(source, "square.py")]
    path = root / "hidden_tests/square/equivalent.yaml"
    said = f"equivalent.yaml excuses 2 of {len(entries)} mutants, more than 5%"
    path.write_text("\n".join(entries[:2]))
    assert said in "\n".join(audit_square(root, Effort(draws=1, sample=1)).problems)
    path.write_text(entries[0])
    assert "excuses" not in "\n".join(audit_square(root, Effort(draws=1, sample=1)).problems)


def test_an_entry_printed_for_a_survivor_can_be_listed_with_its_reason(double: Homework) -> None:
    source = double.reference_folder.joinpath("double.py").read_text()
    mutant = next(iter(mutants(source.replace("x + x", "x + (  # '\n        x)"), "double.py")))
    path = double.tests_folder / "equivalent.yaml"
    path.write_text(as_entry("double.py", mutant))
    with pytest.raises(HomeworkError, match=r"double/equivalent.yaml, entry 1: give the reason why 'pass' is right"):
        load_equivalents(double)
    path.write_text(as_entry("double.py", mutant).replace("''", "because"))
    (entry,) = load_equivalents(double)
    assert entry.means("double.py", mutant)
    assert not entry.means("other.py", mutant)
    path.write_text(2 * (path.read_text() + "\n"))
    with pytest.raises(HomeworkError, match="entry 2: 'pass' is listed twice"):
        load_equivalents(double)


def test_the_table_shows_counts_and_problems() -> None:
    parts = (Part("reference", "full marks on 3 draws, no false alarm"), Part("mutants", "1 of 3 killed", ("a\nb",)))
    audit = Audit("mlp", parts, (Fates("sign", made=4, tried=3, killed=1, equivalent=1),), seconds=2.4)
    assert render(audit).splitlines() == [
        "mlp (2 s)",
        "  reference  full marks on 3 draws, no false alarm",
        "  mutants    1 of 3 killed",
        "                                  made       tried      killed  equivalent     survive",
        "             sign                    4           3           1           1           1",
        "    ! a",
        "      b",
    ]
