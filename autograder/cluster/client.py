"""The executor that hands tasks to the workers of a Dask scheduler. It starts threads: only `--cluster` imports it."""

import contextlib
import logging
import queue
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from pathlib import Path

import msgspec
from distributed import Client, Future, KilledWorker
from distributed.comm.core import CommClosedError

from autograder import __version__
from autograder.cluster import ClusterError, worker
from autograder.cluster.local import LocalWorkers
from autograder.cluster.messages import Died, Done, Ready, Refused, Setup, answer_decoder
from autograder.executor import TICK_SECONDS, Task, fault_report
from autograder.homework import Homework
from autograder.report import Report
from autograder.sandbox.confine import IsolationError
from autograder.sandbox.failures import GraderFault

LOCAL = "local"  # the address that means: start a scheduler and workers here

_CONNECT_SECONDS = 6.0
_LOOK_EVERY_SECONDS = 2.0  # at how many workers there are
_NO_WORKER_SECONDS = 600.0  # batch systems and autoscalers take minutes to start one
_NO_MORE = Task(-1, None)
_QUEUED_PER_THREAD = 2  # as in the pool: one being graded, one waiting

_Future = Future[tuple[str, bytes]]  # of worker.grade


class Cluster:
    """Executor on the workers of the scheduler at `address`, or of one that is started here with `jobs` workers.

    `locked`: folders that student code must not be able to read, where a worker's machine has them. `say` is given a
    line when there is something to wait for. Raises ClusterError, IsolationError, GraderFault.
    """

    def __init__(
        self,
        address: str,
        homework: Homework,
        *,
        jobs: int,
        seed: int | None,
        unsafe: bool,
        locked: Sequence[Path],
        say: Callable[[str], None],
    ) -> None:
        for name in ("distributed", "distributed.client"):  # what matters is said in a sentence of our own
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._homework = homework
        self._say = say
        self._setup = msgspec.msgpack.encode(
            Setup(
                homework=homework.full_name,
                homework_digest=homework.digest(),
                grader_version=__version__,
                seed=seed,
                unsafe=unsafe,
                locked=tuple(str(path.resolve()) for path in locked),
            )
        )
        self._done: queue.SimpleQueue[_Future] = queue.SimpleQueue()
        self._here = LocalWorkers(jobs) if address == LOCAL else None
        self._address = self._here.address if self._here else address
        self._client: Client | None = None
        try:
            self._client = self._connect()
            self._threads = _Threads(self._client, self._address, say)
            self.tier = self._first_tier()
        except BaseException:
            self.close()
            raise

    def run(self, tasks: Iterator[Task | None], on_tick: Callable[[], None]) -> Iterator[tuple[int, Report]]:
        """(index, report) of every task, in the order in which they are done. Raises ClusterError, GraderFault."""
        waiting: dict[object, tuple[Task, _Future]] = {}
        more = True
        try:
            while more or waiting:
                room = _QUEUED_PER_THREAD * self._threads.count()
                while more and len(waiting) < room:
                    task = next(tasks, _NO_MORE)
                    more = task is not _NO_MORE
                    if task is None:
                        break
                    if more:
                        future = self._submit(_without_students(task))
                        waiting[future.key] = task, future
                for future, body in self._next_done():
                    if future.key in waiting:
                        task, _ = waiting.pop(future.key)
                        yield task.index, self._report(task, future, body)
                    else:  # a worker that was asked at the start, and is ready only now
                        self._check_tier(*self._result(future, body))
                on_tick()
        finally:
            for _, future in waiting.values():
                future.release()

    def close(self) -> None:
        """Part with the scheduler; end what was started here."""
        if self._client:
            with contextlib.suppress(OSError, CommClosedError):
                self._client.close(timeout=1)
        if self._here:
            self._here.close()

    # ---- one task -------------------------------------------------------------------------------------------

    def _submit(self, task: bytes | None, prefer: str | None = None) -> _Future:
        assert self._client
        with self._connection_watched():
            future = self._client.submit(
                worker.grade, self._setup, task, pure=False,
                workers=[prefer] if prefer else None, allow_other_workers=prefer is not None,
            )  # fmt: skip
        future.add_done_callback(self._done.put)
        return future

    def _next_done(self) -> list[tuple[_Future, tuple[str, bytes] | None]]:
        """What is done, with what came back, or None where nothing did. Waits for the first, and not for long.

        All that is there is fetched at once: asking for each by itself costs a client as much as writing it.
        """
        done: list[_Future] = []
        with contextlib.suppress(queue.Empty):
            done.append(self._done.get(timeout=TICK_SECONDS))
            while True:
                done.append(self._done.get_nowait())
        finished = [future for future in done if future.status == "finished"]
        assert self._client
        with self._connection_watched():
            bodies = dict(zip(finished, self._client.gather(finished), strict=True))
        return [(future, bodies.get(future)) for future in done]

    def _report(self, task: Task, future: _Future, body: tuple[str, bytes] | None) -> Report:
        address, answer = self._result(future, body)
        if isinstance(answer, Done):
            self._check_tier(address, answer)
            return answer.report
        assert isinstance(answer, Died)
        return fault_report(self._homework, task, answer.why)

    def _check_tier(self, address: str, answer: Done | Died | Ready) -> None:
        tier = answer.report.isolation if isinstance(answer, Done) else getattr(answer, "tier", self.tier)
        if tier != self.tier:
            raise ClusterError(
                f"the worker {address} has isolation {tier!r} and another one {self.tier!r}, but a class needs the "
                "same everywhere"
            )

    def _result(self, future: _Future, body: tuple[str, bytes] | None) -> tuple[str, Done | Died | Ready]:
        """The worker's address and its answer. Raises ClusterError, IsolationError, GraderFault for a refusal."""
        try:
            with self._connection_watched():
                address, answered = body or future.result()
        except KilledWorker as killed:
            address = killed.last_worker.address
            return address, Died(f"{killed.allowed_failures + 1} workers died while grading it, the last one {address}")
        except ClusterError:
            raise
        except Exception as error:  # of Dask's own: the worker's function raises nothing
            raise ClusterError(f"a worker cannot run the grader: {_one_line(error)}") from None
        answer = answer_decoder.decode(answered)
        if not isinstance(answer, Refused):
            return address, answer
        if answer.kind == "isolation":
            raise IsolationError(f"the worker {address} does not grade: {answer.why}")
        if answer.kind == "fault":
            raise GraderFault(f"the worker {address} cannot grade: {answer.why}")
        raise ClusterError(f"the worker {address} has a different checkout: {answer.why}")

    # ---- the scheduler and its workers ------------------------------------------------------------------------

    def _connect(self) -> Client:
        try:
            return Client(
                self._address,
                timeout=_CONNECT_SECONDS,
                set_as_default=False,
                security=self._here.security if self._here else None,
            )
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            raise ClusterError(f"no Dask scheduler answers at {self._address}: {_one_line(error)}") from None

    def _first_tier(self) -> str:
        """The tier of the worker that answers first. By then every worker that is there has the same grader."""
        assert self._client
        while not self._threads.count():
            time.sleep(TICK_SECONDS)
        with self._connection_watched():
            versions = self._client.run(worker.version, on_error="return")
        for address, version in versions.items():
            if isinstance(version, OSError):  # it has just gone
                continue
            if isinstance(version, BaseException):
                raise ClusterError(f"the worker {address} cannot run the grader: {_one_line(version)}")
            if version != __version__:
                raise ClusterError(
                    f"the worker {address} has a different checkout: its grader is version {version}, but here it is "
                    f"{__version__}"
                )
        # all get ready at the same time; the first to be so is enough to begin
        self._asked = [self._submit(None, prefer=address) for address in versions] or [self._submit(None)]
        while True:
            with contextlib.suppress(queue.Empty):
                _, answer = self._result(self._done.get(timeout=TICK_SECONDS), None)
                if isinstance(answer, Ready):
                    return answer.tier
                raise GraderFault("the workers die before they grade anything")
            self._threads.count()

    @contextlib.contextmanager
    def _connection_watched(self) -> Iterator[None]:
        try:
            yield
        except (CommClosedError, CancelledError, TimeoutError) as error:
            raise _lost(self._address) from error


class _Threads:
    """How many tasks the cluster works on at the same time: asked now and then; it may change at any time."""

    def __init__(self, client: Client, address: str, say: Callable[[str], None]) -> None:
        self._client = client
        self._address = address
        self._say = say
        self._count = 0
        self._next_look = 0.0
        self._none_since: float | None = None

    def count(self) -> int:
        """Raises ClusterError when the scheduler is gone, or has been without a worker for too long."""
        now = time.monotonic()
        if now < self._next_look:
            return self._count
        self._next_look = now + _LOOK_EVERY_SECONDS
        if self._client.status != "running":
            raise _lost(self._address)
        try:
            self._count = sum(self._client.nthreads().values())
        except (OSError, CancelledError):
            raise _lost(self._address) from None
        if self._count:
            self._none_since = None
        elif self._none_since is None:
            self._none_since = now
            self._say(
                f"The scheduler at {self._address} has no workers: waiting for one, at most "
                f"{_NO_WORKER_SECONDS / 60:.0f} minutes."
            )
        elif now - self._none_since > _NO_WORKER_SECONDS:
            raise ClusterError(f"the scheduler at {self._address} has no workers")
        return self._count


def _without_students(task: Task) -> bytes:
    """A task as it travels: who handed it in is nothing that a worker needs."""
    submission = task.submission and msgspec.structs.replace(task.submission, students=())
    return msgspec.msgpack.encode(msgspec.structs.replace(task, submission=submission))


def _lost(address: str) -> ClusterError:
    return ClusterError(
        f"the scheduler at {address} is gone. Finished results are kept; run the same command to continue"
    )


def _one_line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text[:300] or type(error).__name__
