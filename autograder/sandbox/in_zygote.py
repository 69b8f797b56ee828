"""What runs in a zygote, and the messages that it takes: fork a student's process, end one, fork another zygote."""

import contextlib
import gc
import mmap
import os
import resource
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from autograder.sandbox import confine, memory, plotting, rehearsal, wire, worker
from autograder.sandbox.forbidden import LATER, forbid
from autograder.sandbox.forbidden_names import NotAllowed
from autograder.sandbox.torchscript import compile_nothing, leave_torchscript_no_derivatives
from autograder.sandbox.warming import warm_up

MAX_MESSAGE = 1 << 16


class Spawn(msgspec.Struct, frozen=True, tag=True):
    """Fork a student's process; with three descriptors: its connection, where its output goes, its progress."""

    folder: str
    budget: confine.Budget
    max_reply_bytes: int
    uses_torch: bool  # which is then imported before the memory is limited


class Reap(msgspec.Struct, frozen=True, tag=True):
    pid: int


class Clone(msgspec.Struct, frozen=True, tag=True):
    """Fork another zygote, pinned to a processor, whose students' processes refuse what is forbidden besides, and find
    matplotlib imported if there is a folder for its fonts; with one descriptor: its control socket. There is no answer.
    """

    number: int
    processor: int | None
    forbidden: tuple[str, ...] = ()
    fonts: str = ""


class Spawned(msgspec.Struct, frozen=True, tag=True):
    pid: int


class Ended(msgspec.Struct, frozen=True, tag=True):
    """How a student's process ended: as os.waitstatus_to_exitcode tells (negative: by that signal)."""

    code: int
    cpu_seconds: float
    peak_bytes: int  # resident, beyond what the libraries take


decoder = msgspec.msgpack.Decoder(Spawn | Reap | Clone | Spawned | Ended)


def prepare_libraries(forbidden: Sequence[str], *, many: bool) -> None:
    """In the zygote that all others are forked from: what every student's process would have to do by itself. What only
    saves time is done for `many`."""
    if "torch" in sys.modules:
        compile_nothing(sys.modules["torch"], torchscript="autograd" in forbidden)
        leave_torchscript_no_derivatives()  # also where only a part of the homework forbids autograd
    forbid(forbidden)
    memory.keep_freed_memory()
    if many:
        rehearsal.rehearse("torch" if "torch" in sys.modules else "numpy")
        gc.collect()
        memory.fill_holes()
        memory.use_huge_pages()


def _prepare_more(clone: Clone) -> None:
    """In a zygote that was forked from another."""
    forbid(clone.forbidden, LATER)
    if clone.fonts:
        plotting.import_parts(clone.fonts)


def be_zygote(
    control: socket.socket, plan: confine.Plan, number: int, prepare: Callable[[], None] = lambda: None
) -> None:
    """Serve requests until the grader goes away. Never returns."""
    status = 0
    try:
        os.setsid()  # Ctrl-C in the terminal is the grader's to handle
        confine.close_all_but((control.fileno(),))
        prepare()  # what it leaves open (matplotlib its fonts), a fork closes by number
        confine.hide_from_others()
        _serve(control, plan, number)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        status = 1
    finally:
        os._exit(status)


def _serve(control: socket.socket, plan: confine.Plan, number: int) -> None:
    children: set[int] = set()
    while True:
        try:
            body, descriptors, _, _ = socket.recv_fds(control, MAX_MESSAGE, 3)
        except ConnectionResetError:  # the grader went away with an answer unread
            break
        if not body:
            break
        message = decoder.decode(body)
        answer: msgspec.Struct | None = None
        if isinstance(message, Spawn):
            pid = os.fork()
            if pid == 0:
                _be_student(message, plan, number, *descriptors)
            children.add(pid)
            answer = Spawned(pid)
        elif isinstance(message, Clone):
            if os.fork() == 0:
                if message.processor is not None:
                    with contextlib.suppress(OSError):
                        os.sched_setaffinity(0, {message.processor})
                control = socket.socket(fileno=descriptors[0])
                be_zygote(control, plan, message.number, prepare=partial(_prepare_more, message))
        else:
            assert isinstance(message, Reap)
            children.discard(message.pid)
            answer = _reap(message.pid)
        for descriptor in descriptors:
            os.close(descriptor)
        if answer:
            with contextlib.suppress(BrokenPipeError):  # the grader went away: the next message says so
                control.send(msgspec.msgpack.encode(answer))
    for pid in children:
        _reap(pid)
    with contextlib.suppress(ChildProcessError):
        while True:  # zygotes forked off this one end as their graders do
            os.wait()


def _reap(pid: int) -> Ended:
    os.kill(pid, signal.SIGKILL)  # not yet waited for, so the number is still its own
    _, status, usage = os.wait4(pid, 0)
    inherited = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak = max(usage.ru_maxrss - inherited, 0) * 1024
    return Ended(os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime, peak)


def _be_student(
    message: Spawn, plan: confine.Plan, number: int, connection_end: int, output_end: int, progress_file: int
) -> None:
    """Confine this process, prove it, say so, then serve. Never returns."""
    status = 70
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((null, 0), (output_end, 1), (output_end, 2)):
            os.dup2(source, target)
        connection = socket.socket(fileno=connection_end)
        progress = mmap.mmap(progress_file, wire.PROGRESS_BYTES)
        os.environ.clear()
        os.environ |= {
            "HOME": message.folder,
            "TMPDIR": message.folder,
            "MPLCONFIGDIR": message.folder,
            "MPLBACKEND": "Agg",
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
        }
        sys.dont_write_bytecode = True  # it would count as written
        tempfile.tempdir = None
        if message.uses_torch and "torch" not in sys.modules:
            with contextlib.suppress(ImportError, NotAllowed):  # the student's own import says so
                warm_up(("torch",), optimizers=False)
            gc.enable()  # also where that was cut short
        resource.setrlimit(resource.RLIMIT_STACK, (8 << 20, resource.getrlimit(resource.RLIMIT_STACK)[1]))
        worker.prepare(message.folder)
        confine.confine(plan, message.folder, message.budget, uid=confine.SANDBOX_UID + number, keep=(connection_end,))
        open_doors = [] if plan.tier == "unprotected" else confine.self_test(plan)
        os.write(connection_end, wire.pack(wire.Hello(open_doors)))
        if not open_doors:
            worker.serve(connection, message.folder, message.max_reply_bytes, progress)
            status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(status)
