"""`--cluster local`: a scheduler and workers on this machine, encrypted, because others may be logged in here."""

import contextlib
import logging
import os
import signal

import cryptography  # noqa: F401 - what Security.temporary imports later
from distributed import LocalCluster
from distributed.security import Security

from autograder.sandbox.scratch import Scratch


class LocalWorkers:
    """A scheduler in this process and `jobs` worker processes, each on a processor of its own where there are enough.

    A worker that dies is replaced. All end with `close`, and, at the latest, with this process.
    """

    def __init__(self, jobs: int) -> None:
        self._scratch = Scratch()
        self.security = Security.temporary()
        self._cluster = LocalCluster(
            n_workers=jobs,
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",  # any port, and nobody is told of 8787
            scheduler_kwargs={"dashboard": False},
            memory_limit=0,
            security=self.security,
            silence_logs=logging.CRITICAL,
            local_directory=str(self._scratch.path),
            env={"TMPDIR": str(self._scratch.path)},
        )
        self.address: str = self._cluster.scheduler_address
        processors = sorted(os.sched_getaffinity(0))
        if jobs <= len(processors):
            for nanny, processor in zip(self._cluster.workers.values(), processors, strict=False):
                os.sched_setaffinity(nanny.pid, {processor})  # a round trip within one processor is the cheapest

    def close(self) -> None:
        """End every process, whatever it is doing, and remove what they left."""
        for nanny in self._cluster.workers.values():
            nanny.auto_restart = False
            with contextlib.suppress(ProcessLookupError, TypeError):  # it has ended
                os.kill(nanny.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._cluster.close(timeout=5)
        self._scratch.remove()
