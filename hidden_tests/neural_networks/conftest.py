"""What the hidden tests of neural_networks share: the term's gradient descent, and training runs with digits."""

import contextlib
import functools
import io
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from terms import NAMES, SIGNATURES, other_term

from autograder.checks import check, check_close

# The course's default settings but for the seed, so that no published number earns anything, and a shorter training.
# Strings, as main gets them from a command line.
DEFAULTS = {
    "random_seed": "567",
    "learning_rate": "0.01",
    "alpha": "0.0",
    "lambda": "0.0",
    "dropout_rate": "0.0",
    "num_epoch": "1",
    "minibatch_size": "10",
    "activation": "relu",
}
WHERE_TO_LOOK = (
    "an error in a layer or in gradient descent, if their tests fail too. If they pass, main connects "
    "them wrongly: what does each backward get, what is is_train, are random numbers drawn anywhere "
    "else?"
)
FILE = "mnist_subset.json"
# What decides a training run shows with few images, and most of its time would go into evaluating many.
FEW = {"train": 40, "valid": 20, "test": 20}
COURSE_FILE = "mnist_subset.json.gz"
COURSE_LIMITS = {"call_seconds": 120, "submission_seconds": 300}  # a run with it takes 6 s on a fast machine


@dataclass(frozen=True)
class Digits:
    """A data file that main reads."""

    name: str
    content: bytes
    validation_images: int


@dataclass(frozen=True)
class Training:
    """What a training run gives."""

    losses: dict  # "training loss of epoch 1" -> number
    accuracies: dict  # "train", "val" -> a number for each epoch; what main writes to its file


@pytest.fixture
def wrong_term(student, beside, homework):
    """The sentence for a file of another term; "" for one of this term."""
    return other_term(homework.variant, beside("steps").parameter_names(student, NAMES))


@pytest.fixture
def take_steps(student, beside, homework, wrong_term):
    """take_steps(parameters, gradients, _lambda=…, _alpha=…, _learning_rate=…): the parameters after each step."""
    check(not wrong_term, wrong_term)
    name, arguments = SIGNATURES[homework.variant]

    def take(parameters, gradients, **settings):
        settings_in_order = [settings[key] for key in arguments[2:]]
        return beside("steps").take_steps(getattr(student, name), parameters, gradients, settings_in_order)

    return take


@pytest.fixture
def few_digits(homework):
    """The first of the digits that come with the homework."""
    return _first_of(homework.tests_folder / "provided" / FILE)


@functools.cache
def _first_of(path):
    parts = json.loads(path.read_text())
    few = {part: [values[:count] for values in parts[part]] for part, count in FEW.items()}
    return Digits(FILE, json.dumps(few).encode(), FEW["valid"])


@pytest.fixture
def digits(homework, few_digits):
    """The course's own file where the instructor has put it, otherwise the few digits."""
    path = homework.tests_folder / "provided" / COURSE_FILE
    if not path.is_file():
        return few_digits
    for name, seconds in COURSE_LIMITS.items():
        if getattr(homework.limits, name) < seconds:
            raise ValueError(f"to grade with {COURSE_FILE}, set {name}: {seconds} in the limits of homework.yaml")
    return Digits(COURSE_FILE, path.read_bytes(), validation_images=1000)


@pytest.fixture
def student_with(student, beside, fresh):
    """student_with(digits): the student's module, where main finds these digits under their name."""

    def with_digits(digits):
        if digits.name == COURSE_FILE:
            return fresh(files={digits.name: digits.content})
        beside("digits").put(digits.name, digits.content.decode())
        return student

    return with_digits


@pytest.fixture
def expected_training(reference):
    """expected_training(digits, **settings): the reference's; run once per process, not per submission."""
    return lambda digits, **settings: _reference_run(reference.main, digits, tuple(settings.items()))


@pytest.fixture
def check_losses(student_with, expected_training):
    """check_losses(digits, **settings): the losses that the student's main returns against the reference's.

    A mini-batch has no more images than there are to validate.
    """

    def run_and_check(digits, **settings):
        settings = {**DEFAULTS, **settings}
        epochs, minibatch_size = int(settings["num_epoch"]), int(settings["minibatch_size"])
        minibatch_size = min(minibatch_size, digits.validation_images)
        settings["minibatch_size"] = str(minibatch_size)
        records = student_with(digits).main({**settings, "input_file": digits.name})
        check(
            isinstance(records, tuple | list)
            and len(records) == 2
            and all(np.shape(each) == (epochs,) for each in records),
            "main must return (train_loss_record, val_loss_record): two lists with one number for each epoch, "
            f"{epochs} of them here.",
        )
        actual, expected = by_epoch(*records), expected_training(digits, **settings).losses
        # Only the training loss is promised to be a sum over the mini-batches. In some terms main averages the
        # validation loss, or sums it over the images: any of these is right if it is so in every epoch.
        first = "validation loss of epoch 1"
        scales = 1, minibatch_size / digits.validation_images, minibatch_size
        scale = next((scale for scale in scales if np.isclose(actual[first], scale * expected[first], rtol=1e-6)), 1)
        expected = {name: loss * scale if name.startswith("validation") else loss for name, loss in expected.items()}
        check_close(actual, expected, hint=where_to_look)

    return run_and_check


def by_epoch(train_losses, val_losses):
    """{"training loss of epoch 1": …}, so that a message says which number is wrong."""
    records = {"training": train_losses, "validation": val_losses}
    return {f"{name} loss of epoch {t}": loss for name, losses in records.items() for t, loss in enumerate(losses, 1)}


def where_to_look(actual, expected):
    """The hint for wrong losses: what is right tells where the wrong ones come from."""
    right = {name for name, loss in expected.items() if np.isclose(actual[name], loss, rtol=1e-6)}
    training, validation = ([name for name in expected if name.startswith(kind)] for kind in ("training", "validation"))
    exchanged = zip(training + validation, validation + training)
    if all(np.isclose(actual[name], expected[other], rtol=1e-6) for name, other in exchanged):
        return "the two lists are swapped: `return train_loss_record, val_loss_record`."
    if right.issuperset(validation):
        return (
            "the validation losses are right, so the training itself is right too. The training loss of an "
            "epoch is the sum of the losses of all its mini-batches, without dropout, after its last step: is "
            "yours a mean, or a different sum?"
        )
    begun = next(t for t, names in enumerate(zip(training, validation)) if not right.issuperset(names))
    if begun == 0:
        return WHERE_TO_LOOK
    return (
        f"everything is right up to epoch {begun}, so what is different in epoch {begun + 1}? When does the "
        "learning rate change? Are random numbers drawn for anything but the permutation and dropout? Is "
        "anything created again in each epoch?"
    )


def per_cent(actual, expected):
    """The hint for accuracies in per cent, or None."""
    if np.allclose(actual["train"], 100 * np.array(expected["train"])):
        return "they are percentages, but must be fractions from 0 to 1."
    return None


@functools.cache
def _reference_run(main, digits, settings):
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        os.chdir(folder)  # main writes a file to where it runs
        try:
            Path(digits.name).write_bytes(digits.content)
            records = main({**DEFAULTS, **dict(settings), "input_file": digits.name})
            (written,) = Path(folder).glob("MLP_*.json")
            return Training(by_epoch(*records), json.loads(written.read_text()))
        finally:
            os.chdir(before)
