# what: looks for later requests in its connection, and in what was read of it already
# outcome: ok
# why: nothing is sent before it is asked for, also when a right submission came before
from right import *
import socket, sys
import right
def look():
    frame = sys._getframe()
    while "received" not in frame.f_locals or "connection" not in frame.f_locals:
        frame = frame.f_back
    ahead = bytes(frame.f_locals["received"])
    try:
        ahead += frame.f_locals["connection"].recv(1 << 16, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError:
        pass
    if ahead:
        raise RuntimeError(f"{len(ahead)} bytes ahead")
def mean_square(y, y_hat):
    look()
    return right.mean_square(y, y_hat)
class Layer(right.Layer):
    def forward(self, X):
        look()
        return super().forward(X)
    def backward(self, upstream):
        look()
        return super().backward(upstream)
