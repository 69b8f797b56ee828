"""Grades with worker processes on this machine.

One worker process per processor; each holds the collected tests and a zygote of its own, pinned to the same processor,
because a round trip within one processor costs a fifth of one across two.
"""

from __future__ import annotations

import contextlib
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

import msgspec

from autograder.executor import TICK_SECONDS, Task, answer, fault_report, too_long
from autograder.findings import Findings
from autograder.homework import Homework, HomeworkError
from autograder.report import Report
from autograder.sandbox.confine import die_with_parent
from autograder.sandbox.failures import GraderFault
from autograder.sandbox.zygote import Zygote, ZygoteDied
from autograder.start import with_grader

if TYPE_CHECKING:
    from autograder.grading import Grader

_WANTS_A_SUCCESSOR = 75  # exit status of a worker whose zygote is gone: its other tasks are somebody else's
_OUT_OF_TIME = -signal.SIGXCPU
_NO_MORE = Task(-1, None)
_QUEUED_PER_WORKER = 2  # one being graded, one waiting, so that no worker waits for us


class _Done(msgspec.Struct, frozen=True):
    index: int
    report: Report | None  # None: the worker cannot work at all
    fault: str = ""


@dataclass(eq=False)
class _Worker:
    number: int
    connection: Connection
    pid: int
    zygote: Zygote
    tasks: list[Task] = field(default_factory=list)
    done: int = 0


class Pool:
    """Worker processes, forked from this one: they inherit the libraries, and this process never loads a test."""

    def __init__(self, homework: Homework, zygote: Zygote, jobs: int, seed: int | None) -> None:
        self._homework = homework
        self._zygote = zygote
        self._jobs = jobs
        self._seed = seed
        self._findings = Findings(jobs)
        self._workers: list[_Worker] = []
        self._started = 0

    @property
    def tier(self) -> str:
        return self._zygote.plan.tier

    def close(self) -> None:
        for worker in list(self._workers):  # Ctrl-C may have come between two results, outside of `run`
            self._stop(worker)
        self._zygote.close()

    def run(self, tasks: Iterator[Task | None], on_tick: Callable[[], None]) -> Iterator[tuple[int, Report]]:
        """(index, report) of every task, in the order in which they are done."""
        try:
            more = self._feed(tasks)
            while more or any(worker.tasks for worker in self._workers):
                ready = wait([worker.connection for worker in self._workers], TICK_SECONDS)
                for worker in [worker for worker in self._workers if worker.connection in ready]:
                    for done in self._receive(worker):
                        assert done.report is not None
                        yield done.index, done.report
                more = more and self._feed(tasks)
                on_tick()
        finally:
            for worker in list(self._workers):
                self._stop(worker)

    def _feed(self, tasks: Iterator[Task | None]) -> bool:
        """Give tasks to those who have few; starts workers as long as there are tasks. False when there are no more."""
        while True:
            waiting = [worker for worker in self._workers if len(worker.tasks) < _QUEUED_PER_WORKER]
            can_start = len(self._workers) < self._jobs
            if not waiting and not can_start:
                return True
            task = next(tasks, _NO_MORE)
            if task is None or task is _NO_MORE:
                return task is None
            idle = [worker for worker in waiting if not worker.tasks]
            worker = idle[0] if idle else self._start() if can_start else min(waiting, key=lambda w: len(w.tasks))
            self._give(worker, task)

    @staticmethod
    def _give(worker: _Worker, task: Task) -> None:
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
        """A new worker for the tasks of one that ended. A task that it died of is a fault, or refused: see too_long."""
        status = self._stop(dead, kill=False)
        if status not in (_WANTS_A_SUCCESSOR, _OUT_OF_TIME) and not dead.done and self._started > 2 * self._jobs:
            raise GraderFault("the grading processes die before they grade anything")
        died_of = [] if status == _WANTS_A_SUCCESSOR else dead.tasks[:1]
        others = dead.tasks[len(died_of) :]
        if status == _OUT_OF_TIME:
            others, died_of = [*map(too_long, died_of), *others], []
        if others:
            successor = self._start()
            for task in others:
                self._give(successor, task)
        why = "the grading process died (killed, or out of memory?)"
        return [_Done(task.index, fault_report(self._homework, task, why)) for task in died_of]

    def _start(self) -> _Worker:
        """Fork a worker. Ctrl-C waits until it is listed: nobody else would end it."""
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return self._fork_worker()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)

    def _fork_worker(self) -> _Worker:
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
            self._findings.belongs_to(number - 1)
            _work(self._homework, zygote, theirs, processor, self._seed, self._findings)
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


def _work(
    homework: Homework,
    zygote: Zygote,
    connection: Connection,
    processor: int | None,
    seed: int | None,
    findings: Findings,
) -> None:
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
                    task = msgspec.msgpack.decode(connection.recv_bytes(), type=Task)
                    connection.send_bytes(msgspec.msgpack.encode(_Done(task.index, answer(grader, task))))
                    if grader.lost_its_zygote:
                        os._exit(_WANTS_A_SUCCESSOR)

        try:
            with_grader(homework, zygote, seed, serve, findings)
        except (GraderFault, HomeworkError, ZygoteDied) as fault:
            connection.send_bytes(msgspec.msgpack.encode(_Done(-1, None, str(fault))))
            status = 1
        except Exception:
            connection.send_bytes(msgspec.msgpack.encode(_Done(-1, None, traceback.format_exc())))
            status = 1
    except BaseException:
        status = 1
    finally:
        os._exit(status)


def default_jobs() -> int:
    """One per processor that this process may use."""
    return len(os.sched_getaffinity(0))
