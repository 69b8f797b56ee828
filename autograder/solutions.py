"""The markers of a reference: where its solutions are, and the source with them cut out."""

import ast
import json
import re
from typing import NamedTuple

from autograder.homework import HomeworkError

BEGIN = re.compile(r"(?P<indent>\s*)# SOLUTION BEGIN: (?P<todo>\S.*)")
END = re.compile(r"\s*# SOLUTION END")
KEPT = re.compile(r"(?P<indent>\s*)# TEMPLATE:(?: (?P<line>.*))?")
ALMOST = re.compile(r"#\s*(solution\W*(begin|end)|template\s*:)", re.IGNORECASE)  # a marker with a slip of the pen


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
                raise TemplateError(
                    f"{name}, line {number}: SOLUTION BEGIN inside the region that starts in line {opened.begin}"
                )
            opened = Region(number, number, match["indent"], match["todo"])
        elif END.fullmatch(line):
            if not opened:
                raise TemplateError(f"{name}, line {number}: SOLUTION END without a SOLUTION BEGIN")
            found.append(opened._replace(end=number))
            opened = None
        elif ALMOST.search(line) and not (opened and KEPT.fullmatch(line)):
            raise TemplateError(
                f"{name}, line {number}: {line.strip()!r} is not a marker. The markers are '# SOLUTION BEGIN: what "
                "to do', '# SOLUTION END' and, between them, '# TEMPLATE: a line to keep'"
            )
    if opened:
        raise TemplateError(f"{name}, line {opened.begin}: SOLUTION BEGIN without a SOLUTION END")
    return found


def cut(source: str, name: str, *, check: bool = True) -> str:
    """`source` without its solutions: each becomes a TODO and, unless it keeps `# TEMPLATE:` lines, a raise.

    TemplateError, with `name` and the line: a wrong marker, or (`check`) a result that is not Python.
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
    if not check:
        return template
    try:
        ast.parse(template)
    except SyntaxError as error:
        text = (error.text or "").strip()
        raise TemplateError(f"{name}, line {error.lineno} of the template: {error.msg}: {text!r}") from None
    return template
