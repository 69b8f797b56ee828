"""Runs next to the student's code: several steps of its gradient descent; which parameters its functions have."""

import inspect

import numpy as np


class Module:
    """A module as main's model holds them; without parameters it has no `params`."""

    def __init__(self, parameters=None):
        if parameters is not None:
            self.params = {key: value.copy() for key, value in parameters.items()}
            self.gradient = {key: np.zeros(value.shape) for key, value in parameters.items()}


def take_steps(function, parameters, gradients, settings):
    """Take a step with each of `gradients`, {"L1": {"W": ..., "b": ...}, "L2": ...}; the parameters after each of them.

    `settings` are the arguments after model and momentum.
    """
    model = {"L1": Module(parameters["L1"]), "nonlinear1": Module(), "drop1": Module(), "L2": Module(parameters["L2"])}
    keys = [(name, key) for name in parameters for key in parameters[name]]
    momentum = {f"{name}_{key}": np.zeros(parameters[name][key].shape) for name, key in keys}
    after = []
    for gradient in gradients:
        for name, key in keys:
            model[name].gradient[key] = gradient[name][key].copy()
        returned = function(model, momentum, *settings)
        if isinstance(returned, dict):
            model = returned
        after.append({f"{name}_{key}": np.array(model[name].params[key]) for name, key in keys})
    return after


def parameter_names(module, functions):
    """{name: the names of its parameters} for those of `functions` that the module has."""
    return {
        name: list(inspect.signature(getattr(module, name)).parameters) for name in functions if hasattr(module, name)
    }
