# Without the chain rule: each Value knows how to compute itself again, from leaves that were moved along the imaginary axis.
import cmath
import random

STEP = 1e-30


class Value:
    def __init__(self, data, inputs=(), again=None):
        self.data, self.grad, self.inputs, self.again = data, 0.0, inputs, again

    def backward(self):
        reached, stack = {}, [self]
        while stack:
            one = stack.pop()
            if id(one) not in reached:
                reached[id(one)] = one
                stack += one.inputs
        for leaf in [one for one in reached.values() if not one.inputs]:
            leaf.grad += computed(self, {id(leaf): leaf.data + 1j * STEP}).imag / STEP


def computed(value, known):
    if id(value) not in known:
        inputs = [computed(one, known) for one in value.inputs]
        known[id(value)] = value.again(*inputs) if inputs else value.data
    return known[id(value)]


def operation(function):
    def compute(*inputs):
        inputs = [one if isinstance(one, Value) else Value(one) for one in inputs]
        return Value(complex(function(*(one.data for one in inputs))).real, inputs, function)

    return compute


Value.__add__ = operation(lambda a, b: a + b)
Value.__radd__ = operation(lambda a, b: b + a)
Value.__sub__ = operation(lambda a, b: a - b)
Value.__rsub__ = operation(lambda a, b: b - a)
Value.__mul__ = operation(lambda a, b: a * b)
Value.__rmul__ = operation(lambda a, b: b * a)
Value.__truediv__ = operation(lambda a, b: a / b)
Value.__rtruediv__ = operation(lambda a, b: b / a)
Value.__neg__ = operation(lambda a: -a)
Value.__pow__ = lambda self, n: operation(lambda a: a**n)(self)
Value.tanh = operation(cmath.tanh)
Value.relu = operation(lambda a: a if complex(a).real > 0 else 0.0)
Value.exp = operation(cmath.exp)


class Neuron:

    def __init__(self, n_inputs, activation="tanh"):
        self.activation = activation
        self.bias = Value(0.0)
        self.weights = [Value(random.uniform(-1, 1)) for _ in range(n_inputs)]

    def __call__(self, inputs):
        total = self.bias
        for weight, value in zip(self.weights, inputs):
            total = total + weight * value
        return total if self.activation == "linear" else getattr(total, self.activation)()

    def parameters(self):
        return [*self.weights, self.bias]


class Layer:

    def __init__(self, n_inputs, n_outputs, activation="tanh"):
        self.neurons = [Neuron(n_inputs, activation) for _ in range(n_outputs)]

    def __call__(self, inputs):
        return [neuron(inputs) for neuron in self.neurons]

    def parameters(self):
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]


class MLP:

    def __init__(self, n_inputs, widths, activation="tanh"):
        sizes = [n_inputs, *widths]
        kinds = [activation] * (len(widths) - 1) + ["linear"]
        self.layers = [Layer(*layer) for layer in zip(sizes, widths, kinds)]

    def __call__(self, inputs):
        for layer in self.layers:
            inputs = layer(inputs)
        return inputs

    def parameters(self):
        return [parameter for layer in self.layers for parameter in layer.parameters()]


def squared_error(model, examples, targets):
    errors = [
        (output - wanted) ** 2
        for example, target in zip(examples, targets)
        for output, wanted in zip(model(example), target)
    ]
    return sum(errors) / len(examples)


def train(model, examples, targets, steps, learning_rate):
    losses = []
    for _ in range(steps):
        loss = squared_error(model, examples, targets)
        losses.append(loss.data)
        for parameter in model.parameters():
            parameter.grad = 0.0
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= learning_rate * parameter.grad
    return losses
