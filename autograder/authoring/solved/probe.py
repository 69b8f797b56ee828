"""Runs beside a solution, in a student's process: what its functions can be called with, and what comes back.

The texts of checks/differentiate.py, probe_values.py and probe_gradients.py stand beside this one there. It imports
nothing of ours.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from autograder.authoring.solved.probe_gradients import gradients_of
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
    from autograder.checks.differentiate import holder_of, value_in

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


class Run:
    """The program, run once with one choice of values."""

    def __init__(self, module: Any, program: Tree, choice: list[int], like: Run | None = None, seed: int = 0) -> None:
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
            return OMIT
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


OMIT = object()


def _call(function: Callable[..., Any], args: list[Any]) -> Any:
    with contextlib.redirect_stdout(io.StringIO()), np.errstate(all="ignore"):
        plain = [arg for arg in args if arg is not OMIT]
        if any(arg is OMIT for arg in args):  # what comes after one that is left out goes by its name
            import inspect

            names = list(inspect.signature(function).parameters)
            return function(**{name: arg for name, arg in zip(names, args, strict=False) if arg is not OMIT})
        return function(*plain)


def _tried(module: Any, program: Tree, choice: list[int]) -> Tree:
    one = Run(module, program, choice)
    other = Run(module, program, choice, like=one)
    result, again = one.results[-1], other.results[-1]
    arrays = arrays_of(one.first)
    changed = changed_between(one.before_last, one.owner) if one.owner is not None else {}
    inputs = [
        number
        for number, (before, after) in enumerate(zip(one.given[-1], one.last_args, strict=True))
        if not same(before, after)
    ]
    third = Run(module, program, choice, like=one, seed=1)
    described = description_of(result)
    numbers = has_numbers(result) or any(has_numbers(value) for value in changed.values())
    depends = not same(result, third.results[-1]) or not same(
        list(changed.values()), list(changed_between(third.before_last, third.owner).values()) if changed else []
    )
    is_random = not same(result, again) or any(
        not same(value, value_in(*holder_of(other.owner, path))) for path, value in changed.items()
    )
    finite = is_finite(result) and all(is_finite(value) for value in changed.values())
    second = Run(module, program, choice)
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
        found["gradients"] = gradients_of(one, program, changed)
    return found


random.seed(0)
