"""The layers around a student's process: which hold on this machine (`plan`), putting them on (`confine`), and proof.

Order and reasons: docs/security.md. A layer that cannot be proven in the very process that will run the student's
file counts as absent, and then nothing of the student runs.
"""

import ctypes
import os
import resource
import shlex
import signal
import socket
import stat
import sys
import sysconfig
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import msgspec

from autograder.sandbox import landlock, seccomp
from autograder.sandbox.folder import everybodys_folders
from autograder.sandbox.fork import RESULT_DESCRIPTOR, in_child
from autograder.sandbox.limits import limit, own_memory

SANDBOX_UID = 64_000  # + the number of the zygote: two students never share a user
OPEN_FILES = 256
MOST_THREADS = 1_000  # of a user of its own; the kernel counts by user, so not where others share it

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_ARG_START = 45  # among the fields of /proc/self/stat that follow the process's name
_libc = ctypes.CDLL(None, use_errno=True)


class IsolationError(Exception):
    """This machine cannot keep the student's code away from the tests; the text says why and what to do."""


class Budget(msgspec.Struct, frozen=True, array_like=True):
    """What one student's process may use."""

    cpu_seconds: int
    memory_bytes: int  # beyond what the libraries took
    file_bytes: int


class Plan(msgspec.Struct, frozen=True):
    """Which protections hold here. Made once per run, before any secret is loaded."""

    tier: str  # "full", "file permissions", "unprotected"
    landlock: bool
    seccomp: bytes  # the filter; empty: none
    change_user: bool
    read_paths: tuple[str, ...]
    secrets: tuple[str, ...]  # paths that the self-test must fail to read
    missing: tuple[str, ...] = ()  # one sentence for each protection that is not there


def readable_paths(without: Sequence[str] = ()) -> tuple[str, ...]:
    """What student code may read besides its own folder: Python, its packages, the system's shared libraries.

    `without` names top-level packages that must stay out of reach ("torch").
    """
    paths = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/localtime"]
    paths += ["/usr/share/zoneinfo", "/usr/share/fonts", "/etc/fonts", "/sys/devices/system/cpu"]
    python = sysconfig.get_paths()
    paths += [python["stdlib"], os.path.join(sys.base_prefix, "lib")]
    installed = [path for path in sys.path if os.path.basename(path) in ("site-packages", "dist-packages")]
    for packages in dict.fromkeys([python["purelib"], python["platlib"], *installed]):
        if without:
            names = (entry for entry in os.listdir(packages) if entry.split("-")[0].split(".")[0] not in without)
            paths += [os.path.join(packages, entry) for entry in names]
        else:
            paths.append(packages)
    return tuple(dict.fromkeys(path for path in paths if os.path.exists(path)))


def plan(secrets: Sequence[Path], *, without: Sequence[str] = (), unsafe: bool = False) -> Plan:
    """The strongest protection that this machine gives, proven in a trial process. Raises IsolationError."""
    missing: list[str] = []
    version = landlock.abi()
    has_landlock = version > 0
    if not has_landlock:
        missing.append("Landlock (kernel file rules, since Linux 5.13) is missing or switched off")
    why_no_filter = seccomp.available()
    if why_no_filter:
        missing.append(f"no seccomp filter: {why_no_filter}")
    root = os.geteuid() == 0
    paths = readable_paths(without)
    change_user = root and _readable_as(SANDBOX_UID, paths)
    if root and not change_user:
        missing.append(
            f"other users cannot read this Python ({sys.base_prefix}), so student code runs as root without "
            "root's privileges"
        )
    truncate = not has_landlock or version >= landlock.TRUNCATES_SINCE  # without Landlock, by another user
    made = Plan(
        tier="full" if has_landlock else "file permissions",
        landlock=has_landlock,
        seccomp=b"" if why_no_filter else seccomp.build_program(truncate=truncate),
        change_user=change_user,
        read_paths=paths,
        secrets=tuple(str(path) for path in secrets),
        missing=tuple(missing),
    )
    open_doors = [] if why_no_filter else _try_out(made)
    if not why_no_filter and not open_doors and (has_landlock or change_user):
        if not has_landlock:
            everybodys_folders()
        return made
    if unsafe:
        return msgspec.structs.replace(made, tier="unprotected", missing=(*missing, *open_doors))
    reasons = [*missing, *(f"student code could {door}" for door in open_doors)]
    advice = _how_to_close(made, open_doors) if change_user else ""
    raise IsolationError("nothing protects the tests from student code here: " + "; ".join(reasons) + advice)


def _how_to_close(made: Plan, open_doors: Sequence[str]) -> str:
    """The command that keeps other users, as which student code runs here, out of what it could read."""
    readable = [Path(path) for path in made.secrets if _reading(path) in open_doors]
    outermost = [path for path in readable if not any(other in path.parents for other in readable)]
    if not outermost:
        return ""
    return f". To keep other users out: chmod -R o= {shlex.join(map(str, dict.fromkeys(outermost)))}"


def _readable_as(uid: int, paths: Sequence[str]) -> bool:
    """Whether another user can read `paths`: tried, in a process of that user."""

    def attempt() -> bool:
        _become(uid)
        return all(os.access(path, os.R_OK | (os.X_OK if os.path.isdir(path) else 0)) for path in paths)

    return in_child(attempt, bool) is True


def _try_out(made: Plan) -> list[str]:
    """Confine a trial process as a student's would be; what it could do all the same."""

    def attempt() -> list[str]:
        confine(made, "", Budget(10, 1 << 30, 1 << 20), uid=SANDBOX_UID, keep=(RESULT_DESCRIPTOR,))
        return self_test(made)

    doors = in_child(attempt, list[str])
    return ["not be confined at all (the trial process failed)"] if doors is None else doors


def confine(made: Plan, folder: str, budget: Budget, *, uid: int, keep: Sequence[int]) -> None:
    """Put every layer of the plan on this process, for ever. `folder` is all that it may write to (empty: nothing)."""
    rules: list[tuple[int, int]] = []
    if made.landlock:
        rules = [(os.open(path, os.O_PATH | os.O_CLOEXEC), landlock.READ) for path in made.read_paths]
        if folder:
            rules.append((os.open(folder, os.O_PATH | os.O_CLOEXEC), landlock.WRITE))
        rules += [
            (os.open(f"/dev/{name}", os.O_PATH), landlock.DEVICE) for name in ("null", "zero", "random", "urandom")
        ]
    _set_limits(budget)
    if made.change_user:
        resource.setrlimit(resource.RLIMIT_NPROC, (MOST_THREADS, MOST_THREADS))
        _become(uid)
    elif os.geteuid() == 0:
        _drop_capabilities()
    _prctl(_PR_SET_DUMPABLE, 0)
    die_with_parent()
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if made.landlock:
        landlock.restrict(rules)
    close_all_but(keep)
    if made.seccomp:
        seccomp.load(made.seccomp)


def self_test(made: Plan) -> list[str]:
    """What this confined process can do although it must not: empty when every protection holds.

    Each attempt is the real one; a door that is found open is not walked through.
    """
    attempts: list[tuple[str, Callable[[], object]]] = [
        *((_reading(path), partial(_peek, path)) for path in made.secrets),
        ("start a process", _fork),
        ("open a network connection", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()),
        ("open a local socket", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).close()),
        ("signal another process", lambda: os.kill(os.getppid(), 0)),
        ("trace another process", _trace),
        ("truncate a file", _truncate_ours),
        ("open a file to truncate it", lambda: os.open("/dev/null", os.O_RDONLY | os.O_TRUNC)),
        ("open a file for nothing but control", lambda: os.open("/dev/null", os.O_WRONLY | os.O_RDWR)),
    ]
    if made.landlock:
        attempts.append(("write to the temporary folder", lambda: os.open("/tmp", os.O_TMPFILE | os.O_RDWR)))
        attempts.append(("look at other processes", lambda: os.listdir("/proc")))
    return [name for name, attempt in attempts if _succeeds(attempt)]


def _reading(path: str) -> str:
    return f"read {path}"


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


def _peek(path: str) -> None:
    if stat.S_ISDIR(os.stat(path).st_mode):
        os.listdir(path)
    else:
        os.close(os.open(path, os.O_RDONLY))


def _truncate_ours() -> None:
    """A file of ours to the length that it has: nothing is lost where this succeeds."""
    os.truncate(__file__, os.stat(__file__).st_size)


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)
    os.wait()


def _trace() -> None:
    ptrace_seize = 0x4206
    if _libc.ptrace(ptrace_seize, os.getppid(), None, None):
        raise OSError(ctypes.get_errno(), "ptrace")


def _set_limits(budget: Budget) -> None:
    size, data = own_memory()
    limit(resource.RLIMIT_AS, size + budget.memory_bytes)
    limit(resource.RLIMIT_DATA, data + budget.memory_bytes)
    limit(resource.RLIMIT_CPU, budget.cpu_seconds)
    limit(resource.RLIMIT_FSIZE, budget.file_bytes)
    limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    limit(resource.RLIMIT_CORE, 0)


def _become(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _drop_capabilities() -> None:
    """Root without any right of root: what is left is its ownership of files, which Landlock takes care of."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    if _libc.capset(header, (ctypes.c_uint32 * 6)()):
        raise OSError(ctypes.get_errno(), "capset")


def _prctl(option: int, value: int) -> None:
    if _libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, f"prctl({option}): {os.strerror(number)}")


def hide_command_line() -> None:
    """Keep what this process and its forks were called with (paths, a seed) from those who may look at /proc."""
    with open("/proc/self/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    begin, end = int(fields[_ARG_START]), int(fields[_ARG_START + 1])
    if 0 < begin < end:
        ctypes.memset(begin, 0, end - begin)
        ctypes.memmove(begin, b"autograder", min(len(b"autograder"), end - begin - 1))


def hide_from_others() -> None:
    """Make this process non-dumpable: its memory and /proc entries are closed to processes of the same user."""
    _prctl(_PR_SET_DUMPABLE, 0)


def die_with_parent() -> None:
    """Be killed when the process that forked this one ends, however it ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def close_all_but(keep: Sequence[int]) -> None:
    """Close every descriptor but standard input, output, error and `keep`."""
    first = 0
    for descriptor in sorted({0, 1, 2, *keep}):
        if first < descriptor:  # an empty range would mean "all" to the kernel
            os.closerange(first, descriptor)
        first = descriptor + 1
    os.closerange(first, 1 << 16)
