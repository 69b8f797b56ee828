"""docs/architecture.md is true: its reading path is short and leads through what is there, and its table names every
file at the top. `python tests/test_architecture.py` updates the line counts of the path."""

import ast
import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
DOCUMENT = PROJECT / "docs/architecture.md"
MOST_LINES = 1_500
STEP = re.compile(r"^\| `(?P<file>[^`]+)` \| (?P<read>all|`[^|]+`) \| (?P<lines>\d+) \|", re.MULTILINE)


def steps() -> list[re.Match[str]]:
    return list(STEP.finditer(DOCUMENT.read_text(encoding="utf-8")))


def lines_of(file: str, read: str) -> int:
    """The lines of a file, or of the named classes, functions and methods in it."""
    text = (PROJECT / file).read_text(encoding="utf-8")
    if read == "all":
        return len(text.splitlines())
    found: dict[str, int] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = (node.end_lineno or 0) - node.lineno + 1
        if isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    found[f"{node.name}.{method.name}"] = (method.end_lineno or 0) - method.lineno + 1
    return sum(found[name] for name in re.findall(r"`([^`]+)`", read))


def test_the_reading_path_is_short_and_its_lines_are_counted() -> None:
    counted = {step["file"]: lines_of(step["file"], step["read"]) for step in steps()}
    assert len(counted) >= 10
    assert {step["file"]: int(step["lines"]) for step in steps()} == counted, "run `python tests/test_architecture.py`"
    assert sum(counted.values()) <= MOST_LINES


def test_the_table_names_everything_at_the_top() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    named = set(re.findall(r"`autograder/([\w.]+)/?`", document.partition("## The folders")[2]))
    there = {
        path.name
        for path in (PROJECT / "autograder").iterdir()
        if not path.name.startswith(("_", ".")) and (path.suffix == ".py" or path.is_dir())
    }
    assert named == there


def test_the_first_line_of_each_file_says_its_job() -> None:
    """One whole sentence on one line."""
    unclear = []
    for path in sorted((PROJECT / "autograder").rglob("*.py")):
        first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]
        if not re.search(r"[.:?…]$", first):
            unclear.append(f"{path.relative_to(PROJECT)}: {first}")
    assert unclear == []


def update() -> None:
    def counted(step: re.Match[str]) -> str:
        return f"| `{step['file']}` | {step['read']} | {lines_of(step['file'], step['read'])} |"

    DOCUMENT.write_text(STEP.sub(counted, DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    update()
