"""Reports -> one self-contained page for the instructor: the class at a glance, and every submission in detail."""

import functools
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import jinja2
import markupsafe

from autograder.homework import Homework
from autograder.outputs import one_report
from autograder.outputs.causes import functions, in_short, worth
from autograder.outputs.changes import Changes, before_and_after
from autograder.outputs.decided import for_staff, is_decided
from autograder.outputs.figures import figures_of
from autograder.outputs.files import write_atomically
from autograder.outputs.groups import Group, beside_reference, by_submission
from autograder.outputs.pages import allowed, environment, template_text
from autograder.outputs.summary import cause_key, summarise, told
from autograder.outputs.text import count, finite, one_line, points, printable, shorten
from autograder.outputs.wording import message_of
from autograder.report import Cause, Report, TestResult

MANY = 300  # submissions: of more, the page says less of each, and stays below 2 MB for a thousand
LONGEST_FILE = 24_000  # characters that are shown of an example's file


class Beside(NamedTuple):
    """What the page shows beside the reports."""

    unusable: Sequence[tuple[str, str]] = ()  # what lies in the class and was not graded, each with the reason
    changes: Changes | None = None  # since the run before
    without_effect: Sequence[str] = ()  # what is to be said of decisions that change nothing
    groups: Sequence[Group] = ()  # of submissions with the same wrong values
    sources: Mapping[str, Mapping[str, bytes]] = {}  # the files of their examples, by the names of the submissions


def write_html(reports: Iterable[Report], homework: Homework, path: Path, beside: Beside | None = None) -> None:
    """Write the class page. It holds hidden values and students' names: for the course staff only."""
    page = io.BytesIO()  # as a text it would take several times as much memory, 60 MB for 5,000 submissions
    for piece in _pieces(reports, homework, beside or Beside()):
        page.write(piece.encode())
    write_atomically(path, page.getbuffer())


def render_html(reports: Iterable[Report], homework: Homework, beside: Beside | None = None) -> str:
    """The page's text. The same reports, in any order, give the same text."""
    return "".join(_pieces(reports, homework, beside or Beside()))


def _pieces(reports: Iterable[Report], homework: Homework, beside: Beside) -> Iterator[str]:
    reports = one_report.in_order(reports)
    style, script = template_text("report.css"), template_text("report.js")
    page = environment(jinja2.FunctionLoader(_unindented))
    # Names, points and messages of tests are much the same for all students: each is made ready to be shown once.
    for make in (printable, one_line, points):
        page.filters[make.__name__] = functools.lru_cache(4096)(_escaped(make))
    page.filters |= {"finite": finite, "in_a_row": one_report.in_a_row}
    page.tests["lost"] = one_report.lost
    used = (
        message_of, count, before_and_after, beside_reference, for_staff, is_decided, functions, in_short, worth,
        one_report.is_faulty, one_report.lost_groups, one_report.one_sentence, one_report.passed_groups,
        one_report.reasons_to_look, one_report.same_results, one_report.who, shorten, told,
    )  # fmt: skip
    page.globals |= {one.__name__: one for one in used} | {"tokens": _tokens, "few_tokens": _few_tokens}
    return page.get_template("report.html.j2").generate(
        homework=homework,
        reports=reports,
        unusable=beside.unusable,
        changes=beside.changes,
        without_effect=beside.without_effect,
        groups=beside.groups,
        group_of=by_submission(beside.groups),
        file_of=functools.partial(_file_of, beside.sources, [file.name for file in homework.submit]),
        brief=len(reports) > MANY,
        summary=summarise(reports),
        figures=figures_of(reports),
        # Only our own style and script, by their hashes: what slips through the escaping still does not run.
        style=style,
        script=script,
        style_hash=allowed(style),
        script_hash=allowed(script),
    )


def _unindented(name: str) -> str:
    """A template without the indentation of its lines, which would be a sixth of the page."""
    return "\n".join(line.lstrip() for line in template_text(name).splitlines())


def _escaped(make: Callable[..., str]) -> Callable[..., markupsafe.Markup]:
    return lambda *arguments: markupsafe.escape(make(*arguments))


def _tokens(losing: Iterable[TestResult], causes: Iterable[Cause] = ()) -> list[str]:
    """What the search finds a submission by, beside its names: "lost:test_f", "lost:test_f[x]", "mistake:transpose",
    and its causes."""
    found = set()
    for test in losing:
        found |= {f"lost:{one_line(test.function)}", f"lost:{one_line(test.id)}"}
        found |= {f"mistake:{one_line(test.mistake)}"} if test.mistake else set()
    found |= {f"cause:{one_line(cause_key(cause))}" for cause in causes}
    return sorted(found)


def _few_tokens(losing: Iterable[TestResult], report: Report) -> list[str]:
    """The same in fewer words, for a large class: "lost:test_f[*]" where all cases of a test are lost."""
    kept = {test.function for test in report.tests if not one_report.lost(test)}
    tokens = {
        f"lost:{one_line(test.id if function in kept or test.id == function else f'{function}[*]')}"
        for test, function in ((test, test.function) for test in losing)
    }
    tokens |= {f"mistake:{one_line(test.mistake)}" for test in losing if test.mistake}
    return sorted(tokens | {f"cause:{one_line(cause_key(cause))}" for cause in report.causes})


def _file_of(sources: Mapping[str, Mapping[str, bytes]], wanted: Sequence[str], submission: str) -> tuple[str, str]:
    """The name and the text of the file to look at; nothing where it is not at hand."""
    files = sources.get(submission, {})
    name = next((name for name in wanted if name in files), "")
    return name, shorten(files[name].decode("utf-8", "replace"), LONGEST_FILE) if name else ""
