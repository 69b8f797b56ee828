"""The progress of grading a class."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from types import TracebackType
from typing import final

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Column
from rich.text import Text

from autograder.outputs.one_report import is_faulty, is_graded
from autograder.outputs.text import finite
from autograder.report import Report


@final
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
        self._done = self._last_done = self._kept = 0
        self._outcomes: Counter[str] = Counter()
        self._bar = _progress_bar(self._console) if self._console.is_interactive and not quiet else None
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

    def advance(self, report: Report, *, kept: bool = False) -> None:
        """One more submission is graded; `kept`: by an earlier run, so that it says nothing about the rate."""
        self._done += 1
        self._kept += kept
        kind = "grader failed" if is_faulty(report) else "graded" if is_graded(report) else "not gradable"
        self._outcomes[kind] += 1
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
        rate = (self._done - self._kept) / seconds if seconds > 0 else 0.0
        parts = [f"{number} {kind}" for kind, number in sorted(self._outcomes.items())]
        if self._kept:
            parts.append(f"{self._kept} reused")
        if rate:
            left = f"{_duration((self._total - self._done) / rate)} left"
            parts = [f"{rate:.1f}/s", left if self._done < self._total else f"took {_duration(seconds)}", *parts]
        return ", ".join(parts)


def _progress_bar(console: Console) -> Progress:
    state = TextColumn("{task.fields[state]}", markup=False, table_column=Column(ratio=1, no_wrap=True))
    done = TextColumn("{task.completed:.0f}/{task.total:.0f}", markup=False)
    return Progress(BarColumn(bar_width=20), done, state, console=console, auto_refresh=False, expand=True)


def _duration(seconds: float) -> str:
    whole = round(finite(seconds))
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"
