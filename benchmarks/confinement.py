"""What confinement costs each student process, over a bare fork: at most 3 ms is the promise.

.venv/bin/python benchmarks/confinement.py
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from autograder.sandbox import confine
from autograder.sandbox.fork import RESULT_DESCRIPTOR
from autograder.sandbox.warming import warm_up

ROUNDS = 100
PROMISED_MILLISECONDS = 3.0


def child_milliseconds(work: Callable[[], object]) -> float:
    """Processor time of a fork whose child does `work` and ends."""
    pid = os.fork()
    if pid == 0:
        work()
        os._exit(0)
    _, _, usage = os.wait4(pid, 0)
    return (usage.ru_utime + usage.ru_stime) * 1000


def main() -> int:
    plan = confine.plan([])
    warm_up(["numpy", "torch"])
    budget = confine.Budget(10, 512 << 20, 64 << 20)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)

        def confined() -> None:
            confine.confine(plan, folder, budget, uid=confine.SANDBOX_UID, keep=(RESULT_DESCRIPTOR,))

        def proven() -> None:
            confined()
            confine.self_test(plan)

        began = time.monotonic()
        # side by side in each round, because the machine's own speed changes more than the difference is
        rounds = [[child_milliseconds(work) for work in (lambda: None, confined, proven)] for _ in range(ROUNDS)]
    bare, worn, tried = map(statistics.median, zip(*rounds, strict=True))
    cost = statistics.median(last - first for first, _, last in rounds)
    print(f"isolation {plan.tier}; {3 * ROUNDS} forks in {time.monotonic() - began:.1f} s")
    print(f"bare fork {bare:.2f} ms, confined {worn:.2f} ms, confined and proven {tried:.2f} ms of processor time")
    print(f"confinement costs {cost:.2f} ms; promised: {PROMISED_MILLISECONDS} ms")
    return 0 if cost <= PROMISED_MILLISECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
