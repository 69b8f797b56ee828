"""Two versions of one line, with the markers that git leaves when it could not merge them."""
import torch


class MLP:
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function,
                 linear_2_in_features, linear_2_out_features, g_function):
        self.f_function = f_function
        self.g_function = g_function
        self.parameters = dict(W1=torch.randn(linear_1_out_features, linear_1_in_features),
                               b1=torch.randn(linear_1_out_features),
                               W2=torch.randn(linear_2_out_features, linear_2_in_features),
                               b2=torch.randn(linear_2_out_features))
        self.grads = {'dJd' + name: torch.zeros(value.shape) for name, value in self.parameters.items()}
        self.cache = dict()

    def forward(self, x):
<<<<<<< HEAD
        z1 = x @ self.parameters['W1'].T + self.parameters['b1']
=======
        z1 = torch.matmul(x, self.parameters['W1'].transpose(0, 1)) + self.parameters['b1']
>>>>>>> partner/forward
        z2 = torch.relu(z1)
        return z2 @ self.parameters['W2'].T + self.parameters['b2']
