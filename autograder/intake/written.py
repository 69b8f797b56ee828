"""Files that a notebook of an upload writes (`%%writefile net/dense.py`), where nobody handed them in themselves."""

from collections.abc import Iterator, Sequence

from autograder.homework import SubmittedFile
from autograder.intake import notebook
from autograder.intake.decode import decode
from autograder.intake.files import MIB, UploadedFile, in_memory
from autograder.intake.names import match
from autograder.intake.problem import IntakeProblem

MOST = 5  # notebooks that are looked into
_LARGEST = 20 * MIB  # with pictures and outputs


def written_by_notebooks(files: Sequence[UploadedFile], wanted: Sequence[SubmittedFile]) -> list[UploadedFile]:
    """Those that are asked for, and that no file of the upload can be."""
    missing = [one for one in wanted if not any(match(file, one) for file in files)]
    if not missing or len(wanted) == 1:  # a sole file's notebook stands for it, with all of its cells
        return []
    notebooks = [file for file in files if file.name.lower().endswith(".ipynb") and not file.refusal][:MOST]
    found = [made for file in notebooks for made in _written(file)]
    return [made for made in found if any(match(made, one) for one in missing)]


def _written(file: UploadedFile) -> Iterator[UploadedFile]:
    try:
        cells = notebook.code_cells(file.name, decode(file.name, file.read(_LARGEST))[0])
    except IntakeProblem:
        return
    folder = file.path[: -len(file.name)]
    for name, data in notebook.files_written(cells, "")[1].items():
        yield in_memory(folder + name, data)
