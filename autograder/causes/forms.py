"""forms.yaml: other right ways to write lines of the reference, in which slips are looked for, too.

A list; each entry is one form, from functions to what they say instead, as in mistakes.yaml:

    - activation_derivative: return a * (1 - a)
"""

import ast
import re
from collections.abc import Iterator, Mapping

import msgspec

from autograder.causes.edits import Mutant
from autograder.causes.mutants import mutants
from autograder.causes.slips import slips
from autograder.causes.spans import Sources, Span, differences, line_starts
from autograder.homework import Homework, HomeworkError, load_strict_yaml
from autograder.mistakes import reference_sources
from autograder.wrong_lines import WrongLines, make_wrong

FILE_NAME = "forms.yaml"


def load_forms(homework: Homework) -> dict[str, dict[str, bytes]]:
    """The reference's files in each of the forms, by what the form says; none when there is no such file.

    HomeworkError: not such a list, or a form that does not fit the reference.
    """
    path = homework.tests_folder / FILE_NAME
    if not path.is_file():
        return {}
    where = f"{homework.name}/{path.name}"
    try:
        listed = msgspec.convert(load_strict_yaml(path), list[dict[str, str]])
    except msgspec.ValidationError as error:
        raise HomeworkError(f"{where}: {error}") from None
    sources = reference_sources(homework)
    found: dict[str, dict[str, bytes]] = {}
    for position, form in enumerate(listed, start=1):
        try:
            found["; ".join(form.values())] = _in_form(sources, form, homework.submit[0].name)
        except HomeworkError as error:
            if not homework.variant:  # where some cannot be written
                raise HomeworkError(f"{where}, form {position}: {error}") from None
    return found


def _in_form(sources: Mapping[str, bytes], form: Mapping[str, str], file: str) -> dict[str, bytes]:
    written = dict(sources)
    for place, text in form.items():
        written = make_wrong(written, WrongLines(place, text), file)
    return written


def every_slip(text: str, file: str) -> Iterator[Mutant]:
    """Every mutant and other slip of the solutions, and around them."""
    yield from mutants(text, file, around=True)
    yield from slips(text, file, around=True)


def slips_in_forms(homework: Homework) -> Iterator[tuple[str, Mutant, tuple[Span, ...]]]:
    """The slips of what the forms say in the place of the reference's lines, and of the functions that they call there:
    each with its file, and with how the reference becomes it."""
    sources = reference_sources(homework)
    for form in load_forms(homework).values():
        for file, source in form.items():
            before, text = {file: sources[file]}, source.decode("utf-8")
            written = _written(file, before, text)
            for mutant in every_slip(text, file) if written else ():
                if any(_is_within(mutant, start, end) for start, end in written):
                    yield file, mutant, differences(before, {file: mutant.source.encode("utf-8")})


def _is_within(mutant: Mutant, start: int, end: int) -> bool:
    """What is around all of it would be the same around the reference's."""
    return mutant.start < end and mutant.end > start and not mutant.start <= start < end <= mutant.end


def _written(file: str, before: Sources, text: str) -> list[tuple[int, int]]:
    """From where to where the form is written, and the functions that it calls there."""
    shift, found = 0, []
    called: set[str] = set()
    for span in differences(before, {file: text.encode("utf-8")}):
        found.append((span.start + shift, span.start + shift + len(span.text)))
        shift += len(span.text) - (span.end - span.start)
        called.update(re.findall(r"(?<![\w.])(\w+)\(", span.text))
    starts = line_starts(text)
    functions = (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name in called)
    return found + [(starts[one.lineno - 1], starts[one.end_lineno or one.lineno]) for one in functions]
