# what: answers with an error whose every text is as long as a reply may be, and with as many names as fit
# outcome: {test_forward: protocol, test_backward: protocol, test_loss: protocol}
# why: the grader cuts what it shows, but it must not look through megabytes to do so
from right import *
import os, sys
import right
wire = sys.modules["autograder.sandbox.wire"]
def answer(**failure):
    frame = sys._getframe()
    while "request" not in frame.f_locals or "connection" not in frame.f_locals:
        frame = frame.f_back
    number, connection = frame.f_locals["request"].number, frame.f_locals["connection"]
    texts = {"type_name": "Layer", "message": "forward", **failure}
    data = memoryview(wire.pack(wire.Reply(number, [], wire.Failure(0, **texts))))
    while data:
        data = data[os.write(connection.fileno(), data):]
class Layer(right.Layer):
    def forward(self, X):
        answer(kind="missing", message="forwrda" * 28, names=["forward" * 27 + str(i) for i in range(19_000)])
def mean_square(y, y_hat):
    answer(kind="refused", message="x" * (4 << 20))
