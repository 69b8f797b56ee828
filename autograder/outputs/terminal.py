"""Reports -> the terminal: one submission, a class, and the progress while it is graded. Readable without colour."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Literal

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Column, Table
from rich.text import Text

from autograder.outputs.summary import (
    ClassSummary,
    in_order,
    is_faulty,
    is_graded,
    lost,
    one_sentence,
    summarise,
    who,
)
from autograder.outputs.text import count, finite, one_line, points, printable
from autograder.report import Outcome, Report, TestResult

Audience = Literal["student", "ta"]

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


def submission_view(report: Report, audience: Audience = "ta") -> RenderableType:
    """One submission: every test with its message, the total, notes; for a TA also details, flags and faults."""
    head = Text.assemble((printable(one_line(report.title)), "bold"), f"  {one_line(report.submission)}")
    parts: list[RenderableType] = [head]
    if report.students:
        parts.append(Text(who(report)))
    parts += [_paragraph("Note", note) for note in report.notes]
    parts.append(Text())
    for test in report.tests:
        parts += _test_lines(test, audience)
    if report.tests:
        parts.append(Text())
    parts.append(_total(report))
    parts += [
        Text(f"Graded by people: {one_line(item.question)} ({points(item.points)} points)") for item in report.manual
    ]
    if audience == "ta":
        parts += [_paragraph("Look at this", flag, "bold yellow") for flag in report.flags]
        if report.isolation and report.isolation != "full":
            parts.append(_paragraph("Isolation", report.isolation, "bold yellow"))
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
        score = f"{points(report.score)}/{points(report.max_score)}" if is_graded(report) else "–"
        table.add_row(Text(title, style), Text(score, style), Text(result, style))
    return table


def closing_table(reports: Iterable[Report]) -> RenderableType:
    """The class at a glance: scores and their distribution, the tests most failed, what a person should look at."""
    summary = summarise(reports)
    parts: list[RenderableType] = [_class_line(summary)]
    if summary.graded:
        highest = max(bar.students for bar in summary.bins)
        rows = [(bar.label, bar.students, highest, str(bar.students)) for bar in summary.bins]
        parts += [_heading("Scores"), _bars(rows)]
    if summary.lost_tests:
        rows = [
            (one_line(test.name, 60), test.lost, test.of, _lost_by(test.lost, test.of))
            for test in summary.lost_tests[:10]
        ]
        parts += [_heading("Tests most failed"), _bars(rows)]
    if summary.mistakes:
        mistakes = [
            Text(f"  {one_line(name)}: {count(number, 'submission')}") for name, number in summary.mistakes[:10]
        ]
        parts += [_heading("Known mistakes"), *mistakes]
    if summary.attention:
        parts.append(_heading(f"{count(len(summary.attention), 'submission')} for a person to look at"))
        shown = summary.attention[:20]
        parts += [Text(f"  {who(item.report)}: {'; '.join(item.reasons)}") for item in shown]
        if more := len(summary.attention) - len(shown):
            parts.append(Text(f"  … and {more} more"))
    if summary.manual:
        questions = ", ".join(f"{one_line(item.question)} ({points(item.points)})" for item in summary.manual)
        parts += [_heading("Graded by people"), Text(f"  {questions} points, for every submission")]
    return Group(*parts)


class GradingProgress:
    """How far the grading of a class is: a bar on a terminal, a line every 5 s or 10 % elsewhere, nothing if quiet.

    It starts no thread (the grader forks): it is drawn only in `advance` and `tick`, so call `tick` while waiting.
    """

    def __init__(
        self,
        total: int,
        console: Console | None = None,
        *,
        quiet: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total = total
        self._console = console or Console(stderr=True)
        self._clock = clock
        self._start = self._last_drawn = clock()
        self._last_done = 0
        self._done = 0
        self._outcomes: Counter[str] = Counter()
        self._bar = _progress_bar(self._console) if self._console.is_terminal and not quiet else None
        self._lines = self._bar is None and not quiet

    def __enter__(self) -> GradingProgress:
        if self._bar:
            self._task = self._bar.add_task("grading", total=self._total, state="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._draw()
            self._bar.stop()
        elif self._lines and self._last_done != self._done:
            self._draw()

    def advance(self, report: Report) -> None:
        """One more submission is graded."""
        self._done += 1
        self._outcomes[
            "grader failed" if is_faulty(report) else "not gradable" if not is_graded(report) else "graded"
        ] += 1
        self.tick()

    def tick(self) -> None:
        """Draw again where it is time to; call it often, it is cheap."""
        since = self._clock() - self._last_drawn
        if self._bar:
            if since >= 0.1 or self._done == self._total:
                self._draw()
        elif self._lines and (since >= 5 or (self._done - self._last_done) * 10 >= self._total > 0):
            self._draw()

    def _draw(self) -> None:
        self._last_drawn, self._last_done = self._clock(), self._done
        if self._bar:
            self._bar.update(self._task, completed=self._done, state=self._state())
            self._bar.refresh()
        else:
            share = f" ({self._done / self._total:.0%})" if self._total else ""
            self._console.print(Text(f"{self._done} of {self._total} done{share}: {self._state()}"), soft_wrap=True)

    def _state(self) -> str:
        seconds = self._clock() - self._start
        rate = self._done / seconds if seconds > 0 else 0.0
        parts = [f"{number} {name}" for name, number in sorted(self._outcomes.items())]
        if rate:
            parts.append(f"{rate:.1f}/s")
            if self._done < self._total:
                parts.append(f"{_duration((self._total - self._done) / rate)} left")
            else:
                parts.append(f"took {_duration(seconds)}")
        return ", ".join(parts)


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


def _progress_bar(console: Console) -> Progress:
    state = TextColumn("{task.fields[state]}", markup=False, table_column=Column(ratio=1, no_wrap=True))
    done = TextColumn("{task.completed:.0f}/{task.total:.0f}", markup=False)
    return Progress(BarColumn(bar_width=20), done, state, console=console, auto_refresh=False, expand=True)


def _test_lines(test: TestResult, audience: Audience) -> list[RenderableType]:
    word, style = _WORDS[test.outcome]
    if test.outcome is Outcome.OK and lost(test):
        word, style = "partly", "yellow"
    row = Table.grid(padding=(0, 2))
    row.add_column(width=8, no_wrap=True)
    row.add_column(width=9, justify="right", no_wrap=True)
    row.add_column(overflow="fold")
    name = one_line(test.name)
    title = Text(f"{one_line(test.number)} {name}" if test.number else name)
    if audience == "ta":
        title.append(f"  {one_line(test.id)}", "dim")
    row.add_row(Text(word, style), Text(f"{points(test.score)}/{points(test.max_score)}"), title)
    lines: list[RenderableType] = [row]
    if test.message:
        lines.append(_indented(test.message))
    if audience == "ta":
        if test.mistake:
            lines.append(_indented(f"known mistake: {test.mistake}", "cyan"))
        if test.details:
            lines.append(_indented(test.details, "dim"))
    return lines


def _total(report: Report) -> Text:
    if report.outcome is Outcome.FAULT:
        return Text("Not graded: the grader itself failed. This is not the student's fault.", "bold magenta")
    if report.outcome is Outcome.INTAKE:
        return Text("Not graded: what was handed in could not be graded.", "bold yellow")
    text = Text(f"{points(report.score)} of {points(report.max_score)} points", "bold")
    if is_faulty(report):
        text.append(", not final: the grader itself failed on a test", "bold magenta")
    return text


def _class_line(summary: ClassSummary) -> Text:
    parts = [f"{count(summary.submissions, 'submission')}: {summary.graded} graded"]
    if summary.intake:
        parts.append(f"{summary.intake} could not be graded")
    if summary.faults:
        parts.append(f"the grader failed on {summary.faults}")
    if summary.mean is not None and summary.median is not None:
        scores = f"mean {summary.mean:.1f}, median {points(round(summary.median, 2))}"
        parts.append(f"{scores} of {points(summary.max_score)}")
    return Text(", ".join(parts), "bold")


def _lost_by(lost_by: int, of: int) -> str:
    return f"{lost_by} of {of}"


def _heading(text: str) -> Text:
    return Text(f"\n{text}", "bold")


def _paragraph(label: str, text: str, style: str = "bold") -> Text:
    return Text.assemble((f"{label}: ", style), printable(text))


def _indented(text: str, style: str = "") -> RenderableType:
    return Padding(Text(printable(text).rstrip("\n"), style, overflow="fold"), (0, 0, 0, 4))


def _duration(seconds: float) -> str:
    whole = round(finite(seconds))
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"
