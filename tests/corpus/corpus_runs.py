"""One pass over a class of cases: the real command in a root of its own, and what must hold whatever was graded."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import re
import resource
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import jsonschema
import msgspec
from corpus_cases import HERE, RIGHT, Case
from project import ROOT, copy_grader, copy_homework, explain_nothing, replace, slowness

from autograder.homework import read_homework
from autograder.outputs.gradescope import to_gradescope
from autograder.report import Outcome, Report
from autograder.sandbox.doctor import examine

SCHEMA = json.loads((ROOT / "autograder/outputs/results.schema.json").read_text(encoding="utf-8"))
GOOD = "~good"  # a right submission after each case: its name sorts behind the case's
STRAYS = ("left-by-the-corpus", "left-in-odd-places")  # what two cases, which may run side by side, leave for others
OPEN = ("/tmp", "/var/tmp", "/dev/shm", "/run/lock")  # where everybody may write
ORDINARY_USER = 63_999
BESIDE_LIBRARIES_MIB = 600  # the homework's memory_mib (256) + what a grader needs

# A kernel without Landlock, for the command and all that it starts: its system calls are not implemented.
WITHOUT_LANDLOCK = """
import errno, os, sys, pyseccomp
rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
for call in (444, 445, 446):
    rules.add_rule(pyseccomp.ERRNO(errno.ENOSYS), call)
rules.load()
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


@dataclass(frozen=True)
class Pass:
    """As whom the class is graded."""

    name: str  # "root", "root with users" (one of its own for each process), "user", "permissions"
    python: str
    user: int | None = None  # None: whoever runs the tests
    landlock: bool = True
    tier: str = "full"
    landlock_version: int = 0  # as of an older kernel; 0: this one's
    own_course: bool = False  # whether the homework is in a folder of its own, apart from the grader

    @property
    def row(self) -> str:
        """Its name in the table."""
        course = ", own course" if self.own_course else ""
        return (f"{self.name}, v{self.landlock_version}" if self.landlock_version else self.name) + course

    @classmethod
    def here(cls) -> Pass:
        """As whoever runs the tests, with what this machine has."""
        here = examine()
        as_root = "root with users" if here.own_user else "root"
        name = "permissions" if here.tier != "full" else as_root if os.geteuid() == 0 else "user"
        return cls(name, sys.executable, tier=here.tier)


@dataclass
class Graded:
    """What one run of the command left."""

    reports: dict[str, Report] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)  # invariants that do not hold
    seconds: float = 0.0


@dataclass(frozen=True)
class Row:
    """One pass in the table at the end."""

    name: str
    seconds: float
    cases: Counter[str]  # by folder
    not_ok: Counter[str]
    other_problems: int


class Place:
    """A project root of its own, with one homework, and the folders of one run. Removed at the end."""

    def __init__(
        self, of_pass: Pass, homework: str = "layer", stray_lines: str = "refuse", *, explains: bool = True
    ) -> None:
        self.of_pass = of_pass
        self.stray_lines = stray_lines
        self.homework = homework
        self.other = "files-lists_tests"  # an entry of the class that is graded before those that look for it
        self.canary = f"canary{secrets.token_hex(12)}"
        # not below pytest's own folder: student processes of another user must be able to come to theirs
        self.top = Path(tempfile.mkdtemp(prefix="corpus-"))
        self.top.chmod(0o711)
        self.root, self.out, self.submissions, self.temporary = (
            self.top / name for name in ("root", "out", "class", "tmp")
        )
        self.submissions.mkdir(mode=0o700)
        self.temporary.mkdir()
        self.temporary.chmod(0o711)
        self.out.mkdir(mode=0o700)
        self.code = self.top / "grader" if of_pass.own_course else self.root
        copy_grader(self.code)
        if not explains:
            explain_nothing(self.code)
        if homework == "layer":
            self._copy_layer()
        else:
            copy_homework(self.root, homework)
        settings = read_homework(self.root / "hidden_tests" / homework / "homework.yaml")
        self.submission_seconds = settings.limits.submission_seconds
        (self.root / "samples" / homework).mkdir(parents=True)
        (self.root / "samples" / homework / "right.py").write_text(f"# {self.canary}\n", encoding="utf-8")
        for name in ("hidden_tests", "reference", "samples"):
            (self.root / name).chmod(0o700)
        if of_pass.landlock_version:
            self._make_landlock_older(of_pass.landlock_version)

    def _make_landlock_older(self, version: int) -> None:
        """This root's grader asks the kernel for no more than that version has: the kernel then watches no more."""
        landlock = self.code / "autograder/sandbox/landlock.py"
        replace(landlock, "return max(int(version), 0)", f"return {version}")

    def contents(self) -> dict[str, bytes]:
        """What no student's process may change: the grader's files, and the class."""
        folders = {self.root, self.code, self.submissions}
        paths = [path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts]
        return {str(path): path.read_bytes() for path in paths if path.is_file() and not path.is_symlink()}

    def _copy_layer(self) -> None:
        tests = self.root / "hidden_tests" / "layer"
        shutil.copytree(HERE / "homework" / "hidden_tests", tests)
        shutil.copytree(HERE / "homework" / "reference", self.root / "reference" / "layer")
        # not under its name before, or this pytest would run it
        source = (tests / "layer_tests.py").read_text(encoding="utf-8")
        (tests / "test_layer.py").write_text(source.replace("@CANARY@", self.canary), encoding="utf-8")
        yaml_file = tests / "homework.yaml"
        settings = yaml_file.read_text(encoding="utf-8")
        settings = settings.replace("stray_lines: refuse", f"stray_lines: {self.stray_lines}")
        seconds = round(read_homework(yaml_file).limits.submission_seconds * slowness())
        settings = re.sub("submission_seconds: .*", f"submission_seconds: {seconds}", settings)
        yaml_file.write_text(settings, encoding="utf-8")
        (tests / "canary.txt").write_text(self.canary, encoding="utf-8")

    @property
    def places(self) -> dict[str, str]:
        return {
            "ROOT": str(self.root),
            "CODE": str(self.code),
            "OUT": str(self.out),
            "CLASS": str(self.submissions),
            "OTHER": self.other,
        }

    def add(self, name: str, build: Callable[[Path], None]) -> None:
        folder = self.submissions / name
        folder.mkdir()
        build(folder)

    def add_good(self, name: str) -> None:
        self.add(name, lambda folder: shutil.copy(RIGHT, folder / "layer.py"))

    def grade(self, *arguments: str) -> Graded:
        """Run `autograder grade`, and look at everything that it left."""
        if self.of_pass.user is not None:
            for path in (self.top, *self.top.rglob("*")):
                os.chown(path, self.of_pass.user, self.of_pass.user, follow_symlinks=False)
        command = [self.of_pass.python, "-m", "autograder", "--course", str(self.root), "grade", self.homework]
        command.append(str(self.submissions))
        command += ["--out", str(self.out), "--jobs", "2", "--quiet", "--fresh", *arguments]
        if not self.of_pass.landlock:
            command = [command[0], "-c", WITHOUT_LANDLOCK, *command[1:]]
        identity = {} if (user := self.of_pass.user) is None else {"user": user, "group": user, "extra_groups": []}
        environment = {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(self.code), "TMPDIR": str(self.temporary),
            "HOME": str(self.temporary), "SECRET_TOKEN": self.canary,
        }  # fmt: skip
        before = self.contents()
        with _alone(), _adopting_orphans():
            began = time.monotonic()
            done = subprocess.run(  # type: ignore[call-overload]
                command, cwd=self.top, env=environment, capture_output=True, text=True, errors="replace", timeout=1800,
                **identity,
            )  # fmt: skip
            graded = Graded(seconds=time.monotonic() - began)
            graded.problems += self._look_at(done, graded)
        if (after := self.contents()) != before:
            changed = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))
            graded.problems.append(f"files of the grader or of the class were changed: {changed}")
        return graded

    def _look_at(self, done: subprocess.CompletedProcess[str], graded: Graded) -> Iterator[str]:
        """Read the reports, and tell what does not hold."""
        if done.returncode != 0:
            yield f"the command ended with {done.returncode}: {done.stderr[-3000:]}"
        if left := _left_over_children():
            yield f"processes left: {left}"
        if left := [path.name for path in self.temporary.iterdir() if path.name.startswith("autograder-")]:
            yield f"folders left: {left}"
        if left := [path for folder in OPEN for name in STRAYS if (path := Path(folder, name)).exists()]:
            yield f"files left: {left}"
        largest_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
        if largest_mib > (most_mib := libraries_mib() + BESIDE_LIBRARIES_MIB):
            yield f"a process took {largest_mib} MiB, where {most_mib} are enough"
        outputs = {"standard output": done.stdout.encode(), "standard error": done.stderr.encode()}
        outputs |= {str(path): path.read_bytes() for path in self.out.rglob("*") if path.is_file()}
        yield from (f"the canary is in {name}" for name, text in outputs.items() if self.canary.encode() in text)
        wanted = sorted(path.name for path in self.submissions.iterdir())
        for name in wanted:
            folder = self.out / name
            try:
                report = msgspec.json.decode((folder / "report.json").read_bytes(), type=Report)
                results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                yield f"{name}: no result: {error}"
                continue
            graded.reports[name] = report
            yield from (f"{name}: {problem}" for problem in _look_at_report(report, results, folder, self))

    def remove(self) -> None:
        shutil.rmtree(self.top, ignore_errors=True)


def _look_at_report(report: Report, results: object, folder: Path, place: Place) -> Iterator[str]:
    of_pass = place.of_pass
    jsonschema.validate(results, SCHEMA)
    if results != json.loads(msgspec.json.encode(to_gradescope(report))):
        yield "results.json is not what the report says"
    owner = os.geteuid() if of_pass.user is None else of_pass.user
    if (
        sorted(os.listdir(folder)) != ["report.json", "results.json"]
        or (folder / "results.json").stat().st_uid != owner
    ):
        yield f"the grader alone did not write this: {os.listdir(folder)}"
    if report.fault or report.outcome is Outcome.FAULT:
        yield f"a student made the grader fail: {report.fault}"
    if report.isolation != of_pass.tier:
        yield f"isolation {report.isolation}"
    busy = max(
        os.getloadavg()[0] / len(os.sched_getaffinity(0)), 1.0
    )  # with others, on a machine that is not ours alone
    if report.seconds > (place.submission_seconds + 1) * busy:
        yield f"took {report.seconds} s"
    if report.submission.endswith(GOOD) and report.score != report.max_score:
        yield f"a right submission got {report.score}: {[test.message for test in report.tests]}"
    if any(test.score < test.max_score and not test.message for test in report.tests):
        yield "points are lost without a word"


@cache
def libraries_mib() -> int:
    """What torch and numpy take as they are installed here: a build for graphics cards takes three times as much."""
    code = "import resource, numpy, torch; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)"
    return int(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One run at a time on this machine: what a case leaves where everybody may write is looked for at the end."""
    with open(Path(tempfile.gettempdir(), f"corpus-{os.getuid()}.lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _adopting_orphans() -> Iterator[None]:
    """Processes that lose their parent become this one's children, so that none can hide."""
    subreaper = 36
    ctypes.CDLL(None).prctl(subreaper, 1, 0, 0, 0)
    yield
    ctypes.CDLL(None).prctl(subreaper, 0, 0, 0, 0)


def _left_over_children(patience_seconds: float = 5.0) -> list[str]:
    """What still runs of all that the command started; the zygote may need a moment to end."""
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return []
        if pid == 0:
            if time.monotonic() > deadline:
                return [f"{child}: {Path(f'/proc/{child}/cmdline').read_bytes()[:200]!r}" for child in _children()]
            time.sleep(0.02)


def _children() -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.append(int(path.parent.name))
    return found


def differences_without_stray_lines(case: Case, report: Report, of_pass: str) -> list[str]:
    """How a report is neither what the header says, nor that with lines left out and the instructor told."""
    wanted = case.expected(of_pass)
    told = report.left_out and any("left out" in flag for flag in report.flags)
    return [
        f"{case.name} ({of_pass}), lines left out: {test.id} ended {test.outcome.value}: {test.message}"
        for test in report.tests
        if test.outcome.value not in wanted.outcomes[test.id]
        and not (told and test.outcome in (Outcome.OK, Outcome.ERROR, Outcome.MISSING))
    ]


def differences(case: Case, report: Report, of_pass: str) -> list[str]:
    """How a report is not what the case's header says."""
    wanted = case.expected(of_pass)
    said = "\n".join([report.problem, *report.notes, *(test.message for test in report.tests)])
    found = [
        f"{test.id} ended {test.outcome.value}, not {' or '.join(sorted(wanted.outcomes[test.id]))}: {test.message}"
        for test in report.tests
        if test.outcome.value not in wanted.outcomes[test.id]
    ]
    for wanted_text, text in (
        (wanted.says, said),
        (wanted.prints, report.printed),
        (wanted.flags, "\n".join(report.flags)),
    ):
        if wanted_text not in text:
            found.append(f"{wanted_text!r} is not in {text!r}")
    return [f"{case.name} ({of_pass}): {difference}" for difference in found]


def fill(place: Place, cases: Sequence[Case]) -> None:
    """Put the cases into the class, a right submission after each."""
    for case in cases:
        place.add(case.entry, case.build)
        place.add_good(case.entry + GOOD)
