"""Half: exercise 2 is not there."""

import numpy


def exercise1(W, B, X, Z1, A1, Z2, A2, Z3, A3, Y, T):
    DZ = [None, None, None, 2 * (Y - T) / Y.size]
    for i, Z in ((2, Z3), (1, Z2), (0, Z1)):
        DZ[i] = DZ[i + 1].dot(W[i + 1].T) * (Z > 0)
    DW = [A.T.dot(D) for A, D in zip([X, A1, A2, A3], DZ)]
    DB = [D.sum(axis=0) for D in DZ]
    return DW, DB
