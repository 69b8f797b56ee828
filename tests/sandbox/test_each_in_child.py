"""Work in a process of its own: what is beyond its bound is ended, and the next goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

from project import wait_until

from autograder.sandbox.each_in_child import Bound, each_in_child

BOUND = Bound(processor_seconds=0.5, wall_seconds=20, memory_bytes=256 << 20)


def loop() -> str:
    while True:
        pass


def starts_another() -> str:
    subprocess.run([sys.executable, "-c", "while True: pass"], timeout=1, check=False)
    return "never"


WORK: list[Callable[[], str]] = [
    lambda: "first",
    loop,
    lambda: str(os._exit(0)),
    lambda: str(len(bytes(1 << 30))),
    lambda: "x" * 1_000_000,
    lambda: str(1 / 0),
    lambda: "last",
]


def test_each_is_done_or_ended() -> None:
    results = list(each_in_child(len(WORK), lambda index: WORK[index](), str, BOUND))
    assert results == ["first", None, None, None, "x" * 1_000_000, None, "last"]


def test_who_only_waits_is_ended_too() -> None:
    began = time.monotonic()
    work = [lambda: time.sleep(1000), lambda: None]
    bound = BOUND._replace(wall_seconds=0.3)
    assert list(each_in_child(2, lambda index: str(work[index]()), str, bound)) == [None, "None"]
    assert time.monotonic() - began < 60


def test_one_process_does_all_that_stays_within_its_bound() -> None:
    assert len(set(each_in_child(20, lambda index: str(os.getpid()), str, BOUND))) == 1


def test_nothing_is_left_of_one_that_is_not_used_up() -> None:
    results = each_in_child(2, lambda index: os.getpid() if index == 0 else int(loop()), int, BOUND)
    pid = next(results)
    results.close()
    wait_until(lambda: not os.path.exists(f"/proc/{pid}"))
