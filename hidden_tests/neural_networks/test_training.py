"""main: training runs on handwritten digits, compared with the reference's. Nothing is drawn: main seeds itself."""

import pytest
from conftest import DEFAULTS, WHERE_TO_LOOK, per_cent
from gradescope_utils.autograder_utils.decorators import number, weight

from autograder.checks import check, check_close

# The rounding errors of two right programs stay below 1e-12 of the losses in each of these, with the few digits and
# with the course's file. With mini-batches of 5, tanh with momentum and dropout is chaotic on the course's file: a
# change of 1e-15 becomes 10 % within the first epoch. With mini-batches of 50 it is determined, so these are used.
# 1 - alpha is no 1 / N: a gradient times the one or the other are two mistakes.
RUNS = {
    "relu": {"num_epoch": "2"},
    "tanh": {"num_epoch": "2", "activation": "tanh"},
    "relu-momentum-dropout": {"num_epoch": "2", "alpha": "0.8", "dropout_rate": "0.5"},
    "tanh-momentum-dropout": {"minibatch_size": "50", "activation": "tanh", "alpha": "0.9", "dropout_rate": "0.5"},
}


@weight(28)
@number("6.1")
@pytest.mark.parametrize("run", RUNS)
def test_training(check_losses, digits, run):
    "main returns the right training and validation losses"
    check_losses(digits, **RUNS[run])


@weight(4)
@number("6.2")
def test_training_weight_decay(check_losses, few_digits):
    "main with weight decay returns the right training and validation losses"
    check_losses(few_digits, activation="tanh", minibatch_size="20", **{"lambda": "0.1"})


@weight(4)
@number("6.3")
def test_training_eleven_epochs(check_losses, few_digits):
    """main trains with a tenth of the learning rate in the eleventh epoch"""
    check_losses(few_digits, minibatch_size="20", num_epoch="11", learning_rate="0.05")


@weight(4)
@number("6.4")
def test_accuracies(student_with, beside, expected_training, few_digits):
    """main writes the training and validation accuracies to MLP_lr…_m…_w…_d…_a….json"""
    settings = {**DEFAULTS, "dropout_rate": "0.3", "learning_rate": "0.1", "num_epoch": "2"}
    main = student_with(few_digits).main
    written = beside("records").main(main, {**settings, "input_file": few_digits.name})
    check(
        len(written) == 1,
        "main must write one file MLP_lr…_m…_w…_d…_a….json to the working directory, with "
        f'{{"train": [the accuracies of the epochs], "val": [...]}} in it; it wrote {len(written)}.',
    )
    (accuracies,) = written.values()
    check_close(
        accuracies,
        expected_training(few_digits, **settings).accuracies,
        of="{} accuracies",
        hint=lambda actual, expected: per_cent(actual, expected) or WHERE_TO_LOOK,
    )
