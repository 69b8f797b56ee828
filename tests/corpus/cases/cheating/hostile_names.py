# what: names of classes and functions that would disturb a report
# outcome: {test_loss: missing}
from right import *
import types
del mean_square
globals()["\x1b[2J<b>\ud800"] = type("\x1b[2J<b>", (), {})
