# what: sends a dict with keys that are neither text nor whole numbers
# outcome: {test_backward: protocol}
from right import *
import sys
wire, conversion = (sys.modules[f"autograder.sandbox.{name}"] for name in ("wire", "conversion"))
encode = conversion.Encoder.encode
def more(self, value, depth=0):
    sent = encode(self, value, depth)
    if isinstance(sent, wire.Dict):
        return wire.Dict([*sent.keys, float("nan"), 0.5, None], [*sent.values, 1, 2, 3])
    return sent
conversion.Encoder.encode = more
