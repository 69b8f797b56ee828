"""Test 2, whole expressions: run `python test2.py`. It compares your derivatives with difference quotients.

The differences are taken of your own results, so see to it that test 1 passes first.
"""

import sys

from engine import MLP, Value

STEP = 1e-5


def used_often(a, b, c):
    d = a * b + c
    e = d * d - a / d
    return (e.tanh() + d * c.exp()) * e.relu() + 1 / b**2


def network(*numbers):
    model = MLP(2, [3, 2], "tanh")
    for parameter, number in zip(model.parameters(), numbers):
        parameter.data = number.data
    used = model.parameters()
    outputs = model([0.7, -1.2])
    return outputs[0] * 2 - outputs[1] * outputs[0], used


def check(name, function, numbers):
    """An AssertionError when a derivative of the function is far from its difference quotient."""

    def run(changed):
        leaves = [Value(number) for number in changed]
        result = function(*leaves)
        return result if isinstance(result, tuple) else (result, leaves)

    result, leaves = run(numbers)
    result.backward()
    for place, leaf in enumerate(leaves):
        ends = []
        for step in (STEP, -STEP):
            changed = list(numbers)
            changed[place] += step
            ends.append(run(changed)[0].data)
        expected = (ends[0] - ends[1]) / (2 * STEP)
        assert abs(leaf.grad - expected) < 1e-5 * max(1, abs(expected)), (
            f"{name}: d/d(number {place + 1}) should be about {expected:.6g}, it is {leaf.grad:.6g}"
        )


def test_expressions():
    check("a * a", lambda a: a * a, [3.0])
    check("a value that is used often", used_often, [0.9, 1.4, -0.3])
    check("a network", network, [0.1 * number - 0.75 for number in range(17)])


if __name__ == "__main__":
    try:
        test_expressions()
    except (AssertionError, NotImplementedError) as problem:
        sys.exit(f"test 2 failed: {problem}")
    print("test 2 passed: all derivatives agree with difference quotients")
