"""What a submission uses of the insides of Python and torch: no homework needs it, and a person should look at it.

Read from the source by the grader, so that nothing which the code does when it runs can take it back. It is a glance:
names are followed through imports and simple assignments, texts through what makes them of constants. Text that is run
or imported and cannot be read so is itself worth a look.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from autograder.intake.names_in_code import last_name
from autograder.intake.problem import listed

CTYPES, GC, FRAMES, MEMORY, TORCH_C, TEXT = "ctypes", "gc", "frames", "memory", "torch._C", "exec"

DESCRIBED = {
    CTYPES: "ctypes or other native code",
    GC: "the garbage collector's objects",
    FRAMES: "frames or what functions keep inside",
    MEMORY: "this process's memory or the grader's own modules",
    TORCH_C: "torch._C or the tables of its operations",
    TEXT: "code that it makes while it runs",
}

_MODULES = {
    "ctypes": CTYPES, "_ctypes": CTYPES, "cffi": CTYPES, "_cffi_backend": CTYPES, "numpy.ctypeslib": CTYPES,
    "torch.utils.cpp_extension": CTYPES, "torch.library": TORCH_C, "torch._library": TORCH_C, "torch._ops": TORCH_C,
    "gc": GC, "torch._C": TORCH_C, "torch._functorch": TORCH_C, "functorch._C": TORCH_C,
    **dict.fromkeys("marshal runpy zipimport code codeop dill cloudpickle importlib.machinery".split(), TEXT),
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
    "numpy.lib.stride_tricks.as_strided": MEMORY,
}
_ATTRIBUTES = {
    **dict.fromkeys("tb_frame f_back f_globals f_locals f_builtins f_code gi_frame cr_frame ag_frame".split(), FRAMES),
    **dict.fromkeys("__globals__ __closure__ __code__ __subclasses__ cell_contents _getframe".split(), FRAMES),
    **dict.fromkeys(
        "ctypes ctypeslib from_address string_at py_object load_library ExtensionFileLoader".split(), CTYPES
    ),
    **dict.fromkeys("get_objects get_referrers get_referents".split(), GC),
    **dict.fromkeys("__array_interface__ __array_struct__".split(), MEMORY),
    "_C": TORCH_C,
}
_BY_NAME = {"getattr", "hasattr", "setattr", "delattr", "attrgetter", "methodcaller", "__getattribute__", "__getattr__"}
_IMPORTING = {"__import__", "import_module", "find_spec", "reload"}
_RUNNING = {"exec", "eval", "compile"}
_NAMESPACES = {"modules", "__dict__", "vars", "globals", "locals", "__builtins__"}
_MOST_USES = 50  # of one source; a person has begun to look by then
_LONGEST_TEXT = 10_000
_DEEPEST = 30


class Use(NamedTuple):
    """One place where a source uses something of the insides."""

    kind: str
    line: int


def uses(source: str | bytes) -> list[Use]:
    """The uses in a source, in the order of the lines, each kind once for a line; nothing of one that is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = {use for use, _ in zip(_Glance(tree).uses(), range(_MOST_USES), strict=False)}
    return sorted(found, key=lambda use: (use.line, use.kind))


class _Glance:
    """One source: what its names stand for, as far as imports and simple assignments tell."""

    def __init__(self, tree: ast.AST, depth: int = 0) -> None:
        self._nodes = list(ast.walk(tree))
        self._depth = depth
        self._modules: dict[str, str] = {}  # name -> what it was imported as: "np" -> "numpy"
        self._texts: dict[str, str | None] = {}  # name -> its text; None where it is assigned more than once
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
                self._texts[name] = None if name in self._texts else self._text(node.value)

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
            if (path := self._path(node)) and (kinds := list(self._of_path(path))):
                yield from kinds
            elif (path or "") not in _HARMLESS and node.attr in _ATTRIBUTES:
                yield _ATTRIBUTES[node.attr]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            path = self._modules.get(node.id, "")
            if path not in _MODULES or _MODULES[path] not in (GC, CTYPES):  # its attributes are looked at
                yield from self._of_path(path)
        elif isinstance(node, ast.Call):
            yield from self._of_call(node)
        elif isinstance(node, ast.Subscript) and _last_name(node.value) in _NAMESPACES:
            yield from self._of_text(self._text(node.slice))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("/proc/"):
            yield MEMORY

    def _of_call(self, node: ast.Call) -> Iterator[str]:
        function = (self._path(node.func) or _last_name(node.func)).rpartition(".")[2]
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        if function in _IMPORTING and arguments:
            text = self._text(arguments[0])
            yield from [TEXT] if text is None and function != "reload" else self._of_text(text)
        elif function in _BY_NAME or (function in ("get", "pop") and _of_namespace(node.func)):
            for argument in arguments:
                yield from self._of_text(self._text(argument))
        elif function in ("open", "Path") and any(_is_source(self._text(argument)) for argument in arguments):
            yield TEXT
        elif function in _RUNNING and self._is_builtin(node.func) and arguments:
            text = self._text(arguments[0])
            if text is None or self._depth >= 3:
                yield TEXT
            else:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    try:
                        inner = ast.parse(text)
                    except (SyntaxError, ValueError, RecursionError, MemoryError):
                        return
                yield from dict.fromkeys(use.kind for use in _Glance(inner, self._depth + 1).uses())

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

    def _text(self, node: ast.expr | None, depth: int = 0) -> str | None:
        """The text that an expression makes of constants; None where it is not so simple."""
        value = self._value(node, depth)
        if isinstance(value, bytes):
            value = value.decode("latin-1")
        return value[:_LONGEST_TEXT] if isinstance(value, str) else None

    def _value(self, node: ast.AST | None, depth: int) -> str | bytes | int | None:
        if depth > _DEEPEST:
            return None
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes, int)):
            return node.value
        if isinstance(node, ast.Name):
            return self._texts.get(node.id)
        if isinstance(node, ast.FormattedValue):
            return self._value(node.value, depth + 1)
        if isinstance(node, ast.JoinedStr):
            return self._joined("", node.values, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._joined("", [node.left, node.right], depth)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            return self._sliced(node, depth)
        return self._made_by_call(node, depth) if isinstance(node, ast.Call) else None

    def _joined(self, between: str, parts: list[ast.expr], depth: int) -> str | None:
        texts = [self._text(part, depth + 1) for part in parts]
        known = [text for text in texts if text is not None]
        return between.join(known) if len(known) == len(texts) and sum(map(len, known)) < _LONGEST_TEXT else None

    def _sliced(self, node: ast.Subscript, depth: int) -> str | None:
        text = self._text(node.value, depth + 1)
        assert isinstance(node.slice, ast.Slice)
        try:
            bounds = [ast.literal_eval(bound) if bound else None for bound in _bounds(node.slice)]
            return None if text is None else text[slice(*bounds)]
        except (ValueError, TypeError):
            return None

    def _made_by_call(self, node: ast.Call, depth: int) -> str | None:
        function = _last_name(node.func)
        if function in ("chr", "str", "bytes") and isinstance(node.func, ast.Name) and node.args:
            value = self._value(node.args[0], depth + 1)
            if function == "chr":
                return chr(value) if isinstance(value, int) and 0 <= value < 0x110000 else None
            return self._text(node.args[0], depth + 1)
        if not isinstance(node.func, ast.Attribute):
            return None
        text = self._text(node.func.value, depth + 1)
        if text is None:
            return None
        if function == "join" and len(node.args) == 1 and isinstance(node.args[0], (ast.List, ast.Tuple)):
            return self._joined(text, node.args[0].elts, depth)
        arguments = [self._text(argument, depth + 1) for argument in node.args]
        known = [argument for argument in arguments if argument is not None]
        if function in ("decode", "encode"):
            return text
        if function in ("lower", "upper", "strip", "lstrip", "rstrip") and not node.args:
            return str(getattr(text, function)())
        if function == "replace" and len(known) == 2 and len(text) * (len(known[1]) + 1) < _LONGEST_TEXT:
            return text.replace(known[0], known[1])
        return None


def _is_source(text: str | None) -> bool:
    return text is not None and text.endswith((".py", ".pyc", ".so", ".pth"))


def _builtin(node: ast.expr) -> str:
    """ "builtins.getattr" of getattr, for names that are given to it."""
    is_one = isinstance(node, ast.Name) and node.id in {*_BY_NAME, *_IMPORTING, *_RUNNING}
    return f"builtins.{last_name(node)}" if is_one else ""


def _of_namespace(function: ast.expr) -> bool:
    """Whether it is a method of one: sys.modules.get."""
    return isinstance(function, ast.Attribute) and _last_name(function.value) in _NAMESPACES


def _bounds(part: ast.Slice) -> tuple[ast.expr | None, ...]:
    return part.lower, part.upper, part.step


def _last_name(node: ast.expr | None) -> str:
    if isinstance(node, ast.Call):  # vars(x), globals()
        node = node.func
    return last_name(node) if node else ""


def flags(file: str, source: bytes, allowed: Collection[str], place: Callable[[int], str]) -> list[str]:
    """For the instructor, one for each kind that is not `allowed`: "mlp.py uses ctypes (line 3 and line 9): …"."""
    lines: dict[str, list[int]] = {}
    for use in uses(source):
        if use.kind not in allowed:
            lines.setdefault(use.kind, []).append(use.line)
    return [
        f"{file} uses {DESCRIBED[kind]} ({listed(map(place, found))}): no homework needs that, look what it is for"
        for kind, found in lines.items()
    ]
