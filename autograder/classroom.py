"""Many submissions -> Reports: workers on every processor, results kept as they come, the rest resumed next time.

One worker process per processor; each holds the collected tests and a zygote of its own, pinned to the same processor,
because a round trip within one processor costs a fifth of one across two.
"""

from __future__ import annotations

import contextlib
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path

import msgspec

from autograder import __version__
from autograder.grading import Grader, with_grader
from autograder.homework import Homework
from autograder.intake.exports import ClassList, Entry
from autograder.intake.submission import IntakeProblem, Submission
from autograder.outputs.files import write_atomically
from autograder.outputs.gradescope import write_results
from autograder.report import Outcome, Report
from autograder.sandbox.confine import die_with_parent
from autograder.sandbox.session import GraderFault
from autograder.sandbox.zygote import Zygote

_TICK_SECONDS = 0.1
_WANTS_A_SUCCESSOR = 75  # exit status of a worker whose zygote is gone: its other tasks are somebody else's
_QUEUED_PER_WORKER = 2  # one being graded, one waiting, so that no worker waits for us


class _Task(msgspec.Struct, frozen=True):
    index: int
    submission: Submission | None
    name: str = ""
    problem: str = ""


class _Done(msgspec.Struct, frozen=True):
    index: int
    report: Report | None  # None: the worker cannot work at all
    fault: str = ""


def grade_class(
    homework: Homework,
    zygote: Zygote,
    class_list: ClassList,
    out: Path,
    *,
    jobs: int,
    seed: int | None = None,
    fresh: bool = False,
    on_report: Callable[[Report, bool], None] = lambda report, kept: None,
    on_tick: Callable[[], None] = lambda: None,
) -> list[Report]:
    """Grade every entry that changed since the results in `out`; write each result as soon as it is there.

    Returns the reports in the order of the class. `on_report(report, kept)` is called for each, kept or new.
    Raises GraderFault when no worker can grade at all.
    """
    wanted_seed = homework.seed if seed is None else seed
    reports: dict[int, Report] = {}

    def tasks() -> Iterator[_Task]:
        digest = homework.digest()
        for index, entry in enumerate(class_list.entries):
            task = _read(index, entry, homework)
            kept = None if fresh else _kept(out / entry.name, entry, task, digest, wanted_seed, zygote.plan.tier)
            if kept is None:
                yield task
            else:
                reports[index] = kept
                on_report(kept, True)

    for index, graded in _Pool(homework, zygote, jobs, seed).run(tasks(), on_tick):
        entry = class_list.entries[index]
        report = msgspec.structs.replace(graded, students=entry.students, notes=(*entry.notes, *graded.notes))
        _keep(report, out / entry.name)
        reports[index] = report
        on_report(report, False)
    return [reports[index] for index in sorted(reports)]


def _read(index: int, entry: Entry, homework: Homework) -> _Task:
    try:
        return _Task(index, entry.read(homework), entry.name)
    except IntakeProblem as problem:
        return _Task(index, None, entry.name, str(problem))


# ---- results that are there already ------------------------------------------------------------------------------


def _keep(report: Report, folder: Path) -> None:
    """results.json for the platform, report.json for the next run; the latter last, so that it vouches for both."""
    write_results(report, folder / "results.json")
    write_atomically(folder / "report.json", msgspec.json.format(msgspec.json.encode(report), indent=1))


def _kept(folder: Path, entry: Entry, task: _Task, digest: str, seed: int, tier: str) -> Report | None:
    """The report of an earlier run, if nothing that it depends on has changed."""
    try:
        report = msgspec.json.decode((folder / "report.json").read_bytes(), type=Report)
    except (OSError, msgspec.MsgspecError):
        return None
    submission = task.submission.digest() if task.submission else ""
    then = (report.homework_digest, report.submission_digest, report.seed, report.grader_version, report.isolation)
    same = (
        then == (digest, submission, seed, __version__, tier)
        and (report.problem, report.students) == (task.problem, entry.students)
        and report.notes[: len(entry.notes)] == entry.notes
        and not report.fault
        and (folder / "results.json").exists()
    )
    return report if same else None


# ---- workers --------------------------------------------------------------------------------------------------------


class _Worker:
    def __init__(self, number: int, connection: Connection, pid: int, zygote: Zygote) -> None:
        self.number = number
        self.connection = connection
        self.pid = pid
        self.zygote = zygote
        self.tasks: list[_Task] = []
        self.done = 0


class _Pool:
    """Worker processes, forked from this one: they inherit the libraries, and this process never loads a test."""

    def __init__(self, homework: Homework, zygote: Zygote, jobs: int, seed: int | None) -> None:
        self._homework = homework
        self._zygote = zygote
        self._jobs = jobs
        self._seed = seed
        self._workers: list[_Worker] = []
        self._started = 0

    def run(self, tasks: Iterator[_Task], on_tick: Callable[[], None]) -> Iterator[tuple[int, Report]]:
        """(index, report) of every task, in the order in which they are done."""
        try:
            more = self._feed(tasks)
            while any(worker.tasks for worker in self._workers):
                ready = wait([worker.connection for worker in self._workers], _TICK_SECONDS)
                for worker in [worker for worker in self._workers if worker.connection in ready]:
                    for done in self._receive(worker):
                        assert done.report is not None
                        yield done.index, done.report
                more = more and self._feed(tasks)
                on_tick()
        finally:
            for worker in list(self._workers):
                self._stop(worker)

    def _feed(self, tasks: Iterator[_Task]) -> bool:
        """Give tasks to those who have few; starts workers as long as there are tasks. False when there are no more."""
        while True:
            waiting = [worker for worker in self._workers if len(worker.tasks) < _QUEUED_PER_WORKER]
            can_start = len(self._workers) < self._jobs
            if not waiting and not can_start:
                return True
            task = next(tasks, None)
            if task is None:
                return False
            idle = [worker for worker in waiting if not worker.tasks]
            worker = idle[0] if idle else self._start() if can_start else min(waiting, key=lambda w: len(w.tasks))
            self._give(worker, task)

    @staticmethod
    def _give(worker: _Worker, task: _Task) -> None:
        worker.tasks.append(task)
        with contextlib.suppress(BrokenPipeError):  # it has just ended: noticed when its answer is read
            worker.connection.send_bytes(msgspec.msgpack.encode(task))

    def _receive(self, worker: _Worker) -> list[_Done]:
        """One result; where the worker died, the fault of the task that it was at. The others go to a new worker."""
        try:
            done = msgspec.msgpack.decode(worker.connection.recv_bytes(), type=_Done)
        except (EOFError, OSError):
            return self._replace(worker)
        if done.report is None:
            raise GraderFault(done.fault)
        worker.tasks = [task for task in worker.tasks if task.index != done.index]
        worker.done += 1
        return [done]

    def _replace(self, dead: _Worker) -> list[_Done]:
        """A new worker for the tasks of one that ended; a task that it died of is a fault."""
        asked_for_it = self._stop(dead, kill=False) == _WANTS_A_SUCCESSOR
        if not dead.done and self._started > 2 * self._jobs:
            raise GraderFault("the grading processes die before they grade anything")
        died_of = [] if asked_for_it else dead.tasks[:1]
        others = dead.tasks[len(died_of) :]
        if others:
            successor = self._start()
            for task in others:
                self._give(successor, task)
        why = "the grading process died (killed, or out of memory?)"
        return [_Done(task.index, _fault_report(self._homework, task, why)) for task in died_of]

    def _start(self) -> _Worker:
        taken = {worker.number for worker in self._workers}
        number = next(n for n in range(1, self._jobs + 1) if n not in taken)
        self._started += 1
        processors = sorted(os.sched_getaffinity(0))
        processor = processors[number % len(processors)] if self._jobs <= len(processors) else None
        zygote = self._zygote.clone(number, processor)
        ours, theirs = Pipe()
        pid = os.fork()
        if pid == 0:
            ours.close()
            for other in self._workers:
                other.connection.close()
                other.zygote.let_go()
            self._zygote.let_go()
            _work(self._homework, zygote, theirs, processor, self._seed)
        theirs.close()
        zygote.let_go()
        worker = _Worker(number, ours, pid, zygote)
        self._workers.append(worker)
        return worker

    def _stop(self, worker: _Worker, *, kill: bool = True) -> int:
        """Part with a worker, which has ended by itself unless it is to be killed; its exit status."""
        self._workers.remove(worker)
        worker.connection.close()
        if kill:
            os.kill(worker.pid, signal.SIGKILL)
        _, status = os.waitpid(worker.pid, 0)
        worker.zygote.remove_folder()
        return os.waitstatus_to_exitcode(status)


def _work(homework: Homework, zygote: Zygote, connection: Connection, processor: int | None, seed: int | None) -> None:
    """In a worker process: grade what comes until the connection is closed. Never returns."""
    status = 0
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that has the terminal
        die_with_parent()
        if processor is not None:
            with contextlib.suppress(OSError):
                os.sched_setaffinity(0, {processor})

        def serve(grader: Grader) -> None:
            with contextlib.suppress(EOFError):
                while True:
                    task = msgspec.msgpack.decode(connection.recv_bytes(), type=_Task)
                    report = (
                        grader.grade(task.submission) if task.submission else grader.refuse(task.name, task.problem)
                    )
                    connection.send_bytes(msgspec.msgpack.encode(_Done(task.index, report)))
                    if grader.lost_its_zygote:
                        os._exit(_WANTS_A_SUCCESSOR)

        try:
            with_grader(homework, zygote, seed, serve)
        except GraderFault as fault:
            connection.send_bytes(msgspec.msgpack.encode(_Done(-1, None, str(fault))))
            status = 1
        except Exception:
            connection.send_bytes(msgspec.msgpack.encode(_Done(-1, None, traceback.format_exc())))
            status = 1
    except BaseException:
        status = 1
    finally:
        os._exit(status)


def _fault_report(homework: Homework, task: _Task, fault: str) -> Report:
    return Report(
        homework=homework.full_name, title=homework.title, submission=task.name, outcome=Outcome.FAULT, fault=fault
    )


def default_jobs() -> int:
    """One per processor that this process may use."""
    return len(os.sched_getaffinity(0))
