"""The reference -> the student's template: solutions cut out, everything in public/ copied."""

from __future__ import annotations

import ast
import json
import re
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from autograder.homework import Homework, HomeworkError
from autograder.mistakes import reference_sources

BEGIN = re.compile(r"(?P<indent>\s*)# SOLUTION BEGIN: (?P<todo>\S.*)")
END = re.compile(r"\s*# SOLUTION END")
KEPT = re.compile(r"(?P<indent>\s*)# TEMPLATE:(?: (?P<line>.*))?")
ALMOST = re.compile(r"#\s*(solution\W*(begin|end)|template\s*:)", re.IGNORECASE)  # a marker with a slip of the pen
CACHES = {"__pycache__", ".pytest_cache"}


class TemplateError(HomeworkError):
    """A reference that no template can be cut from; the text is "mlp.py, line 12: what is wrong"."""


class Region(NamedTuple):
    """One solution: what lies between a BEGIN and its END."""

    begin: int  # line of the marker, counted from 1
    end: int
    indent: str
    todo: str


def regions(source: str, name: str) -> list[Region]:
    """The solutions in `source`, in order.

    TemplateError, with `name` and the line: nested, unbalanced or misspelt markers.
    """
    found: list[Region] = []
    opened: Region | None = None
    for number, line in enumerate(source.split("\n"), start=1):
        if match := BEGIN.fullmatch(line):
            if opened:
                raise TemplateError(f"{name}, line {number}: SOLUTION BEGIN inside the region of line {opened.begin}")
            opened = Region(number, number, match["indent"], match["todo"])
        elif END.fullmatch(line):
            if not opened:
                raise TemplateError(f"{name}, line {number}: SOLUTION END without a SOLUTION BEGIN")
            found.append(opened._replace(end=number))
            opened = None
        elif ALMOST.search(line) and not (opened and KEPT.fullmatch(line)):
            raise TemplateError(
                f"{name}, line {number}: {line.strip()!r} is not a marker; they are '# SOLUTION BEGIN: what to do', "
                "'# SOLUTION END' and, between the two, '# TEMPLATE: a line to keep'"
            )
    if opened:
        raise TemplateError(f"{name}, line {opened.begin}: SOLUTION BEGIN without a SOLUTION END")
    return found


def cut(source: str, name: str) -> str:
    """`source` without its solutions: each becomes a TODO and, unless it keeps `# TEMPLATE:` lines, a raise.

    TemplateError, with `name` and the line: a wrong marker, or a result that is not Python.
    """
    lines = source.split("\n")
    kept: list[str] = []
    position = 0
    for region in regions(source, name):
        kept += lines[position : region.begin - 1]
        kept.append(f"{region.indent}# TODO: {region.todo}")
        shown = [match for line in lines[region.begin : region.end - 1] if (match := KEPT.fullmatch(line))]
        if shown:
            kept += [(match["indent"] + (match["line"] or "")).rstrip() for match in shown]
        else:
            message = json.dumps(f"TODO: {region.todo}", ensure_ascii=False)
            kept.append(f"{region.indent}raise NotImplementedError({message})")
        position = region.end
    template = "\n".join(kept + lines[position:])
    try:
        ast.parse(template)
    except SyntaxError as error:
        text = (error.text or "").strip()
        raise TemplateError(f"{name}, line {error.lineno} of the template: {error.msg}: {text!r}") from None
    return template


def build_template(homework: Homework) -> dict[str, bytes]:
    """The files of student_template/<homework>/ as they should be: path in it -> bytes.

    TemplateError: nothing to cut, a region that cannot be cut, a public file with the name of a cut one.
    """
    files = {name: cut(source.decode("utf-8"), name).encode("utf-8") for name, source in _sources(homework).items()}
    public = homework.reference_folder / "public"
    for path, content in _contents(public).items():
        if path in files:
            raise TemplateError(f"public/{path}: the reference has a {path} too; keep one of them")
        files[path] = content
    for name in homework.provided:  # what the homework gives has one source, its provided/ folder
        files.setdefault(name, (homework.tests_folder / "provided" / name).read_bytes())
    return dict(sorted(files.items()))


def check_template(homework: Homework) -> list[str]:
    """How student_template/<homework>/ differs from what the reference gives, a sentence each."""
    right, present = build_template(homework), _contents(homework.template_folder)
    differences = []
    for path in sorted(right.keys() | present.keys()):
        shown = f"{homework.template_folder.name}/{path}"
        if path not in present:
            differences.append(f"{shown} is missing")
        elif path not in right:
            differences.append(f"{shown} is stale: the reference gives no such file")
        elif right[path] != present[path]:
            differences.append(f"{shown} differs{_first_difference(right[path], present[path])}")
    return differences


def write_template(homework: Homework) -> list[str]:
    """Make student_template/<homework>/ what the reference gives; returns what was different before."""
    folder, right = homework.template_folder, build_template(homework)
    differences = check_template(homework)
    for path in _contents(folder).keys() - right.keys():
        (folder / path).unlink()
    for path, content in right.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    for inner in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        if not any(inner.iterdir()):
            inner.rmdir()
    return differences


def _sources(homework: Homework) -> dict[str, bytes]:
    sources = reference_sources(homework)
    for file in homework.submit:
        if file.name not in sources and not file.replaced:
            raise TemplateError(f"reference/{homework.name}/{file.name} is missing: students are to submit {file.name}")
    return sources


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not CACHES.intersection(path.parts)
    }


def _first_difference(right: bytes, present: bytes) -> str:
    """ " at line 3: is 'x', should be 'y'", or nothing for a file that is not text."""
    try:
        pairs = zip_longest(present.decode("utf-8").splitlines(), right.decode("utf-8").splitlines())
    except UnicodeDecodeError:
        return ""
    for number, (is_line, should) in enumerate(pairs, start=1):
        if is_line != should:
            return f" at line {number}: is {_quoted(is_line)}, should be {_quoted(should)}"
    return " in its line ends"


def _quoted(line: str | None) -> str:
    return "nothing" if line is None else repr(line)
