"""Exercise 2: the error in torch, and the gradients that its graph gives."""

import pytest
from gradescope_utils.autograder_utils.decorators import number, weight
from networks import draw_network

from autograder.checks import check, check_close

# Nine first: with a single example some mistakes look alike, and one that was recognised before is the likelier.
every_size = pytest.mark.parametrize("N", [9, 1], ids=lambda N: f"N={N}")

# The page's tensors are float32: sums of some hundred products of size 1 to 100 keep about five digits.
FLOAT32 = {"relative": 1e-4, "absolute": 1e-4}

ADVICE = {
    "a scalar without a graph": "Is something detached, taken from .data, or turned into numpy on the way?",
    "a NoneType": "Is a return missing?",
    "a float": "Did item() or float() turn the tensor into a plain number? A plain number has no graph.",
}


def cut(actual, expected):
    """A hint for gradients that are not there."""
    if any(gradient is None for gradient in actual):
        return "err's graph does not reach it: is something detached, taken from .data, or put into a new tensor?"
    return None


@weight(4)
@number("2.1")
@every_size
def test_error(N, student, beside, draw):
    """exercise2 returns the error"""
    network = draw_network(draw, N)
    err = beside("page").exercise2(student.exercise2, *network.arguments_of_exercise2(), backward=False)
    check_close(err, network.error(), of="err", **FLOAT32)


@weight(6)
@number("2.2")
@every_size
def test_gradients(N, student, beside, draw):
    "exercise2: the gradients that err.backward() computes"
    network = draw_network(draw, N)
    found = beside("page").exercise2(student.exercise2, *network.arguments_of_exercise2(), backward=True)
    kind = found["err"]
    check(
        kind == "a scalar with a graph",
        f"exercise2 returned {kind}; err must be a torch scalar with a backward(). {ADVICE.get(kind, '')}".rstrip(),
    )
    DW, DB = network.gradients()
    check_close(found["W"], DW, of="the gradient with respect to W{}", hint=cut, **FLOAT32)
    check_close(found["B"], DB, of="the gradient with respect to B{}", hint=cut, **FLOAT32)
