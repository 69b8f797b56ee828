"""fit.py: the start, the loss, its gradient, the update, how well it fits; each alone, whatever the learning rate is.

The first four are looked at with other points than those of the exercise. Where w is after the first step depends on
the student's learning rate, so the right loss and gradient of later steps are computed at the student's w.
"""

import math

import numpy as np
import torch
from descent import FAR, START, STEPS, gradient, is_flat, loss
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import also_saw, check, check_close

MOST_STEPS = 6  # that are compared
BOUND = 0.01  # of the mean squared error; learning rates from 0.4 to 10 for the sum, five times as much for the mean


def near(descent):
    """The first steps, as far as they stay where the sigmoid is not flat."""
    steps = [step for step in descent.steps[:MOST_STEPS] if bool((step.w.abs() < FAR).all())]
    check(len(steps) > 0, f"The descent starts at w = {descent.steps[0].w.tolist()}, where the sigmoid is flat.")
    return steps


def by_step(values):
    return {str(number): value for number, value in enumerate(values, start=1)}


@weight(1)
@number("2.1")
def test_start(fit, points):
    """fit.py: the descent starts at w = [-2, 2]"""
    check_close(fit(points, MOST_STEPS).descents[0].steps[0].w, torch.tensor(START), of="the first w")


@weight(2)
@number("2.2")
def test_fit_loss(fit, points):
    """fit.py: the loss is the sum or the mean of the squares"""
    steps = near(fit(points, MOST_STEPS).descents[0])
    kind = nearest_kind(steps[0].loss, lambda kind: loss(kind, points, steps[0].w))
    also_saw("the gradient", steps[0].gradient)  # at [-2, 2], swapped weights give the loss of a wrong sign
    check_steps(
        [step.loss for step in steps], [loss(kind, points, step.w) for step in steps], of=f"the loss, a {kind},"
    )


@weight(2)
@number("2.3")
def test_fit_gradient(fit, points):
    """fit.py: the gradient of the loss with respect to w"""
    steps = near(fit(points, MOST_STEPS).descents[0])
    kind = nearest_kind(steps[0].gradient.norm(), lambda kind: gradient(kind, points, steps[0].w).norm())
    expected = [gradient(kind, points, step.w) for step in steps]
    also_saw("the loss", steps[0].loss)
    check_steps([step.gradient for step in steps], expected, of=f"the gradient of the loss, a {kind},")


def nearest_kind(actual, expected):
    """Whether to compare with the "sum" or with the "mean": that which is off by the smaller factor."""
    return min(("sum", "mean"), key=lambda kind: abs(math.log(max(float(actual), 1e-12) / float(expected(kind)))))


def check_steps(actual, expected, *, of):
    """The first step, where w is the same for everybody; then all of them."""
    check_close(actual[0], expected[0], of=f"{of} in step 1")
    check_close(by_step(actual), by_step(expected), of=f"{of} in step {{}}")


@weight(3)
@number("2.4")
def test_update(fit, points):
    "fit.py: each step moves w against its gradient, which is zeroed in between"
    run = fit(points, MOST_STEPS)
    with run.or_error():
        check_update(run.descents[0])


@weight(2)
@number("2.5")
def test_fit(fit, homework):
    """fit.py: after 30 steps the mean squared error is below 0.01"""
    points = torch.from_numpy(np.load(homework.tests_folder / "provided" / "pts.npy"))
    run = fit(points)
    paths = [descent.path()[: STEPS + 1] for descent in run.descents]
    errors = [[float(loss("mean", points, w)) for w in path] for path in paths]
    best, path = min(zip(errors, paths, strict=True), key=lambda pair: pair[0][-1])
    if all(torch.equal(w, path[0]) for w in path):
        advice = "w stays where it is: look at the update."
    elif len(best) <= STEPS:
        advice = f"fit.py makes {len(best) - 1} of the {STEPS} required steps."
    elif any(is_flat(points, w) for w in path):
        advice = "w jumps to a place where the sigmoid is flat at every point: try a smaller learning rate."
    elif all(after <= before for before, after in zip(best, best[1:], strict=False)):
        advice = "The error gets smaller with each step, but slowly: try a larger learning rate."
    else:
        advice = "The error does not get smaller with each step: if the update is right, try a smaller learning rate."
    with run.or_error():
        text = f"The mean squared error at the end is {best[-1]:.3g}, but should be below {BOUND}. {advice}"
        check(best[-1] < BOUND, text)


def check_update(descent):
    """w.grad holds the gradient of its step alone, and w moves against it."""
    steps = near(descent)
    check(
        len(descent.steps) > 1 or not descent.left.any(),
        "fit.py makes a single step, and w.grad is not zero after it.",
    )
    check(all(bool(step.held.isfinite().all()) for step in steps), "w.grad is not finite, so w cannot move.")
    moves = [after - step.w for step, after in zip(steps, descent.path()[1:], strict=False)]
    check(any(bool(move.any()) for move in moves), "w stays where it is: fit.py does not change it after backward().")
    check_close(
        by_step(step.held for step in steps),
        by_step(step.gradient for step in steps),
        of="w.grad in step {}",
        hint="backward adds to w.grad: zero it after each update, or it still contains the previous steps.",
    )
    # The learning rate is the student's, and may change from step to step: the one that explains the move best.
    rates = [
        -float(move @ step.held) / max(float(step.held @ step.held), 1e-12)
        for step, move in zip(steps, moves, strict=True)
    ]
    check(min(rates) > -1e-6, "A step moves w along the gradient, so the loss grows: subtract the gradient from w.")
    check_close(
        by_step(moves),
        by_step(-rate * step.held for rate, step in zip(rates, steps, strict=True)),
        of="the change of w in step {}",
        relative=1e-3,
        absolute=1e-6,
        hint="The update of gradient descent is w -= learning_rate * w.grad, with one learning rate for both weights.",
    )
