"""The reference -> the student's template: solutions cut out, everything in public/ copied."""

from itertools import zip_longest
from pathlib import Path

from autograder.homework import Homework
from autograder.mistakes import reference_sources
from autograder.solutions import TemplateError, cut

CACHES = {"__pycache__", ".pytest_cache"}


def build_template(homework: Homework) -> dict[str, bytes]:
    """The files of student_template/<homework>/ as they should be: path in it -> bytes.

    TemplateError: nothing to cut, a region that cannot be cut, a public file with the name of a cut one.
    """
    files = {name: cut(source.decode("utf-8"), name).encode("utf-8") for name, source in _sources(homework).items()}
    public = homework.reference_folder / "public"
    for path, content in _contents(public).items():
        if path in files:
            raise TemplateError(f"public/{path}: the reference also has {path}; keep one of them")
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
            differences.append(f"{shown} is stale: the reference has no such file")
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
            raise TemplateError(
                f"reference/{homework.name}/{file.name} is missing, but students must submit {file.name}"
            )
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
    return " in its line endings"


def _quoted(line: str | None) -> str:
    return "nothing" if line is None else repr(line)
