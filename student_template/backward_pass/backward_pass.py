"""Homework backward_pass: the forward and the backward pass of a deep ReLU network, one example at a time."""

import numpy as np

K = 5  # hidden layers; backward_pass reads this global, whatever value it has at the time of the call
D = 6  # units in each hidden layer
D_i = 1  # inputs
D_o = 1  # outputs


def ReLU(preactivation):
    """Given. The activation of a pre-activation of any shape: negative entries become 0."""
    return preactivation.clip(0.0)


def indicator_function(x):
    """Given. 1 where an entry of x is positive and 0 elsewhere: the derivative of ReLU."""
    return (np.array(x) > 0).astype(float)


def least_squares_loss(net_output, y):
    """Given. The sum of squared differences between net_output and y, both (D_o, 1)."""
    return np.sum((net_output - y) ** 2)


def d_loss_d_output(net_output, y):
    """Given. The derivative of least_squares_loss with respect to net_output, (D_o, 1)."""
    return 2 * (net_output - y)


def compute_network_output(net_input, all_weights, all_biases):
    """Run the network forward.

    net_input is (D_i, 1); all_weights[k] is (units of layer k, its inputs), all_biases[k] is (units of layer k, 1),
    for k = 0 ... K. Returns (net_output, all_f, all_h), the lists with one entry per layer: all_f[k] is layer k's
    pre-activation, all_h[k] what goes into layer k. So all_h[0] is net_input, and all_f[K], on which no ReLU acts,
    is net_output.
    """
    K = len(all_weights) - 1
    all_f = [None] * (K + 1)
    all_h = [None] * (K + 1)
    all_h[0] = net_input

    for layer in range(K):
        # TODO: all_f[layer], from all_h[layer] and the layer's weights and biases
        raise NotImplementedError("TODO: all_f[layer], from all_h[layer] and the layer's weights and biases")
        # TODO: all_h[layer + 1], the activation that the next layer gets
        raise NotImplementedError("TODO: all_h[layer + 1], the activation that the next layer gets")

    # TODO: all_f[K], the output of the network, from the last hidden layer
    raise NotImplementedError("TODO: all_f[K], the output of the network, from the last hidden layer")

    net_output = all_f[K]
    return net_output, all_f, all_h


def backward_pass(all_weights, all_biases, all_f, all_h, y):
    """Run the network backward: the derivatives of least_squares_loss(net_output, y).

    all_f and all_h are what compute_network_output returned, y is (D_o, 1). Returns (all_dl_dweights, all_dl_dbiases),
    two lists whose entry k has the shape of all_weights[k] and of all_biases[k].
    """
    all_dl_dweights = [None] * (K + 1)
    all_dl_dbiases = [None] * (K + 1)
    all_dl_df = [None] * (K + 1)  # by the pre-activations
    all_dl_dh = [None] * (K + 1)  # by what goes into each layer

    all_dl_df[K] = np.array(d_loss_d_output(all_f[K], y))

    for layer in range(K, -1, -1):
        # TODO: all_dl_dbiases[layer] from all_dl_df[layer]; np.array(x) makes a copy of x
        raise NotImplementedError("TODO: all_dl_dbiases[layer] from all_dl_df[layer]; np.array(x) makes a copy of x")
        # TODO: all_dl_dweights[layer] from all_dl_df[layer] and all_h[layer]
        raise NotImplementedError("TODO: all_dl_dweights[layer] from all_dl_df[layer] and all_h[layer]")
        # TODO: all_dl_dh[layer] from the layer's weights and all_dl_df[layer]
        raise NotImplementedError("TODO: all_dl_dh[layer] from the layer's weights and all_dl_df[layer]")
        if layer > 0:
            # TODO: all_dl_df[layer - 1] from all_dl_dh[layer] and all_f[layer - 1]
            raise NotImplementedError("TODO: all_dl_df[layer - 1] from all_dl_dh[layer] and all_f[layer - 1]")

    return all_dl_dweights, all_dl_dbiases
