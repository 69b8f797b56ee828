"""`autograder grade --cluster`: a real scheduler and several worker processes on this machine, some of them killed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import psutil
import pytest
from project import ROOT, Command, copied_checkout, slowness, wait_until

from autograder import __version__
from autograder.cluster import worker
from autograder.cluster.messages import Died, Done, Ready, Refused, Setup, answer_decoder
from autograder.executor import Task
from autograder.homework import load_homework
from autograder.intake.submission import Submission
from autograder.report import Outcome

SUBMISSIONS = """
right_einsum right_layers right_loops right_matmul right_names_autograd hostile_forks malformed_empty
wrong_bce_half_missing wrong_bias_not_summed wrong_mse_undivided
""".split()
SLOW = (ROOT / "samples/mlp/hostile_endless_loop.py").read_bytes()


class Dask:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        file = folder / "scheduler.json"
        self._temporary = tempfile.mkdtemp()
        Path(self._temporary).chmod(0o711)  # students' processes, which may be of other users, pass through
        self._processes: list[subprocess.Popen[bytes]] = []
        self._start(ROOT, "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        wait_until(lambda: file.exists() and file.read_text().endswith("}"))  # it is not written in one go
        self.address: str = json.loads(file.read_text())["address"]

    def add_worker(self, checkout: Path = ROOT) -> subprocess.Popen[bytes]:
        return self._start(checkout, "dask_worker", self.address, "--nthreads", "1", "--no-nanny")

    def _start(self, checkout: Path, command: str, *arguments: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{command}", "--no-dashboard", *arguments],
            cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout), "TMPDIR": self._temporary},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._processes.append(process)
        return process

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()
        shutil.rmtree(self._temporary, ignore_errors=True)  # what killed workers leave; the next one would remove it


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    cluster = Dask(tmp_path)
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def a_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    for name in SUBMISSIONS:
        shutil.copy(ROOT / f"samples/mlp/{name}.py", folder)
    return folder


@pytest.fixture(scope="module")
def graded_here(a_class: Path, autograder: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run without a cluster writes."""
    out = tmp_path_factory.mktemp("local")
    done = autograder("grade", "mlp", a_class, "--out", out, "--quiet")
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """A class of one."""
    folder = tmp_path / "one"
    folder.mkdir()
    shutil.copy(ROOT / "samples/mlp/right_matmul.py", folder)
    return folder


def grading_processes(of: int) -> list[psutil.Process]:
    found = []
    for process in psutil.Process(of).children() if psutil.pid_exists(of) else ():
        with contextlib.suppress(psutil.NoSuchProcess):
            if "autograder.cluster.child" in " ".join(process.cmdline()):
                found.append(process)
    return found


def results(out: Path) -> dict[str, Any]:
    """Every results.json, without the time that it took."""
    found = {path.parent.name: json.loads(path.read_text()) for path in sorted(out.glob("*/results.json"))}
    for result in found.values():
        del result["execution_time"]
    return found


@contextlib.contextmanager
def grading(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """`autograder grade`, while it runs; in a process group of its own, as a terminal has it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", *map(str, arguments)],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


# ---- the same grades ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_two_workers_killed_and_a_grading_process_and_the_grades_are_those_of_a_local_run(
    dask: Dask, a_class: Path, graded_here: Path, autograder: Command, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    workers = [dask.add_worker() for _ in range(3)]
    with grading("mlp", a_class, "--out", out, "--cluster", dask.address, "--quiet") as process:
        wait_until(lambda: len(list(out.glob("*/results.json"))) >= 2)
        orphans = [child for victim in workers[:2] for child in grading_processes(victim.pid)]
        for victim in workers[:2]:
            victim.kill()
        for child in grading_processes(workers[2].pid):
            child.kill()
        assert process.wait(60) == 0, process.communicate()
    assert orphans
    psutil.wait_procs(orphans, timeout=5)
    assert not [orphan for orphan in orphans if orphan.is_running()]
    assert (out / "gradebook.csv").read_bytes() == (graded_here / "gradebook.csv").read_bytes()
    assert results(out) == results(graded_here)

    again = autograder("grade", "mlp", a_class, "--out", out, "--cluster", dask.address)
    assert f"{len(SUBMISSIONS)} of {len(SUBMISSIONS)} had not changed" in again.stdout, again.stderr


def test_a_cluster_started_here_grades_with_the_seed_that_was_asked_for(
    one: Path, autograder: Command, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = autograder("grade", "mlp", one, "--out", out, "--cluster", "local", "--jobs", 2, "--seed", 7)
    assert done.returncode == 0, done.stderr
    extra = results(out)["right_matmul.py"]["extra_data"]
    assert (extra["seed"], extra["outcome"]) == (7, "ok")


# ---- what goes wrong ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_scheduler_without_workers_is_waited_for(dask: Dask, one: Path, tmp_path: Path) -> None:
    with grading("mlp", one, "--out", tmp_path / "out", "--cluster", dask.address, "--quiet") as process:
        assert process.stderr is not None
        assert process.stderr.readline() == (
            f"The scheduler at {dask.address} has no workers: waiting for one, at most 10 minutes.\n"
        )
        dask.add_worker()
        assert process.wait(60) == 0, process.communicate()


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("hidden_tests/mlp/test_losses.py", '"""', '"""Other. ', "its files for the homework mlp differ from"),
        pytest.param("autograder/__init__.py", __version__, "0.0.0",
                     f"its grader is version 0.0.0, but here it is {__version__}", marks=pytest.mark.slow),
        pytest.param("autograder/sandbox/seccomp.py", "def available() -> str:",
                     'def available() -> str:\n    return "gone"',
                     "does not grade: nothing protects the tests from student code here", marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_a_worker_with_another_checkout_or_no_isolation_is_named(
    file: str, old: str, new: str, says: str, dask: Dask, one: Path, autograder: Command, tmp_path: Path
) -> None:
    dask.add_worker(copied_checkout(tmp_path / "other", file, old, new))
    done = autograder("grade", "mlp", one, "--out", tmp_path / "out", "--cluster", dask.address)
    assert done.returncode == 2
    assert "autograder: the worker tcp://127.0.0.1:" in done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out" / "gradebook.csv").exists()


@pytest.mark.slow
def test_workers_of_two_tiers_do_not_grade_one_class(dask: Dask, tmp_path: Path, autograder: Command) -> None:
    slow = tmp_path / "slow"
    slow.mkdir()
    for name in "abcd":
        (slow / f"{name}.py").write_bytes(SLOW)
    other = copied_checkout(tmp_path / "other", "autograder/sandbox/confine.py", 'tier="full"', 'tier="another"')
    dask.add_worker()
    dask.add_worker(other)
    done = autograder("grade", "mlp", slow, "--out", tmp_path / "out", "--cluster", dask.address, "--quiet")
    assert done.returncode == 2
    assert "has isolation" in done.stderr
    assert "a class needs the same everywhere" in done.stderr


def test_an_address_where_nobody_answers_is_one_line_within_ten_seconds(
    one: Path, autograder: Command, tmp_path: Path
) -> None:
    with socket.socket() as taken:  # bound, and not listening
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        began = time.monotonic()
        done = autograder("grade", "mlp", one, "--out", tmp_path / "out", "--cluster", address)
    assert done.returncode == 2
    assert done.stderr.startswith(f"autograder: no Dask scheduler answers at {address}: ")
    assert len(done.stderr.splitlines()) == 1
    assert time.monotonic() - began < 13 * slowness()  # start-up included


def test_without_the_extra_the_line_says_what_to_install(one: Path, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.modules['distributed'] = None; sys.path.insert(0, {str(ROOT)!r}); "
        f"from autograder.cli import main; "
        f"main(['grade', 'mlp', {str(one)!r}, '--out', {str(tmp_path / 'out')!r}, '--cluster', 'local'])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code],
        env={"AUTOGRADER_CLEAN": "1", "PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "autograder: --cluster needs distributed: pip install '.[cluster]'\n"


def test_a_run_without_a_cluster_does_not_load_dask() -> None:
    code = "import autograder.cli, autograder.classroom, autograder.pool, autograder.cluster, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert loaded.returncode == 0
    assert not {"distributed", "dask"} & set(loaded.stdout.split())


def test_ctrl_c_ends_all_within_seconds_and_the_next_run_goes_on(tmp_path: Path) -> None:
    slow = tmp_path / "slow"
    slow.mkdir()
    shutil.copy(ROOT / "samples/mlp/malformed_empty.py", slow / "a.py")
    for name in "bcd":
        (slow / f"{name}.py").write_bytes(SLOW)
    out = tmp_path / "out"
    with grading("mlp", slow, "--out", out, "--cluster", "local", "--jobs", 2, "--quiet") as process:
        wait_until((out / "a.py" / "results.json").exists)
        started = psutil.Process(process.pid).children(recursive=True)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(120) == 130
        _, printed = process.communicate()
    assert not all((out / f"{name}.py" / "results.json").exists() for name in "bcd"), "it waited for what never ends"
    assert printed.strip() == "autograder: stopped. Finished results are kept; run the same command to continue."
    _, alive = psutil.wait_procs(started, timeout=5)
    # one that has ended stays a zombie where the first process of a container does not look after orphans
    assert not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]
    assert (out / "a.py" / "report.json").exists()


# ---- a grading process ----------------------------------------------------------------------------------------------


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch) -> Iterator[bytes]:
    """For `worker.grade` in this process, in a Dask worker's place."""
    monkeypatch.setattr(worker, "get_worker", lambda: SimpleNamespace(address="tcp://here"))
    yield msgspec.msgpack.encode(Setup("mlp", load_homework("mlp").digest(), __version__, None, False, ()))
    worker._end_all()
    assert not grading_processes(os.getpid())


def test_a_submission_that_two_grading_processes_die_of_is_a_fault_and_the_next_is_graded(setup: bytes) -> None:
    def grade(files: dict[str, bytes] | None) -> Any:
        task = None if files is None else msgspec.msgpack.encode(Task(0, Submission(name="one", files=files)))
        address, answer = worker.grade(setup, task)
        assert address == "tcp://here"
        return answer_decoder.decode(answer)

    assert isinstance(grade(None), Ready)
    (first,) = grading_processes(os.getpid())
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(grade({"mlp.py": SLOW})))
    thread.start()
    killed: set[int] = set()  # what is left of one may be seen for a moment
    for _ in range(2):
        # it is at the submission as soon as it has a student's process: its zygote's child
        wait_until(lambda: any(is_grading(child) for child in others_than(killed)))
        for child in others_than(killed):
            killed.add(child.pid)
            child.kill()
    thread.join(60)
    assert answers == [Died("2 grading processes of the worker tcp://here died on it (killed, or out of memory?)")]

    right = grade({"mlp.py": (ROOT / "samples/mlp/right_matmul.py").read_bytes()})
    assert isinstance(right, Done)
    assert (right.report.outcome, right.report.score) == (Outcome.OK, 50)
    assert first.pid not in {child.pid for child in grading_processes(os.getpid())}


def others_than(killed: set[int]) -> list[psutil.Process]:
    return [child for child in grading_processes(os.getpid()) if child.pid not in killed]


def is_grading(child: psutil.Process) -> bool:
    """Whether it has forked a student's process: the child of the zygote that is the child of its first zygote."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return len(child.children(recursive=True)) >= 3
    return False


def test_a_grading_process_for_another_version_refuses(setup: bytes) -> None:
    other = msgspec.structs.replace(msgspec.msgpack.decode(setup, type=Setup), grader_version="9.9")
    _, answer = worker.grade(msgspec.msgpack.encode(other), None)
    refused = answer_decoder.decode(answer)
    assert refused == Refused("different", f"its grader is version {__version__}, but here it is 9.9")
