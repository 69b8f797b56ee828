"""Test 1, single operations: run `python test1.py`. It says what is wrong, and exits with status 1 if anything is."""

import math
import sys

from engine import Value

# what is computed of a = 1.5 and b = -0.5, its result, and its derivatives with respect to a and b
OPERATIONS = {
    "a + b": (lambda a, b: a + b, 1.0, 1.0, 1.0),
    "a - b": (lambda a, b: a - b, 2.0, 1.0, -1.0),
    "a * b": (lambda a, b: a * b, -0.75, -0.5, 1.5),
    "a / b": (lambda a, b: a / b, -3.0, -2.0, -6.0),
    "a ** 2": (lambda a, b: a**2, 2.25, 3.0, 0.0),
    "b ** -1": (lambda a, b: b**-1, -2.0, 0.0, -4.0),
    "-a": (lambda a, b: -a, -1.5, -1.0, 0.0),
    "a.tanh()": (lambda a, b: a.tanh(), 0.9051482536448664, 0.18070663892364864, 0.0),
    "a.relu()": (lambda a, b: a.relu(), 1.5, 1.0, 0.0),
    "b.relu()": (lambda a, b: b.relu(), 0.0, 0.0, 0.0),
    "b.exp()": (lambda a, b: b.exp(), 0.6065306597126334, 0.0, 0.6065306597126334),
    "a + 2": (lambda a, b: a + 2, 3.5, 1.0, 0.0),
    "2 + a": (lambda a, b: 2 + a, 3.5, 1.0, 0.0),
    "2 - a": (lambda a, b: 2 - a, 0.5, -1.0, 0.0),
    "2 * a": (lambda a, b: 2 * a, 3.0, 2.0, 0.0),
    "3 / a": (lambda a, b: 3 / a, 2.0, 0.0 - 4 / 3, 0.0),
    "a + a": (lambda a, b: a + a, 3.0, 2.0, 0.0),
    "a * a * b": (lambda a, b: a * a * b, -1.125, -1.5, 2.25),
}


def problem(compute, *expected):
    """What is wrong with it, or an empty text."""
    a, b = Value(1.5), Value(-0.5)
    try:
        result = compute(a, b)
        result.backward()
        found = result.data, a.grad, b.grad
    except NotImplementedError as todo:
        return str(todo)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    for name, one, right in zip(("the result", "a.grad", "b.grad"), found, expected):
        if not math.isclose(one, right, rel_tol=1e-9, abs_tol=1e-12):
            return f"{name} should be {right:.6g}, it is {one:.6g}"
    return ""


def test_operations():
    problems = {name: problem(*what) for name, what in OPERATIONS.items()}
    for name, text in problems.items():
        print(f"{name:<12}{text or 'ok'}")
    wrong = [name for name, text in problems.items() if text]
    assert not wrong, f"not right yet, see above: {', '.join(wrong)}"


if __name__ == "__main__":
    try:
        test_operations()
    except AssertionError as error:
        sys.exit(f"test 1 failed: {error}")
    print("test 1 passed")
