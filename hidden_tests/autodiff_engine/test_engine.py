"""Value: numbers, and derivatives by backward(). Each expression is run with torch's autograd, too."""

import pytest
from expressions import NAMES, derivatives, draw_expression, expected_result, result
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import HUGE, beyond_differences, check_close

# Operations of an expression, in turn.
KINDS = {"arithmetic": ["+", "*", "-", "neg", "/"], "powers": ["*", "**", "+", "**", "-", "/"],
         "functions": ["tanh", "*", "relu", "-", "exp", "/", "+"]}  # fmt: skip
EVERYTHING = ["+", "tanh", "*", "**", "-", "relu", "/", "exp", "*", "neg"]

# One operation on a or on both. With each: which of the two may be HUGE, so that its derivatives stay ordinary.
SINGLE = {
    "a + b": [(("+", (0, 1)), "b")], "a - b": [(("-", (0, 1)), "b")], "a * b": [(("*", (0, 1)), "a")],
    "a / b": [(("/", (0, 1)), "a")], "-a": [(("neg", (0,)), "a")], "a ** 3": [(("**", (0, (3,))), "a")],
    "a ** -0.5": [(("**", (0, (-0.5,))), "")], "tanh": [(("tanh", (0,)), "")], "exp": [(("exp", (0,)), "")],
    "relu": [(("relu", (0,)), "a"), (("relu", (1,)), "")],
}  # fmt: skip
NUMBERS = {
    "on the right": [("+", (0, (2,))), ("-", (0, (1.5,))), ("*", (0, (2.5,))), ("/", (0, (4,)))],
    "on the left": [("+", ((7,), 0)), ("-", ((3,), 0)), ("*", ((-3,), 0)), ("/", ((2,), 0))],
}
TWICE = {
    "a + a": (("+", (0, 0)),),
    "a * a": (("*", (0, 0)),),
    "a * b + a.tanh()": (("*", (0, 1)), ("tanh", (0,)), ("+", (2, 3))),
}
ORDERS = {
    # c is used by d and beside d: it must wait for d before it hands anything on to a
    "c = a * b; d = c + a; c * d": (("*", (0, 1)), ("+", (2, 0)), ("*", (2, 3))),
    "the other way round": (("*", (0, 1)), ("+", (0, 2)), ("*", (3, 2)), ("-", (2, 4))),
    "forty doublings": tuple(("+", (place and place + 1, place and place + 1)) for place in range(40)),
}


def check_derivatives(student, lines, plain, drowned):
    """backward() of what the last line gives, for the leaves `plain`, and for those on which differences drown."""

    def check_leaves(leaves):
        values = [student.Value(leaf) for leaf in leaves]
        result(lines, values).backward()
        check_close(
            {f"{name}.grad": value.grad for name, value in zip(NAMES, values, strict=False)},
            {f"{name}.grad": slope for name, slope in zip(NAMES, derivatives(lines, leaves), strict=False)},
        )

    beyond_differences(check_leaves, drowned, plain)


def behind_a_constant(lines, leaves):
    """The same with a further leaf that is added in the end; and its leaves, also with one that is HUGE."""
    further = len(leaves)

    def moved(operand):
        return operand + 1 if isinstance(operand, int) and operand >= further else operand

    below = [(name, tuple(map(moved, operands))) for name, operands in lines]
    lines = (*below, ("+", (further + len(lines), further)))
    return lines, (*leaves, 1.5), (*leaves, HUGE)


def two_numbers(draw):
    """a, above 0, and b, below."""
    a, b = draw.uniform(0.4, 1.7, (1,), (1,))
    return float(a[0]), -float(b[0])


@weight(6)
@number("1.1")
@pytest.mark.parametrize("kind", KINDS)
def test_result(student, draw, kind):
    """Value: the result of an expression"""
    lines, leaves = draw_expression(draw, KINDS[kind], 8)
    actual = result(lines, [student.Value(leaf) for leaf in leaves])
    check_close(actual.data, expected_result(lines, leaves), of="the result's data")


@weight(10)
@number("1.2")
@pytest.mark.parametrize("name", SINGLE)
def test_operation(student, draw, name):
    """Value: the derivatives of a single operation"""
    plain = two_numbers(draw)
    for line, large in SINGLE[name]:
        drowned = tuple(HUGE * one if letter == large else one for letter, one in zip("ab", plain, strict=True))
        check_derivatives(student, (line,), plain, drowned if large else plain)


@weight(4)
@number("1.3")
@pytest.mark.parametrize("side", NUMBERS)
def test_numbers(student, draw, side):
    """Value: plain numbers on either side"""
    plain = two_numbers(draw)[:1]
    values = [student.Value(*plain) for _ in NUMBERS[side]]
    actual = [result([line], [value]) for line, value in zip(NUMBERS[side], values, strict=True)]
    check_close(
        [one.data for one in actual], [expected_result((line,), plain) for line in NUMBERS[side]], of="result{}"
    )
    for line in NUMBERS[side]:
        divided = line == ("/", ((2,), 0))  # by a HUGE number nothing would be left
        check_derivatives(student, (line,), plain, plain if divided else (HUGE * plain[0],))


@weight(3)
@number("1.4")
@pytest.mark.parametrize("name", TWICE)
def test_used_twice(student, draw, name):
    """backward: a Value that is used twice"""
    check_derivatives(student, *behind_a_constant(TWICE[name], two_numbers(draw)))


@weight(3)
@number("1.5")
@pytest.mark.parametrize("name", ORDERS)
def test_order(student, draw, name):
    """backward: each Value hands on after all that were computed from it, and once"""
    leaves = two_numbers(draw)
    check_derivatives(student, *behind_a_constant(ORDERS[name], leaves))


@weight(6)
@number("1.6")
@pytest.mark.parametrize("drawn", [1, 2, 3])
def test_expression(student, draw, drawn):
    """backward: a long expression of everything"""
    check_derivatives(student, *behind_a_constant(*draw_expression(draw, EVERYTHING, len(EVERYTHING))))


@weight(2)
@number("1.7")
def test_adds_up(student, draw):
    """backward: the derivatives of several results add up"""
    lines, leaves = draw_expression(draw, EVERYTHING, 4)
    one, plain, drowned = behind_a_constant(lines, leaves)
    other, _, _ = behind_a_constant((("*", (0, 1)), ("*", (2, 3)), ("-", (4, 5))), leaves)

    def check_leaves(leaves):
        values = [student.Value(leaf) for leaf in leaves]
        result(one, values).backward()
        result(other, values).backward()
        both = [sum(slopes) for slopes in zip(derivatives(one, leaves), derivatives(other, leaves), strict=True)]
        check_close([value.grad for value in values], both, of="the sum of two results' derivatives{}")
        for value in values:
            value.grad = 0.0
        result(one, values).backward()
        check_close([value.grad for value in values], derivatives(one, leaves), of="one's, from grad = 0 on{}")

    beyond_differences(check_leaves, drowned, plain)
