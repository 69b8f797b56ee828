"""Which file of an upload is which of the homework: the choice, while it is being made, and what is said about it."""

from autograder.homework import Homework, SubmittedFile
from autograder.intake.content import Solution
from autograder.intake.files import MIB, UploadedFile
from autograder.intake.helpers import names_imported
from autograder.intake.names import (
    Match,
    is_at,
    lies_in,
    match,
    named_after,
    sole_source,
)
from autograder.intake.problem import IntakeProblem, listed, shown
from autograder.intake.source import Source, read_source

LARGEST_SOURCE = MIB
LARGEST_NOTEBOOK = 20 * MIB  # pictures and outputs are most of it, and are not read
MOST_ALIKE = 20  # files of one name that are compared: are they the same?


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
        self.chosen: list[UploadedFile] = []

    def take(self, wanted: SubmittedFile, files: list[UploadedFile]) -> None:
        """Choose and read the file for `wanted`; note what was chosen over what."""
        candidates = self._candidates(wanted, files)
        if not candidates:  # then another name will do, when there is no doubt which file is meant
            is_sole = sum(not one.replaced for one in self.homework.submit) == 1
            likely = files if is_sole else named_after(files, wanted, self.homework)
            sole = likely[0] if self.one_file and len(likely) == 1 else sole_source(likely, self._given)
            candidates = [Match(sole, rank=(9, 0), exact=False)] if sole else []
        solution = Solution(self.homework, wanted)
        if not candidates and (holds := solution.find(self._other_sources(files, candidates))):
            candidates = [Match(holds, rank=(9, 0), exact=False)]
        if not candidates:
            self.missing += [wanted.name] if wanted.required else []
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
            source = read_source(shown_as, _content(best.file), wanted, solution.names, leave_out=self.leaves_out)
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
    def leaves_out(self) -> bool:
        """Whether what Python cannot read is left out."""
        return self.homework.stray_lines == "leave_out"

    @property
    def _given(self) -> list[str]:
        """The names of files that are the course's own, whatever the student hands in."""
        replaced = [wanted.name for wanted in self.homework.submit if wanted.replaced]
        return list(dict.fromkeys([*replaced, *self.homework.provided]))

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

    @property
    def reserved(self) -> set[str]:
        """The names that no module of the student's own can have."""
        return {wanted.name for wanted in self.homework.submit} | set(self._given)

    def mention(self, note: str) -> None:
        """A note for the student, once."""
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
                        self.mention(f"{name} is provided by the course. We graded with the course's copy, not yours.")
                    break

    def asked_for(self, word: str = "and", *, at_least: bool = False) -> str:
        """The names of the files that the homework asks for; `at_least`: those that are required."""
        graded = [wanted for wanted in self.homework.submit if not wanted.replaced]
        required = [wanted for wanted in graded if wanted.required] if at_least else graded
        return listed((wanted.name for wanted in required or graded), word=word)

    def nothing_usable(self, files: list[UploadedFile]) -> str:
        """The sentence for an upload of which nothing can be graded."""
        if self.broken:
            return "\n\n".join(self.broken.values())
        if not files:
            return f"Nothing was uploaded. Upload {self.asked_for(at_least=True)}."
        asked_for = self.asked_for("or", at_least=True)
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
