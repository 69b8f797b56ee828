"""A multi-layer perceptron for handwritten digits, in numpy: its layers, its optimiser, its training.

    X -> L1 -> relu or tanh -> dropout -> L2 -> softmax cross entropy

Every layer has `forward(X)`, and `backward(X, grad)` for the X of the last forward: grad is the gradient of the loss
by the layer's output, and the gradient with respect to its input is returned. A batch holds one sample per row.
No automatic differentiation anywhere: every gradient here is a formula.
"""

import argparse
import json

import numpy as np
from utils import DataSplit, add_momentum, data_loader_mnist, predict_label, softmax_cross_entropy


def miniBatchStochasticGradientDescent(model, momentum, _lambda, _alpha, _learning_rate):
    """Take one step of gradient descent with every parameter of every module that has `params`; return the model.

    g = gradient + lambda * parameter, for weights and biases alike.
    alpha = 0: parameter <- parameter - learning_rate * g
    alpha > 0: velocity <- alpha * velocity - learning_rate * g; parameter <- parameter + velocity

    model: dict, name -> module; a module with parameters has them in `params`, and their gradients in `gradient`.
    momentum: dict of the velocities, by the keys "L1_W", "L1_b", ...; it holds them from one call to the next.
    """
    for module_name, module in model.items():
        if not hasattr(module, "params"):
            continue
        for key in module.params:
            # SOLUTION BEGIN: take the step with module.params[key], without and with momentum
            g = module.gradient[key] + _lambda * module.params[key]
            if _alpha > 0:
                velocity = _alpha * momentum[module_name + "_" + key] - _learning_rate * g
                momentum[module_name + "_" + key] = velocity
                module.params[key] += velocity
            else:
                module.params[key] -= _learning_rate * g
            # SOLUTION END
    return model


class linear_layer:
    """XW + b.

    params    W (input_D, output_D), b (1, output_D)
    gradient  the gradients of the loss with respect to W and b, shaped like them: what `backward` fills
    """

    def __init__(self, input_D, output_D):
        """Draw W, then b, in this order, with np.random.normal(0, 0.1); set the gradients to zeros."""
        self.params = {}
        self.gradient = {}
        # SOLUTION BEGIN: set params["W"], params["b"], gradient["W"], gradient["b"]
        self.params["W"] = np.random.normal(0, 0.1, (input_D, output_D))
        self.params["b"] = np.random.normal(0, 0.1, (1, output_D))
        self.gradient["W"] = np.zeros((input_D, output_D))
        self.gradient["b"] = np.zeros((1, output_D))
        # SOLUTION END

    def forward(self, X):
        """Return XW + b, (N, output_D), for X (N, input_D)."""
        # SOLUTION BEGIN: return the forward output
        return X @ self.params["W"] + self.params["b"]
        # SOLUTION END

    def backward(self, X, grad):
        """Set gradient["W"] and gradient["b"]; return the gradient for X, (N, input_D). grad is (N, output_D).

        The loss has already divided by N: sum over the samples here, never average.
        """
        # SOLUTION BEGIN: set the two gradients, return the gradient with respect to X
        self.gradient["W"] = X.T @ grad
        self.gradient["b"] = grad.sum(axis=0, keepdims=True)
        return grad @ self.params["W"].T
        # SOLUTION END


class relu:
    """max(0, X), element by element, for an array of any shape."""

    def forward(self, X):
        """Return max(0, X)."""
        # SOLUTION BEGIN: return the forward output
        return np.maximum(0, X)
        # SOLUTION END

    def backward(self, X, grad):
        """Return the gradient with respect to X. (relu has no derivative at 0: there, 0 and 1 are both accepted.)"""
        # SOLUTION BEGIN: return the gradient with respect to X
        return grad * (X > 0)
        # SOLUTION END


class tanh:
    """tanh(X), element by element, for an array of any shape."""

    def forward(self, X):
        """Return tanh(X)."""
        # SOLUTION BEGIN: return the forward output
        return np.tanh(X)
        # SOLUTION END

    def backward(self, X, grad):
        """Return the gradient with respect to X, which is what `forward` was given, not what it returned."""
        # SOLUTION BEGIN: return the gradient with respect to X
        return grad * (1 - np.tanh(X) ** 2)
        # SOLUTION END


class dropout:
    """In training, each element is set to 0 with probability r, and the others are multiplied with 1 / (1 - r)."""

    def __init__(self, r):
        self.r = r
        self.mask = None

    def forward(self, X, is_train):
        """Return X times a mask, drawn anew in training and all ones otherwise. This method is complete."""
        if is_train:
            self.mask = (np.random.uniform(0.0, 1.0, X.shape) >= self.r).astype(float) / (1.0 - self.r)
        else:
            self.mask = np.ones(X.shape)
        return X * self.mask

    def backward(self, X, grad):
        """Return the gradient with respect to X, with the mask of the last forward."""
        # SOLUTION BEGIN: return the gradient with respect to X
        return grad * self.mask
        # SOLUTION END


def forward_pass(model, x, y, is_train):
    """Run a batch x (N, D) with labels y (N, 1) through the network: L1, nonlinear1, drop1, L2, loss.

    Returns a1, h1, d1, a2 and the loss: the outputs of the five modules of `model`, in this order.
    """
    # SOLUTION BEGIN: call `forward` of the five modules
    a1 = model["L1"].forward(x)
    h1 = model["nonlinear1"].forward(a1)
    d1 = model["drop1"].forward(h1, is_train)
    a2 = model["L2"].forward(d1)
    loss = model["loss"].forward(a2, y)
    return a1, h1, d1, a2, loss
    # SOLUTION END


def backward_pass(model, x, y, a1, h1, d1, a2):
    """Go back through the network, from the loss to L1, so that L2 and L1 hold their gradients. Returns nothing.

    a1, h1, d1, a2: what `forward_pass` returned for the batch x, y.
    """
    # SOLUTION BEGIN: call `backward` of the five modules, each with the input that its `forward` had
    grad_a2 = model["loss"].backward(a2, y)
    grad_d1 = model["L2"].backward(d1, grad_a2)
    grad_h1 = model["drop1"].backward(h1, grad_d1)
    grad_a1 = model["nonlinear1"].backward(a1, grad_h1)
    model["L1"].backward(x, grad_a1)
    # SOLUTION END


def evaluate(model, data, minibatch_size):
    """Return the loss, summed over the mini-batches, and the share of right predictions. Samples are taken in order.

    No training happens here, and nothing is dropped out.
    """
    total_loss, right, count = 0.0, 0, 0
    for i in range(data.N // minibatch_size):
        x, y = data.get_example(np.arange(i * minibatch_size, (i + 1) * minibatch_size))
        # SOLUTION BEGIN: get the scores a2 and the loss of this mini-batch from forward_pass
        _, _, _, a2, loss = forward_pass(model, x, y, is_train=False)
        # SOLUTION END
        total_loss += loss
        right += np.sum(predict_label(a2) == y)
        count += len(y)
    return total_loss, right / count


def main(main_params, optimization_type="minibatch_sgd"):
    """Train the network; return (train_loss_record, val_loss_record), lists with a number for each epoch.

    main_params: dict with input_file, random_seed, learning_rate, alpha (momentum), lambda (weight decay),
    dropout_rate, num_epoch, minibatch_size, activation ("relu" or "tanh"). Its values may be strings.
    optimization_type: "minibatch_sgd", the only one there is.

    Writes the accuracies, {"train": [...], "val": [...]}, to MLP_lr..._m..._w..._d..._a....json in the working
    directory. Whoever changes the order in which random numbers are drawn gets another network: seed; W and b of L1; W
    and b of L2; then for each epoch its permutation and, for each of its mini-batches, a mask of dropout.
    """
    np.random.seed(int(main_params["random_seed"]))

    Xtrain, Ytrain, Xval, Yval, _, _ = data_loader_mnist(main_params["input_file"])
    train_set, val_set = DataSplit(Xtrain, Ytrain), DataSplit(Xval, Yval)

    num_epoch = int(main_params["num_epoch"])
    minibatch_size = int(main_params["minibatch_size"])
    learning_rate = float(main_params["learning_rate"])
    _alpha = float(main_params["alpha"])
    _lambda = float(main_params["lambda"])

    model = {}
    model["L1"] = linear_layer(input_D=train_set.d, output_D=1000)
    model["nonlinear1"] = relu() if main_params["activation"] == "relu" else tanh()
    model["drop1"] = dropout(r=float(main_params["dropout_rate"]))
    model["L2"] = linear_layer(input_D=1000, output_D=10)
    model["loss"] = softmax_cross_entropy()
    momentum = add_momentum(model) if _alpha > 0 else None

    train_loss_record, val_loss_record = [], []
    train_acc_record, val_acc_record = [], []
    for epoch in range(num_epoch):
        if epoch > 0 and epoch % 10 == 0:
            learning_rate *= 0.1

        order = np.random.permutation(train_set.N)
        for i in range(train_set.N // minibatch_size):
            x, y = train_set.get_example(order[i * minibatch_size : (i + 1) * minibatch_size])
            # SOLUTION BEGIN: forward_pass, then backward_pass, of this mini-batch
            a1, h1, d1, a2, loss = forward_pass(model, x, y, is_train=True)
            backward_pass(model, x, y, a1, h1, d1, a2)
            # SOLUTION END
            model = miniBatchStochasticGradientDescent(model, momentum, _lambda, _alpha, learning_rate)

        train_loss, train_acc = evaluate(model, train_set, minibatch_size)
        val_loss, val_acc = evaluate(model, val_set, minibatch_size)
        train_loss_record.append(train_loss)
        val_loss_record.append(val_loss)
        train_acc_record.append(train_acc)
        val_acc_record.append(val_acc)
        print(f"epoch {epoch + 1}: training loss {train_loss:.4f}, accuracy {train_acc:.4f}", end="; ")
        print(f"validation loss {val_loss:.4f}, accuracy {val_acc:.4f}")

    settings = {"lr": "learning_rate", "m": "alpha", "w": "lambda", "d": "dropout_rate", "a": "activation"}
    name = "_".join(["MLP"] + [short + str(main_params[long]) for short, long in settings.items()]) + ".json"
    with open(name, "w") as file:
        json.dump({"train": train_acc_record, "val": val_acc_record}, file)
    return train_loss_record, val_loss_record


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Train the network, and write its accuracies to a file.")
    parser.add_argument("--random_seed", default=42)
    parser.add_argument("--learning_rate", default=0.01)
    parser.add_argument("--alpha", default=0.0)
    parser.add_argument("--lambda", default=0.0)
    parser.add_argument("--dropout_rate", default=0.0)
    parser.add_argument("--num_epoch", default=10)
    parser.add_argument("--minibatch_size", default=5)
    parser.add_argument("--activation", default="relu")
    parser.add_argument("--input_file", default="mnist_subset.json")
    main(vars(parser.parse_args()))
