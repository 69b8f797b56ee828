"""Works in double precision inside, prints as it goes, sets its own seed, and trains itself under a main guard."""
import argparse

import torch

torch.manual_seed(1234)


def act(z, kind):
    return {'relu': lambda: torch.threshold(z, 0, 0), 'sigmoid': lambda: z.sigmoid(), 'identity': lambda: z}[kind]()


def dact(z, kind):
    if kind == 'identity':
        return 1
    return z.gt(0).double() if kind == 'relu' else z.sigmoid() * (1 - z.sigmoid())


class MLP:
    """two layers"""

    def __init__(self, linear_1_in_features, linear_1_out_features, f_function,
                 linear_2_in_features, linear_2_out_features, g_function):
        self.kinds = f_function, g_function
        self.parameters = {'W1': torch.randn(linear_1_out_features, linear_1_in_features).double(),
                           'b1': torch.randn(linear_1_out_features).double(),
                           'W2': torch.randn(linear_2_out_features, linear_2_in_features).double(),
                           'b2': torch.randn(linear_2_out_features).double()}
        self.grads = {'dJd' + name: torch.zeros_like(value) for name, value in self.parameters.items()}
        self.cache = {}

    def forward(self, x):
        x = x.double()
        W1, b1, W2, b2 = [self.parameters[k].double() for k in ['W1', 'b1', 'W2', 'b2']]
        z1 = (W1 @ x.T).T + b1
        h = act(z1, self.kinds[0])
        z3 = (W2 @ h.T).T + b2
        print('forward', x.shape, '->', z3.shape)
        self.cache['saved'] = x, z1, h, z3
        return act(z3, self.kinds[1])

    def backward(self, dJdy_hat):
        x, z1, h, z3 = self.cache['saved']
        print('backward', dJdy_hat)
        d3 = dJdy_hat.double() * dact(z3, self.kinds[1])
        d1 = d3 @ self.parameters['W2'].double() * dact(z1, self.kinds[0])
        for key, value in zip(self.grads, [d1.T @ x, d1.sum(0), d3.T @ h, d3.sum(0)]):
            self.grads[key] = value

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = {}


def mse_loss(y, y_hat):
    y, y_hat = y.double(), y_hat.double()
    return (y - y_hat).pow(2).mean(), 2 / y.numel() * (y_hat - y)


def bce_loss(y, y_hat):
    y, p = y.double(), y_hat.double()
    loss = torch.nn.functional.binary_cross_entropy(p, y)
    print('bce', loss)
    return loss, torch.where(y == 1, -1 / p, 1 / (1 - p)) / y.numel()


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--steps', type=int, required=True)
    args = parser.parse_args()
    net = MLP(2, 20, 'relu', 20, 1, 'identity')
    for step in range(args.steps):
        X = torch.randn(10, 2)
        net.clear_grad_and_cache()
        J, grad = mse_loss(X.sum(1, keepdim=True), net.forward(X))
        net.backward(grad)
        for p in net.parameters:
            net.parameters[p] -= 0.01 * net.grads['dJd' + p]
        print(step, J)
