import torch
from gradescope_utils.autograder_utils.decorators import weight

from autograder.checks import check_close


def expression(a, b, tanh):
    """Numbers on either side, and a value that is used twice."""
    c = 2.0 * a + b * a - 1.5
    return tanh(c) * b - (3.0 - c)


def drawn(draw):
    a, b = draw((1,), (1,))
    return float(a[0]), float(b[0])


@weight(1)
def test_product(student):
    """The derivative of a product by one factor is the other"""
    a, b = student.Value(2.0), student.Value(3.0)
    (a * b).backward()
    check_close([a.grad], [3.0], of="the derivative")
    check_close(b.grad, 2.0, of="the derivative")


@weight(3)
def test_forward(student, draw):
    """An expression has the right value"""
    a, b = drawn(draw)
    result = expression(student.Value(a), student.Value(b), lambda value: value.tanh())
    check_close(
        result.data, float(expression(torch.tensor(a), torch.tensor(b), torch.tanh)), of="the value", relative=1e-5
    )


@weight(6)
def test_backward(student, draw):
    """backward() gives the derivatives"""
    a, b = drawn(draw)
    values = student.Value(a), student.Value(b)
    result = expression(*values, lambda value: value.tanh())
    result.backward()
    inputs = [torch.tensor(one, dtype=torch.float64, requires_grad=True) for one in (a, b)]
    expression(*inputs, torch.tanh).backward()
    check_close([value.grad for value in values], [float(one.grad) for one in inputs], of="the derivatives")
