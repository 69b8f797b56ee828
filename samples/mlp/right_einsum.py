"""Every product is an einsum with its indices spelled out: n sample, i input, h hidden, o output."""
import torch
from torch import einsum

ACT = {
    "relu": (lambda z: z.clamp(min=0), lambda z: (z > 0).type_as(z)),
    "sigmoid": (torch.sigmoid, lambda z: torch.sigmoid(z) - torch.sigmoid(z) ** 2),
    "identity": (lambda z: z, torch.ones_like),
}


class MLP:
    def __init__(
        self,
        linear_1_in_features,
        linear_1_out_features,
        f_function,
        linear_2_in_features,
        linear_2_out_features,
        g_function,
    ):
        self.f, self.df = ACT[f_function]
        self.g, self.dg = ACT[g_function]
        self.parameters = {
            "W1": torch.randn(linear_1_out_features, linear_1_in_features),
            "b1": torch.randn(linear_1_out_features),
            "W2": torch.randn(linear_2_out_features, linear_2_in_features),
            "b2": torch.randn(linear_2_out_features),
        }
        self.grads = {
            "dJdW1": torch.zeros(linear_1_out_features, linear_1_in_features),
            "dJdb1": torch.zeros(linear_1_out_features),
            "dJdW2": torch.zeros(linear_2_out_features, linear_2_in_features),
            "dJdb2": torch.zeros(linear_2_out_features),
        }
        self.cache = {}

    def forward(self, x):
        p = self.parameters
        z = einsum("ni,hi->nh", x, p["W1"]) + p["b1"][None, :]
        a = self.f(z)
        u = einsum("nh,oh->no", a, p["W2"]) + p["b2"][None, :]
        self.cache.update(x=x, z=z, a=a, u=u)
        return self.g(u)

    def backward(self, dJdy_hat):
        c = self.cache
        du = einsum("no,no->no", dJdy_hat, self.dg(c["u"]))
        dz = einsum("no,oh,nh->nh", du, self.parameters["W2"], self.df(c["z"]))
        self.grads.update(
            dJdW1=einsum("nh,ni->hi", dz, c["x"]),
            dJdb1=einsum("nh->h", dz),
            dJdW2=einsum("no,nh->oh", du, c["a"]),
            dJdb2=einsum("no->o", du),
        )

    def clear_grad_and_cache(self):
        for g in self.grads.values():
            g.zero_()
        self.cache = {}


def mse_loss(y, y_hat):
    e = y_hat - y
    return einsum("nk,nk->", e, e) / e.numel(), 2 * e / e.numel()


def bce_loss(y, y_hat):
    q = torch.where(y > 0.5, y_hat, 1 - y_hat)  # the probability of what happened
    sign = torch.where(y > 0.5, -1.0, 1.0)
    return -q.log().mean(), sign / q / y.numel()
