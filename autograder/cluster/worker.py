"""What runs in a Dask worker: it hands each submission to a grading process and brings back the report.

A Dask worker has threads, so it cannot fork a zygote. It keeps grading processes of its own (`child.py`), each started
as a fresh interpreter with a clean environment, one for each task that runs at the same time.
"""

import atexit
import os
import signal
import subprocess
import threading
from multiprocessing import Pipe

import msgspec
from distributed import get_worker

from autograder import __version__
from autograder.cluster.messages import Died, Refused, answer_decoder
from autograder.environment import clean, command
from autograder.executor import Task, too_long
from autograder.sandbox.scratch import Scratch

_ATTEMPTS = 2  # a grading process that dies may have been killed by anybody; of two, it is the submission


def version() -> str:
    """The version of the grader on this worker."""
    return __version__


def grade(setup: bytes, task: bytes | None) -> tuple[str, bytes]:
    """The address of this worker, and its answer to one task; without a task, whether it could answer one.

    `setup` is a Setup, `task` a Task, the answer an Answer, each as msgpack.
    """
    address: str = get_worker().address
    ever_ready = False
    for _ in range(_ATTEMPTS):
        child = _take(setup)
        try:
            first_words = child.first_words()
            if task is None or not child.is_ready:
                answer = first_words
            else:
                ever_ready = True
                answer = child.ask(task)
        except (EOFError, OSError):
            if child.end() == -signal.SIGXCPU and task is not None:
                task = msgspec.msgpack.encode(too_long(msgspec.msgpack.decode(task, type=Task)))
            continue
        _give_back(child)
        return address, answer
    died = Died(f"{_ATTEMPTS} grading processes of the worker {address} died on it (killed, or out of memory?)")
    refused = Refused("fault", "its grading processes die before they grade anything (killed, or out of memory?)")
    return address, msgspec.msgpack.encode(died if ever_ready else refused)


class _Child:
    """A grading process and the thread that keeps it.

    The thread starts the process, waits for it and cleans up after it. The process is killed when the thread that
    started it ends (PR_SET_PDEATHSIG), and this one ends with the Dask worker, not with one of its tasks.
    """

    def __init__(self, setup: bytes) -> None:
        self.setup = setup
        self.is_ready = False
        self._first_words = b""
        self._connection, theirs = Pipe()
        self._scratch = Scratch()
        self._process: subprocess.Popen[bytes] | None = None
        self._started = threading.Event()

        def keep() -> None:
            try:
                with theirs:
                    self._process = subprocess.Popen(
                        command("autograder.cluster.child", [str(theirs.fileno()), str(os.getpid())]),
                        env=clean() | {"TMPDIR": str(self._scratch.path)}, stdin=subprocess.DEVNULL,
                        pass_fds=[theirs.fileno()],
                    )  # fmt: skip
                self._started.set()
                self._process.wait()
            finally:
                self._started.set()
                self._scratch.remove()

        self._keeper = threading.Thread(target=keep, name="autograder-keeper", daemon=True)
        self._keeper.start()
        self._started.wait()

    @property
    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None or self._connection.poll()

    def first_words(self) -> bytes:
        """Ready or Refused; waits for it the first time."""
        if not self._first_words:
            self._connection.send_bytes(self.setup)
            self._first_words = self._connection.recv_bytes()
            self.is_ready = not isinstance(answer_decoder.decode(self._first_words), Refused)
        return self._first_words

    def ask(self, task: bytes) -> bytes:
        self._connection.send_bytes(task)
        return self._connection.recv_bytes()

    def end(self) -> int | None:
        """Kill it, unless it has ended, and wait until what it left is removed; its exit status."""
        self._connection.close()
        if self._process is not None:
            self._process.kill()
        self._keeper.join()
        return self._process.returncode if self._process else None


_idle: list[_Child] = []
_lock = threading.Lock()


def _take(setup: bytes) -> _Child:
    """A grading process for `setup` that has nothing to do: one of those that wait, or a new one."""
    with _lock:
        for child in [child for child in _idle if child.has_ended]:  # having had nothing to do for long
            _idle.remove(child)
            child.end()
        for child in _idle:
            if child.setup == setup:
                _idle.remove(child)
                return child
    return _Child(setup)


def _give_back(child: _Child) -> None:
    if not child.is_ready:
        child.end()
        return
    with _lock:
        _idle.append(child)


@atexit.register
def _end_all() -> None:
    with _lock:
        while _idle:
            _idle.pop().end()
