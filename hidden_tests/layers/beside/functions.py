"""A function of an array, whose derivative a student's numerical_gradient looks for."""

import numpy as np


def looked_for(numerical_gradient, numbers, weights, step):
    """What it returns, and the array afterwards."""
    array = np.array(numbers)
    gradient = numerical_gradient(lambda: float(np.sum(weights * array**3)), array, step)
    return {"gradient": gradient, "array": array}
