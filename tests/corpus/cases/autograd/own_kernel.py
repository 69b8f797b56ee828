# what: registers a kernel of its own where torch records derivatives, by the public door
# outcome: ok
# flags: layer.py uses torch._C or the tables of its operations (line 6)
# why: what it registers is its own work, so nothing is gained; a person should see it
from right import *
import torch; table = torch.library.Library("aten", "IMPL")
