"""`autograder new NAME --from solution.py`: everything of a homework, from somebody's solved file."""

import ast
import json
import re
import shutil
from pathlib import Path

import msgspec

from autograder import homework as project
from autograder.authoring.loses import write_lock
from autograder.authoring.scaffold import check_name
from autograder.authoring.solved.files import Solution, read_solution
from autograder.authoring.solved.functions import NOT_TESTED, defined
from autograder.authoring.solved.markers import with_markers
from autograder.authoring.solved.proposals import Findings, look_at
from autograder.authoring.solved.tests import Written, excused, file_of, test_for, todo
from autograder.authoring.solved.trial import Tried, try_out
from autograder.authoring.template import write_template
from autograder.course import FOLDERS
from autograder.homework import HomeworkError, SubmittedFile, load_homework
from autograder.mistakes import apply, load_mistakes, reference_sources
from autograder.outputs.text import count
from autograder.solutions import regions

KINDS = ("numpy.float64", "torch.float32")
MOST_ROUNDS = 4


def homework_from(name: str, path: Path) -> list[str]:
    """Write the homework; returns what to look at next, a line each. HomeworkError: a sentence; nothing is left."""
    check_name(name)
    solution = read_solution(path, name)
    trial = max(
        (try_out(solution, arrays) for arrays in (KINDS if solution.torch else KINDS[:1])),
        key=lambda one: sum(not tried.problem for some in one.tried.values() for tried in some),
    )
    if not any(trial.tried.values()):
        raise HomeworkError(f"{path} has no function to test: each is empty, or only shows, loads or runs something")
    try:
        return _Made(name, solution, trial.arrays, trial.tried).all()
    except BaseException:
        for folder in FOLDERS:
            shutil.rmtree(project.ROOT / folder / name, ignore_errors=True)
        raise


class _Made:
    """One homework being made."""

    def __init__(self, name: str, solution: Solution, arrays: str, tried: dict[str, list[Tried]]) -> None:
        self.name = name
        self.solution = solution
        self.arrays = arrays
        self.tried = tried
        self.tests_folder = project.ROOT / "hidden_tests" / name
        self.reference_folder = project.ROOT / "reference" / name
        self.samples_folder = project.ROOT / "samples" / name
        self.submitted: list[str] = []
        self.written: dict[str, list[Written]] = {}

    def all(self) -> list[str]:
        self._reference()
        self._first_tests()
        self._settings()
        write_template(load_homework(self.name))
        findings = self._settled()
        self._mistakes(findings)
        self._samples(findings)
        return self._next(findings)

    def _write(self, path: Path, content: str | bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    # ---- reference and tests --------------------------------------------------------------------------------

    def _reference(self) -> None:
        for file, text in self.solution.sources.items():
            known = {one.full_name: one for one in defined(file, text).everything}

            def is_cut(full_name: str, known: dict = known) -> bool:  # type: ignore[type-arg]
                one = known.get(full_name)
                return bool(one and one.computes and one.name != "__init__" and not NOT_TESTED.fullmatch(one.name))

            marked = with_markers(text, file, is_cut)
            self._write(self.reference_folder / file, marked)
            if regions(marked, file):
                self.submitted.append(file)
        if not self.submitted:
            raise HomeworkError("there is no function whose body could be cut out for the students")
        for file, data in self.solution.given.items():
            self._write(self.tests_folder / "provided" / file, data)
        files = ", ".join(f"`{file}`" for file in self.submitted)
        readme = f"# {self.name}\n\nFill in every TODO of {files}, and hand in {files}. Further tests grade it.\n"
        self._write(self.reference_folder / "public/README.md", readme)

    def _first_tests(self) -> None:
        for file, some in self.tried.items():
            module = "" if self.submitted and file == self.submitted[0] else SubmittedFile(file).module
            names: set[str] = set()
            self.written[file] = []
            for tried in some:
                one = test_for(tried, arrays=self.arrays, module=module)
                while one.name in names:
                    one = msgspec.structs.replace(
                        one, name=f"{one.name}_", text=one.text.replace(f"def {one.name}(", f"def {one.name}_(")
                    )
                names.add(one.name)
                self.written[file].append(one)

    def _settled(self) -> Findings:
        """The tests that the reference passes; any other is left to be written, with what happened."""
        for _ in range(MOST_ROUNDS):
            self._write_tests()
            if all(one.todo for one in self._all_written()):
                return Findings({})
            self._settings()
            findings = look_at(self.name)
            if not findings.fails:
                self._excuse(findings)
                return findings
            for file, some in self.written.items():
                functions = {f"test_{one.function.slug}": one.function for one in self.tried[file]}
                for place, one in enumerate(some):
                    if one.name in findings.fails:
                        why = f"the solution itself does not pass what was tried: {findings.fails[one.name]}"
                        some[place] = todo(functions[one.name.rstrip("_")], why)
        raise HomeworkError("no test could be made of it that the solution passes on every draw")

    def _excuse(self, findings: Findings) -> None:
        """Say of a test that it asks for what it has sent, where it cannot be otherwise."""
        for some in self.written.values():
            for place, one in enumerate(some):
                if gives := findings.gives.get(one.name):
                    some[place] = msgspec.structs.replace(one, text=excused(one.text, gives))
        self._write_tests()

    def _all_written(self) -> list[Written]:
        return [one for some in self.written.values() for one in some]

    def _write_tests(self) -> None:
        for file, some in self.written.items():
            stem = file.removesuffix(".py").replace("/", "_")
            if some:
                self._write(self.tests_folder / f"test_{stem}.py", file_of(some, about=f"Hidden tests of {file}."))

    def _settings(self) -> None:
        texts = "\n".join(one.text for one in self._all_written() if not one.todo)
        points = sum(map(int, re.findall(r"@weight\((\d+)\)", texts)))
        tolerance = (
            "{relative: 1.0e-4, absolute: 1.0e-5}" if "32" in self.arrays else "{relative: 1.0e-6, absolute: 1.0e-9}"
        )
        submit = [
            f"  - {{name: {file}, notebook: true}}" if file in self.solution.notebooks else f"  - name: {file}"
            for file in self.submitted
        ]
        libraries = "[numpy, torch]" if self.solution.torch else "[numpy]"
        lines = [
            "# The settings of this homework; autograder/homework.py lists them all with their defaults.",
            f"title: {self.name}",
            f"points: {points}  # what the tests' weights add up to",
            "submit:",
            *submit,
            f"arrays: {self.arrays}  # what `draw` makes: torch.float32, torch.float64 or numpy.float64",
            f"tolerance: {tolerance}",
            f"libraries: {libraries}  # imported before the student's file",
        ]
        if self.solution.packages:
            lines.append(f"packages: [{', '.join(self.solution.packages)}]")
        if self.solution.given:
            lines.append(f"provided: {json.dumps(sorted(self.solution.given))}")
        lines.append("seed: 1  # another seed, other values")
        self._write(self.tests_folder / "homework.yaml", "\n".join(lines) + "\n")

    # ---- mistakes and samples -------------------------------------------------------------------------------

    def _mistakes(self, findings: Findings) -> None:
        head = (
            "# Proposed: slips that the tests notice. Each sentence is a draft from the kind of slip: make it help\n"
            "# your students, delete what nobody does, add what they do.\n"
        )
        entries = [
            f"- {one.name}: {_scalar(one.hint)}\n  {one.where}: {_scalar(one.wrong)}\n" for one in findings.proposals
        ]
        if not entries:
            return
        self._write(self.tests_folder / "mistakes.yaml", head + "\n" + "".join(entries))
        write_lock(load_homework(self.name), {one.name: list(one.loses) for one in findings.proposals})

    def _samples(self, findings: Findings) -> None:
        homework = load_homework(self.name)
        sources = {file: text for file, text in reference_sources(homework).items() if file in self.submitted}
        # As Python writes it: without comments and markers, in one style.
        right = {file: f'"""Right."""\n\n{ast.unparse(ast.parse(text))}\n'.encode() for file, text in sources.items()}
        verdicts = [
            "# What each submission of this folder must get; `loses` names exactly the tests that it fails.",
            f"{self._sample('right', right)}: {{score: {homework.points:g}}}",
        ]
        if findings.proposals:
            worst = min(findings.proposals, key=lambda one: one.score)
            mistake = next(one for one in load_mistakes(homework) if one.name == worst.name)
            wrong = {
                file: text
                for file, text in apply(mistake, reference_sources(homework)).items()
                if file in self.submitted
            }
            listed = ", ".join(json.dumps(test) if re.search(r"\W", test) else test for test in worst.loses)
            entry = self._sample("wrong", wrong)
            verdicts.append(f"{entry}: {{score: {worst.score:g}, loses: [{listed}]}}  # {worst.name}")
        self._write(self.samples_folder / "verdicts.yaml", "\n".join(verdicts) + "\n")

    def _sample(self, name: str, files: dict[str, bytes]) -> str:
        if len(files) == 1 and "/" not in next(iter(files)):
            self._write(self.samples_folder / f"{name}.py", next(iter(files.values())))
            return f"{name}.py"
        for file, text in files.items():
            self._write(self.samples_folder / name / file, text)
        return name

    # ---- what to look at ------------------------------------------------------------------------------------

    def _next(self, findings: Findings) -> list[str]:
        tests = self._all_written()
        todos = [one.todo for one in tests if one.todo]
        where = self.tests_folder.relative_to(project.ROOT)
        made = count(len(tests) - len(todos), "test"), count(len(findings.proposals), "proposed mistake")
        lines = [f"{self.name}: {made[0]}, {made[1]}, samples of both kinds."]
        lines += self.solution.notes
        lines += [f"TODO in {where}: {one}" for one in todos]
        for some in self.tried.values():
            for tried in some:
                gradients = tried.answer.get("gradients", {})
                if gradients.get("unmatched") and gradients.get("items"):
                    lines.append(
                        f"{tried.function.full_name}: not everything it returns is what autograd gives; is it right?"
                    )
                elif gradients.get("error"):
                    lines.append(f"{tried.function.full_name}: compared with the reference only ({gradients['error']})")
        if findings.unseen:
            many = count(len(findings.unseen), "slip")
            lines.append(f"No test notices {many}, such as {findings.unseen[0]!r}: autograder audit {self.name}")
        lines.append(
            f"Read {where}/: the points, the shapes, the sentences of mistakes.yaml. Then: autograder audit {self.name}"
        )
        return lines


def _scalar(text: str) -> str:
    """In quotes, of the kind that it does not contain."""
    return f"'{text}'" if '"' in text and "'" not in text and "\\" not in text else json.dumps(text, ensure_ascii=False)
