# what: answers everything with 190,000 small lists
# outcome: wrong
# why: each costs the grader some tenths of a second, which count as this submission's time
import torch
much = [[] for _ in range(190_000)]
def mean_square(y, y_hat):
    return much
class Layer:
    def __init__(self, inputs, outputs):
        self.gradient = {name: much[:60_000] for name in "WXb"}
    def forward(self, X):
        return much
    def backward(self, upstream):
        return much[:5000]
