"""The homework in its terms: what the function of gradient descent is called, and what it is given."""

SIGNATURES = {
    "": ("miniBatchStochasticGradientDescent", ("model", "momentum", "_lambda", "_alpha", "_learning_rate")),
    "spring2019": ("miniBatchGradientDescent", ("model", "momentum", "_lambda", "_alpha", "_learning_rate")),
    "fall2020": ("miniBatchGradientDescent", ("model", "momentum", "_alpha", "_learning_rate")),
}
NAMES = sorted({name for name, _ in SIGNATURES.values()})


def other_term(variant, found):
    """The sentence for a file of another term than `variant`; "" when the file is of this one or of none that is known.

    found: {function name: the names of its parameters}, of those of NAMES that the file has.
    """
    name, parameters = SIGNATURES[variant]
    if len(found.get(name, ())) == len(parameters):
        return ""
    for other, (other_name, other_parameters) in SIGNATURES.items():
        if len(found.get(other_name, ())) == len(other_parameters):
            return (
                f"This file is from another term: {other_name}({', '.join(found[other_name])}) belongs to "
                f"{full_name(other)}. You are graded in {full_name(variant)}, which asks for "
                f"{name}({', '.join(parameters)}). Put your code into this term's template."
            )
    return ""


def full_name(variant):
    return f"neural_networks@{variant}" if variant else "neural_networks"
