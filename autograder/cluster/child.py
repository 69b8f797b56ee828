"""The grading process of a Dask worker: a fresh interpreter of one thread, which can fork a zygote as a worker cannot.

`command("autograder.cluster.child", [descriptor, parent])`: a Setup comes in through the descriptor, Ready or Refused
goes out; from then on a Task comes in and a Done goes out, until the other end closes or has been silent for a while.
"""

import contextlib
import os
import signal
import socket
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from autograder import __version__
from autograder.cluster.messages import Done, Ready, Refused, Setup
from autograder.executor import Task, answer
from autograder.grading import Grader
from autograder.homework import HomeworkError, load_homework
from autograder.sandbox.confine import IsolationError, die_with_parent
from autograder.sandbox.failures import GraderFault
from autograder.start import load_settings, start_zygote, with_grader

_IDLE_SECONDS = 60.0  # then its memory is worth more than its readiness
_FIRST_NUMBER = 100  # of a zygote; the small ones are those of a local run


def main(connection: Connection, parent: int) -> None:
    """Serve the worker at the other end of `connection`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that has the terminal
    die_with_parent()
    if os.getppid() != parent:
        return
    try:
        _grade(connection, msgspec.msgpack.decode(connection.recv_bytes(), type=Setup))
    except (EOFError, BrokenPipeError):
        return
    except (HomeworkError, _OtherCheckoutError) as error:
        refused = Refused("different", str(error))
    except IsolationError as error:
        refused = Refused("isolation", str(error))
    except GraderFault as fault:
        refused = Refused("fault", str(fault))
    except Exception:
        refused = Refused("fault", traceback.format_exc())
    else:
        return
    connection.send_bytes(msgspec.msgpack.encode(refused))


class _OtherCheckoutError(Exception):
    """What is graded here is not what the client wants graded."""


def _grade(connection: Connection, setup: Setup) -> None:
    if setup.grader_version != __version__:
        raise _OtherCheckoutError(f"its grader is version {__version__}, but here it is {setup.grader_version}")
    homework = load_settings(lambda: load_homework(setup.homework))
    first = start_zygote(homework, locked=[Path(path) for path in setup.locked], unsafe=setup.unsafe, many=True)
    number, reserved = _number_of_its_own()
    with reserved:
        zygote = first.clone(number)

        def serve(grader: Grader) -> None:
            connection.send_bytes(msgspec.msgpack.encode(Ready(zygote.plan.tier)))
            while connection.poll(_IDLE_SECONDS) and not grader.lost_its_zygote:
                task = msgspec.msgpack.decode(connection.recv_bytes(), type=Task)
                connection.send_bytes(msgspec.msgpack.encode(Done(answer(grader, task))))

        try:
            # after the zygote was forked: the digest is made of the tests
            if (digest := homework.digest()) != setup.homework_digest:
                raise _OtherCheckoutError(
                    f"its files for the homework {homework.full_name} differ from those here (digest {digest}, here "
                    f"{setup.homework_digest})"
                )
            with_grader(homework, zygote, setup.seed, serve)
        finally:
            zygote.let_go()
            zygote.remove_folder()
            first.close()


def _number_of_its_own() -> tuple[int, socket.socket]:
    """A number that no other grading process of a cluster has on this machine, as long as the socket is open.

    Students' users are made of it: two students never share one.
    """
    for number in range(_FIRST_NUMBER, _FIRST_NUMBER + 1000):
        holder = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        with contextlib.suppress(OSError):
            holder.bind(f"\0autograder-cluster-{number}")
            return number, holder
        holder.close()
    raise GraderFault("no user id is free for another grading process on this machine")


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])), int(sys.argv[2]))
