"""Public test 3: main. Run it with: python test3.py

Four short training runs, of one or two seconds each. Pass test1.py and test2.py first. When main draws every random
number where it should, the losses are those below; the hidden tests train with another seed and other settings.
"""

import sys

from neural_networks import main

RUNS = [
    # name, settings, training losses, validation losses
    ("relu", {}, [112.0296, 65.4029, 46.8999], [43.6768, 30.2847, 24.7008]),
    ("tanh", {"activation": "tanh"}, [86.0821, 51.1867, 37.5028], [34.3362, 25.4360, 21.8291]),
    (
        "relu, momentum, dropout",
        {"alpha": "0.9", "dropout_rate": "0.5"},
        [21.2185, 12.6976, 7.3328],
        [17.2364, 16.3062, 12.3217],
    ),
    (
        "tanh, momentum, dropout",
        {"activation": "tanh", "alpha": "0.9", "dropout_rate": "0.5"},
        [16.3365, 13.3302, 9.8115],
        [18.9033, 19.7267, 20.1734],
    ),
]
# What is special about a run, and so where to look when it is the first that fails.
LOOK_AT = {
    "relu": "forward_pass and backward_pass, and the order in which random numbers are drawn",
    "tanh": "what tanh.backward is given: the input of tanh.forward, not its output",
    "relu, momentum, dropout": "is_train: dropout is on in training, off in evaluation; then what L2.backward is given",
    "tanh, momentum, dropout": "the layers together: each of them is right in one of the runs before",
}
DEFAULTS = {
    "input_file": "mnist_subset.json",
    "random_seed": "42",
    "learning_rate": "0.01",
    "alpha": "0.0",
    "lambda": "0.0",
    "dropout_rate": "0.0",
    "num_epoch": "3",
    "minibatch_size": "5",
    "activation": "relu",
}

for name, settings, *right in RUNS:
    print(f"{name}:")
    try:
        records = main({**DEFAULTS, **settings})
    except NotImplementedError as todo:
        sys.exit(f"test3: {todo}")
    for which, losses, expected in zip(("training", "validation"), records, right):
        for epoch, (loss, wanted) in enumerate(zip(losses, expected), 1):
            assert abs(loss - wanted) < 1e-3, (
                f"\n{name}: the {which} loss of epoch {epoch} is {loss:.4f}, and should be {wanted:.4f}. "
                f"Look at {LOOK_AT[name]}."
            )
        assert len(losses) == len(expected), f"\n{name}: {len(losses)} {which} losses, and {len(expected)} epochs"
print("test3 passed")
