"""Reports -> the terminal: one submission, and a class at a glance. Readable at 80 columns and without colour."""

import itertools
from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.outputs.causes import TITLE, charged, functions, worth
from autograder.outputs.changes import Changes, total_of
from autograder.outputs.decided import is_decided
from autograder.outputs.one_report import in_a_row, in_order, is_faulty, lost, one_sentence, who
from autograder.outputs.summary import ClassSummary, summarise, told
from autograder.outputs.text import count, one_line, points, printable
from autograder.outputs.wording import message_of
from autograder.report import BrokenTest, Outcome, Report, TestResult

# A word for each outcome: what is said must not depend on colour, nor on the symbols that a terminal has.
_WORDS = {
    Outcome.OK: ("passed", "green"),
    Outcome.WRONG: ("wrong", "red"),
    Outcome.ERROR: ("error", "red"),
    Outcome.MISSING: ("missing", "red"),
    Outcome.CRASH: ("crash", "red"),
    Outcome.TIMEOUT: ("time-out", "yellow"),
    Outcome.MEMORY: ("memory", "yellow"),
    Outcome.REFUSED: ("refused", "magenta"),
    Outcome.PROTOCOL: ("no reply", "magenta"),
    Outcome.INTAKE: ("not run", "yellow"),
    Outcome.SKIPPED: ("skipped", "yellow"),
    Outcome.FAULT: ("GRADER", "bold magenta"),
}


def submission_view(report: Report, *, every: bool = False) -> RenderableType:
    """One submission: the causes of what is lost, then the tests in groups, the total, notes; for a TA also flags and
    faults. `every`, or no cause: each test with its message, and for a TA its details."""
    head = Text.assemble((one_line(report.title), "bold"), f"  {one_line(report.submission)}")
    parts: list[RenderableType] = [head]
    if report.students:
        parts.append(Text(who(report)))
    if report.problem:
        parts += [Text("Could not be graded:", "bold yellow"), _indented(report.problem)]
    parts += [_paragraph("Note", note) for note in report.notes]
    parts.append(Text())
    if report.tests and report.outcome is not Outcome.INTAKE:  # a page of "not run" would hide the reason
        parts += _causes(report)
        tests = _tests(report.tests) if every or not report.causes else _grouped(report)
        parts += [*tests, Text()]
    parts.append(_total(report))
    if report.charged is not None:
        parts.append(Text(charged(report)))
    parts += [
        Text(f"Graded by hand: {one_line(item.question)} ({points(item.points)} points)") for item in report.manual
    ]
    parts += [_paragraph("Look at this", flag, "bold yellow") for flag in report.flags]
    if report.isolation and report.isolation != "full":
        parts.append(_paragraph("Isolation", report.isolation, "bold yellow"))
    if report.broken:
        parts.append(broken_view(report.broken))
    if report.fault:
        parts += [Text("The grader failed:", "bold magenta"), _indented(report.fault, "dim")]
    if report.printed:
        parts += [Text("Printed by the student's code:", "bold"), _indented(report.printed, "dim")]
    return Group(*parts)


def class_table(reports: Iterable[Report]) -> RenderableType:
    """A line per submission: name, score, what was lost."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("Submission", ratio=3, overflow="fold")
    table.add_column("Score", justify="right", no_wrap=True)
    table.add_column("Result", ratio=4, overflow="fold")
    for report in in_order(reports):
        style = "magenta" if is_faulty(report) else "yellow" if report.outcome is Outcome.INTAKE else ""
        name, submission = who(report), one_line(report.submission, 100)
        title = name if name == submission else f"{name} ({submission})"
        result = one_sentence(report) + (f"; {count(len(report.flags), 'flag')}" if report.flags else "")
        score = f"{points(report.score)}/{points(report.max_score)}" if is_decided(report) else "-"
        table.add_row(Text(title, style), Text(score, style), Text(result, style))
    return table


def changes_view(changes: Changes) -> RenderableType:
    """Whose score changed: before and after, the tests, and why."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("Submission", ratio=2, overflow="fold")
    table.add_column("Before", justify="right", no_wrap=True)
    table.add_column("After", justify="right", no_wrap=True)
    table.add_column("Tests", ratio=3, overflow="fold")
    table.add_column("Why", ratio=2, overflow="fold")
    for change in changes.changed:
        style = {1: "green", -1: "red"}.get(change.direction, "")
        name = one_line(change.student.name or change.report.submission, 100)
        before, after = (Text(total_of(line) or "-", style) for line in (change.before, change.after))
        table.add_row(Text(name), before, after, Text("; ".join(change.tests)), Text("; ".join(change.why)))
    return Group(*([table] if changes.changed else []), Text(f"{changes}.", "bold"))


def closing_table(reports: Iterable[Report]) -> RenderableType:
    """The class at a glance: scores and their distribution, the tests most failed, what a person should look at."""
    summary = summarise(reports)
    parts: list[RenderableType] = [_class_line(summary)]
    if summary.broken:
        parts.append(broken_view(summary.broken))
    if summary.graded:
        highest = max(bar.students for bar in summary.bins)
        rows = [(bar.label, bar.students, highest, str(bar.students)) for bar in summary.bins]
        parts += [_heading("Scores"), _bars(rows)]
    if summary.lost_tests:
        rows = [
            (one_line(test.name, 84), test.lost, test.of, f"{test.lost} of {test.of}")
            for test in summary.lost_tests[:10]
        ]
        parts += [_heading("Most-failed tests"), _bars(rows)]
    if summary.causes:
        causes = (
            f"{count(len(cause.who), 'submission')}, {points(cause.points)} points: {one_line(cause.text, 150)}"
            for cause in summary.causes[:10]
        )
        parts += [_heading("Why points were lost"), *map(_below, causes)]
        parts += _and_more(summary.causes, 10)
    if summary.attention:
        parts.append(_heading(f"{count(len(summary.attention), 'submission')} to look at by hand"))
        reasons = (f"{who(item.report)}: {in_a_row(item.reasons)}" for item in summary.attention[:20])
        parts += [*map(_below, reasons), *_and_more(summary.attention, 20)]
    if summary.manual:
        parts.append(_heading("Graded by hand for every submission: enter these points in manual.csv"))
        questions = [f"{one_line(item.question)} ({points(item.points)})" for item in summary.manual]
        parts += map(_below, questions)
    weaker = [tier for tier in summary.isolation if tier != "full"]
    if weaker:
        parts += [_heading("Isolation"), Text(f"  {one_line(', '.join(weaker))}: see autograder doctor", "yellow")]
    return Group(*parts)


def broken_view(tests: Sequence[BrokenTest]) -> RenderableType:
    """The tests that the reference does not pass; cases of one test that fail alike on one line."""
    parts: list[RenderableType] = [_heading(f"{count(len(tests), 'broken test')}: the reference does not pass")]
    parts += [_below(printable(line)) for line in told(tests)]
    last = "Nobody loses points for this, but no total is final. Fix the test and run the same command again."
    return Group(*parts, Text(f"  {last}", "yellow"))


def _below(line: str) -> RenderableType:
    """A line below a heading."""
    return Padding(Text(line), (0, 0, 0, 2))


def _and_more(some: Sequence[object], shown: int) -> list[RenderableType]:
    return [Text(f"  … and {len(some) - shown} more")] if len(some) > shown else []


class _Bar:
    """A horizontal bar of `value` out of `highest`, `width` characters long."""

    def __init__(self, value: int, highest: int, width: int) -> None:
        self.value, self.highest, self.width = value, highest, width

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        length = round(self.width * self.value / self.highest) if self.highest else 0
        # Something is never drawn as nothing.
        length = max(length, 1) if self.value else 0
        yield Text(("#" if options.ascii_only else "█") * length, "cyan")


def _bars(rows: Sequence[tuple[str, int, int, str]]) -> RenderableType:
    """Label, bar and number on a line each."""
    table = Table.grid(padding=(0, 1))
    table.add_column(overflow="fold", max_width=44)
    table.add_column(width=24, no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for label, value, highest, number in rows:
        table.add_row(Text(label), _Bar(value, highest, 24), Text(number))
    return Padding(table, (0, 0, 0, 2))


def _tests(tests: Sequence[TestResult]) -> list[RenderableType]:
    """A line for each test, and what it says below; once where several tests say the same."""
    parts: list[RenderableType] = []
    width = max((len(_score(test)) for test in tests), default=0)
    first_with: dict[str, str] = {}  # message -> the test that said it first
    for _, group in itertools.groupby(tests, lambda test: (message_of(test), test.mistake, test.details)):
        alike = list(group)
        first = alike[0]
        rows = Table.grid(padding=(0, 2))
        rows.add_column(width=8, no_wrap=True)
        rows.add_column(width=width, justify="right", no_wrap=True)
        rows.add_column(overflow="fold")
        for test in alike:
            rows.add_row(*_row(test))
        parts.append(rows)
        if message := message_of(first):
            earlier = first_with.setdefault(message, first.id)
            parts.append(_indented(message if earlier == first.id else f"the same as {one_line(earlier)}"))
        if first.mistake:
            parts.append(_indented(f"known mistake: {first.mistake}", "cyan"))
        if first.details:
            parts.append(_indented(first.details, "dim"))
    return parts


def _causes(report: Report) -> list[RenderableType]:
    """Each cause once, most points first."""
    parts: list[RenderableType] = []
    for number, cause in enumerate(report.causes, start=1):
        parts.append(Text.assemble((f"{number}. {worth(cause)}: ", "bold red"), printable(cause.text)))
        if cause.example:
            parts.append(_indented(f"{one_line(cause.example_test)}: {cause.example}", "dim"))
    return [Text(f"{TITLE}", "bold"), *parts] if parts else []


def _grouped(report: Report) -> list[RenderableType]:
    """The tests by their causes, then those that have none: a fault of the grader; then what passed."""
    groups: dict[tuple[int, ...], list[str]] = {}
    for test in report.tests:
        if test.causes:
            groups.setdefault(test.causes, []).append(test.id)
    parts: list[RenderableType] = [
        Text.assemble((f"Lost by {' and '.join(map(str, numbers))}: ", "red"), functions(tests, most=8))
        for numbers, tests in groups.items()
    ]
    parts += _tests([test for test in report.tests if lost(test) and not test.causes])
    if passed := [test.id for test in report.tests if not lost(test)]:
        parts.append(Text.assemble(("Passed: ", "green"), functions(passed, most=8)))
    return [*parts, Text("--all shows each test.", "dim")]


def _row(test: TestResult) -> tuple[Text, Text, Text]:
    """Outcome, points and name; and the id of a test that lost points, to run it alone."""
    word, style = _WORDS[test.outcome]
    if test.outcome is Outcome.OK and lost(test):
        word, style = "partly", "yellow"
    name = one_line(test.name)
    title = Text(f"{one_line(test.number)} {name}" if test.number else name)
    if lost(test):
        title.append(f"  {one_line(test.id)}", "dim")
    return Text(word, style), Text(_score(test)), title


def _score(test: TestResult) -> str:
    return f"{points(test.score)}/{points(test.max_score)}"


def _total(report: Report) -> Text:
    if report.outcome is Outcome.INTAKE:
        return Text("Not graded: nothing in the submission could be run.", "bold yellow")
    text = Text(f"{points(report.score)} of {points(report.max_score)} points", "bold")
    if is_faulty(report):
        why = "a test is broken" if report.broken and not report.fault else "the grader itself failed"
        text.append(f", not final: {why}", "bold magenta")
    return text


def _class_line(summary: ClassSummary) -> Text:
    parts = [f"{count(summary.submissions, 'submission')}: {summary.graded} graded"]
    if summary.intake:
        parts.append(f"{summary.intake} could not be graded")
    if summary.broken:
        parts.append(f"{summary.faults} undecided")
    elif summary.faults:
        parts.append(f"the grader failed on {summary.faults}")
    if summary.mean is not None and summary.median is not None:
        scores = f"mean {summary.mean:.1f}, median {points(round(summary.median, 2))}"
        return Text(f"{', '.join(parts)}\n{scores} of {points(summary.max_score)} points", "bold")
    return Text(", ".join(parts), "bold")


def _heading(text: str) -> Text:
    return Text(f"\n{text}", "bold")


def _paragraph(label: str, text: str, style: str = "bold") -> Text:
    return Text.assemble((f"{label}: ", style), printable(text))


def _indented(text: str, style: str = "") -> RenderableType:
    """`text` four columns to the right; where a line is too long, what follows stays under its beginning."""
    lines = printable(text).rstrip("\n").split("\n")
    bodies = [(line.lstrip(" "), len(line) - len(line.lstrip(" "))) for line in lines]
    return Group(*(Padding(Text(body, style, overflow="fold"), (0, 0, 0, 4 + depth % 40)) for body, depth in bodies))
