"""A submission's own modules: the files of the upload that its imports mean, wherever they lie in it.

Each is put where Python finds it from the graded file: `from lib.net import f` is lib/net.py, and so is
`from net import f` with lib on the path net.py. What is imported is told by a glance, without running or parsing it.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from autograder.intake.files import UploadedFile

_FROM = re.compile(
    rb"(?m)^[ \t\f]*from[ \t\f]+(\.{0,9})[ \t\f]*([\w.]{0,200})[ \t\f]+import[ \t\f]*(\([^)]{0,2000}\)?|[^\n#;]{0,500})"
)
_IMPORT = re.compile(rb"(?m)^[ \t\f]*import[ \t\f]+([^\n#;]{1,500})")
_BY_CALL = re.compile(rb"(?:import_module|__import__)\([ \t]*[\"']([\w.]{1,200})[\"']")

Parts = tuple[str, ...]


class Imported(NamedTuple):
    """One module that a source may mean: `level` dots, then a path of names."""

    level: int
    parts: Parts


class Helper(NamedTuple):
    """A file of the upload, and its name beside the graded one: "lib/net.py"."""

    file: UploadedFile
    name: str


def imports_of(source: bytes) -> set[Imported]:
    """What a source imports; `from a import b` may mean the module a.b, too."""
    found = set()
    for dots, module, names in _FROM.findall(source):
        parts = _parts(module)
        found.add(Imported(len(dots), parts))
        for name in re.findall(rb"(\w+)(?:[ \t]+as[ \t]+\w+)?", names)[:200]:
            found.add(Imported(len(dots), (*parts, name.decode(errors="replace"))))
    for names in _IMPORT.findall(source):
        for name in names.split(b",")[:50]:
            found.add(Imported(0, _parts(name.split(b" as ")[0].strip())))
    found |= {Imported(0, _parts(name)) for name in _BY_CALL.findall(source)}
    return {one for one in found if one.parts}


def names_imported(source: bytes) -> set[str]:
    """The parts of what a source imports: "lib" and "net" of lib.net."""
    return {part for one in imports_of(source) for part in one.parts}


class Modules:
    """The Python files of an upload, seen from the folder of the graded file."""

    def __init__(self, files: Sequence[UploadedFile], folder: str) -> None:
        self._folder = folder
        self._by_name: dict[str, list[UploadedFile]] = {}
        for file in files:
            if file.name.endswith(".py"):
                self._by_name.setdefault(file.name, []).append(file)

    def needed(self, sources: Mapping[str, bytes], read: Callable[[Helper], bytes | None]) -> Iterator[Helper]:
        """What the sources import, and what that imports. `read` gives a helper's source, or None to leave it out."""
        waiting = list(sources.items())
        seen = set(sources)
        while waiting:
            name, source = waiting.pop(0)
            package = tuple(name.split("/")[:-1])
            for helper in self._meant(package, sorted(imports_of(source))):
                if helper.name in seen:
                    continue
                seen.add(helper.name)
                text = read(helper)
                if text is not None:
                    yield helper
                    waiting.append((helper.name, text))

    def _meant(self, package: Parts, imported: Sequence[Imported]) -> Iterator[Helper]:
        for level, parts in imported:
            if level > len(package) + 1:
                continue
            path = (*package[: len(package) - level + 1], *parts) if level else parts
            for name in (f"{path[-1]}.py", "__init__.py"):
                where = path[:-1] if name != "__init__.py" else path
                if (found := self._find("/".join((*where, name)))) is None:
                    continue
                root = found.path.removesuffix("/".join((*where, name)))
                yield Helper(found, "/".join((*where, name)))
                for depth in range(1, len(where) + 1):  # the packages that it lies in
                    init = "/".join((*where[:depth], "__init__.py"))
                    for file in self._by_name.get("__init__.py", []):
                        if file.path == root + init:
                            yield Helper(file, init)
                break

    def _find(self, path: str) -> UploadedFile | None:
        """The file at the end of whose path this is: beside the graded file, else below it, else the nearest."""
        below = f"{self._folder}/" if self._folder else ""

        def rank(file: UploadedFile) -> tuple[int, int, str]:
            near = 0 if file.path == below + path else 1 if file.path.startswith(below) else 2
            return near, file.depth, file.path

        found = [
            file
            for file in self._by_name.get(path.rpartition("/")[2], [])
            if (file.path == path or file.path.endswith(f"/{path}")) and not file.refusal
        ]
        return min(found, key=rank, default=None)


def _parts(module: bytes) -> Parts:
    return tuple(part for part in module.decode(errors="replace").split(".") if part)
