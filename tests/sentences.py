"""Every sentence that the project can say, in one file to read in one sitting: python tests/sentences.py writes it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[1]
FILE = PROJECT / "tests" / "sentences.txt"
# what a student reads most comes first
CODE = (
    "autograder/intake", "autograder/sandbox", "autograder/checks", "autograder/causes", "autograder/outputs",
    "autograder", "hidden_tests",
)  # fmt: skip
NEW_HOMEWORK = PROJECT / "autograder/authoring/new_homework.yaml"
MARKUP = ("autograder/outputs/templates/*.j2",)
YAML_KEYS = {"hint", "because", "sentence", "title", "reason"}
WORDS = re.compile(r"[^\W\d_]{2,}['’]?")
NOT_PROSE = re.compile(r"\(\?|\\[wsdbS]|^[^ ]*[<>=]{2}|^SELECT |^import |^from ")


def sentences() -> str:
    """The text of the file: for each source of sentences its path, and below it one line for each sentence."""
    sections = [
        (path, found)
        for path in _sources()
        if (found := list(dict.fromkeys(_said_in(path)))) and path.name != "mutants.yaml"
    ]
    return "".join(
        f"\n## {path.relative_to(PROJECT).as_posix()}\n" + "".join(f"{line}\n" for line in found)
        for path, found in sections
    ).lstrip()


def _sources() -> list[Path]:
    files = [path for folder in CODE for path in sorted((PROJECT / folder).rglob("*.py"))]
    files += [path for pattern in MARKUP for path in sorted(PROJECT.glob(pattern))]
    files.append(NEW_HOMEWORK)
    files += sorted((PROJECT / "hidden_tests").glob("*/*.yaml"))
    return list(dict.fromkeys(files))


def _said_in(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _said_by_code(ast.parse(text), docstrings=path.name.startswith("test_"))
    elif path == NEW_HOMEWORK:
        yield from (" ".join(content.split()) for content in yaml.safe_load(text).values())
    elif path.suffix == ".yaml":
        data = yaml.safe_load(text)
        yield from _said_by_mistakes(data) if path.name == "mistakes.yaml" else _said_by_data(data)
    else:
        text = re.sub(r"<(script|style)\b.*?</\1>|\{#.*?#\}", "", text, flags=re.DOTALL)
        yield from filter(
            _is_prose, (" ".join(part.split()) for part in re.split(r"</?(?!a\b|/a|b\b|code|em)[^>]*>|\{%.*?%\}", text))
        )


def _said_by_code(tree: ast.AST, *, docstrings: bool) -> Iterator[str]:
    """The strings and f-strings of a module, in order; of docstrings only those of tests, which students see."""
    unsaid = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
        and not (docstrings and isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))
    }

    def visit(node: ast.AST) -> Iterator[str]:
        if id(node) in unsaid:
            return
        if isinstance(node, ast.JoinedStr):
            yield _as_written(node)
            return
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        for child in ast.iter_child_nodes(node):
            yield from visit(child)

    for said in visit(tree):
        if _is_prose(said):
            yield " ".join(said.split())


def _as_written(node: ast.JoinedStr) -> str:
    """The text of an f-string, with what it fills in between braces."""
    text = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += part.value
        else:
            form = f":{_as_written(part.format_spec)}" if part.format_spec else ""
            conversion = "" if part.conversion == -1 else f"!{chr(part.conversion)}"
            value = ast.unparse(part.value).replace('"', "'")
            text += (
                "{" + re.sub(r"\bfor \(([^()]*)\) in\b", r"for \1 in", value) + conversion + form + "}"
            )  # 3.10's brackets
    return text


def _said_by_mistakes(mistakes: list[dict[str, object]]) -> Iterator[str]:
    """The sentence of each: its `hint`, or what stands after its name."""
    for mistake in mistakes:
        hint = str(mistake.get("hint") or next(iter(mistake.values())))
        rows = mistake.get("each")
        for row in rows if isinstance(rows, list) else [{}]:
            yield " ".join(re.sub(r"\$([A-Za-z_]\w*)", lambda name, row=row: str(row[name[1]]), hint).split())


def _said_by_data(data: object, key: str = "") -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _said_by_data(value, str(name))
    elif isinstance(data, list):
        for value in data:
            yield from _said_by_data(value, key)
    elif isinstance(data, str) and key in YAML_KEYS and _is_prose(data):
        yield " ".join(data.split())


def _is_prose(text: str) -> bool:
    bare = re.sub(r"\{.*?\}", "", text)
    return len(WORDS.findall(bare)) >= 2 and " " in bare.strip() and not NOT_PROSE.search(text)


if __name__ == "__main__":
    FILE.write_text(sentences(), encoding="utf-8")
