"""What a submission uses of the insides of Python and torch: no homework needs it, so somebody should look.

Read from the source by the grader, so that nothing which the code does when it runs can take it back. It is a glance:
names are followed through imports and simple assignments, texts through what makes them of constants. Text that is run
or imported and cannot be read so is itself worth a look.
"""

import ast
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from autograder.intake.constant_texts import ConstantTexts
from autograder.intake.names_in_code import last_name, nodes_of
from autograder.intake.problem import listed

CTYPES, GC, FRAMES, MEMORY, TORCH_C, TEXT = "ctypes", "gc", "frames", "memory", "torch._C", "exec"

DESCRIBED = {
    CTYPES: "ctypes or other native code",
    GC: "the garbage collector's objects",
    FRAMES: "frames or function internals",
    MEMORY: "this process's memory or the grader's own modules",
    TORCH_C: "torch._C or the tables of its operations",
    TEXT: "code generated at run time",
}

_MODULES = {
    "ctypes": CTYPES, "_ctypes": CTYPES, "cffi": CTYPES, "_cffi_backend": CTYPES, "numpy.ctypeslib": CTYPES,
    "torch.utils.cpp_extension": CTYPES, "torch.library": TORCH_C, "torch._library": TORCH_C, "torch._ops": TORCH_C,
    "gc": GC, "torch._C": TORCH_C, "torch._functorch": TORCH_C, "functorch._C": TORCH_C,
    **dict.fromkeys("marshal runpy zipimport codeop dill cloudpickle importlib.machinery".split(), TEXT),
    "autograder": MEMORY, "msgspec": MEMORY, "_posixshmem": MEMORY,
}  # fmt: skip
_HARMLESS = {"gc.collect", "gc.enable", "gc.disable", "gc.isenabled"}
_FUNCTIONS = {
    **dict.fromkeys(("sys._getframe", "sys._current_frames", "sys._current_exceptions", "sys.settrace"), FRAMES),
    **dict.fromkeys(("sys.setprofile", "sys.monitoring", "sys._getframemodulename", "sys.addaudithook"), FRAMES),
    **dict.fromkeys(("threading.settrace", "threading.setprofile", "traceback.walk_stack"), FRAMES),
    **dict.fromkeys(("traceback.walk_tb", "inspect.currentframe", "inspect.stack", "inspect.trace"), FRAMES),
    **dict.fromkeys(("inspect.getouterframes", "inspect.getinnerframes", "inspect.getclosurevars"), FRAMES),
    **dict.fromkeys(("types.FunctionType", "types.CodeType", "types.LambdaType", "pickle.loads"), TEXT),
    **dict.fromkeys(("importlib.util.spec_from_file_location", "importlib.util.spec_from_loader"), TEXT),
    **dict.fromkeys(("inspect.getmembers", "inspect.getattr_static", "inspect.getmodule"), FRAMES),
    "numpy.lib.stride_tricks.as_strided": MEMORY,
}
_ATTRIBUTES = {
    **dict.fromkeys("tb_frame f_back f_globals f_locals f_builtins f_code gi_frame cr_frame ag_frame".split(), FRAMES),
    **dict.fromkeys("__globals__ __closure__ __code__ __subclasses__ cell_contents _getframe".split(), FRAMES),
    **dict.fromkeys("__self__ __mro__ __bases__ __builtins__ __loader__".split(), FRAMES),
    **dict.fromkeys(
        "ctypes ctypeslib from_address string_at py_object load_library ExtensionFileLoader".split(), CTYPES
    ),
    **dict.fromkeys("get_objects get_referrers get_referents".split(), GC),
    **dict.fromkeys("__array_interface__ __array_struct__".split(), MEMORY),
    "_C": TORCH_C,
}
_BY_NAME = {"getattr", "setattr", "delattr", "attrgetter", "methodcaller", "__getattribute__", "__getattr__"}
_IMPORTING = {"__import__", "import_module", "find_spec", "reload"}
_RUNNING = {"exec", "eval", "compile"}
_OF_MUCH = {"torch", "sys", "builtins", "importlib"}  # modules that nobody goes through name by name
_FROM_INSIDE = {"__builtins__", "__loader__"}  # names that are there without an import
_NAMESPACES = {"modules", "__dict__", "vars", "globals", "locals", "__builtins__"}
_MOST_USES = 50  # of one source; a person has begun to look by then


class Use(NamedTuple):
    """One place where a source uses something of the insides."""

    kind: str
    line: int


_WORDS = {
    *(name.rpartition(".")[2] for name in _MODULES), *_ATTRIBUTES, "inspect",
    *(name.rpartition(".")[2] for name in _FUNCTIONS if not name.startswith("inspect.")),
    *_BY_NAME, *_IMPORTING, *_RUNNING, *_NAMESPACES, *_FROM_INSIDE, "open", "Path", "dir", "proc",
}  # fmt: skip
_ANY_WORD = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, _WORDS))) + r")\b")
LONGEST = 200_000  # bytes of a source that is looked through


def uses(source: bytes) -> list[Use]:
    """The uses in a source, in the order of the lines, each kind once for a line; nothing of one that is no Python."""
    text = source.decode("utf-8", "replace")
    text = text if text.isascii() else unicodedata.normalize("NFKC", text)  # as Python reads names
    if not _ANY_WORD.search(text):  # as in most
        return []
    found = {use for use, _ in zip(_Glance(nodes_of(source)).uses(), range(_MOST_USES), strict=False)}
    return sorted(found, key=lambda use: (use.line, use.kind))


class _Glance:
    """One source: what its names stand for, as far as imports and simple assignments tell."""

    def __init__(self, nodes: Sequence[ast.AST], depth: int = 0) -> None:
        self._nodes = nodes
        self._depth = depth
        self._modules: dict[str, str] = {}  # name -> what it was imported as: "np" -> "numpy"
        self._texts = ConstantTexts()
        for node in self._nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self._modules[alias.asname or alias.name.partition(".")[0]] = (
                        alias.name if alias.asname else alias.name.partition(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom) and not node.level:
                for alias in node.names:
                    self._modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        for node in self._nodes:
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if (path := self._path(node.value) or _builtin(node.value)) and name not in self._modules:
                    self._modules[name] = path  # grab = sys._getframe
                self._texts.assign(name, node.value)
        self._called = {node.func for node in self._nodes if isinstance(node, ast.Call)}
        self._called |= {node.value for node in self._nodes if isinstance(node, ast.Assign)}  # run = exec: followed
        self._looked_through = set(self._all_names_of())

    def _all_names_of(self) -> Iterator[ast.AST]:
        """Where all that such a module holds is gone through: dir(torch), vars(torch), sys.modules.items()."""
        allowed = {part for node in self._nodes if isinstance(node, ast.Compare) for part in node.comparators}
        allowed |= {node.value for node in self._nodes if isinstance(node, ast.Subscript)}
        allowed |= {
            node.func.value
            for node in self._nodes
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "pop")
        }
        for node in self._nodes:
            if isinstance(node, ast.Call) and last_name(node.func) in ("dir", "vars") and node.args:
                yield node.args[0]
            elif isinstance(node, ast.Attribute) and node not in allowed:
                if node.attr == "__dict__":
                    yield node.value
                elif self._path(node) == "sys.modules":
                    yield node

    def uses(self) -> Iterator[Use]:
        for node in self._nodes:
            for kind in self._kinds(node):
                yield Use(kind, getattr(node, "lineno", 1))

    def _kinds(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if not alias.name.startswith("gc"):  # gc.collect() is harmless: what is used of it is looked at below
                    yield from self._of_path(alias.name)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                yield from self._of_path(f"{node.module}.{alias.name}")
        elif isinstance(node, ast.Attribute):
            if node in self._looked_through and self._path(node) == "sys.modules":
                yield MEMORY
            elif (path := self._path(node)) and (kinds := list(self._of_path(path))):
                yield from kinds
            elif (path or "") not in _HARMLESS and node.attr in _ATTRIBUTES:
                yield _ATTRIBUTES[node.attr]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            path = self._modules.get(node.id, "")
            if node.id in _FROM_INSIDE or (node in self._looked_through and path in _OF_MUCH):
                yield FRAMES
            elif node.id in {*_RUNNING, *_IMPORTING, "getattr"} and node not in self._called and not path:
                yield TEXT  # map(__import__, names)
            elif path not in _MODULES or _MODULES[path] not in (GC, CTYPES):  # its attributes are looked at
                yield from self._of_path(path)
        elif isinstance(node, ast.Call):
            yield from self._of_call(node)
        elif isinstance(node, ast.Subscript) and _last_name(node.value) in _NAMESPACES:
            yield from self._of_text(self._texts.of(node.slice))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("/proc/"):
            yield MEMORY

    def _of_call(self, node: ast.Call) -> Iterator[str]:
        function = (self._path(node.func) or _last_name(node.func)).rpartition(".")[2]
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        if function in _IMPORTING and arguments:
            text = self._texts.of(arguments[0])
            yield from [TEXT] if text is None and function != "reload" else self._of_text(text)
        elif function in _BY_NAME or (function in ("get", "pop") and _of_namespace(node.func)):
            for argument in arguments:
                yield from self._of_text(self._texts.of(argument))
        elif function in ("open", "Path"):
            texts = [self._texts.of(argument) or "" for argument in arguments]
            yield from [TEXT] if any(text.endswith((".py", ".pyc", ".so", ".pth")) for text in texts) else []
        elif function in _RUNNING and self._is_builtin(node.func) and arguments:
            text = self._texts.of(arguments[0])
            if text is None or self._depth >= 3:
                yield TEXT
            else:
                inner = _Glance(nodes_of(text.encode()), self._depth + 1)
                yield from dict.fromkeys(use.kind for use in inner.uses())

    def _is_builtin(self, function: ast.expr) -> bool:
        """Not model.eval(), re.compile()."""
        path = self._path(function)
        return path.startswith("builtins.") if path else isinstance(function, ast.Name)

    def _of_path(self, path: str) -> Iterator[str]:
        if path in _HARMLESS:
            return
        if path in _FUNCTIONS:
            yield _FUNCTIONS[path]
        parts = path.split(".")
        for end in range(1, len(parts) + 1):
            if kind := _MODULES.get(".".join(parts[:end])):
                yield kind
                return
        if parts[-1] == "as_strided" and parts[0] == "numpy":
            yield MEMORY

    def _of_text(self, text: str | None) -> Iterator[str]:
        """Of a name that is looked up as a text."""
        if text:
            yield from self._of_path(text)
            yield from (_ATTRIBUTES[part] for part in text.split(".") if part in _ATTRIBUTES)
            yield from (kind for path, kind in _FUNCTIONS.items() if text == path.rpartition(".")[2] and text[0] == "_")

    def _path(self, node: ast.expr) -> str:
        """ "torch._C" of torch._C, whatever torch is called here; "" of what does not begin with an imported name."""
        names: list[str] = []
        while isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self._modules:
            return ""
        return ".".join([self._modules[node.id], *reversed(names)])


def _builtin(node: ast.expr) -> str:
    """ "builtins.getattr" of getattr, for names that are given to it."""
    is_one = isinstance(node, ast.Name) and node.id in {*_BY_NAME, *_IMPORTING, *_RUNNING}
    return f"builtins.{last_name(node)}" if is_one else ""


def _of_namespace(function: ast.expr) -> bool:
    """Whether it is a method of one: sys.modules.get."""
    return isinstance(function, ast.Attribute) and _last_name(function.value) in _NAMESPACES


def _last_name(node: ast.expr | None) -> str:
    if isinstance(node, ast.Call):  # vars(x), globals()
        node = node.func
    return last_name(node) if node else ""


def flags(file: str, source: bytes, allowed: Collection[str], place: Callable[[int], str]) -> list[str]:
    """For the instructor, one for each kind that is not `allowed`: "mlp.py uses ctypes (line 3 and line 9): …"."""
    if len(source) > LONGEST:
        return [f"{file} is too long to check for what it uses ({len(source):,} bytes)"]
    lines: dict[str, list[int]] = {}
    for use in uses(source):
        if use.kind not in allowed:
            lines.setdefault(use.kind, []).append(use.line)
    return [
        f"{file} uses {DESCRIBED[kind]} ({listed(map(place, found))}), which no homework needs"
        for kind, found in lines.items()
    ]
