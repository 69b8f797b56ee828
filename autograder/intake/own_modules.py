"""Which modules of the student's own are taken besides the files that the homework asks for."""

from collections.abc import Iterable

from autograder.intake.choice import LARGEST_SOURCE, Choice
from autograder.intake.files import UploadedFile, in_memory
from autograder.intake.helpers import Helper, Modules, names_imported
from autograder.intake.names import hides_library, is_at, match, runs_by_itself
from autograder.intake.problem import IntakeProblem, shown
from autograder.intake.source import Source, read_source

MOST_HELPERS = 40
_ONLY_SOURCE = "we use only the Python source files that the homework asks for."


class OwnModules:
    """They are added to a choice that has the files of the homework."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self._homework = choice.homework
        self._taken = 0

    def take(self, files: list[UploadedFile]) -> None:
        """Modules of the student's own: those that are imported, wherever they lie, and those beside the first file.

        What is left out is mentioned when it is dangerous, or when the student's code imports it.
        """
        folder = self._root()
        others = [file for file in files if file not in self._choice.chosen]
        beside = [file for file in others if file.path.rpartition("/")[0] == folder]
        for file in beside:
            if runs_by_itself(file.name):
                self._choice.mention(f"{shown(file.name)} was ignored: {_ONLY_SOURCE}")
                self._choice.flags.append(f"{shown(file.path)} was uploaded with the submission and ignored.")
        below = f"{folder}/" if folder else ""
        written = {name: data for source in self._choice.sources.values() for name, data in source.makes}
        if written:  # by a notebook: newer than what lies there
            others = [file for file in others if file.path.removeprefix(below) not in written]
            others += [in_memory(below + name, data) for name, data in written.items()]
        self._add_loose_names()
        graded = {name: source.text for name, source in self._choice.sources.items()}
        for helper in self._packages(others, below):
            self._read_imported(helper)
        for _ in Modules(others, folder).needed(graded, self._read_imported):
            pass
        if self._homework.helpers:
            for file in beside:
                another = any(match(file, wanted) for wanted in self._homework.submit)
                if not another and file.name.endswith(".py") and file.name.removesuffix(".py").isidentifier():
                    self._read_helper(Helper(file, file.name), is_imported=False)

    def _add_loose_names(self) -> None:
        """losses.py, where it was handed in loose for net/losses.py, and another file says `from losses import …`."""
        imported = {name for source in self._choice.sources.values() for name in names_imported(source.text)}
        for name in list(self._choice.sources):
            folder, _, base = name.rpartition("/")
            is_loose = any(file.path == base for file in self._choice.chosen)
            if folder and is_loose and base.removesuffix(".py") in imported and base not in self._choice.reserved:
                module = name.removesuffix(".py").replace("/", ".")
                self._choice.sources[base] = Source(f"from {module} import *\n".encode())

    def _root(self) -> str:
        """The folder that the first chosen file's path begins in: "hw" of hw/net/layers.py."""
        first = self._choice.chosen[0]
        for wanted in self._homework.submit:
            if wanted.name in self._choice.sources and "/" in wanted.name and is_at(first, wanted.name):
                return first.path[: -len(wanted.name)].rstrip("/")
        return first.path.rpartition("/")[0]

    def _packages(self, others: list[UploadedFile], below: str) -> Iterable[Helper]:
        """The __init__.py of each package that a chosen file lies in, where the student has one."""
        folders = {"/".join(parts[:depth]) for name in self._choice.sources if (parts := name.split("/"))
                   for depth in range(1, len(parts))}  # fmt: skip
        inits = [f"{folder}/__init__.py" for folder in sorted(folders)]
        return [Helper(file, name) for name in inits for file in others if file.path == below + name]

    def _read_imported(self, helper: Helper) -> bytes | None:
        """The source of a module that is imported; None where it is left out."""
        if helper.name in self._choice.reserved:
            return None
        top = helper.name.partition("/")[0].removesuffix(".py")
        if hides_library(top, self._homework):
            if helper.file.path.endswith(f"/{helper.name}") or helper.file.path == helper.name:
                self._choice.mention(
                    f"{shown(helper.name)} was ignored because it would hide the library {shown(top)}. "
                    "If you need it, give it another name."
                )
            return None
        if not self._homework.helpers:
            self._choice.mention(
                f"{shown(helper.name)} was ignored: this homework is graded on {self._choice.asked_for()} alone."
            )
            return None
        return self._read_helper(helper, is_imported=True)

    def _read_helper(self, helper: Helper, *, is_imported: bool) -> bytes | None:
        """Take a module of the student's own, if there is room for one more and Python can read it."""
        if helper.name in self._choice.sources:
            return self._choice.sources[helper.name].text
        top = helper.name.partition("/")[0].removesuffix(".py")
        refused = runs_by_itself(helper.file.name) or hides_library(top, self._homework)
        if refused or helper.name in self._choice.reserved or self._taken >= MOST_HELPERS:
            return None
        try:
            data = helper.file.read(LARGEST_SOURCE)
            source = Source(b"")  # an empty __init__.py is usual
            if data.strip():
                source = read_source(helper.name, data, leave_out=self._choice.leaves_out)
        except IntakeProblem as problem:
            if is_imported:
                self._choice.mention(str(problem))
            return None
        self._taken += 1
        self._choice.sources[helper.name] = source
        self._choice.notes += source.left_out
        self._choice.flags += source.left_out
        return source.text
