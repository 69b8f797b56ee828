"""What a file's name means: the homework's file, under the names that browsers and platforms give it, or a danger."""

import re
import sys
import unicodedata
from collections.abc import Collection, Sequence
from typing import NamedTuple

from autograder.homework import Homework, SubmittedFile
from autograder.intake.files import UploadedFile
from autograder.packages import name_of

# Modules that a file beside the student's could shadow, or that the grader's process is made of.
LIBRARIES = sys.stdlib_module_names | {
    "autograder", "dask", "gradescope_utils", "IPython", "jinja2", "matplotlib", "msgspec", "nbformat", "numpy",
    "pandas", "PIL", "pkg_resources", "pluggy", "pytest", "rich", "scipy", "seaborn", "setuptools", "sklearn",
    "tensorflow", "torch", "torchvision", "tqdm", "yaml",
}  # fmt: skip

# Files that make Python or pytest run something by their mere presence: never copied, and worth a look.
_RUNS_BY_ITSELF = {
    "conftest.py", "pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml", "sitecustomize.py", "usercustomize.py",
}  # fmt: skip
_COMPILED = (".pth", ".so", ".pyd", ".dylib", ".dll", ".egg", ".egg-link")

LONGEST_NAME = 255  # of a file on any system; an archive can say anything

# What is added to "mlp.py" on its way: by a browser's second download, by Finder and Explorer, by Canvas and Moodle.
_PLATFORM = (
    re.compile(r"^[^_]+_(?:LATE_)?\d+_\d+_(?P<name>.+)$"),
    re.compile(r"^.+_\d+_assignsubmission_file_(?P<name>.+)$"),
)
_COPY = (
    re.compile(r"^copy of (?P<stem>.+)$"),
    re.compile(r"^(?P<stem>.+?)\s*-?\s*copy(?:\s*\d+|\s*\(\d+\))?$"),
    re.compile(r"^(?P<stem>.+?)\s*\(\d{1,3}\)$"),
    re.compile(r"^(?P<stem>.*[^\s_-])[\s_-]+\d{1,2}$"),
)


class Match(NamedTuple):
    """A file that may be the one asked for; the smallest rank is the best."""

    file: UploadedFile
    rank: tuple[int, int]  # how far the name is from the one asked for, then how deep the file lies
    exact: bool  # nothing to be said about the name


_ELSEWHERE = 10  # added to the distance of a file that is not in the folder it should be in


def match(file: UploadedFile, wanted: SubmittedFile) -> Match | None:
    """How well the file's name fits, and for a file of a package its folders; None when it does not."""
    distance = match_name(file.name, wanted)
    if not distance:
        return None
    lies = lies_in(file, wanted.name)
    if lies == 0:  # loose, as platforms hand over what was dropped there; never in another package
        if file.depth and "/" in wanted.name:
            return None
        distance += _ELSEWHERE
    elif lies == 1:
        distance = max(distance, 3)
    return Match(file, (distance, file.depth), exact=distance <= 2)


def lies_in(file: UploadedFile, name: str) -> int:
    """Whether the folders that `name` has are those that the file lies in: 2 exactly, 1 but for capitals, 0 no."""
    folders = name.split("/")[:-1]
    if not folders:
        return 2
    found = file.path.split("/")[:-1][-len(folders) :]
    return 2 if found == folders else int([one.lower() for one in found] == [one.lower() for one in folders])


def is_at(file: UploadedFile, name: str) -> bool:
    """Whether the file is the one called `name`, at any depth: a/net/layers.py is net/layers.py."""
    return file.path == name or file.path.endswith(f"/{name}")


def match_name(name: str, wanted: SubmittedFile) -> int:
    """How far a name is from the one asked for: 1 exact, 2 the notebook that is accepted too, up to 6; 0 no match."""
    stem = wanted.base.rpartition(".")[0]
    if len(name) > LONGEST_NAME:
        return 0
    name = unicodedata.normalize("NFC", name)
    if name == wanted.base:
        return 1
    if wanted.notebook and name == f"{stem}.ipynb":
        return 2
    found_stem, _, suffix = plain_name(name).rpartition(".")
    if found_stem != _plain_stem(stem) or suffix not in ("py", "ipynb", "txt"):
        return 0
    return 3 if name.lower() == wanted.base.lower() else {"py": 4, "ipynb": 5, "txt": 6}[suffix]


def plain_name(name: str) -> str:
    """The name without what was added on its way, in small letters: "Doe_12_34_MLP (1).py.txt" -> "mlp.py"."""
    for pattern in _PLATFORM:
        if found := pattern.match(name):
            name = found["name"]
    stem, _, suffix = name.strip().lower().rpartition(".")
    if suffix == "txt" and stem.endswith((".py", ".ipynb")):
        stem, _, suffix = stem.rpartition(".")
    return f"{_plain_stem(stem)}.{suffix}"


def _plain_stem(stem: str) -> str:
    stem = " ".join(stem.lower().split())  # the patterns take a time that grows with the cube of a row of spaces
    for _ in range(3):  # "mlp (1) - Copy (2)"
        for pattern in _COPY:
            if found := pattern.match(stem):
                stem = found["stem"].strip()
    return re.sub(r"[\s-]+", "_", stem)


def sole_source(files: list[UploadedFile], given: Collection[str]) -> UploadedFile | None:
    """The upload's only Python file or notebook, beside tests, libraries and the files that are `given`."""
    sources = [
        file
        for file in files
        if file.name.lower().endswith((".py", ".ipynb"))
        and not file.refusal
        and not any(is_at(file, name) for name in given)
        and not re.match(r"(?i)test|conftest|setup\.|__init__|sitecustomize|usercustomize", file.name)
        and file.name.rpartition(".")[0] not in LIBRARIES
    ]
    return sources[0] if len(sources) == 1 else None


def named_after(files: Sequence[UploadedFile], wanted: SubmittedFile, homework: Homework) -> list[UploadedFile]:
    """The files whose names hold that of `wanted` as a word, and of no other file of the homework: "doe_hw3_lab.py"."""
    stems = {submitted.base.rpartition(".")[0] for submitted in homework.submit}
    words = [(file, set(re.split(r"[\W_]+", plain_name(file.name).rpartition(".")[0]))) for file in files]
    return [file for file, found in words if found & stems == {wanted.base.rpartition(".")[0]}]


def runs_by_itself(name: str) -> bool:
    """Whether Python or pytest would run the file, or load it as compiled code, by its mere presence."""
    return name.lower() in _RUNS_BY_ITSELF or name.lower().endswith(_COMPILED)


def hides_library(stem: str, homework: Homework) -> bool:
    """Whether a module of that name would be imported in place of a library."""
    allowed = {name.replace("-", "_") for name in map(name_of, homework.packages)}
    return stem in LIBRARIES or stem in homework.libraries or stem in allowed
