"""A run that is killed, interrupted or repeated: what is done stays done, and the grades are those of one calm run."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest
from project import DOUBLE, ROOT, Command, replace, slowness, small_course, wait_until, without_causes

from autograder.report import Report

SUBMISSIONS = """
right_einsum right_loops right_matmul malformed_empty wrong_bias_not_summed wrong_mse_undivided
""".split()
SLOW = (ROOT / "samples/mlp/hostile_endless_loop.py").read_bytes()
STOPPED = "autograder: stopped. Finished results are kept; run the same command to continue."


@pytest.fixture(scope="module")
def a_class(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    for name in SUBMISSIONS:
        shutil.copy(ROOT / f"samples/mlp/{name}.py", folder)
    return folder


@pytest.fixture
def temporary() -> Iterator[Path]:
    """The folder for temporary files of the runs of one test; nothing is left in it when all have ended."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o711)  # students' processes, which may be of other users, pass through
    yield folder
    shutil.rmtree(folder)


@contextlib.contextmanager
def grading(temporary: Path, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """`autograder grade mlp`, while it runs; in a process group of its own, as a terminal has it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder", "grade", "mlp", *map(str, arguments), "--jobs", "2", "--quiet"],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)},
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def processes_of(out: Path) -> list[psutil.Process]:
    """Every process of a run that writes to `out`: all are forks of one, and have its command line."""
    return [process for process in psutil.process_iter(["cmdline"]) if str(out) in (process.info["cmdline"] or ())]


def grades(out: Path) -> dict[str, Any]:
    """Every results.json, without the time that it took, beside its report.json."""
    found = {path.parent.name: json.loads(path.read_text()) for path in sorted(out.glob("*/results.json"))}
    for name, result in found.items():
        del result["execution_time"]
        report = msgspec.json.decode((out / name / "report.json").read_bytes(), type=Report)
        assert report.score == result["score"]
    return found


def litter(out: Path) -> list[str]:
    """What is in `out` and is no output."""
    outputs = {"results.json", "report.json", "gradebook.csv", "report.html", "changes.csv"}
    files = [path for path in out.rglob("*") if path.is_file() and path.parent != out / "history"]
    return [str(path) for path in files if path.name not in outputs]


# ---- killed --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_run_that_is_killed_at_any_moment_resumes_to_the_same_gradebook(a_class: Path, temporary: Path) -> None:
    calm, out = temporary / "calm", temporary / "out"
    with grading(temporary, a_class, "--out", calm) as process:
        began = time.monotonic()
        assert process.wait(60) == 0
    duration = time.monotonic() - began
    # spread over the whole run, most of which is the start of so short a one, and where something is being written
    chance = random.Random(7)
    moments: list[float | str] = [(number + chance.random()) / 16 * duration for number in range(16)]
    moments += ["*/.results.json.new", "*/results.json", ".report.html.new", "gradebook.csv"]
    chance.shuffle(moments)

    finished = 0
    for moment in moments:
        with grading(temporary, a_class, "--out", out) as process:
            began = time.monotonic()
            while process.poll() is None and not has_come(moment, time.monotonic() - began, out):
                time.sleep(0.001)
            process.kill()
            assert process.wait() in (0, -signal.SIGKILL)
        wait_until(lambda: not processes_of(out), 5)
        if (out / "gradebook.csv").exists():  # too late: from the beginning
            assert (out / "gradebook.csv").read_bytes() == (calm / "gradebook.csv").read_bytes()
            finished += 1
            shutil.rmtree(out)
    assert finished < len(moments) / 2, "most were killed before the end"
    with grading(temporary, a_class, "--out", out) as process:
        assert process.wait(60) == 0
    assert (out / "gradebook.csv").read_bytes() == (calm / "gradebook.csv").read_bytes()
    assert grades(out) == grades(calm)
    assert list(temporary.glob("autograder-*")) == []
    assert litter(out) == []


def has_come(moment: float | str, seconds: float, out: Path) -> bool:
    """Whether so many seconds have passed, or a file of that name is there."""
    return any(out.glob(moment)) if isinstance(moment, str) else seconds >= moment


@pytest.mark.slow
def test_a_torn_file_is_not_taken_for_a_result(a_class: Path, autograder: Command, tmp_path: Path) -> None:
    """Results are not forced to the disk: a power cut may leave them empty, or with zeros in the place of text."""
    out = tmp_path / "out"
    autograder("grade", "mlp", a_class, "--out", out, "--quiet")
    calm, gradebook = grades(out), (out / "gradebook.csv").read_bytes()
    for number, file in enumerate(sorted(out.glob("*/re*.json"))[:6]):
        data = file.read_bytes()
        file.write_bytes([b"", data[: len(data) // 2], data[:-9] + bytes(9), b"\xff" + data, data[:40], b"{}"][number])
    again = autograder("grade", "mlp", a_class, "--out", out, "--quiet")
    assert again.returncode == 0, again.stderr
    assert "3 of 6 had not changed" in again.stdout
    assert grades(out) == calm
    assert (out / "gradebook.csv").read_bytes() == gradebook


def test_of_two_runs_into_one_folder_the_second_waits_for_no_accident(a_class: Path, temporary: Path) -> None:
    out = temporary / "out"
    with grading(temporary, a_class, "--out", out) as first:
        wait_until(lambda: any(out.glob("*/results.json")))
        with grading(temporary, a_class, "--out", out) as second:
            os.kill(first.pid, signal.SIGSTOP)
            assert second.wait(30) == 2
            assert second.communicate()[1] == f"autograder: another run is writing to {out}: wait until it ends\n"
        os.kill(first.pid, signal.SIGCONT)
        assert first.wait(30) == 0


# ---- Ctrl-C --------------------------------------------------------------------------------------------------------


def test_ctrl_c_ends_all_within_a_second_keeps_what_is_done_and_says_how_to_go_on(temporary: Path) -> None:
    slow, out = temporary / "slow", temporary / "out"
    slow.mkdir()
    shutil.copy(ROOT / "samples/mlp/right_matmul.py", slow / "a.py")
    for name in "bcd":
        (slow / f"{name}.py").write_bytes(SLOW)
    with grading(temporary, slow, "--out", out) as process:
        wait_until((out / "a.py/report.json").exists)
        said = interrupt(process)
    assert process.returncode == 130
    assert said.strip() == STOPPED
    assert processes_of(out) == []
    assert list(temporary.glob("autograder-*")) == []
    assert list(grades(out)) == ["a.py"]
    assert not (out / "gradebook.csv").exists()


@pytest.mark.slow
@pytest.mark.parametrize("times", [3, 6])
def test_ctrl_c_at_any_moment_ends_all(times: int, a_class: Path, temporary: Path) -> None:
    chance = random.Random(times)
    for number in range(times):
        out = temporary / f"out{number}"
        with grading(temporary, a_class, "--out", out) as process:
            wait_until(out.exists)  # before, Python itself is starting
            time.sleep(chance.uniform(number, number + 1) * 0.5)
            said = interrupt(process)
        assert (process.returncode, said.strip()) in ((130, STOPPED), (0, ""))
        wait_until(lambda out=out: not processes_of(out), 5)
        assert litter(out) == []


def interrupt(process: subprocess.Popen[str]) -> str:
    """Ctrl-C as a terminal sends it, to the whole group; what was said until the end."""
    with contextlib.suppress(ProcessLookupError):  # it has just ended
        os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=10 * slowness())
    return said


# ---- what changed, and nothing else --------------------------------------------------------------------------------


def test_what_is_no_longer_in_the_class_leaves_the_gradebook_and_its_results_are_mentioned(
    autograder: Command, tmp_path: Path
) -> None:
    folder, out = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    for name in ("ada", "bob"):
        (folder / f"{name}.py").write_text(DOUBLE)
    root = small_course(tmp_path / "course")
    first = autograder("grade", "double", folder, "--out", out, "--canvas", "Homework (1)", "--quiet", root=root)
    assert "No longer" not in first.stdout and "renewed" not in first.stdout
    (folder / "bob.py").unlink()
    again = autograder("grade", "double", folder, "--out", out, "--quiet", root=root)
    assert again.returncode == 0, again.stderr
    assert f"No longer in the class or gradebook, but still in {out}: bob.py.\n" in again.stdout
    assert "canvas.csv is from an earlier run; use --canvas COLUMN to update it.\n" in again.stdout
    assert [line.split(",")[3] for line in (out / "gradebook.csv").read_text().splitlines()[1:]] == ["ada.py"]
    assert (out / "bob.py/results.json").exists()


@pytest.mark.slow
def test_what_a_result_depends_on_is_graded_anew_when_it_changes(autograder: Command, tmp_path: Path) -> None:
    folder, out = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    for name in ("ada", "bob", "eve"):
        shutil.copy(ROOT / "samples/mlp/right_matmul.py", folder / f"{name}.py")

    here = without_causes(tmp_path / "here", "mlp")  # what is lost would be explained anew for each change

    def graded(*arguments: object, root: Path = here) -> tuple[set[str], str]:
        """Whose results were written anew, and what was said about the others."""
        before = {path: path.stat().st_mtime_ns for path in out.glob("*/report.json")}
        done = autograder("grade", "mlp", folder, "--out", out, "--quiet", *arguments, root=root)
        assert done.returncode == 0, done.stderr
        after = {path: path.stat().st_mtime_ns for path in out.glob("*/report.json")}
        kept = [line for line in done.stdout.splitlines() if "not changed" in line]
        return {path.parent.name for path in after if after[path] != before.get(path)}, "".join(kept)

    def changed(name: str, file: str, old: str, new: str) -> Path:
        root = without_causes(tmp_path / name, "mlp")
        replace(root / file, old, new)
        return root

    everybody = {"ada.py", "bob.py", "eve.py"}
    assert graded() == (everybody, "")
    assert graded() == (set(), "3 of 3 had not changed and were kept; --fresh grades them again.")
    shutil.copy(ROOT / "samples/mlp/wrong_mse_undivided.py", folder / "bob.py")
    (folder / "eve.py").touch()
    assert graded() == ({"bob.py"}, "2 of 3 had not changed and were kept; --fresh grades them again.")
    assert graded("--fresh") == (everybody, "")
    assert graded("--seed", 5) == (everybody, "")
    homework = changed("homework", "hidden_tests/mlp/homework.yaml", "\n", "\n# changed\n")
    assert graded("--seed", 5, root=homework) == (everybody, "")
    version = changed("version", "autograder/__init__.py", '__version__ = "', '__version__ = "9.')
    assert graded("--seed", 5) == (everybody, "")
    assert graded("--seed", 5, root=version) == (everybody, "")
    code = changed("code", "autograder/checks/entries.py", "import islice\n", "import islice\n\n")
    assert graded("--seed", 5) == (everybody, "")
    assert graded("--seed", 5, root=code) == (everybody, "")
