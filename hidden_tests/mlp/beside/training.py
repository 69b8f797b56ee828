"""Gradient descent as a training script would do it, next to the student's code. Holds no answer.

Parameters and gradients may be tensors or numpy arrays.
"""

import torch

NAMES = ("W1", "b1", "W2", "b2")


def gradient_descent(model, loss_function, x, y, steps, learning_rate):
    """Take `steps` steps on the batch x, y; returns the parameters after the last one."""
    for _ in range(steps):
        model.clear_grad_and_cache()
        result = loss_function(y, model.forward(x))
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            raise ValueError("The loss must return two values, the loss and dJdy_hat")
        model.backward(result[1])
        for name in NAMES:
            parameter, gradient = model.parameters[name], torch.as_tensor(model.grads[f"dJd{name}"])
            if gradient.numel() != torch.as_tensor(parameter).numel():
                shapes = f"{tuple(gradient.shape)}, parameters[{name!r}] is {tuple(parameter.shape)}"
                raise ValueError(f"grads['dJd{name}'] is {shapes}: they must have the same shape")
            parameter[...] = torch.as_tensor(parameter) - learning_rate * gradient.reshape(parameter.shape)
    return {name: model.parameters[name] for name in NAMES}
