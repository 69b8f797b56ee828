# what: sends a pickle that would run a command
# outcome: {test_loss: protocol}
from right import *
import os, pickle, struct
class Run:
    def __reduce__(self):
        return os.system, ("touch @OUT@/run",)
def mean_square(y, y_hat):
    data = pickle.dumps(Run())
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack("!Q", len(data)) + data)
        except OSError:
            pass
