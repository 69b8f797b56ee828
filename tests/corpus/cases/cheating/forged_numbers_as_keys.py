# what: sends a dict of 170,000 numbers as keys in a reply that is right otherwise
# outcome: {test_backward: protocol}
from right import *
import sys
wire, conversion = (sys.modules[f"autograder.sandbox.{name}"] for name in ("wire", "conversion"))
encode = conversion.Encoder.encode
def more(self, value, depth=0):
    sent = encode(self, value, depth)
    if isinstance(sent, wire.Dict):
        return wire.Dict([*sent.keys, *range(0, 170_000 << 40, 1 << 40)], [*sent.values, *[None] * 170_000])
    return sent
conversion.Encoder.encode = more
