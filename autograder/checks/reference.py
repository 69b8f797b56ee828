"""The reference's modules, imported by the grader: the fixtures `reference` and `reference_module`."""

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

from autograder.homework import Homework

_references: dict[Path, ModuleType] = {}


def import_reference(homework: Homework, name: str) -> ModuleType:
    """Import once per process; the reference's own imports find its folder and the files that the homework provides."""
    folders = _folders(homework)
    inside = name.replace(".", "/")
    files = [folder / end for folder in folders for end in (f"{inside}.py", f"{inside}/__init__.py")]
    path = next((file for file in files if file.is_file()), None)
    if path is None:
        raise LookupError(f"the reference of {homework.name} has no {inside}.py")
    if path not in _references:
        _forget_others(folders)
        finder = _InAllFolders(folders)
        sys.path[:0] = [str(folder) for folder in folders]
        sys.meta_path.insert(0, finder)
        try:
            in_package = "." in name or path.name == "__init__.py"  # its modules import each other by these names
            _references[path] = importlib.import_module(name) if in_package else _run(homework, name, path)
        finally:
            sys.meta_path.remove(finder)
            del sys.path[: len(folders)]
    return _references[path]


def forget_modules(homework: Homework) -> None:
    """In a process that is thrown away afterwards: a program that runs there and imports such a module gets its own."""
    folders = _folders(homework)
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and any(Path(file).is_relative_to(folder) for folder in folders):
            del sys.modules[name]


def _folders(homework: Homework) -> list[Path]:
    return [homework.reference_folder, homework.tests_folder / "provided"]


def _run(homework: Homework, name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"reference_{homework.name}_{name}", path)
    assert spec is not None and spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def _forget_others(folders: Sequence[Path]) -> None:
    """A package of another homework that has the name of one of these."""
    tops = {path.name for folder in folders if folder.is_dir() for path in folder.iterdir() if path.is_dir()}
    for name, module in list(sys.modules.items()):
        top = name.partition(".")[0]
        file = getattr(sys.modules.get(top), "__file__", None) or getattr(module, "__file__", None)
        if top in tops and file and not any(Path(file).is_relative_to(folder) for folder in folders):
            del sys.modules[name]


class _InAllFolders:
    """Finds a package's module in each of the folders: net/layers.py of the reference, net/shapes.py that is given."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:
        if path is None or not any(Path(one).is_relative_to(folder) for one in path for folder in self._folders):
            return None
        package = name.split(".")[:-1]
        return PathFinder.find_spec(name, [*path, *(str(folder.joinpath(*package)) for folder in self._folders)])
