"""docs/writing-a-homework.md, followed word for word in an empty folder."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from project import ROOT, Command

pytestmark = pytest.mark.slow


def blocks(language: str) -> list[str]:
    text = (ROOT / "docs/writing-a-homework.md").read_text(encoding="utf-8").split("# What a homework is")[0]
    every = re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [block for named, block in every if named == language]


def test_from_the_solved_file_to_the_zip(autograder: Command, tmp_path: Path) -> None:
    def run(*arguments: object, status: int = 0) -> str:
        done = autograder(*arguments, cwd=tmp_path)
        assert done.returncode == status, done.stdout + done.stderr
        return str(done.stdout)

    solved, shown, train, large = blocks("python")
    equivalent, sentence = blocks("yaml")
    (tmp_path / "solved.py").write_text(solved)
    said = run("--course", ".", "new", "network", "--from", "solved.py").splitlines()
    (promised,) = [block.split("solved.py\n")[1] for block in blocks("") if "new network" in block]
    assert said == promised.splitlines()
    tests = tmp_path / "hidden_tests/network/test_solved.py"
    assert shown.replace("    ...\n", "") in tests.read_text()

    text = re.sub(r"def todo_train.*?\n\n\n", lambda _: f"{train}\n\n{large}\n\n", tests.read_text(), flags=re.DOTALL)
    assert "todo" not in text
    tests.write_text(text)
    (tmp_path / "hidden_tests/network/equivalent.yaml").write_text(equivalent)
    for file, old, new in (
        ("hidden_tests/network/homework.yaml", "points: 8", "points: 10"),
        ("samples/network/verdicts.yaml", "score: 8", "score: 10"),
    ):
        before = (tmp_path / file).read_text()
        assert old in before
        (tmp_path / file).write_text(before.replace(old, new))
    assert "0 survive" in run("audit", "network", "--draws", 3, "--write", status=1)

    mistakes = tmp_path / "hidden_tests/network/mistakes.yaml"
    entry = re.compile(r"- axis-of-b-in-Linear.backward: .*?(?=^- )", re.MULTILINE | re.DOTALL)
    assert sentence.splitlines()[1] in entry.search(mistakes.read_text())[0]  # type: ignore[index]
    mistakes.write_text(entry.sub(lambda _: sentence, mistakes.read_text()))
    assert "bias-summed-over-the-outputs loses test_linear_backward" in run(
        "audit", "network", "--draws", 3, "--write", status=1
    )
    assert "No problems found." in run("audit", "network", "--draws", 3)
    assert "10/10" in run("grade", "network")
    run("package", "network")
    assert (tmp_path / "dist/network.zip").is_file()
