{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "cell-0",
   "metadata": {},
   "source": [
    "Right: a notebook that was renamed to .py; it is read as the notebook that it is."
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "cell-1",
   "metadata": {},
   "outputs": [],
   "source": [
    "%matplotlib inline\n",
    "import numpy as np\n",
    "import matplotlib.pyplot as plt"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 2,
   "id": "cell-2",
   "metadata": {},
   "outputs": [],
   "source": [
    "np.random.seed(0)\n",
    "# Hidden layers, their units, inputs, outputs\n",
    "K = 5\n",
    "D = 6\n",
    "D_i = 1\n",
    "D_o = 1\n",
    "\n",
    "all_weights = [None] * (K + 1)\n",
    "all_biases = [None] * (K + 1)\n",
    "all_weights[0] = np.random.normal(size=(D, D_i))\n",
    "all_weights[-1] = np.random.normal(size=(D_o, D))\n",
    "all_biases[0] = np.random.normal(size=(D, 1))\n",
    "all_biases[-1] = np.random.normal(size=(D_o, 1))\n",
    "for layer in range(1, K):\n",
    "    all_weights[layer] = np.random.normal(size=(D, D))\n",
    "    all_biases[layer] = np.random.normal(size=(D, 1))"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 3,
   "id": "cell-3",
   "metadata": {},
   "outputs": [],
   "source": [
    "def ReLU(preactivation):\n",
    "    return preactivation.clip(0.0)\n",
    "\n",
    "x = np.linspace(-3, 3, 50)\n",
    "plt.plot(x, ReLU(x))\n",
    "plt.title(\"ReLU\")\n",
    "plt.show()"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 4,
   "id": "cell-4",
   "metadata": {},
   "outputs": [],
   "source": [
    "def compute_network_output(net_input, all_weights, all_biases):\n",
    "    K = len(all_weights) - 1\n",
    "    all_f = [None] * (K + 1)\n",
    "    all_h = [None] * (K + 1)\n",
    "    all_h[0] = net_input\n",
    "    for layer in range(K):\n",
    "        all_f[layer] = all_biases[layer] + np.matmul(all_weights[layer], all_h[layer])\n",
    "        all_h[layer + 1] = ReLU(all_f[layer])\n",
    "    all_f[K] = all_biases[K] + np.matmul(all_weights[K], all_h[K])\n",
    "    net_output = all_f[K]\n",
    "    return net_output, all_f, all_h"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 5,
   "id": "cell-5",
   "metadata": {},
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "wanted 1.907, mine 1.907\n"
     ]
    }
   ],
   "source": [
    "net_input = np.ones((D_i, 1)) * 1.2\n",
    "net_output, all_f, all_h = compute_network_output(net_input, all_weights, all_biases)\n",
    "print(\"wanted 1.907, mine %3.3f\" % net_output[0, 0])"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 6,
   "id": "cell-6",
   "metadata": {},
   "outputs": [],
   "source": [
    "def least_squares_loss(net_output, y):\n",
    "    return np.sum((net_output - y) * (net_output - y))\n",
    "\n",
    "def d_loss_d_output(net_output, y):\n",
    "    return 2 * (net_output - y)\n",
    "\n",
    "def indicator_function(x):\n",
    "    x_in = np.array(x)\n",
    "    x_in[x_in > 0] = 1\n",
    "    x_in[x_in <= 0] = 0\n",
    "    return x_in\n",
    "\n",
    "y = np.ones((D_o, 1)) * 20.0\n",
    "print(\"loss\", least_squares_loss(net_output, y))"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 7,
   "id": "cell-7",
   "metadata": {},
   "outputs": [],
   "source": [
    "def backward_pass(all_weights, all_biases, all_f, all_h, y):\n",
    "    all_dl_dweights = [None] * (K + 1)\n",
    "    all_dl_dbiases = [None] * (K + 1)\n",
    "    all_dl_df = [None] * (K + 1)\n",
    "    all_dl_dh = [None] * (K + 1)\n",
    "    all_dl_df[K] = np.array(d_loss_d_output(all_f[K], y))\n",
    "    for layer in range(K, -1, -1):\n",
    "        all_dl_dbiases[layer] = np.array(all_dl_df[layer])\n",
    "        all_dl_dweights[layer] = np.matmul(all_dl_df[layer], all_h[layer].T)\n",
    "        all_dl_dh[layer] = np.matmul(all_weights[layer].T, all_dl_df[layer])\n",
    "        if layer > 0:\n",
    "            all_dl_df[layer - 1] = indicator_function(all_f[layer - 1]) * all_dl_dh[layer]\n",
    "    return all_dl_dweights, all_dl_dbiases"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 8,
   "id": "cell-8",
   "metadata": {},
   "outputs": [],
   "source": [
    "all_dl_dweights, all_dl_dbiases = backward_pass(all_weights, all_biases, all_f, all_h, y)\n",
    "np.set_printoptions(precision=3)\n",
    "all_dl_dbiases[0]"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 9,
   "id": "cell-9",
   "metadata": {},
   "outputs": [
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n",
      "ok\n"
     ]
    }
   ],
   "source": [
    "# finite differences\n",
    "delta_fd = 0.000001\n",
    "for layer in range(K):\n",
    "    for row in range(all_biases[layer].shape[0]):\n",
    "        changed = [np.array(b) for b in all_biases]\n",
    "        changed[layer][row] += delta_fd\n",
    "        output_1, *_ = compute_network_output(net_input, all_weights, changed)\n",
    "        output_2, *_ = compute_network_output(net_input, all_weights, all_biases)\n",
    "        fd = (least_squares_loss(output_1, y) - least_squares_loss(output_2, y)) / delta_fd\n",
    "        print(\"ok\" if np.allclose(fd, all_dl_dbiases[layer][row], rtol=1e-3) else \"not ok\")"
   ]
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "Python 3",
   "language": "python",
   "name": "python3"
  },
  "language_info": {
   "name": "python"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
