"""Hostile: ends the process with success as soon as a test calls it."""

import os

K = 5


def compute_network_output(net_input, all_weights, all_biases):
    os._exit(0)


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    os._exit(0)
