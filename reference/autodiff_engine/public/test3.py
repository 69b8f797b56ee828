"""Test 3, the training: run `python test3.py`. A network of a few neurons learns the exclusive or."""

import random
import sys

from engine import MLP, squared_error, train

EXAMPLES = [[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]
TARGETS = [[-1.0], [1.0], [1.0], [-1.0]]


def test_training():
    random.seed(1)
    model = MLP(2, [6, 1])
    count = len(model.parameters())
    assert count == 6 * 3 + 7, f"MLP(2, [6, 1]) has 6 * 3 + 7 = 25 parameters, yours has {count}"
    losses = train(model, EXAMPLES, TARGETS, 150, 0.1)
    assert len(losses) == 150, f"train should return 150 losses, it returns {len(losses)}"
    for step in (0, 10, 50, 149):
        print(f"step {step:>3}: loss {losses[step]:.4f}")
    after = squared_error(model, EXAMPLES, TARGETS).data
    assert after < 0.05, f"after 150 steps the loss should be below 0.05, it is {after:.4f}"
    for example, target in zip(EXAMPLES, TARGETS):
        print(f"{example}: {model(example)[0].data:.2f}, wanted {target[0]}")


if __name__ == "__main__":
    try:
        test_training()
    except (AssertionError, NotImplementedError) as problem:
        sys.exit(f"test 3 failed: {problem}")
    print("test 3 passed")
