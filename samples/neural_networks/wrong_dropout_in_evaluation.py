import numpy as np
import json

from utils import softmax_cross_entropy, add_momentum, data_loader_mnist, predict_label, DataSplit


def miniBatchStochasticGradientDescent(model, momentum, _lambda, _alpha, _learning_rate):
    for module_name, module in model.items():
        # only the linear layers have params
        if hasattr(module, 'params'):
            for key, _ in module.params.items():
                g = module.gradient[key] + _lambda * module.params[key]
                if _alpha > 0.0:
                    name = module_name + '_' + key
                    momentum[name] = _alpha * momentum[name] - _learning_rate * g
                    module.params[key] += momentum[name]
                else:
                    module.params[key] -= _learning_rate * g
    return model


class linear_layer:

    def __init__(self, input_D, output_D):
        self.params = dict()
        self.params['W'] = np.random.normal(0, 0.1, (input_D, output_D))
        self.params['b'] = np.random.normal(0, 0.1, (1, output_D))
        self.gradient = dict()
        self.gradient['W'] = np.zeros((input_D, output_D))
        self.gradient['b'] = np.zeros((1, output_D))

    def forward(self, X):
        return np.dot(X, self.params['W']) + self.params['b']

    def backward(self, X, grad):
        self.gradient['W'] = np.dot(X.T, grad)
        self.gradient['b'] = np.sum(grad, axis=0, keepdims=True)
        return np.dot(grad, self.params['W'].T)


class relu:

    def __init__(self):
        self.mask = None

    def forward(self, X):
        self.mask = (X > 0).astype(float)
        return X * self.mask

    def backward(self, X, grad):
        return grad * self.mask


class tanh:

    def forward(self, X):
        return np.tanh(X)

    def backward(self, X, grad):
        return grad * (1 - np.tanh(X) ** 2)


class dropout:

    def __init__(self, r):
        self.r = r
        self.mask = None

    def forward(self, X, is_train):
        if is_train:
            self.mask = (np.random.uniform(0.0, 1.0, X.shape) >= self.r).astype(float) * (1.0 / (1.0 - self.r))
        else:
            self.mask = np.ones(X.shape)
        return np.multiply(X, self.mask)

    def backward(self, X, grad):
        return np.multiply(grad, self.mask)


def main(main_params, optimization_type="minibatch_sgd"):
    seed, epochs, B = (int(main_params[k]) for k in ('random_seed', 'num_epoch', 'minibatch_size'))
    lr, alpha, lam, rate = (float(main_params[k]) for k in ('learning_rate', 'alpha', 'lambda', 'dropout_rate'))
    np.random.seed(seed)
    data = data_loader_mnist(main_params['input_file'])
    train = DataSplit(data[0], data[1])
    valid = DataSplit(data[2], data[3])

    model = {'L1': linear_layer(train.d, 1000)}
    model['nonlinear1'] = {'relu': relu, 'tanh': tanh}[main_params['activation']]()
    model['drop1'] = dropout(rate)
    model['L2'] = linear_layer(1000, 10)
    model['loss'] = softmax_cross_entropy()
    momentum = None
    if alpha > 0.0:
        momentum = add_momentum(model)

    accuracies = {'train': [], 'val': []}
    losses = {'train': [], 'val': []}
    for t in range(1, epochs + 1):
        if t > 1 and (t - 1) % 10 == 0:
            lr = lr / 10

        order = np.random.permutation(train.N)
        for i in range(0, train.N - B + 1, B):
            x, y = train.get_example(order[i:i + B])
            # forward
            a1 = model['L1'].forward(x)
            h1 = model['nonlinear1'].forward(a1)
            d1 = model['drop1'].forward(h1, is_train=True)
            a2 = model['L2'].forward(d1)
            loss = model['loss'].forward(a2, y)
            # backward
            grad_a2 = model['loss'].backward(a2, y)
            grad_d1 = model['L2'].backward(d1, grad_a2)
            grad_h1 = model['drop1'].backward(h1, grad_d1)
            grad_a1 = model['nonlinear1'].backward(a1, grad_h1)
            grad_x = model['L1'].backward(x, grad_a1)
            # update
            model = miniBatchStochasticGradientDescent(model, momentum, lam, alpha, lr)

        for which, split in (('train', train), ('val', valid)):
            loss, hits, seen = 0.0, 0, 0
            for i in range(0, split.N - B + 1, B):
                x, y = split.get_example(range(i, i + B))
                h1 = model['nonlinear1'].forward(model['L1'].forward(x))
                d1 = model['drop1'].forward(h1, is_train=True)
                a2 = model['L2'].forward(d1)
                loss += model['loss'].forward(a2, y)
                hits += (predict_label(a2) == y).sum()
                seen += B
            losses[which].append(loss)
            accuracies[which].append(hits / seen)
        print(t, losses['train'][-1], accuracies['train'][-1], losses['val'][-1], accuracies['val'][-1])

    parts = [short + str(main_params[k]) for short, k in
             (('lr', 'learning_rate'), ('m', 'alpha'), ('w', 'lambda'), ('d', 'dropout_rate'), ('a', 'activation'))]
    json.dump(accuracies, open('MLP_' + '_'.join(parts) + '.json', 'w'))
    return losses['train'], losses['val']


if __name__ == "__main__":
    main({'input_file': 'mnist_subset.json', 'random_seed': 42, 'learning_rate': 0.01, 'alpha': 0.0, 'lambda': 0.0,
          'dropout_rate': 0.0, 'num_epoch': 10, 'minibatch_size': 5, 'activation': 'relu'})
