"""Runs beside a solution, in a student's process, after probe.py: which of its results are gradients."""

from __future__ import annotations

import contextlib
import copy
import io
import itertools
import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from autograder.authoring.solved.probe import OMIT, Run, Tree
    from autograder.authoring.solved.probe_values import (
        arrays_of,
        as_plain,
        has_numbers,
        is_array,
    )
    from autograder.checks.differentiate import differentiate


def gradients_of(run: Run, program: Tree, changed: Tree) -> Tree:
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
        given = [arg for arg in given if arg is not OMIT]
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
