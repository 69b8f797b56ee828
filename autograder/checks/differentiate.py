"""`autograd_of`: what torch's autograd gives for a function as the reference has it, written with numpy or with torch.

numpy's functions are replaced by those that torch has under the same names. It needs nothing of ours: `autograder new
--from` runs it beside a solution, too, to see whether it works there.
"""

import inspect
import os
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

_DEEPEST = 6


class NotDifferentiableError(Exception):
    """The function does something that autograd cannot follow."""


def differentiate(
    function: Callable[..., Any],
    args: Sequence[Any],
    upstream: Any = None,
    result: int | None = None,
    attributes: Sequence[str] = (),
) -> dict[str, Any]:
    """Gradients of `sum(function(*args) * upstream)`, as float64 numpy arrays, by the name of each argument that is an
    array of reals, and of each of the `attributes` ("W", "params.b", "layers.0.W") of the object that a method is of.

    `result` says which of several results is meant; without `upstream` it is summed.
    """
    import torch

    world = _World(function)
    names = list(inspect.signature(function).parameters)[: len(args)]
    leaves: dict[str, Any] = {}
    given = [world.leaf(arg, name, leaves) for name, arg in zip(names, args, strict=True)]
    owner = getattr(function, "__self__", None)
    if owner is not None and not isinstance(owner, type):
        there = world.copied(owner)
        for path in attributes:
            holder, key = holder_of(there, path)
            put_into(holder, key, world.leaf(value_in(holder, key), path, leaves))
        changed = getattr(there, function.__name__)
    else:
        changed = world.changed(function)
    try:
        value = changed(*given)
        value = _tensor(value if result is None else value[result])
        if upstream is not None:
            value = value * torch.as_tensor(np.asarray(upstream), dtype=value.dtype).reshape(value.shape)
        found = torch.autograd.grad(value.sum(), list(leaves.values()), materialize_grads=True)
    except NotDifferentiableError:
        raise
    except Exception as error:
        raise NotDifferentiableError(f"{type(error).__name__}: {error}") from error
    return {name: gradient.double().numpy() for name, gradient in zip(leaves, found, strict=True)}


class _World:
    """The modules of one program, changed so that torch computes what numpy does there."""

    def __init__(self, function: Callable[..., Any]) -> None:
        import torch._numpy as torch_numpy

        self._numpy: Any = torch_numpy
        plain = getattr(function, "__func__", function)
        self._folder = _folder_of(plain.__globals__)
        self._globals: dict[int, dict[str, Any]] = {}
        self._classes: dict[type, type] = {}
        self._copies: dict[int, Any] = {}

    def leaf(self, value: Any, name: str, leaves: dict[str, Any]) -> Any:
        """An array as one of which the gradient is asked for; anything else as it is."""
        import torch

        if isinstance(value, torch.Tensor) and value.is_floating_point():
            leaves[name] = value.detach().double().requires_grad_()
            return leaves[name]
        array = getattr(value, "tensor", value) if type(value).__module__.startswith("torch._numpy") else value
        if isinstance(array, torch.Tensor):
            array = array.detach().numpy()
        if isinstance(array, np.ndarray) and array.dtype.kind == "f":
            leaves[name] = torch.tensor(np.asarray(array, dtype=np.float64), requires_grad=True)
            return self._numpy.ndarray(leaves[name])
        return self.copied(value)

    def changed(self, function: Any) -> Any:
        """A function that computes with torch."""
        new = types.FunctionType(
            function.__code__, self._world_of(function.__globals__), function.__name__, function.__defaults__,
            function.__closure__,
        )  # fmt: skip
        new.__kwdefaults__ = function.__kwdefaults__
        return new

    def copied(self, value: Any, depth: int = 0) -> Any:
        """An object with arrays that torch computes with, and so what it holds."""
        import torch

        if id(value) in self._copies:
            return self._copies[id(value)]
        if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
            return self._numpy.ndarray(torch.tensor(value.astype(np.float64) if value.dtype.kind == "f" else value))
        if isinstance(value, torch.Tensor):
            return value.detach().double() if value.is_floating_point() else value.detach().clone()
        if depth > _DEEPEST:
            return value
        if isinstance(value, dict):
            return {key: self.copied(item, depth + 1) for key, item in value.items()}
        if type(value) in (list, tuple):
            return type(value)(self.copied(item, depth + 1) for item in value)
        if isinstance(value, types.FunctionType) and self._is_ours(value.__globals__):
            return self.changed(value)
        if self._is_of_ours(type(value)) and hasattr(value, "__dict__"):
            there: Any = object.__new__(self._class(type(value)))
            self._copies[id(value)] = there
            for name, item in vars(value).items():
                object.__setattr__(there, name, self.copied(item, depth + 1))
            return there
        return value

    def _world_of(self, plain: dict[str, Any]) -> dict[str, Any]:
        if id(plain) in self._globals:
            return self._globals[id(plain)]
        world = self._globals[id(plain)] = dict(plain)
        for name, value in plain.items():
            if isinstance(value, types.ModuleType) and value.__name__ == "numpy":
                world[name] = self._numpy
            elif isinstance(value, types.FunctionType) and self._is_ours(value.__globals__):
                world[name] = self.changed(value)
            elif isinstance(value, type) and self._is_of_ours(value):
                world[name] = self._class(value)
            elif str(getattr(value, "__module__", "")).startswith("numpy") and hasattr(self._numpy, name):
                world[name] = getattr(self._numpy, name)
            elif isinstance(value, np.ndarray):
                world[name] = self.copied(value)
        return world

    def _class(self, plain: type) -> type:
        """A subclass whose methods compute with torch."""
        if plain not in self._classes:
            new = type(plain.__name__, (plain,), {})
            self._classes[plain] = new
            for one in reversed(plain.__mro__):
                for name, value in vars(one).items():
                    if isinstance(value, types.FunctionType) and self._is_ours(value.__globals__):
                        setattr(new, name, self.changed(value))
                    elif isinstance(value, staticmethod) and self._is_ours(value.__func__.__globals__):
                        setattr(new, name, staticmethod(self.changed(value.__func__)))
        return self._classes[plain]

    def _is_ours(self, plain: Mapping[str, Any]) -> bool:
        return _folder_of(plain) == self._folder

    def _is_of_ours(self, plain: type) -> bool:
        module = sys.modules.get(plain.__module__)
        if module is not None and plain.__module__ != "__main__":
            return _folder_of(vars(module)) == self._folder
        functions = [value for value in vars(plain).values() if isinstance(value, types.FunctionType)]
        return any(self._is_ours(value.__globals__) for value in functions)


def _folder_of(plain: Mapping[str, Any]) -> str:
    """The folder that a module's imports begin at."""
    name, file = str(plain.get("__name__", "")), str(plain.get("__file__") or "")
    folder = os.path.dirname(os.path.abspath(file)) if file else ""
    for _ in range(name.count(".") if os.path.basename(file) != "__init__.py" else name.count(".") + 1):
        folder = os.path.dirname(folder)
    return folder


def holder_of(owner: Any, path: str) -> tuple[Any, str]:
    """What holds what lies at a path, "layers.0.W", and its name there."""
    *steps, last = path.split(".")
    for step in steps:
        owner = value_in(owner, step)
    return owner, last


def value_in(holder: Any, key: str) -> Any:
    if isinstance(holder, dict):
        return holder[key if key in holder else int(key)]
    return holder[int(key)] if isinstance(holder, (list, tuple)) else getattr(holder, key)


def put_into(holder: Any, key: str, value: Any) -> None:
    if isinstance(holder, dict):
        holder[key if key in holder else int(key)] = value
    elif isinstance(holder, list):
        holder[int(key)] = value
    else:
        object.__setattr__(holder, key, value)


def _tensor(value: Any) -> Any:
    tensor = getattr(value, "tensor", value)
    if not hasattr(tensor, "requires_grad"):
        raise NotDifferentiableError("its result is no array that torch has computed")
    return tensor
