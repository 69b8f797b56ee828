"""What is running, while the project's own tests run: one line that renews itself, or one every while in a log."""

from __future__ import annotations

import threading
import time

import pytest

_LINE_SECONDS, _LOG_SECONDS = 0.5, 20.0


class Progress:
    """In the place of pytest's dots, which say neither what is running nor how much is left."""

    def __init__(self, reporter: pytest.TerminalReporter) -> None:
        self._terminal = reporter._tw
        self._renews = reporter.isatty
        self._running: dict[str, float] = {}  # test -> when it began
        self._began = time.monotonic()
        self._total = self._done = self._failed = 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._tell, daemon=True)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._total = self._total or len(session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        self._total = len(ids)

    def pytest_runtestloop(self) -> None:
        self._thread.start()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._running[nodeid] = time.monotonic()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self._running.pop(nodeid, None)
        self._done += 1

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        if report.failed:
            self._failed += 1
            self._write(f"failed: {report.nodeid}\n")
            return ("failed" if report.when == "call" else "error"), "", "FAILED"
        if report.skipped and not hasattr(report, "wasxfail"):
            return "skipped", "", "SKIPPED"
        return ("passed", "", "PASSED") if report.when == "call" and not hasattr(report, "wasxfail") else None

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()
        self._write("")

    def _tell(self) -> None:
        while not self._end.wait(_LINE_SECONDS if self._renews else _LOG_SECONDS):
            self._write(self._line() + ("" if self._renews else "\n"))

    def _line(self) -> str:
        now = time.monotonic()
        running = sorted(self._running.items(), key=lambda item: item[1])
        names = [f"{short(test)} ({now - began:.0f} s)" for test, began in running]
        failed = f", {self._failed} failed" if self._failed else ""
        line = f"{self._done} of {self._total} tests{failed}, {now - self._began:.0f} s; running: {', '.join(names)}"
        return line[: max(self._terminal.fullwidth - 1, 40)] if self._renews else line

    def _write(self, text: str) -> None:
        self._terminal.write(f"\r\x1b[2K{text}" if self._renews else text, flush=True)


def short(test: str) -> str:
    """ "corpus: as an ordinary user" of "tests/corpus/test_corpus.py::test_as_an_ordinary_user"."""
    file, _, name = test.partition("::")
    place = file.rpartition("/")[2].removesuffix(".py").removeprefix("test_")
    return f"{place}: {name.removeprefix('test_').replace('_', ' ')[:80]}"
