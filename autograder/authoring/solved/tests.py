"""Hidden tests for what a trial has found out: each function compared with the reference, its gradients with torch."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from autograder.authoring.solved.emitter import Emitter
from autograder.authoring.solved.functions import Function
from autograder.authoring.solved.paths import one_line
from autograder.authoring.solved.trial import Tried

Tree = dict[str, Any]

_CHECKS = ("asks_for_what_it_gives", "autograd", "autograd_of", "check_close", "put", "value_of")


class Written(msgspec.Struct, frozen=True):
    """One test."""

    name: str
    text: str
    todo: str = ""  # what is needed; then it is no test yet


def test_for(tried: Tried, *, arrays: str, module: str) -> Written:
    """The test of one function; `module` names its file's, "" for the first submitted one."""
    name = f"test_{tried.function.slug}"
    if tried.problem:
        return todo(tried.function, tried.problem)
    if tried.expressions:
        return Written(name, _engine(tried, name, module))
    return Written(name, Emitter(tried, arrays, module).text(name))


def todo(function: Function, problem: str) -> Written:
    """In the place of a test: pytest does not collect it, and the audit says that it is missing."""
    arguments = ", ".join(parameter.name for parameter in function.parameters)
    if function.parameters[:1] and function.parameters[0].name == "ctx":
        return _of_torch(function)
    call = (
        f"student.{function.name}({arguments})"
        if not function.owner
        else f"student.{function.owner}(…).{function.name}({arguments})"
    )
    text = (
        f"def todo_{function.slug}(student, reference, draw):\n"
        f'    """{function.full_name} …"""\n'
        f"    # TODO: {one_line(problem)}.\n"
        "    # Give it arguments that fit, name the function test_…, and put @weight(1) above it:\n"
        f"    # check_close({call}, …)\n"
    )
    return Written(f"todo_{function.slug}", text, f"{function.full_name}: {one_line(problem)}")


def _of_torch(function: Function) -> Written:
    """Of a torch.autograd.Function, which torch calls."""
    problem = "torch calls it, where the student's code is: a function in beside/ can"
    given = ", ".join(["x", *(parameter.name for parameter in function.parameters[2:])])
    text = (
        f"def todo_{function.slug}(student, beside, draw):\n"
        f'    """{function.full_name} …"""\n'
        "    # TODO: write hidden_tests/…/beside/probe.py, which torch and the student's class work in:\n"
        "    # def run(function, x, upstream):\n"
        "    #     x = x.clone().requires_grad_()\n"
        f"    #     y = function.apply({given})\n"
        "    #     y.backward(upstream)\n"
        '    #     return {"y": y, "x": x.grad}\n'
        '    # Then: actual = beside("probe").run(student.'
        f"{function.owner}, x, upstream); compare it with autograd(…)\n"
    )
    return Written(f"todo_{function.slug}", text, f"{function.full_name}: {problem}")


def excused(text: str, names: Sequence[str]) -> str:
    """A test whose answers of these names are among what it sends."""
    because = "of a batch of 1 it is one of the inputs" if '"N"' in text else "it is one of the inputs"
    listed = ", ".join(f'"{name}"' for name in names)
    return f'@asks_for_what_it_gives({listed}, because="{because}")\n{text}'


def file_of(written: Sequence[Written], *, about: str) -> str:
    """A test file."""
    body = "\n\n".join(one.text for one in written)
    used = [name for name in _CHECKS if re.search(rf"\b{name}\(", body)]
    imports = ["from copy import deepcopy\n"] if "deepcopy(" in body else []
    modules = {"np": "numpy as np", "pytest": "pytest", "torch": "torch"}
    imports += [f"import {module}" for name, module in modules.items() if re.search(rf"\b{name}\.", body)]
    if "@weight(" in body:
        imports.append("from gradescope_utils.autograder_utils.decorators import weight")
    checks = f"\nfrom autograder.checks import {', '.join(used)}\n" if used else ""
    head = f'"""{about} A docstring\'s first line is the name that students see; weights are the points."""\n'
    return head + "\n" + "\n".join(imports) + "\n" + checks + "\n\n" + body


def _engine(tried: Tried, name: str, module: str) -> str:
    """Expressions of objects that compute, beside torch's tensors: of arrays of one shape, or of numbers."""
    owner, value, shape = (tried.program[key] for key in ("class", "value", "shape"))
    drawn, at = (tuple(shape), "") if shape else ((1,), "[0]")
    a, b = ("x", "y") if shape else ("float(x[0])", "float(y[0])")
    summed = "function" if shape else "lambda a, b: function(a, b).sum()"
    body = [
        *([f'student = module("{module}")'] if module else []),
        f"function = {name.upper()}[expression]",
        f"x, y = draw.uniform(0.5, 2, {drawn}, {drawn})",
        f"a, b = student.{owner}({a}), student.{owner}({b})",
        "result = function(a, b)",
        "result.backward()",
        f"right = autograd({summed}, a=x, b=y)",
        f'actual = {{"the value": result.{value}, "dresult/da": a.grad, "dresult/db": b.grad}}',
        f"value = function(torch.tensor(x{at}), torch.tensor(y{at}))",
        f'check_close(actual, {{"the value": value, "dresult/da": right["a"]{at}, "dresult/db": right["b"]{at}}})',
    ]
    fixtures = ["module" if module else "student", "draw", "expression"]
    text = "\n".join(f"    {line}" for line in body)
    functions = "\n".join(f'    "{one}": lambda a, b: {one},' for one in tried.expressions)
    return (
        f"{name.upper()} = {{\n{functions}\n}}\n\n\n"
        f"@weight({max(2, len(tried.expressions) // 2)})\n"
        f'@pytest.mark.parametrize("expression", list({name.upper()}))\n'
        f'def {name}({", ".join(fixtures)}):\n    """{owner}: value and gradients of an expression"""\n{text}\n'
    )
