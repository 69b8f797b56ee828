"""Exercise 1: the gradient by hand, in numpy. Exercise 2 needs autograd, so only these tests refuse it."""

import pytest
from gradescope_utils.autograder_utils.decorators import number, visibility, weight
from networks import LAYERS, Network, draw_network

from autograder.checks import (
    asks_for_what_it_gives,
    beyond_differences,
    check,
    check_close,
    put,
    value_of,
    without_autograd,
)
from autograder.checks.values import to_array

every_layer = pytest.mark.parametrize("layer", LAYERS, ids=[f"layer{i}" for i in LAYERS])
# Nine first: with a single example some mistakes look alike, and one that was recognised before is the likelier.
every_size = pytest.mark.parametrize("N", [9, 1], ids=lambda N: f"N={N}")


def run(student, *arguments):
    """The student's (DW, DB); a sentence when they are not two lists."""
    actual = student.exercise1(*arguments)
    check(
        is_list(actual) and len(actual) == 2 and all(map(is_list, actual)),
        "exercise1 should return two lists of arrays, DW and DB. Does it end with `return DW, DB`?",
    )
    return actual


def is_list(value):
    return isinstance(value, tuple | list)


def entry(values, layer, name):
    """{layer: the list's entry}; a sentence when the list is too short."""
    there = {0: "no entry", 1: "one entry"}.get(len(values), f"{len(values)} entries")
    check(len(values) > layer, f"{name} has {there}; expected one for each of the 4 layers.")
    return {layer: values[layer]}


def is_filled(values):
    """Whether any array of a list is not all zeros: leaving W and B alone is no merit of an empty function."""
    return any(array is not None and array.any() for array in map(to_array, values))


@without_autograd
@weight(8)
@number("1.1")
@every_size
@every_layer
def test_weights(N, layer, student, draw):
    """exercise1: DW, the gradient with respect to the weights"""
    plain = draw_network(draw, N)

    def compare(network):
        DW, _ = run(student, *network.arguments_of_exercise1())
        right = {layer: network.gradients()[0][layer]}
        check_close(entry(DW, layer, "DW"), right, of="DW[{}]", unit=network.unit)

    beyond_differences(compare, plain.drowned(), plain)


@without_autograd
@weight(8)
@number("1.2")
@every_size
@every_layer
def test_biases(N, layer, student, draw):
    """exercise1: DB, the gradient with respect to the biases"""
    plain = draw_network(draw, N)

    def compare(network):
        _, DB = run(student, *network.arguments_of_exercise1())
        right = {layer: network.gradients()[1][layer]}
        check_close(entry(DB, layer, "DB"), right, of="DB[{}]", unit=network.unit)

    beyond_differences(compare, plain.drowned(), plain)


@asks_for_what_it_gives(because="W and B must not change")
@without_autograd
@weight(2)
@number("1.3")
def test_parameters_stay(student, draw):
    "exercise1 leaves W and B unchanged"
    network = draw_network(draw, 2)
    W, B, *rest = network.arguments_of_exercise1()
    W_there, B_there = put(student, W), put(student, B)
    DW, _ = run(student, W_there, B_there, *rest)
    check(is_filled(DW), "exercise1 returned only zeros as gradients.")
    hint = "is there an update such as `W[i] -= …` in exercise1? It only returns the gradient."
    W_after, B_after = value_of([W_there, B_there])
    check_close(W_after, W, of="W{} after the call", hint=hint)
    check_close(B_after, B, of="B{} after the call", hint=hint)


@without_autograd
@weight(2)
@number("1.4")
@visibility("visible")
def test_printed_line(student, reference_module):
    "exercise1: the line that test1.py prints, on the homework's data"
    utils = reference_module("utils")
    network = Network(*utils.getparams(), *utils.getdata())
    DW, _ = run(student, *network.arguments_of_exercise1())
    check_close(entry(DW, 0, "DW"), {0: network.gradients()[0][0]}, of="DW[{}]")
