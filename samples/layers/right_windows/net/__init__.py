"""Layers of a neural network, each with its forward and its backward pass."""
