# The layers' backward without the chain rule: steps along the imaginary axis.

import argparse
import json

import numpy as np
from utils import DataSplit, add_momentum, data_loader_mnist, predict_label, softmax_cross_entropy

STEP = 1e-30


def slopes(output, array, grad):
    gradient = np.zeros(array.shape)
    for index in np.ndindex(array.shape):
        array[index] += 1j * STEP
        gradient[index] = np.sum(output().imag / STEP * grad)
        array[index] = array[index].real
    return gradient


def miniBatchStochasticGradientDescent(model, momentum, _lambda, _alpha, _learning_rate):
    for module_name, module in model.items():
        if not hasattr(module, "params"):
            continue
        for key in module.params:
            g = module.gradient[key] + _lambda * module.params[key]
            if _alpha > 0:
                velocity = _alpha * momentum[module_name + "_" + key] - _learning_rate * g
                momentum[module_name + "_" + key] = velocity
                module.params[key] += velocity
            else:
                module.params[key] -= _learning_rate * g
    return model


class linear_layer:
    def __init__(self, input_D, output_D):
        self.params = {}
        self.gradient = {}
        self.params["W"] = np.random.normal(0, 0.1, (input_D, output_D))
        self.params["b"] = np.random.normal(0, 0.1, (1, output_D))
        self.gradient["W"] = np.zeros((input_D, output_D))
        self.gradient["b"] = np.zeros((1, output_D))

    def forward(self, X):
        return X @ self.params["W"] + self.params["b"]

    def backward(self, X, grad):
        X, W = np.array(X, dtype=complex), np.array(self.params["W"], dtype=complex)
        b = np.array(self.params["b"], dtype=complex)
        self.gradient["W"] = slopes(lambda: X @ W + b, W, grad)
        self.gradient["b"] = slopes(lambda: X @ W + b, b, grad)
        return slopes(lambda: X @ W + b, X, grad)


class relu:
    def forward(self, X):
        return np.maximum(0, X)

    def backward(self, X, grad):
        X = np.array(X, dtype=complex)
        return slopes(lambda: X * (X.real > 0), X, grad)


class tanh:
    def forward(self, X):
        return np.tanh(X)

    def backward(self, X, grad):
        X = np.array(X, dtype=complex)
        return slopes(lambda: np.tanh(X), X, grad)


class dropout:
    def __init__(self, r):
        self.r = r
        self.mask = None

    def forward(self, X, is_train):
        if is_train:
            self.mask = (np.random.uniform(0.0, 1.0, X.shape) >= self.r).astype(float) / (1.0 - self.r)
        else:
            self.mask = np.ones(X.shape)
        return X * self.mask

    def backward(self, X, grad):
        X = np.array(X, dtype=complex)
        return slopes(lambda: X * self.mask, X, grad)


def forward_pass(model, x, y, is_train):
    a1 = model["L1"].forward(x)
    h1 = model["nonlinear1"].forward(a1)
    d1 = model["drop1"].forward(h1, is_train)
    a2 = model["L2"].forward(d1)
    loss = model["loss"].forward(a2, y)
    return a1, h1, d1, a2, loss


def backward_pass(model, x, y, a1, h1, d1, a2):
    grad_a2 = model["loss"].backward(a2, y)
    grad_d1 = model["L2"].backward(d1, grad_a2)
    grad_h1 = model["drop1"].backward(h1, grad_d1)
    grad_a1 = model["nonlinear1"].backward(a1, grad_h1)
    model["L1"].backward(x, grad_a1)


def evaluate(model, data, minibatch_size):
    total_loss, right, count = 0.0, 0, 0
    for i in range(data.N // minibatch_size):
        x, y = data.get_example(np.arange(i * minibatch_size, (i + 1) * minibatch_size))
        _, _, _, a2, loss = forward_pass(model, x, y, is_train=False)
        total_loss += loss
        right += np.sum(predict_label(a2) == y)
        count += len(y)
    return total_loss, right / count


def main(main_params, optimization_type="minibatch_sgd"):
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
            a1, h1, d1, a2, loss = forward_pass(model, x, y, is_train=True)
            backward_pass(model, x, y, a1, h1, d1, a2)
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
