"""Calls the functions of a solution in the student's sandbox until each returns something to test."""

import contextlib
import inspect
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from autograder.authoring.solved import probe as probe_module
from autograder.authoring.solved import probe_gradients, probe_values
from autograder.authoring.solved.conventions import CONVENTIONS, conventional
from autograder.authoring.solved.files import Solution
from autograder.authoring.solved.functions import NOT_TESTED, Class, Defined, Function, defined
from autograder.authoring.solved.guesses import BATCH, Sizes, arguments
from autograder.authoring.solved.programs import (
    fixed_by,
    forward_of,
    from_before,
    has_batch,
    step_of,
    text_slots,
    with_batch,
    with_text,
)
from autograder.checks import differentiate
from autograder.homework import ROOT, Homework, HomeworkError, Limits, SubmittedFile, Tolerance
from autograder.sandbox.failures import StudentFailure
from autograder.sandbox.fork import in_fresh_process
from autograder.sandbox.session import Session
from autograder.sandbox.student import open_module
from autograder.start import start_zygote

Tree = dict[str, Any]

_FORWARD = ("forward", "__call__", "predict", "compute", "apply")
_BACKWARD = re.compile(r"backward|backprop\w*|backward_pass|grad(ient)?s?")
_DERIVATIVE = re.compile(
    r"(d_?|grad_?|derivative_?(of_)?)(?P<a>\w+)|(?P<b>\w+?)_?(prime|derivative|deriv|grad(ient)?|backward|der|dash)"
)
_OPERATORS = {
    "__add__": ["a + b", "a + 2", "a + a"], "__radd__": ["2 + a"], "__sub__": ["a - b", "a - 2"], "__rsub__": ["2 - a"],
    "__mul__": ["a * b", "a * 3", "a * a + b"], "__rmul__": ["3 * a"], "__truediv__": ["a / b"],
    "__rtruediv__": ["2 / a"], "__neg__": ["-a"], "__pow__": ["a ** 2", "a ** -1"],
}  # fmt: skip
_OF_ARRAYS = {
    "__matmul__": ["a @ b.T", "a @ b.reshape(3, 2)", "(a @ b.transpose(0, 1))"],
    "__getitem__": ["a[0] * b[1]", "a[:, 1:]", "a + b[0]", "a * b[:1]", "a[[0, 1, 1]]"],
    "__iter__": ["[one for one in a][1] * b"],
    "reshape": ["a.reshape(3, 2)", "a.reshape(6)"], "T": ["a.T * 2"], "mean": ["a.mean() * b"], "sum": ["a.sum() * b"],
    "relu": ["(a + b * -1).relu() * b"],
}  # fmt: skip
_CALLED = ("tanh", "relu", "exp", "sigmoid", "log", "sin", "cos", "sqrt", "abs")


class Tried(msgspec.Struct, frozen=True):
    """One function, and how it can be called: a program of probe.py with one value for each argument."""

    function: Function
    program: Tree = {}
    answer: Tree = {}
    batches: tuple[int, ...] = ()  # sizes of a batch that work, where it has one
    texts: dict[str, list[str]] = {}  # parameter -> the texts that work
    problem: str = ""  # why it cannot be tested yet
    expressions: tuple[str, ...] = ()  # of an engine: on which it agrees with torch


class Trial(msgspec.Struct, frozen=True):
    """What became of a solution's functions, by file; and in what arrays."""

    arrays: str
    tried: dict[str, list[Tried]]


def try_out(solution: Solution, arrays: str) -> Trial:
    """In a process of its own. HomeworkError where a file cannot be loaded."""
    return in_fresh_process(_try_out, solution, arrays)


def _try_out(solution: Solution, arrays: str) -> Trial:
    files = {name: text.encode("utf-8") for name, text in solution.sources.items()}
    homework = Homework(
        title="", points=0, submit=tuple(SubmittedFile(name) for name in files), arrays=arrays,  # type: ignore[arg-type]
        tolerance=Tolerance(0, 0), libraries=("numpy", "torch"),
        folder=str(ROOT / "hidden_tests" / "none yet"), packages=solution.packages,
        limits=Limits(import_seconds=30, call_seconds=20, submission_seconds=600, memory_mib=1024),
    )  # fmt: skip
    zygote = start_zygote(homework)
    try:
        session = Session(zygote, {**files, **solution.given}, homework.limits, leave_out=False)
        with contextlib.closing(session):
            return Trial(
                arrays,
                {file: list(_File(session, file, text, arrays).all()) for file, text in solution.sources.items()},
            )
    finally:
        zygote.close()


class _File:
    """One file of the solution."""

    def __init__(self, session: Session, file: str, text: str, arrays: str) -> None:
        self.session = session
        self.file = file
        self.arrays = arrays
        self.defined: Defined = defined(file, text)
        self.module = SubmittedFile(file).module
        try:
            self._open()
        except StudentFailure as failure:
            raise HomeworkError(f"{file} cannot be loaded: {' '.join(str(failure).split())}") from None

    def _open(self) -> Any:
        self.session.begin_test(0)
        open_module(self.session, self.module, self.file)
        texts = [inspect.getsource(part) for part in (differentiate, probe_values, probe_module, probe_gradients)]
        future = "from __future__ import annotations\n"
        beside = future + "\n".join(texts).replace(future, "")
        return open_module(self.session, "probe_of_a_solution", "probe.py", source=beside)

    def ask(self, name: str, asked: Tree) -> Any:
        try:
            return json.loads(str(getattr(self._open(), name)(self.module, json.dumps(asked))))
        except StudentFailure as failure:
            return {"error": str(failure).splitlines()[0]}

    def all(self) -> Iterator[Tried]:
        names = {one.name: one for one in self.defined.functions}
        forwards: dict[str, Tried] = {}
        for function in self.defined.functions:
            if not function.computes or NOT_TESTED.fullmatch(function.name):
                continue
            forward = forwards.get(forward_of(function.name, names))
            tried = self._function(function, forward)
            forwards[function.name] = tried
            yield tried
        for one in self.defined.classes:
            yield from self._class(one)

    def _function(self, function: Function, forward: Tried | None) -> Tried:
        programs: list[Tree] = []
        if forward is not None and not forward.problem:
            step = step_of(function, Sizes(), after=forward.function)
            step["arguments"] = [from_before(values, forward.program["steps"][-1]) for values in step["arguments"]]
            if any(value["kind"] in ("like", "result") for values in step["arguments"] for value in values):
                programs.append({"steps": [*forward.program["steps"], step]})
        conventions = [values for one in CONVENTIONS if (values := conventional(function, one))]
        programs += [{"steps": [{**step_of(function, Sizes()), "arguments": values}]} for values in conventions]
        programs.append({"steps": [step_of(function, Sizes())]})
        found = _DERIVATIVE.fullmatch(function.name)
        of = (found["a"] or found["b"]) if found else ""
        if any(of == one.name for one in self.defined.functions):
            programs[-1]["derivative_of"] = of
        return self._first_that_works(function, programs)

    def _first_that_works(self, function: Function, programs: Sequence[Tree]) -> Tried:
        said = ""
        constant: tuple[Tree, Tree] | None = None
        for program in programs:
            program["library"] = self.arrays
            answer = self.ask("search", program)
            if answer.get("good"):
                return self._with_variants(function, program, answer)
            if _works(answer) and answer["result"]["kind"] in ("array", "number"):
                constant = constant or (program, answer)
            said = said or answer.get("error") or ("" if "choice" not in answer else _why_not_good(answer))
        if constant is not None:
            return self._with_variants(function, *constant)
        return Tried(function, problem=said or "nothing that was tried fits its arguments")

    def _with_variants(self, function: Function, program: Tree, answer: Tree) -> Tried:
        """Whether other batches and other texts work too."""
        if answer["random"]:
            return Tried(
                function, problem="its results are random: decide what to compare, a mean or the seeded numbers"
            )
        fixed = fixed_by(program, answer)
        batches = []
        if has_batch(fixed):
            batches = [BATCH, *(n for n in (1, 6) if _works(self.ask("search", with_batch(fixed, n))))][:2]
        texts: dict[str, list[str]] = {}
        for place, at, name, slot in text_slots(program):
            works = [one for one in slot if _works(self.ask("search", with_text(fixed, place, at, one)))]
            if len(works) > 1:
                texts[name] = works
        return Tried(function, fixed, answer, tuple(batches), texts)

    # ---- classes --------------------------------------------------------------------------------------------

    def _class(self, one: Class) -> Iterator[Tried]:
        methods = {method.name: method for method in one.methods}
        if "backward" in methods and {"__add__", "__mul__"} <= methods.keys():
            yield from self._engine(one, methods["backward"])
            return
        public = [
            method
            for method in one.methods
            if method.computes
            and not method.is_property
            and (not method.name.startswith("_") or method.name == "__call__")
        ]
        first = next((methods[name] for name in _FORWARD if name in methods), None)
        rest = [method for method in public if method is not first and not NOT_TESTED.fullmatch(method.name)]
        rest.sort(key=lambda method: not _BACKWARD.fullmatch(method.name))
        base: list[Tree] = []
        sizes = Sizes()
        init = arguments(one.init, sizes) if one.init else []
        names = [parameter.name for parameter in one.init.parameters] if one.init else []
        program: Tree = {"class": one.name, "init": init, "init_names": names}
        if first is not None and first in public:
            asked = {**program, "steps": [step_of(first, sizes)]}
            tried = self._first_that_works(first, [asked])
            yield tried
            if not tried.problem:
                chosen = [slot[0] for slot in tried.program["init"]]
                program["init"] = [
                    [value, *(one for one in slot if one != value and isinstance(one.get("value"), str))]
                    for value, slot in zip(chosen, init, strict=True)
                ]
                base = tried.program["steps"]
        preludes: list[list[Tree]] = [base] if base else []
        for method in rest:
            programs = []
            for before in preludes:
                after = methods.get(before[-1]["name"])
                step = step_of(method, sizes, after=after)
                step["arguments"] = [from_before(values, before[-1]) for values in step["arguments"]]
                steps = [*before, step]
                programs.append({**program, "steps": steps})
            alone = {**program, "steps": [step_of(method, sizes)]}
            programs = [*programs, alone] if _BACKWARD.fullmatch(method.name) else [alone, *programs]
            tried = self._first_that_works(method, programs)
            yield tried
            if not tried.problem and _BACKWARD.fullmatch(method.name):
                preludes.insert(0, tried.program["steps"])

    def _engine(self, one: Class, backward: Function) -> Iterator[Tried]:
        """A class whose objects compute and know their gradients."""
        names = {method.name for method in one.methods}
        value = next(
            (
                name
                for name in ("data", "value", "val")
                if re.search(rf"self\.{name}\b", "".join(m.text for m in one.methods))
            ),
            "",
        )
        texts = [text for name, some in _OPERATORS.items() if name in names for text in some]
        texts += [f"(a * b).{name}()" for name in _CALLED if name in names]
        texts += ["(a * b + a) * (b + a)", "(a + b) * (a + b) * a"]
        of_arrays = [text for name, some in _OF_ARRAYS.items() if name in names for text in some]
        right: list[str] = []
        for_arrays = [f"({text}).sum()" for text in (*texts, *of_arrays)]
        for_arrays = [text.replace("(a * b)", "(a * b * a)") for text in for_arrays]  # whose gradients are no input
        for shape, some in (([2, 3], for_arrays), ([], texts)):
            program = {"class": one.name, "value": value, "shape": shape}
            found = self.ask("expressions", {**program, "expressions": some})
            right = found if isinstance(found, list) else []
            if right:
                yield Tried(backward, program, expressions=tuple(right))
                break
        else:
            yield Tried(backward, problem="its objects do not give what torch gives for a + b and a * b")
        for method in one.methods:
            told = method.name == "backward" or any(f".{method.name}(" in text for text in right)
            if method.computes and not method.is_property and not told and not method.name.startswith("_"):
                yield Tried(method, problem="no expression that was tried uses it: say what to compare")


def _works(answer: Tree) -> bool:
    """Whether a variant of what works gives something, too; a constant is enough."""
    return "choice" in answer and bool(answer["finite"]) and not answer["random"]


def _why_not_good(answer: Tree) -> str:
    if not answer["finite"]:
        return "what it returns is not finite for any of the inputs that were tried"
    if answer["result"]["kind"] in ("none", "text", "other"):
        return "it returns no numbers and changes no array: say what to compare"
    return "its result did not depend on the inputs that were tried"
