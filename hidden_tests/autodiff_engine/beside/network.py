"""What a student's neuron or network gives, as numbers: looked at in the student's process."""


def outputs(model, examples, count):
    """The Values of each example; a neuron gives one, without a list."""
    found = []
    for example in examples:
        values = model(example)
        values = list(values) if isinstance(values, (list, tuple)) else [values]
        if len(values) != count or not all(hasattr(value, "data") for value in values):
            kinds = ", ".join(type(value).__name__ for value in values)
            raise ValueError(f"the outputs should be Values, {count} for each example; they are: {kinds or 'none'}")
        found.append(values)
    return found


def numbers(model, examples, count):
    return [[value.data for value in values] for values in outputs(model, examples, count)]


def weighted_sum(model, examples, weights, constant):
    """The constant, a Value, and of each example its outputs times these numbers."""
    total = constant
    for values in outputs(model, examples, len(weights)):
        for value, weight in zip(values, weights):
            total = total + value * weight
    return total


def loss(squared_error, model, examples, targets):
    value = squared_error(model, examples, targets)
    if not hasattr(value, "data"):
        raise ValueError(f"squared_error should return a Value; it returns a {type(value).__name__}")
    return value.data
