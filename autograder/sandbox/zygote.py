"""The clean process that students' processes are forked from, as the grader holds it.

It has the homework's libraries imported and warm, and has never seen a test or an answer: it is forked off before the
grader reads them. It takes three requests from its grader: fork a student's process, end one, fork another zygote.
When its grader goes away, it ends every process it made, and itself.
"""

from __future__ import annotations

import gc
import os
import socket
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import msgspec

from autograder.sandbox import confine, in_zygote
from autograder.sandbox.folder import remove_tree
from autograder.sandbox.scratch import Scratch


class ZygoteDied(Exception):
    """The zygote does not answer any more: the grader's own failure, never a student's."""


class Zygote:
    """The grader's side: a handle on one zygote."""

    def __init__(
        self,
        control: socket.socket,
        plan: confine.Plan,
        number: int,
        pid: int | None = None,
        inside: Path | None = None,
    ) -> None:
        self._control = control
        self._pid = pid  # where it is a child of this process
        self.plan = plan
        self.number = number
        self._others: dict[tuple[tuple[str, ...], bool], Zygote] = {}
        # where the students' working directories are: closed to other users but for passing through
        self._scratch = None if inside else Scratch()
        self.folder = self._scratch.path if self._scratch else Path(tempfile.mkdtemp(dir=inside))
        self.folder.chmod(0o711)

    @classmethod
    def start(cls, plan: confine.Plan, *, forbidden: Sequence[str] = (), many: bool = False) -> Zygote:
        """Fork a zygote off this process, which must have imported the libraries and no secret.

        `forbidden`: what all of its students' processes will refuse. `many`: it will fork so many of them that it pays
        to prepare for that.
        """
        threads = len(os.listdir("/proc/self/task"))
        if threads != 1:  # a fork copies only the thread that forks; a lock held by another would stay held for ever
            raise RuntimeError(f"the zygote must be forked from a process of one thread, and this one has {threads}")
        if not plan.landlock:
            confine.hide_command_line()
        # A later collection would touch, and so copy, every page of the libraries. What is garbage among their objects
        # stays: it is little, and looking for it takes as long as a twelfth of importing torch.
        gc.freeze()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = os.fork()
        if pid == 0:
            in_zygote.be_zygote(theirs, plan, 0, prepare=partial(in_zygote.prepare_libraries, forbidden, many=many))
        theirs.close()
        confine.hide_from_others()
        return cls(ours, plan, 0, pid)

    def clone(
        self, number: int, processor: int | None = None, forbidden: tuple[str, ...] = (), *, plots: bool = False
    ) -> Zygote:
        """Another zygote, for another worker. It is not waited for: the worker collects its tests in the meantime."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        zygote = Zygote(ours, self.plan, number, inside=self.folder)
        self._send(
            in_zygote.Clone(number, processor, forbidden, str(zygote.folder) if plots else ""), [theirs.fileno()]
        )
        theirs.close()
        return zygote

    def prepared(self, forbidden: tuple[str, ...], *, plots: bool) -> Zygote:
        """The zygote for students' processes that refuse this too from the start (what takes autograd out of torch
        takes 40 ms), or that plot (to import matplotlib takes 0.4 s): here once. It ends when this one is let go."""
        if not forbidden and not plots:
            return self
        if (forbidden, plots) not in self._others:
            self._others[forbidden, plots] = self.clone(self.number, None, forbidden, plots=plots)
        return self._others[forbidden, plots]

    def spawn(
        self,
        folder: str,
        budget: confine.Budget,
        max_reply_bytes: int,
        descriptors: tuple[int, int, int],
        *,
        uses_torch: bool = False,
    ) -> int:
        """Fork a student's process for `folder`; returns its number."""
        answer = self._ask(in_zygote.Spawn(folder, budget, max_reply_bytes, uses_torch), descriptors)
        assert isinstance(answer, in_zygote.Spawned)
        return answer.pid

    def reap(self, pid: int) -> in_zygote.Ended:
        """Kill the process, if it still runs, and tell how it ended."""
        answer = self._ask(in_zygote.Reap(pid))
        assert isinstance(answer, in_zygote.Ended)
        return answer

    def let_go(self) -> None:
        """Close this process's end. When nobody holds one any more, the zygote ends with all that it forked."""
        self._control.close()
        for zygote in self._others.values():
            zygote.let_go()

    def remove_folder(self) -> None:
        """Remove the students' working directories."""
        if self._scratch:
            self._scratch.remove()
        else:
            remove_tree(self.folder)

    def close(self) -> None:
        """Let go, wait until the zygote and all that it forked have ended, and clean up."""
        self.let_go()
        if self._pid is not None:
            os.waitpid(self._pid, 0)
        self.remove_folder()

    def _send(self, message: msgspec.Struct, descriptors: Sequence[int]) -> None:
        try:
            socket.send_fds(self._control, [msgspec.msgpack.encode(message)], descriptors)
        except OSError as error:
            raise ZygoteDied(f"the zygote is gone: {error}") from error

    def _ask(self, message: msgspec.Struct, descriptors: Sequence[int] = ()) -> in_zygote.Spawned | in_zygote.Ended:
        self._send(message, descriptors)
        try:
            body = self._control.recv(in_zygote.MAX_MESSAGE)
        except OSError as error:
            raise ZygoteDied(f"the zygote is gone: {error}") from error
        if not body:
            raise ZygoteDied("the zygote is gone")
        answer = in_zygote.decoder.decode(body)
        assert isinstance(answer, (in_zygote.Spawned, in_zygote.Ended))
        return answer
