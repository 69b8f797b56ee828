"""The parameters of a student's neuron or network, and its outputs: looked at and set in the student's process."""


def of(model, count):
    parameters = model.parameters()
    if not isinstance(parameters, (list, tuple)) or len(parameters) != count:
        found = len(parameters) if isinstance(parameters, (list, tuple)) else f"a {type(parameters).__name__}"
        raise ValueError(f"parameters() should return a list of all {count} Values; it returns {found}")
    if not all(hasattr(one, "data") and hasattr(one, "grad") for one in parameters):
        raise ValueError("parameters() should return a list of Values, each with data and grad")
    return parameters


def load(model, numbers):
    for parameter, number in zip(of(model, len(numbers)), numbers):
        parameter.data = number


def numbers(model, count):
    return [float(parameter.data) for parameter in of(model, count)]


def gradients(model, count):
    return [parameter.grad for parameter in of(model, count)]
