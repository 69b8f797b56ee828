{
 "cells": [
  {
   "cell_type": "markdown",
   "metadata": {},
   "source": [
    "# Homework 1\n",
    "A notebook whose file name was changed to .py before it was handed in."
   ]
  },
  {
   "cell_type": "code",
   "metadata": {},
   "source": [
    "%matplotlib inline\n",
    "import torch\n",
    "import matplotlib.pyplot as plt"
   ],
   "execution_count": null,
   "outputs": []
  },
  {
   "cell_type": "code",
   "metadata": {},
   "source": [
    "class MLP:\n",
    "    def __init__(self, linear_1_in_features, linear_1_out_features, f_function, linear_2_in_features,\n",
    "                 linear_2_out_features, g_function):\n",
    "        self.functions = [f_function, g_function]\n",
    "        self.parameters = {}\n",
    "        self.grads = {}\n",
    "        sizes = [(linear_1_out_features, linear_1_in_features), (linear_2_out_features, linear_2_in_features)]\n",
    "        for i, (o, n) in enumerate(sizes, start=1):\n",
    "            self.parameters['W%d' % i] = torch.randn(o, n)\n",
    "            self.parameters['b%d' % i] = torch.randn(o)\n",
    "            self.grads['dJdW%d' % i] = torch.zeros(o, n)\n",
    "            self.grads['dJdb%d' % i] = torch.zeros(o)\n",
    "        self.cache = {}\n",
    "\n",
    "    def forward(self, x):\n",
    "        a = x\n",
    "        for i, function in enumerate(self.functions, start=1):\n",
    "            z = torch.addmm(self.parameters['b%d' % i], a, self.parameters['W%d' % i].t())\n",
    "            self.cache[i] = [a, z]\n",
    "            if function == 'relu':\n",
    "                a = (z + z.abs()) / 2\n",
    "            elif function == 'sigmoid':\n",
    "                a = 1 / (1 + torch.exp(-z))\n",
    "            else:\n",
    "                a = z\n",
    "        return a\n",
    "\n",
    "    def backward(self, dJdy_hat):\n",
    "        d = dJdy_hat\n",
    "        for i in (2, 1):\n",
    "            a, z = self.cache[i]\n",
    "            function = self.functions[i - 1]\n",
    "            if function == 'relu':\n",
    "                d = d.masked_fill(z <= 0, 0)\n",
    "            elif function == 'sigmoid':\n",
    "                d = d * torch.exp(-z) / (1 + torch.exp(-z)) ** 2\n",
    "            self.grads['dJdW%d' % i] = d.t() @ a\n",
    "            self.grads['dJdb%d' % i] = torch.ones(len(d)) @ d\n",
    "            d = d @ self.parameters['W%d' % i]\n",
    "\n",
    "    def clear_grad_and_cache(self):\n",
    "        for grad in self.grads:\n",
    "            self.grads[grad].zero_()\n",
    "        self.cache = {}"
   ],
   "execution_count": null,
   "outputs": []
  },
  {
   "cell_type": "code",
   "metadata": {},
   "source": [
    "def mse_loss(y, y_hat):\n",
    "    loss = torch.pow(y - y_hat, 2).mean(dim=1).mean()\n",
    "    return loss, 2 * (y_hat - y) / (y.size(0) * y.size(1))\n",
    "\n",
    "def bce_loss(y, y_hat):\n",
    "    loss = -(y * y_hat.log() + (1 - y) * (1 - y_hat).log()).mean(dim=0).mean()\n",
    "    return loss, -(y / y_hat - (1 - y) / (1 - y_hat)) / (y.size(0) * y.size(1))"
   ],
   "execution_count": null,
   "outputs": []
  },
  {
   "cell_type": "code",
   "metadata": {},
   "source": [
    "net = MLP(2, 20, 'relu', 20, 5, 'identity')\n",
    "plt.plot(net.forward(torch.randn(10, 2)))\n",
    "plt.show()"
   ],
   "execution_count": null,
   "outputs": []
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "Python 3",
   "language": "python",
   "name": "python3"
  },
  "language_info": {
   "name": "python",
   "version": "3.11.4"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 4
}
