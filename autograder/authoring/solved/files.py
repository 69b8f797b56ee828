"""What was given: a file, a notebook or a folder -> sources that only define things, and what lies beside them.

Nothing of it is run here.
"""

import ast
import contextlib
import importlib.util
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import msgspec

from autograder.authoring.solved.definitions_only import only_defining
from autograder.homework import HomeworkError
from autograder.intake.decode import decode
from autograder.intake.notebook import code_cells, whole
from autograder.intake.problem import IntakeProblem

MOST_FILES = 40
MOST_BYTES = 1 << 20  # of one file that is given to the students as it is
DATA = {".npy", ".npz", ".json", ".csv", ".txt", ".pkl", ".mat"}
SKIPPED = {"tests", "test", "venv", "env", "build", "dist", "node_modules", "site-packages"}


class Solution(msgspec.Struct, frozen=True):
    """The solved files."""

    sources: dict[str, str]  # path -> Python that defines functions or classes
    given: dict[str, bytes] = {}  # path -> what else there is: data, modules without a function
    notebooks: tuple[str, ...] = ()  # those of `sources` that came as a notebook
    notes: tuple[str, ...] = ()  # what was done to them
    packages: tuple[str, ...] = ()  # that they import, besides numpy and torch
    torch: bool = False


def read_solution(path: Path, name: str) -> Solution:
    """Read `path`; a notebook is called NAME.py. HomeworkError: nothing there, no Python, nothing that is defined."""
    if not path.exists():
        raise HomeworkError(f"there is no {path}: give the solved file, notebook or folder")
    sources: dict[str, str] = {}
    given: dict[str, bytes] = {}
    notebooks: list[str] = []
    notes: list[str] = []
    for inside, at in _listed(path):
        file, data = inside, at.read_bytes()
        if file.endswith(".ipynb"):
            file = f"{name}.py" if path.is_file() else f"{_identifier(PurePosixPath(file).stem, name)}.py"
            if file in sources:
                raise HomeworkError(f"{at.name} and another file would both be {file}: give one of them")
            notebooks.append(file)
            with _as_homework_error():
                text = whole(at.name, code_cells(at.name, decode(at.name, data)[0])).text
        elif file.endswith(".py"):
            text = _decoded(at.name, data)
            file = _importable(file, name, alone=path.is_file())
        else:
            given[file] = data
            continue
        tree = _parsed(file, text)
        if _defines(tree):
            text, moved = only_defining(text, file)
            notes += [moved] if moved else []
            sources[file] = text
        elif text.strip():
            given[file] = text.encode("utf-8")
    if not sources:
        raise HomeworkError(f"{path} defines no function and no class: there is nothing to test and nothing to cut out")
    if path.is_file():
        given |= _beside(path, sources)
    modules = {PurePosixPath(file).parts[0].removesuffix(".py") for file in (*sources, *given)}
    imported = sorted({top for text in sources.values() for top in _imports(ast.parse(text))} - modules)
    packages = _packages(imported, path)
    return Solution(sources, given, tuple(notebooks), tuple(notes), packages, "torch" in imported)


def _listed(path: Path) -> list[tuple[str, Path]]:
    if path.is_file():
        if path.suffix not in (".py", ".ipynb"):
            raise HomeworkError(f"{path.name} is neither Python (.py) nor a notebook (.ipynb)")
        return [(path.name, path)]
    found = []
    for at in sorted(path.rglob("*")):
        inside = at.relative_to(path)
        hidden = any(part.startswith((".", "__pycache__")) or part in SKIPPED for part in inside.parts)
        is_test = at.name.startswith(("test_", "conftest")) or at.name in ("setup.py", "setup.cfg")
        if at.is_symlink() or not at.is_file() or hidden or is_test:
            continue
        if at.suffix in (".py", ".ipynb") or (at.suffix in DATA and at.stat().st_size <= MOST_BYTES):
            found.append((inside.as_posix(), at))
    if _is_package(path, found):
        found = [(f"{path.resolve().name}/{inside}", at) for inside, at in found]
    if not any(file.endswith((".py", ".ipynb")) for file, _ in found):
        raise HomeworkError(f"{path} contains no Python file and no notebook")
    if len(found) > MOST_FILES:
        raise HomeworkError(f"{path} contains {len(found)} files: give a folder with the solution alone")
    return found


def _is_package(path: Path, files: list[tuple[str, Path]]) -> bool:
    """Whether the folder is one itself, by its name: net/ of `from net.layers import Affine`."""
    name = path.resolve().name
    if not name.isidentifier() or any(inside.split("/")[0] in (name, f"{name}.py") for inside, _ in files):
        return False
    for inside, at in files:
        if inside == "__init__.py":
            return True
        if inside.endswith(".py"):
            tree = _parsed(inside, _decoded(at.name, at.read_bytes()))
            if name in _imports(tree) or any(
                isinstance(node, ast.ImportFrom) and node.level > inside.count("/") for node in ast.walk(tree)
            ):
                return True
    return False


def _decoded(name: str, data: bytes) -> str:
    with _as_homework_error():
        return decode(name, data)[0].replace("\r\n", "\n")


@contextlib.contextmanager
def _as_homework_error() -> Iterator[None]:
    try:
        yield
    except IntakeProblem as problem:
        raise HomeworkError(str(problem)) from None


def _parsed(file: str, text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) else ""
        said = error.msg if isinstance(error, SyntaxError) else error
        raise HomeworkError(f"{file}{line} is not Python: {said}. Give a file that runs.") from None


def _importable(file: str, name: str, *, alone: bool) -> str:
    """The path under which students hand it in: what `import` can say, and no module's own name."""
    path = PurePosixPath(file)
    stem = _identifier(path.stem, name)
    if len(path.parts) == 1 and (stem in sys.stdlib_module_names or stem in ("numpy", "torch", "autograder")):
        stem = name
    if any(not part.isidentifier() for part in path.parts[:-1]):
        raise HomeworkError(f"{file} lies in a folder that Python cannot import from: give it another name")
    if alone:
        return f"{stem}.py"
    return path.with_name(f"{stem}.py").as_posix() if stem != path.stem else file


def _identifier(stem: str, name: str) -> str:
    return stem if stem.isidentifier() else re.sub(r"\W", "_", stem) if re.match(r"[A-Za-z_]", stem) else name


def _defines(tree: ast.Module) -> bool:
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return any(isinstance(node, definitions) or is_lambda(node) for node in tree.body)


def is_lambda(node: ast.stmt) -> bool:
    """Whether it is `sigmoid = lambda x: …`."""
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Lambda)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ast.Name)
    )


def _imports(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
    return found


def _beside(path: Path, sources: Mapping[str, str]) -> dict[str, bytes]:
    """The modules next to a single file that it imports: they are given to the students as they are."""
    found: dict[str, bytes] = {}
    wanted = [name for text in sources.values() for name in _imports(ast.parse(text))]
    while wanted:
        file = f"{wanted.pop()}.py"
        at = path.parent / file
        if file in sources or file in found or not at.is_file() or file.removesuffix(".py") in sys.stdlib_module_names:
            continue
        text = _decoded(at.name, at.read_bytes())
        found[file] = text.encode("utf-8")
        wanted += _imports(_parsed(file, text))
    return found


def _packages(imported: list[str], path: Path) -> tuple[str, ...]:
    """The distributions of what is imported; HomeworkError for what is not installed."""
    from importlib.metadata import packages_distributions

    distributions = packages_distributions()
    found = []
    for module in imported:
        if module in sys.stdlib_module_names or module == "__future__":
            continue
        if importlib.util.find_spec(module) is None:
            raise HomeworkError(
                f"{path.name} imports {module}, which is not installed here: pip install it; or, if {module} is a file "
                "of your own, put it beside this one or give the folder with both"
            )
        if module not in ("numpy", "torch"):
            found.append(distributions.get(module, [module])[0])
    return tuple(dict.fromkeys(found))
