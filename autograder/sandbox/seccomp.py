"""The system calls that a student's process may make: a list of names, enforced by libseccomp.

Everything else answers "operation not permitted". There is no way to make a process, a socket or a signal to somebody
else, so nothing is left behind when the process is killed.
"""

import ctypes
import errno
import os
import struct
from typing import Any

FILES = """
access chdir close close_range creat dup dup2 dup3 faccessat faccessat2 fadvise64 fallocate fchdir fdatasync fgetxattr
flistxattr fstat fstatfs fsync ftruncate getcwd getdents getdents64 getxattr lgetxattr listxattr lseek lstat mkdir
mkdirat newfstatat pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead
readlink readlinkat readv rename renameat renameat2 rmdir sendfile stat statfs statx sync_file_range umask
unlink unlinkat write writev copy_file_range
""".split()  # no chmod, chown, link, utime, xattr: Landlock does not watch those; open and truncate: see build_program
MEMORY = "brk madvise membarrier mincore mlock mlock2 mmap mprotect mremap msync munlock munmap".split()
THREADS = """
arch_prctl exit exit_group futex futex_waitv get_robust_list gettid restart_syscall rseq sched_getaffinity
sched_getparam sched_getscheduler sched_yield set_robust_list set_tid_address getcpu get_mempolicy
""".split()
TIME = """
clock_getres clock_gettime clock_nanosleep gettimeofday nanosleep time times alarm getitimer setitimer
timerfd_create timerfd_settime timerfd_gettime timer_create timer_settime timer_gettime timer_delete
""".split()
WAITING = """
epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 poll ppoll pselect6 select
""".split()
SIGNALS = """
pause rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait sigaltstack
""".split()
ABOUT_ITSELF = """
capget getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getpriority getrandom getresgid getresuid
getrlimit getrusage getsid getuid sysinfo uname
""".split()

_OPENING = {"open": 1, "openat": 2}  # and which argument holds the flags
_ACCESS_MODE = 3  # of the flags. Both bits at once: for ioctl only, which no version of Landlock watches
_CLONE_THREAD = 0x00010000
_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC = 0, 1, 2, 3, 4, 1030
_FIOCLEX, _FIONCLEX, _FIONBIO, _FIONREAD, _TCGETS, _TIOCGWINSZ = 0x5451, 0x5450, 0x5421, 0x541B, 0x5401, 0x5413
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_SOME_PID = 0x5EC0DE15  # larger than any real process number
_PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA = 15, 16, 0x53564D41

_libc = ctypes.CDLL(None, use_errno=True)


def available() -> str:
    """ "" when filters can be built here, else what is missing, as a sentence."""
    try:
        import pyseccomp  # noqa: F401
    except ImportError:
        return "the Python package pyseccomp is not installed"
    except (RuntimeError, OSError):
        return "the library libseccomp is not installed (Debian, Ubuntu: apt install libseccomp2)"
    # a filter at no address is a bad address to a kernel that takes filters, and a bad argument to any other
    _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, None, 0, 0)
    return "" if ctypes.get_errno() == errno.EFAULT else "this kernel or container does not accept filters"


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def build_program(*, truncate: bool = True) -> bytes:
    """The filter as the kernel wants it, with _SOME_PID for the process's own number.

    `truncate`: whether files can be truncated by path; where Landlock does not watch it, that would empty any file of
    this user. A file that is open for writing can always be.
    libseccomp needs some 30 ms to make it, so it is made once, before the forks; `load` takes 0.05 ms.
    x32 and i386 calls are of another architecture than the filter's: the process is killed.
    """
    import pyseccomp as seccomp

    rules = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    rules.set_attr(seccomp.Attr.ACT_BADARCH, seccomp.KILL_PROCESS)

    def allow(name: str, *conditions: Any) -> None:
        try:
            rules.add_rule(seccomp.ALLOW, name, *conditions)
        except (OSError, ValueError):
            return  # this processor has no call of that name: nothing to allow

    for name in (*FILES, *MEMORY, *THREADS, *TIME, *WAITING, *SIGNALS, *ABOUT_ITSELF):
        allow(name)
    if truncate:
        allow("truncate")
    for name, at in _OPENING.items():  # to read and not to truncate, or to write; Landlock watches what is opened so
        allow(name, seccomp.Arg(at, seccomp.MASKED_EQ, _ACCESS_MODE | os.O_TRUNC, os.O_RDONLY))
        for writing in (os.O_WRONLY, os.O_RDWR):
            allow(name, seccomp.Arg(at, seccomp.MASKED_EQ, _ACCESS_MODE, writing))
    # the flags of openat2 cannot be seen by a filter
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "openat2")
    allow("clone", seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, _CLONE_THREAD))
    # clone3's flags cannot be seen by a filter; "not implemented" makes the C library use clone
    rules.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    for command in (_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC):
        allow("fcntl", seccomp.Arg(1, seccomp.EQ, command))
    for request in (_FIOCLEX, _FIONCLEX, _FIONBIO, _FIONREAD, _TCGETS, _TIOCGWINSZ):
        allow("ioctl", seccomp.Arg(1, seccomp.EQ, request))
    for option in (_PR_SET_NAME, _PR_GET_NAME, _PR_SET_VMA):
        allow("prctl", seccomp.Arg(0, seccomp.EQ, option))
    allow("kill", seccomp.Arg(0, seccomp.EQ, _SOME_PID))  # itself only
    allow("tgkill", seccomp.Arg(0, seccomp.EQ, _SOME_PID))
    for pid in (0, _SOME_PID):
        allow("prlimit64", seccomp.Arg(0, seccomp.EQ, pid), seccomp.Arg(2, seccomp.EQ, 0))  # reading its own limits
    with open(os.memfd_create("filter"), "w+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def load(program: bytes) -> None:
    """Confine this process, and every thread it makes, for ever. Needs no_new_privs or root. Raises OSError."""
    own = program.replace(struct.pack("=I", _SOME_PID), struct.pack("=I", os.getpid()))
    filter_program = _Program(len(own) // 8, own)
    if _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filter_program), 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, f"seccomp: {os.strerror(number)}")
