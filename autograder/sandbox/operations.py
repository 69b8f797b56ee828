"""What the grader asks for, done in the student's process: load a file, call, get and set, and report errors."""

import functools
import inspect
import linecache
import mmap
import os
import random
import sys
import types
from typing import Any

import numpy as np

from autograder.sandbox import calls, operators, packages, wire
from autograder.sandbox.conversion import Decoder, Encoder, without_leading_ones
from autograder.sandbox.describing import Failures, MissingError, has_frame_in
from autograder.sandbox.forbidden import LATER, forbid
from autograder.sandbox.naming import described, methods_of, public_names, safe_text
from autograder.sandbox.placeholder import Placeholder
from autograder.sandbox.repetition import Repetition
from autograder.sandbox.statements import Loader


class Executor:
    """Performs operations on the student's modules and objects; a pure function of requests but for their state."""

    def __init__(self, folder: str, max_reply_bytes: int, progress: mmap.mmap | bytearray) -> None:
        self._folder = folder
        self._progress = progress  # read by the grader: which operation it was when this process hangs or dies
        self._max_reply_bytes = max_reply_bytes
        self._calls = calls.Calls(folder)
        self._modules: dict[str, types.ModuleType] = {
            operators.MODULE: operators.as_module(),
            calls.MODULE: self._calls.as_module(),
        }
        self._beside: dict[str, str] = {}  # modules that are not the student's: name -> file
        self._kept: dict[int, Any] = {}
        self._numbers = 0
        self._repetition = Repetition(folder)
        self._failures = Failures(folder, self._modules, self._beside, self._resolve)
        self._loader: Loader | None = None  # where a file has to be run statement by statement

    def perform(self, request: wire.Request) -> wire.Reply:
        results: list[wire.Value] = []
        encoder = Encoder(self._keep, self._max_reply_bytes)
        decoder = Decoder(lambda remote: self._kept[remote.number], frozen=False)
        for index, op in enumerate(request.ops):
            self._progress[0] = min(index, 255)
            try:
                self._perform(op, results, encoder, decoder)
            except BaseException as error:  # SystemExit and KeyboardInterrupt are the student's too
                return wire.Reply(request.number, results, self._failures.of(error, index, op))
        return wire.Reply(request.number, results, repeated=self._repetition.found)

    def _perform(self, op: wire.Op, results: list[wire.Value], encoder: Encoder, decoder: Decoder) -> None:
        match op:
            case wire.Call(target, args, kwargs):
                function = self._resolve(target)
                positional = [decoder.decode(item) for item in args]
                named = {key: decoder.decode(item) for key, item in kwargs.items()}
                value = self._repetition.call(function, positional, named)
                self._deliver(value, op, results, encoder)
            case wire.Get(target):
                self._deliver(self._resolve(target), op, results, encoder)
            case wire.Set(target, value):
                self._set(target, decoder.decode(value))
            case wire.Fill(target, items):
                holder = self._resolve(target)
                for name, item in items.items():
                    _fill(holder, name, decoder.decode(item))
            case wire.Put(value, result):
                self._kept[result] = decoder.decode(value)
            case wire.Load():
                results.append(self._load(op))
            case wire.Begin(seed):
                self._kept.clear()
                self._numbers = -wire.first_number(seed)
                self._calls.end()
                self._seed(seed)
            case wire.Forbid(names):
                forbid(names, LATER)

    def _deliver(self, value: Any, op: wire.Get | wire.Call, results: list[wire.Value], encoder: Encoder) -> None:
        if op.result > 0:
            self._kept[op.result] = value
        if wire.has_answer(op):
            results.append(encoder.encode(value))

    # ---- names and objects ----------------------------------------------------------------------------------

    def _resolve(self, target: wire.Target) -> Any:
        value: Any = self._modules[target.root] if isinstance(target.root, str) else self._kept[target.root]
        for kind, key in target.path:
            value = self._attribute(value, str(key)) if kind == "attr" else value[key]
        if type(value) is Placeholder:
            value._use()
        return value

    def _attribute(self, owner: Any, name: str) -> Any:
        try:
            return getattr(owner, name)
        except AttributeError as error:
            # a property of the student that raises AttributeError is the student's error, not a missing name
            if name in dir(owner) or has_frame_in(error, self._folder):
                raise
            raise MissingError(described(owner), name, public_names(owner)) from None

    def _set(self, target: wire.Target, value: Any) -> None:
        owner = self._resolve(wire.Target(target.root, target.path[:-1]))
        kind, key = target.path[-1]
        if kind == "attr":
            setattr(owner, str(key), value)
        else:
            owner[key] = value

    def _keep(self, value: Any) -> wire.Remote:
        """What cannot be sent stays here, under a number of our own."""
        if type(value) is Placeholder:
            value._use()
        self._numbers -= 1
        self._kept[self._numbers] = value
        kind = "object"
        if inspect.isclass(value):
            kind = "class"
        elif inspect.isfunction(value) or inspect.isbuiltin(value) or inspect.ismethod(value):
            kind = "function"
        elif isinstance(value, types.ModuleType):
            kind = "module"
        elif isinstance(value, (dict, list, tuple, np.ndarray)) or type(value).__module__.startswith("torch"):
            kind = "plain"
        methods = methods_of(type(value)) if kind == "object" else []
        return wire.Remote(self._numbers, safe_text(type(value).__name__)[:200], kind, methods)

    # ---- loading the student's files ------------------------------------------------------------------------

    def _load(self, op: wire.Load) -> wire.Contents:
        if op.source is None:
            path = os.path.join(self._folder, op.file)
            with open(path, encoding="utf-8") as file:
                source = file.read()
        else:
            path, source = op.file, op.source
            self._beside[op.name] = path
        linecache.cache[path] = (len(source), None, source.splitlines(keepends=True), path)
        if op.left_out is not None and self._loader is None:
            self._loader = Loader(self._folder, self._note_place, lambda error: self._failures.of(error, 0, op))
        if op.left_out is not None and self._loader is not None:
            self._loader.leave_out(op.left_out)
        package = packages.enter(op.file, self._folder) if op.source is None else ""
        module = packages.loaded_already(op.run_name, path) if package else None
        failed: list[wire.Failed] = []
        if module is not None:  # one object for all: another module of the package has imported it
            self._modules[op.name] = module
            failed = self._loader.failed() if self._loader else []
        else:
            module, failed = self._run(op, path, source, package)
        classes = [(name, value) for name, value in module.__dict__.items() if inspect.isclass(value)]
        functions = [safe_text(name)[:200] for name, value in module.__dict__.items() if inspect.isroutine(value)]
        return wire.Contents(
            {safe_text(name)[:200]: methods_of(value) for name, value in classes[: wire.MAX_NAMES]},
            functions[: wire.MAX_NAMES],
            failed,
        )

    def _run(self, op: wire.Load, path: str, source: str, package: str) -> tuple[types.ModuleType, list[wire.Failed]]:
        module = types.ModuleType(op.name)
        module.__dict__.update(__file__=path, __name__=op.run_name)
        if op.source is None:
            module.__package__ = package or packages.around_all(self._folder)
        if package == op.name:  # net/__init__.py
            module.__path__ = [os.path.dirname(path)]
        self._modules[op.name] = module
        sys.modules[op.run_name] = module  # pickling, dataclasses and typing look their module up
        failed: list[wire.Failed] = []
        try:
            if self._loader is None or op.left_out is None:
                exec(_compiled(source, path), module.__dict__)
            else:
                self._loader.run(path, source, module.__dict__)
                failed = self._loader.failed()
        except BaseException:
            if package and sys.modules.get(op.run_name) is module:
                del sys.modules[op.run_name]  # half a module: who imports it is to meet the error, as in Python
            raise
        if package:
            packages.put_into_parent(op.run_name, module)
        return module, failed

    def _note_place(self, place: str) -> None:
        """Which statement is run next, for the grader to read should it never end."""
        data = place.encode("utf-8", "replace")[: len(self._progress) - 1]
        self._progress[1:] = data.ljust(len(self._progress) - 1, b"\0")

    @staticmethod
    def _seed(seed: int) -> None:
        random.seed(seed)
        np.random.seed(seed)
        torch = sys.modules.get("torch")
        if torch is not None:
            torch.default_generator.manual_seed(seed)  # torch.manual_seed takes 1 ms: it looks for devices too


def _fill(holder: Any, name: str, value: Any) -> None:
    try:
        old = holder[name]
    except (LookupError, TypeError):
        old = None
    if not _fits_into(old, value):
        holder[name] = value
        return
    if old.shape != value.shape:
        value = value.reshape(old.shape)
    if isinstance(old, np.ndarray):
        old[...] = value
    elif not old.requires_grad and not old.is_inference():
        old.copy_(value)
    else:
        with sys.modules["torch"].inference_mode():  # where a tensor that was made in this mode may be written too
            old.copy_(value)


@functools.lru_cache(maxsize=2)
def _compiled(source: str, path: str) -> types.CodeType:
    """Once for changes of the reference that run one after another beside the same file: see here.py."""
    return compile(source, path, "exec", dont_inherit=True)


def _fits_into(old: Any, value: Any) -> bool:
    """Whether `old` is an array of the same library and dtype, whose shape differs in axes of 1 in front at most.

    The class may be another one: an nn.Parameter, which an nn.Linear of the student's goes on using.
    """
    array = np.ndarray if isinstance(value, np.ndarray) else getattr(sys.modules.get("torch"), "Tensor", ())
    return (
        isinstance(old, array)
        and isinstance(value, array)
        and old.dtype == value.dtype
        and (old.shape == value.shape or without_leading_ones(old.shape) == without_leading_ones(value.shape))
    )
