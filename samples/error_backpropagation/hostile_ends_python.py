"""Hostile: leaves with success before anything can be compared."""

import os
import sys


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    sys.exit(0)


def exercise2(W, B, X, T):
    os._exit(0)
