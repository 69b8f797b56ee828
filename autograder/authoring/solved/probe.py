"""Runs beside a solution, in a student's process: what its functions can be called with, and what comes back.

The texts of checks/differentiate.py and probe_values.py stand before this one there. It imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import copy
import io
import itertools
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from autograder.authoring.solved.probe_values import (
        arrays_of,
        as_plain,
        attributes_of,
        changed_between,
        copy_arrays,
        description_of,
        has_numbers,
        is_array,
        is_finite,
        same,
    )
    from autograder.checks.differentiate import differentiate, holder_of, value_in

SECONDS = 3.0  # for one search
MOST_TRIES = 3000
CLASSES = 3  # labels are below it

Tree = dict[str, Any]


def search(module: str, asked: str) -> str:
    """JSON in, JSON out. Asked is {"class", "init", "steps": [{"name", "arguments"}], "library"}: each argument is a
    list of values of which one is to be chosen. Found is the first choice that works, and what came of it."""
    program = json.loads(asked)
    began = time.monotonic()
    errors: dict[str, int] = {}
    second_best: Tree | None = None
    for number, choice in enumerate(_choices(program)):
        if time.monotonic() - began > SECONDS or number > MOST_TRIES:
            break
        try:
            found = _tried(sys.modules[module], program, choice)
        except Exception as error:
            said = f"{type(error).__name__}: {str(error)[:160]}"
            errors[said] = errors.get(said, 0) + 1
            continue
        if found["good"]:
            return json.dumps(found)
        second_best = second_best or found
    if second_best is not None:
        return json.dumps(second_best)
    return json.dumps({"error": max(errors, key=lambda said: errors[said]) if errors else ""})


def _choices(program: Tree) -> Iterator[list[int]]:
    """The likeliest values first: the fewer places down the lists all together, the earlier."""
    slots = [*program.get("init", [])] + [one for step in program["steps"] for one in step["arguments"]]
    counts = [len(slot) for slot in slots]
    if any(count == 0 for count in counts):
        return
    for total in range(sum(count - 1 for count in counts) + 1):
        yield from _with_sum(counts, total)


def _with_sum(counts: list[int], total: int) -> Iterator[list[int]]:
    if not counts:
        if total == 0:
            yield []
        return
    for first in range(min(counts[0] - 1, total) + 1):
        for rest in _with_sum(counts[1:], total - first):
            yield [first, *rest]


# ---- one try -----------------------------------------------------------------------------------------------------


class _Run:
    """The program, run once with one choice of values."""

    def __init__(self, module: Any, program: Tree, choice: list[int], like: _Run | None = None, seed: int = 0) -> None:
        self.library = program["library"]
        self.rng = np.random.default_rng(seed)
        chosen = iter(choice)
        self.owner: Any = None
        self.results: list[Any] = []
        self.given: list[list[Any]] = []
        self.before_last: Any = None
        if program.get("class"):
            init = [self.made(slot[next(chosen)]) for slot in program["init"]]
            self.owner = _call(getattr(module, program["class"]), init)
            if like is not None:
                copy_arrays(like.first, self.owner)
        self.first: Any = copy.deepcopy(self.owner)
        self.functions: list[Callable[..., Any]] = []
        self.kinds: list[list[str]] = []  # of the values that each step was given
        for step in program["steps"]:
            function = getattr(self.owner if program.get("class") else module, step["name"])
            self.functions.append(function)
            values = [slot[next(chosen)] for slot in step["arguments"]]
            args = [self.made(value) for value in values]
            self.kinds.append([value["kind"] for value in values])
            self.given.append([copy.deepcopy(arg) for arg in args])
            self.before_last = copy.deepcopy(self.owner)
            self.results.append(_call(function, args))
            self.last_args = args

    def made(self, value: Tree) -> Any:
        kind = value["kind"]
        if kind == "omit":
            return _OMIT
        if kind == "value":
            return copy.deepcopy(value["value"])
        if kind == "array":
            return self.array(value["shape"], value["how"])
        if kind == "dict":
            return {key: self.made(item) for key, item in value["items"].items()}
        if kind == "list":
            return [self.made(item) for item in value["items"]]
        if kind == "given":  # what the step before was given
            return copy.deepcopy(self.given[-1][value["at"]])
        before = self.results[-1]
        if kind == "result":
            if value["item"] is None:
                return before
            return before[value["item"]]
        if kind == "like":
            item = before if value["item"] is None else before[value["item"]]
            return (
                self.array(list(np.shape(as_plain(item))), "normal")
                if np.ndim(as_plain(item))
                else float(self.rng.normal())
            )
        raise ValueError(kind)

    def array(self, shape: list[int], how: str) -> Any:
        if how == "labels":
            made: Any = np.arange(shape[0], dtype=np.int64) % CLASSES
            self.rng.shuffle(made)
        elif how == "onehot":
            made = np.eye(shape[1])[self.rng.integers(0, shape[1], shape[0])]
        elif how == "unit":
            made = self.rng.uniform(0.05, 0.95, shape)
        elif how == "binary":
            made = (self.rng.uniform(0, 1, shape) > 0.5).astype(float)
        else:
            made = self.rng.standard_normal(shape)
        if not self.library.startswith("torch"):
            return made
        import torch

        made = torch.from_numpy(np.ascontiguousarray(made))
        return made.float() if made.is_floating_point() and self.library == "torch.float32" else made


_OMIT = object()


def _call(function: Callable[..., Any], args: list[Any]) -> Any:
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        plain = [arg for arg in args if arg is not _OMIT]
        if any(arg is _OMIT for arg in args):  # what comes after one that is left out goes by its name
            import inspect

            names = list(inspect.signature(function).parameters)
            return function(**{name: arg for name, arg in zip(names, args, strict=False) if arg is not _OMIT})
        return function(*plain)


def _tried(module: Any, program: Tree, choice: list[int]) -> Tree:
    one = _Run(module, program, choice)
    other = _Run(module, program, choice, like=one)
    result, again = one.results[-1], other.results[-1]
    arrays = arrays_of(one.first)
    changed = changed_between(one.before_last, one.owner) if one.owner is not None else {}
    inputs = [
        number
        for number, (before, after) in enumerate(zip(one.given[-1], one.last_args, strict=True))
        if not same(before, after)
    ]
    third = _Run(module, program, choice, like=one, seed=1)
    described = description_of(result)
    numbers = has_numbers(result) or any(has_numbers(value) for value in changed.values())
    depends = not same(result, third.results[-1]) or not same(
        list(changed.values()), list(changed_between(third.before_last, third.owner).values()) if changed else []
    )
    is_random = not same(result, again) or any(
        not same(value, value_in(*holder_of(other.owner, path))) for path, value in changed.items()
    )
    finite = is_finite(result) and all(is_finite(value) for value in changed.values())
    second = _Run(module, program, choice)
    drawn = {path: list(np.shape(value)) for path, value in arrays.items()}
    varied = [
        path
        for path, value in arrays.items()
        if one.first is not None and not same(value, arrays_of(second.first).get(path))
    ]
    found: Tree = {
        "choice": choice,
        "good": bool((numbers or inputs) and finite and depends),
        "finite": finite,
        "random": bool(is_random),
        "result": described,
        "changed": {path: description_of(value) for path, value in changed.items()},
        "inputs": inputs,
        "arrays": drawn,
        "attributes": {name: description_of(value) for name, value in attributes_of(one.first).items()},
        "drawn": varied,
        "shapes": [[list(np.shape(as_plain(arg))) if is_array(arg) else None for arg in args] for args in one.given],
    }
    if found["good"] and not is_random:
        found["gradients"] = _gradients(one, program, changed)
    return found


# ---- gradients ---------------------------------------------------------------------------------------------------


def _gradients(run: _Run, program: Tree, changed: Tree) -> Tree:
    """Which results are what autograd gives: {"items": {"0": "x"}, "changed": {"dW": "W"}}, or why not."""
    function, given, upstream, which, offset = run.functions[-1], run.given[-1], None, None, 0
    attributes = [path for path, value in arrays_of(run.first).items() if is_array(value)]
    last = run.results[-1]
    if len(run.kinds) > 1 and "like" in run.kinds[-1]:
        upstream = run.given[-1][run.kinds[-1].index("like")]
        shape = np.shape(as_plain(upstream))
        if isinstance(run.results[-2], tuple):
            which = next((i for i, one in enumerate(run.results[-2]) if np.shape(as_plain(one)) == shape), None)
        function, given = run.functions[-2], run.given[-2]
        results = list(last) if isinstance(last, (tuple, list)) else [last]
    elif isinstance(last, (tuple, list)) and len(last) > 1 and np.size(as_plain(last[0])) == 1 and has_numbers(last[0]):
        which, results, offset = 0, list(last)[1:], 1
    elif program.get("derivative_of"):
        function, results = getattr(sys.modules[function.__module__], program["derivative_of"]), [last]
    else:
        return {}
    first = getattr(run.first, function.__name__) if run.first is not None else function
    try:
        given = [arg for arg in given if arg is not _OMIT]
        right = differentiate(first, given, as_plain(upstream), which, attributes if run.first is not None else ())
    except Exception as error:
        return {"error": f"{type(error).__name__}: {str(error)[:200]}"}
    flat: list[tuple[str, Any]] = []
    for number, one in enumerate(results):
        if isinstance(one, dict):
            flat += [(f"{number + offset}.{key}", value) for key, value in one.items()]
        elif isinstance(one, (list, tuple)):
            flat += [(f"{number + offset}.{key}", value) for key, value in enumerate(one)]
        else:
            flat.append((str(number + offset), one))
    items = _matched(flat, right)
    there = _matched(changed.items(), right)
    unmatched = [name for name, value in flat if name not in items and is_array(value)]
    return {"items": items, "changed": there, "which": which, "unmatched": unmatched}


def _matched(named: Iterable[tuple[str, Any]], right: Tree) -> dict[str, str]:
    """The name of the gradient that each value is; from then on that is no other's."""
    found = {}
    for name, value in named:
        if match := _matching(value, right):
            found[name] = match
            del right[match]
    return found


def _matching(value: Any, right: dict[str, Any]) -> str:
    if not is_array(value) and not isinstance(value, float):
        return ""
    plain = np.asarray(as_plain(value), dtype=np.float64)
    for name, gradient in right.items():
        fits = plain.size == gradient.size and _squeezed(plain) == _squeezed(gradient) and gradient.any()
        if fits and np.allclose(plain.reshape(gradient.shape), gradient, rtol=1e-3, atol=1e-5):
            return name
    return ""


def _squeezed(array: Any) -> tuple[int, ...]:
    return tuple(itertools.dropwhile(lambda size: size == 1, array.shape))


# ---- objects that compute ----------------------------------------------------------------------------------------


def expressions(module: str, asked: str) -> str:
    """Of {"class", "value", "shape", "expressions"}: those expressions of a and b on which an autodiff engine agrees
    with torch in value and gradients."""
    import torch

    program = json.loads(asked)
    made, shape = getattr(sys.modules[module], program["class"]), program["shape"]
    rng, right = np.random.default_rng(0), []
    for text in program["expressions"]:
        with contextlib.suppress(Exception):
            function = eval(f"lambda a, b: {text}")  # noqa: S307  ours, not the solution's
            numbers = [rng.uniform(0.5, 2, shape) for _ in range(2)] if shape else [0.7, 1.3]
            a, b = (made(copy.copy(number)) for number in numbers)
            with contextlib.redirect_stdout(io.StringIO()):
                result = function(a, b)
                result.backward()
            x, y = (torch.tensor(number, dtype=torch.float64, requires_grad=True) for number in numbers)
            wanted = function(x, y)
            gradients = torch.autograd.grad(wanted, [x, y], materialize_grads=True)
            ours = [getattr(result, program["value"]), a.grad, b.grad]
            pairs = zip(ours, [wanted, *gradients], strict=True)
            if all(np.allclose(np.asarray(one, dtype=float), as_plain(other), rtol=1e-5) for one, other in pairs):
                right.append(text)
    return json.dumps(right)


random.seed(0)
