"""Reports -> one self-contained page for the instructor: the class at a glance, and every submission's details."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import jinja2

from autograder.homework import Homework
from autograder.outputs.files import write_atomically
from autograder.outputs.summary import (
    in_order,
    is_faulty,
    is_graded,
    lost,
    lost_groups,
    one_sentence,
    reasons_to_look,
    same_results,
    summarise,
    test_function,
    who,
)
from autograder.outputs.text import count, finite, one_line, points, printable
from autograder.outputs.wording import message_of
from autograder.report import Report, TestResult

TEMPLATES = Path(__file__).resolve().parent / "templates"


def write_html(
    reports: Iterable[Report],
    homework: Homework,
    path: Path,
    *,
    unusable: Sequence[tuple[str, str]] = (),
    mode: int = 0o600,
) -> None:
    """Write the class page. It holds hidden values and students' names: for the course staff only.

    `unusable`: entries of the class that are no submissions, each with the reason.
    """
    write_atomically(path, render_html(reports, homework, unusable), mode=mode)


def render_html(reports: Iterable[Report], homework: Homework, unusable: Sequence[tuple[str, str]] = ()) -> str:
    """The page's text. The same reports, in any order, give the same text."""
    reports = in_order(reports)
    style, script = ((TEMPLATES / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"printable": printable, "one_line": one_line, "points": points, "finite": finite}
    environment.tests["lost"] = lost
    environment.globals |= {
        "message_of": message_of,
        "count": count,
        "is_faulty": is_faulty,
        "is_graded": is_graded,
        "lost_groups": lost_groups,
        "one_sentence": one_sentence,
        "reasons_to_look": reasons_to_look,
        "same_results": same_results,
        "tokens": _tokens,
        "who": who,
    }
    return environment.get_template("report.html.j2").render(
        homework=homework,
        reports=reports,
        unusable=unusable,
        summary=summarise(reports),
        # Only our own style and script, by their hashes: what slips through the escaping still does not run.
        style=style,
        script=script,
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def _tokens(losing: Iterable[TestResult]) -> list[str]:
    """What the search finds a submission by, beside its names: "lost:test_f", "lost:test_f[x]", "mistake:transpose"."""
    found = set()
    for test in losing:
        found |= {f"lost:{one_line(test_function(test))}", f"lost:{one_line(test.id)}"}
        found |= {f"mistake:{one_line(test.mistake)}"} if test.mistake else set()
    return sorted(found)


def _hash(text: str) -> str:
    """The source expression of a Content Security Policy that allows exactly this text."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
