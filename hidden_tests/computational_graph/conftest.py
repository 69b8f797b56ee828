"""What the hidden tests of computational_graph share: a run of each script, and what can be seen of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

import descent
import pytest
import torch

from autograder.checks import CheckFailed, also_saw, check, check_close, counts
from autograder.checks.compare import judge
from autograder.checks.draw import Draw
from autograder.homework import Homework, Tolerance
from autograder.sandbox.failures import StudentFailure

# The names that a value may have: ours first, then those that scripts for the same exercise use.
NAMES = {
    "w": ["w", "W", "weights", "weight", "theta"],
    "x": ["x", "X", "inputs", "features"],
    "b": ["b", "B", "bias"],
    "y_label": ["y_label", "label", "y_true", "y_tilde", "y_target", "target", "y_gt", "y_lab"],
    "y": ["y", "y_hat", "y_pred", "prediction", "out", "output"],
    "L2": ["L2", "L_2", "l2", "L", "l", "loss", "Loss", "mse", "MSE", "l2_loss", "mse_loss"],
    "dydw": ["dydw", "dy_dw", "dydW", "dy_dW", "grad_y", "y_grad", "w_grad_y", "grad_y_w", "gradient_y"],
    "dLdw": ["dLdw", "dL_dw", "dldw", "dl_dw", "dL2dw", "dL2_dw", "dLdW", "grad_L", "L_grad", "grad_L2", "grad_loss"],
    "new w": ["w_new", "new_w", "w_updated", "updated_w", "w_next", "w", "W", "weights", "weight", "theta", "w1"],
}


def names_in_words(key: str) -> str:
    """ "y, y_hat or out": for a message."""
    *others, last = NAMES[key]
    return f"{', '.join(others)} or {last}"


def in_words(value: torch.Tensor) -> str:
    """ "[0.5, -1.25]" or "2": for a message."""
    numbers = ", ".join(f"{number:.6g}" for number in value.flatten().tolist())
    return f"[{numbers}]" if value.dim() else numbers


@dataclass(frozen=True)
class Inputs:
    """What lab.py computes with, in float64."""

    w: torch.Tensor  # (2,)
    x: torch.Tensor  # (2,)
    b: torch.Tensor  # ()
    y_label: torch.Tensor  # ()

    def y(self, w: torch.Tensor) -> torch.Tensor:
        return torch.sin(w @ self.x) - self.b

    def loss(self, w: torch.Tensor) -> torch.Tensor:
        return (self.y(w) - self.y_label) ** 2

    def drowned(self) -> Inputs:
        """The same y to the last bit, where difference quotients drown: no step suits both weights."""
        sizes = torch.tensor([1.0, LARGE], dtype=torch.double)
        return replace(self, w=self.w / sizes, x=self.x * sizes)


LARGE = 2.0**40
GIVEN = Inputs(*(torch.tensor(value, dtype=torch.double) for value in ([torch.pi / 2, torch.pi], [2, 1], 0, 2)))


@contextmanager
def or_error(raise_error: Callable[[], Any] | None) -> Iterator[None]:
    """What a check says is second to the error that ended the script, where one did: `raise_error` raises that."""
    try:
        yield
    except CheckFailed:
        if raise_error:
            raise_error()
        raise


@dataclass(frozen=True)
class Seen:
    """One run of lab.py: the inputs that it had, and the numbers that were found, by where."""

    inputs: Inputs
    found: dict[str, Any]
    tolerance: Tolerance
    raise_error: Callable[[], Any] | None  # where an error ended it
    about: str = ""  # how to run it the same way
    with_others: Callable[[], Any] = lambda: None  # the number that is found with the other inputs
    as_it_stands: Callable[[], Seen] | None = None  # the run with the numbers of the exercise, where those decide

    def check(self, key: str, expect: Callable[[Inputs], torch.Tensor], *, of: str) -> None:
        """Fail the test unless the expected numbers are among those found.

        A script may hold a value under several names, and several gradients under none: where none is right, the first
        is judged. Where not all inputs have other values, a right value of the script as it stands decides.
        """
        check(
            len(self.found) > 0,
            f"lab.py has no number for {of} after it ran. The names looked for: {names_in_words(key)}.",
        )
        expected = expect(self.inputs).round(decimals=12) + 0.0  # sin(2 pi) is 0 on paper
        right = [
            where
            for where, numbers in self.found.items()
            if judge(where, numbers, expected, self.tolerance, strict=False) is None
        ]
        where = [*right, *self.found][0]
        with or_error(self.raise_error):
            try:
                check_close(self.found[where], expected, of=of)
            except CheckFailed as failed:
                if self.as_it_stands is not None:
                    self.as_it_stands().check(key, expect, of=of)
                    return
                # With the inputs of the exercise mistakes look alike: y_label = 1 gives the loss of cos for sin.
                also_saw(f"{of} with other numbers", self.with_others())
                text = f"{failed} We looked at the numbers of {where}.{self.about}"
                raise CheckFailed(text, failed.mismatches, failed.details) from None


@pytest.fixture
def script(
    submitted: Collection[str], beside: Callable[[str], Any], module: Callable[[str], Any]
) -> Callable[[str], Any]:
    """script("fit"): the function that runs fit.py in the student's process."""

    def of(name: str) -> Any:
        if f"{name}.py" not in submitted:
            module(name)  # raises, and says why the file is not there
        return getattr(beside("script"), name)

    return of


@pytest.fixture
def lab(
    script: Callable[[str], Any],
    homework: Homework,
    seed: int,
    left_out: Callable[[str], None],
    flag: Callable[[str], None],
) -> Callable[..., Seen]:
    """lab("given", "y"): run lab.py as it is, and look for y; lab("other", "y"): with other numbers for its inputs;
    lab("drowned", "y"): with those, where difference quotients drown.

    b is 0 and sin(w . x) is 0 in the exercise, which hides every mistake about them.
    """

    def run(values: str, key: str, *, gradients: str = "", roots: bool = False) -> Seen:
        others = other_inputs(homework, seed)
        numbers = {"given": GIVEN, "other": others, "drowned": others.drowned()}[values]
        run_lab = partial(script("lab"), {} if values == "given" else asked_for(numbers))
        result = run_lab(NAMES[key], gradients, roots)
        tell_left_out("lab.py", result, left_out)

        def with_others() -> Any:
            with suppress(StudentFailure):
                return next(
                    iter(script("lab")(asked_for(others), NAMES[key], gradients, False)["found"].values()), None
                )

        raise_error = partial(run_lab, [], "", False) if result["failed"] else None
        missing = [name for name in vars(GIVEN) if name not in result["changed"]] if values != "given" else []
        with or_error(raise_error):
            check(
                "w" not in missing or result["passes"] > 0,
                "The grader could not run lab.py with other numbers. It looks for a line that assigns two numbers "
                f"to {names_in_words('w')}.",
            )
        if set(missing) - {"b"}:  # b is 0, and may be left out of the formula
            flag(
                f"lab.py was not tried with other numbers for {', '.join(missing)}: are the values written in? If "
                "so, we grade with those of the exercise."
            )
        inputs = replace(GIVEN, **{name: getattr(numbers, name) for name in result["changed"]})
        about = ", ".join(f"{name} = {in_words(value)}" for name, value in vars(inputs).items())
        return Seen(
            inputs,
            dict(result["found"]),
            homework.tolerance,
            raise_error,
            "" if values == "given" else f"\nWe ran lab.py with {about}.",
            with_others,
            partial(run, "given", key, gradients=gradients, roots=roots) if missing else None,
        )

    return run


def tell_left_out(file: str, result: Any, left_out: Callable[[str], None]) -> None:
    """The student reads once which lines failed and did not count."""
    for line in result["left_out"]:
        left_out(f"{file}, {line}")


def asked_for(inputs: Inputs) -> dict[str, Any]:
    """For each input the names that it may have in the script, its numbers, and those of the exercise."""
    return {
        name: (NAMES[name], value.reshape(-1).tolist(), getattr(GIVEN, name).reshape(-1).tolist())
        for name, value in vars(inputs).items()
    }


@lru_cache(maxsize=8)
def other_inputs(homework: Homework, seed: int) -> Inputs:
    """Inputs where no term vanishes, and none is as large as another. The same for all tests: a script runs once."""

    def accept(w: torch.Tensor, x: torch.Tensor, b: torch.Tensor, y_label: torch.Tensor) -> bool:
        y = torch.sin(w @ x) - b
        terms = torch.stack([y + b, torch.cos(w @ x), b, y, y_label, y - y_label, *w, *x]).abs()
        return bool((terms > 0.2).all() and (terms < 3).all() and torch.pdist(terms[:, None]).min() > 0.01)

    return Inputs(*Draw(homework, "the other inputs of lab.py", seed)((2,), (2,), (), (), accept=accept))


@dataclass(frozen=True)
class Fit:
    """One run of fit.py: its descents, at least one and each of at least one step."""

    descents: list[descent.Descent]
    raise_error: Callable[[], Any] | None  # where an error ended it

    def or_error(self) -> AbstractContextManager[None]:
        return or_error(self.raise_error)


@pytest.fixture
def fit(script: Callable[[str], Any], left_out: Callable[[str], None]) -> Callable[..., Fit]:
    """fit(points): run fit.py with these points (N, 2); fit(points, 6): where only the first six steps are looked at,
    and it is not for points, the run may end after them."""

    def run(points: torch.Tensor, steps: int = 0) -> Fit:
        ends = {"moves": steps} if steps and not counts() else {}
        run_fit = partial(script("fit"), points.numpy(), **ends)
        result = run_fit(["w", "weights", "theta"])
        tell_left_out("fit.py", result, left_out)
        check(
            len(result["passes"]) > 0,
            "fit.py never computes a gradient with respect to w. The grader looks for loss.backward(), where "
            "the loss depends on a tensor w of two numbers with requires_grad=True.",
        )
        return Fit(descent.descents(result), partial(run_fit, []) if result["failed"] else None)

    return run


@pytest.fixture
def points(homework: Homework, seed: int) -> torch.Tensor:
    """Five points (5, 2) that are not those of the exercise."""
    return other_points(homework, seed)


@lru_cache(maxsize=8)
def other_points(homework: Homework, seed: int) -> torch.Tensor:
    """Points where the descent does not start in a minimum."""

    def placed(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return torch.cat([2 * x - 1, 0.05 + 0.9 * y], dim=1)

    def accept(x: torch.Tensor, y: torch.Tensor) -> bool:
        steep = (descent.gradient("mean", placed(x, y), torch.tensor(descent.START)).abs() > 0.02).all()
        return bool(steep and torch.pdist(x).min() > 0.05)

    draw = Draw(homework, "the other points of fit.py", seed)
    return placed(*draw.uniform(0, 1, (5, 1), (5, 1), accept=accept))
