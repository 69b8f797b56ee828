"""Which file of an upload is which: the choice, while it is being made, and what is said about it."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.homework import Homework, SubmittedFile
from autograder.intake.content import Solution
from autograder.intake.files import MIB, UploadedFile, in_memory
from autograder.intake.helpers import Helper, Modules, names_imported
from autograder.intake.names import (
    Match,
    hides_library,
    is_at,
    lies_in,
    match,
    named_after,
    runs_by_itself,
    sole_source,
)
from autograder.intake.problem import IntakeProblem, listed, shown
from autograder.intake.source import Source, read_source

LARGEST_SOURCE = MIB
LARGEST_NOTEBOOK = 20 * MIB  # pictures and outputs are most of it, and are not read
MOST_HELPERS = 40
MOST_ALIKE = 20  # files of one name that are compared: are they the same?
_ONLY_SOURCE = "we use only the Python source files that the homework asks for."


class _Empty(Exception):
    """An __init__.py with nothing in it."""


class Choice:
    """The choice among the files of one upload, while it is being made."""

    def __init__(self, homework: Homework, *, one_file: bool, quiet: bool) -> None:
        self.homework = homework
        self.one_file = one_file
        self.quiet = quiet
        self.sources: dict[str, Source] = {}
        self.missing: list[str] = []
        self.broken: dict[str, str] = {}
        self.notes: list[str] = []
        self.flags: list[str] = []
        self.folder = ""  # where the first chosen file lies: helpers are taken from there
        self.chosen: list[UploadedFile] = []
        self._helpers = 0

    def take(self, wanted: SubmittedFile, files: list[UploadedFile]) -> None:
        """Choose and read the file for `wanted`; note what was chosen over what."""
        candidates = self._candidates(wanted, files)
        if not candidates:  # then another name will do, when there is no doubt which file is meant
            likely = files if self._one_wanted else named_after(files, wanted, self.homework)
            sole = likely[0] if self.one_file and len(likely) == 1 else sole_source(likely, self._given)
            candidates = [Match(sole, rank=(9, 0), exact=False)] if sole else []
        solution = Solution(self.homework, wanted)
        if not candidates and (holds := solution.find(self._other_sources(files, candidates))):
            candidates = [Match(holds, rank=(9, 0), exact=False)]
        if not candidates:
            self.missing.append(wanted.name)
            return
        try:
            best = self._best(wanted, candidates)
            if other := self._instead(best.file, solution, files, candidates):
                self.notes.append(
                    f"{shown(best.file.path)} is still the template, so we graded {shown(other.path)} instead."
                )
                best = Match(other, rank=(9, 0), exact=True)
            # "mlp.py is a PDF document" would puzzle the student who uploaded homework.pdf
            if wanted.base == "__init__.py" and not _content(best.file).strip():  # which is usual
                raise _Empty
            shown_as = wanted.name if best.file.name.lower().endswith((".py", ".txt")) else shown(best.file.name)
            source = read_source(shown_as, _content(best.file), wanted, solution.names, leave_out=self._leaves_out)
        except _Empty:
            source = Source(b"")
        except IntakeProblem as problem:
            self.broken[wanted.name] = str(problem)
            return
        if not best.exact and not self.quiet:
            self.notes.append(f"Your file {shown(best.file.path)} was graded as {wanted.name}.")
        if len(candidates) > 1:  # another version of the file, unless it is a module that this one imports
            imported = names_imported(source.text)
            others = [found.file for found in candidates if found is not best]
            others = [file for file in others if file.name.removesuffix(".py") not in imported]
            if others:
                names = listed(file.path for file in others)
                self.notes.append(f"We graded {shown(best.file.path)} and ignored {names}.")
        if source.labels:
            cells = listed(source.labels)
            self.notes.append(f"{cells} of {shown(best.file.path)} contains code, so we ran it. Make it a code cell.")
            self.flags.append(f"{cells} of {shown(best.file.path)} was graded as a code cell.")
        self.sources[wanted.name] = source
        self.notes += [*source.notes, *source.left_out]
        self.flags += source.left_out
        self.chosen.append(best.file)

    def _candidates(self, wanted: SubmittedFile, files: list[UploadedFile]) -> list[Match]:
        """The files that may be `wanted`, the best first; none that is another file of the homework by its path."""
        others = [one for one in self.homework.submit if one.base == wanted.base and one is not wanted]
        deeper = [one.name for one in others if one.name.endswith(f"/{wanted.name}")]
        found = [one for file in files if (one := match(file, wanted)) and not any(is_at(file, it) for it in deeper)]
        if others and "/" in wanted.name:  # a loose file may be any of them
            found = [one for one in found if lies_in(one.file, wanted.name)]
        return sorted(found, key=lambda one: one.rank)

    @property
    def _leaves_out(self) -> bool:
        return self.homework.stray_lines == "leave_out"

    @property
    def _given(self) -> list[str]:
        """The names of files that are the course's own, whatever the student hands in."""
        replaced = [wanted.name for wanted in self.homework.submit if wanted.replaced]
        return list(dict.fromkeys([*replaced, *self.homework.provided]))

    @property
    def _one_wanted(self) -> bool:
        return sum(not wanted.replaced for wanted in self.homework.submit) == 1

    def _best(self, wanted: SubmittedFile, candidates: list[Match]) -> Match:
        """The best candidate; IntakeProblem when two different files are equally good."""
        readable = [found for found in candidates if not found.file.refusal] or candidates
        if len(readable) > 1:
            readable = [found for found in readable if not self._is_template(found.file, wanted)] or readable
        best = readable[0]
        equal = [found for found in readable if found.rank == best.rank]
        if len(equal) > MOST_ALIKE or any(_content(best.file) != _content(found.file) for found in equal[1:]):
            raise IntakeProblem(
                f"Which file is {wanted.name}? We found {listed(found.file.path for found in equal)}. Keep one of "
                f"them, name it {wanted.name}, and upload again."
            )
        return best

    def _other_sources(self, files: list[UploadedFile], known: list[Match]) -> list[UploadedFile]:
        """The Python files and notebooks of the upload that are nothing else yet."""
        taken = [*self.chosen, *(match.file for match in known)]
        sources = [file for file in files if file.name.lower().endswith((".py", ".ipynb")) and not file.refusal]
        return [file for file in sources if file not in taken and not self._is_given(file)]

    def _is_given(self, file: UploadedFile) -> bool:
        return any(is_at(file, name) for name in self._given)

    def _instead(
        self, best: UploadedFile, solution: Solution, files: list[UploadedFile], candidates: list[Match]
    ) -> UploadedFile | None:
        """The file that holds the solution where `best` is still the template and does not import it."""
        others = [found.file for found in candidates if found.file is not best and not found.file.refusal]
        of_others = {file for file in files for other in self.homework.submit if is_at(file, other.name)}
        others += [file for file in self._other_sources(files, candidates) if file not in of_others]
        others = [file for file in others if solution.may_be_in(file)]
        if not others or not solution.names or best.refusal or solution.done(best):
            return None
        modules = {part.removesuffix(".py") for file in files if file is not best for part in file.path.split("/")[-2:]}
        if solution.is_bound_in(best, modules):
            return None
        imported = names_imported(_content(best))
        return solution.find([file for file in others if file.name.rpartition(".")[0] not in imported])

    def _is_template(self, file: UploadedFile, wanted: SubmittedFile) -> bool:
        """Whether it is the template as it was given: it lies beside the notebook of those who worked in that."""
        try:
            template = (self.homework.template_folder / wanted.name).read_bytes()
            return file.read(LARGEST_SOURCE).split() == template.split()
        except (IntakeProblem, OSError):  # it cannot be read, or there is no template of this variant
            return False

    def take_helpers(self, files: list[UploadedFile]) -> None:
        """Modules of the student's own: those that are imported, wherever they lie, and those beside the first file.

        What is left out is mentioned when it is dangerous, or when the student's code imports it.
        """
        folder = self._root()
        others = [file for file in files if file not in self.chosen]
        beside = [file for file in others if file.path.rpartition("/")[0] == folder]
        for file in beside:
            if runs_by_itself(file.name):
                self._mention(f"{shown(file.name)} was ignored: {_ONLY_SOURCE}")
                self.flags.append(f"{shown(file.path)} was uploaded with the submission and ignored.")
        below = f"{folder}/" if folder else ""
        written = {name: data for source in self.sources.values() for name, data in source.makes}
        if written:  # by a notebook: newer than what lies there
            others = [file for file in others if file.path.removeprefix(below) not in written]
            others += [in_memory(below + name, data) for name, data in written.items()]
        self._add_loose_names()
        graded = {name: source.text for name, source in self.sources.items()}
        for helper in self._packages(others, below):
            self._read_imported(helper)
        for _ in Modules(others, folder).needed(graded, self._read_imported):
            pass
        if self.homework.helpers:
            for file in beside:
                another = any(match(file, wanted) for wanted in self.homework.submit)
                if not another and file.name.endswith(".py") and file.name.removesuffix(".py").isidentifier():
                    self._read_helper(Helper(file, file.name), is_imported=False)

    def _add_loose_names(self) -> None:
        """losses.py, where it was handed in loose for net/losses.py, and another file says `from losses import …`."""
        imported = {name for source in self.sources.values() for name in names_imported(source.text)}
        for name in list(self.sources):
            folder, _, base = name.rpartition("/")
            is_loose = any(file.path == base for file in self.chosen)
            if folder and is_loose and base.removesuffix(".py") in imported and base not in self._reserved:
                module = name.removesuffix(".py").replace("/", ".")
                self.sources[base] = Source(f"from {module} import *\n".encode())

    def _root(self) -> str:
        """The folder that the first chosen file's path begins in: "hw" of hw/net/layers.py."""
        first = self.chosen[0].path
        for wanted in self.homework.submit:
            if wanted.name in self.sources and "/" in wanted.name and is_at(self.chosen[0], wanted.name):
                return first[: -len(wanted.name)].rstrip("/")
        return first.rpartition("/")[0]

    def _packages(self, others: list[UploadedFile], below: str) -> Iterable[Helper]:
        """The __init__.py of each package that a chosen file lies in, where the student has one."""
        folders = {"/".join(parts[:depth]) for name in self.sources if (parts := name.split("/"))
                   for depth in range(1, len(parts))}  # fmt: skip
        inits = [f"{folder}/__init__.py" for folder in sorted(folders)]
        return [Helper(file, name) for name in inits for file in others if file.path == below + name]

    def _read_imported(self, helper: Helper) -> bytes | None:
        """The source of a module that is imported; None where it is left out."""
        if helper.name in self._reserved:
            return None
        top = helper.name.partition("/")[0].removesuffix(".py")
        if hides_library(top, self.homework):
            if helper.file.path.endswith(f"/{helper.name}") or helper.file.path == helper.name:
                self._mention(
                    f"{shown(helper.name)} was ignored because it would hide the library {shown(top)}. "
                    "If you need it, give it another name."
                )
            return None
        if not self.homework.helpers:
            self._mention(f"{shown(helper.name)} was ignored: this homework is graded on {self._asked_for()} alone.")
            return None
        return self._read_helper(helper, is_imported=True)

    def _read_helper(self, helper: Helper, *, is_imported: bool) -> bytes | None:
        """Take a module of the student's own, if there is room for one more and Python can read it."""
        if helper.name in self.sources:
            return self.sources[helper.name].text
        top = helper.name.partition("/")[0].removesuffix(".py")
        refused = runs_by_itself(helper.file.name) or hides_library(top, self.homework)
        if refused or helper.name in self._reserved or self._helpers >= MOST_HELPERS:
            return None
        try:
            data = helper.file.read(LARGEST_SOURCE)
            source = Source(b"")  # an empty __init__.py is usual
            if data.strip():
                source = read_source(helper.name, data, leave_out=self._leaves_out)
        except IntakeProblem as problem:
            if is_imported:
                self._mention(str(problem))
            return None
        self._helpers += 1
        self.sources[helper.name] = source
        self.notes += source.left_out
        self.flags += source.left_out
        return source.text

    @property
    def _reserved(self) -> set[str]:
        return {wanted.name for wanted in self.homework.submit} | set(self._given)

    def _mention(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def mention_replaced(self, files: list[UploadedFile]) -> None:
        """Say so when the student's own copy of a given file is not the one that is used."""
        for name in self._given:
            ours = self.homework.tests_folder / "provided" / name
            for file in files:
                if is_at(file, name) and not file.refusal and ours.is_file() and file not in self.chosen:
                    try:
                        same = file.read(LARGEST_SOURCE).split() == ours.read_bytes().split()
                    except IntakeProblem:
                        same = False
                    if not same:
                        self._mention(f"{name} is provided by the course. We graded with the course's copy, not yours.")
                    break

    def _asked_for(self, word: str = "and") -> str:
        return listed((wanted.name for wanted in self.homework.submit if not wanted.replaced), word=word)

    def nothing_usable(self, files: list[UploadedFile]) -> str:
        """The sentence for an upload of which nothing can be graded."""
        if self.broken:
            return "\n\n".join(self.broken.values())
        if not files:
            return f"Nothing was uploaded. Upload {self._asked_for()}."
        asked_for = self._asked_for("or")
        sources = [
            file.path
            for file in files
            if file.name.lower().endswith((".py", ".ipynb", ".txt")) and not self._is_given(file)
        ]
        if not sources:
            return f"There is no {asked_for} in your upload, only {listed(file.path for file in files)}."
        advice = f"If it is your solution, rename it to {asked_for} and upload it again."
        if len(sources) > 1:
            advice = f"Rename your solution to {asked_for} and upload it again."
        return f"There is no {asked_for} in your upload, but we found {listed(sources)}. {advice}"


def _content(file: UploadedFile) -> bytes:
    """What is graded of a file; IntakeProblem when it is too large for that."""
    return file.read(LARGEST_NOTEBOOK if file.name.lower().endswith(".ipynb") else LARGEST_SOURCE)
