"""A comma is missing in the dictionary of the parameters, so that Python cannot read the file."""
import torch
import torch.nn.functional as F


class MLP:
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function,
                 linear_2_in_features, linear_2_out_features, g_function):
        self.f_function = f_function
        self.g_function = g_function
        self.parameters = {
            'W1': torch.randn(linear_1_out_features, linear_1_in_features),
            'b1': torch.randn(linear_1_out_features)
            'W2': torch.randn(linear_2_out_features, linear_2_in_features),
            'b2': torch.randn(linear_2_out_features),
        }
        self.grads = {'dJd' + name: torch.zeros_like(value) for name, value in self.parameters.items()}
        self.cache = {}

    def forward(self, x):
        self.cache['x'] = x
        self.cache['z1'] = F.linear(x, self.parameters['W1'], self.parameters['b1'])
        self.cache['z2'] = getattr(F, self.f_function)(self.cache['z1'])
        self.cache['z3'] = F.linear(self.cache['z2'], self.parameters['W2'], self.parameters['b2'])
        return getattr(F, self.g_function)(self.cache['z3'])
