# what: asks torch for four threads
# outcome: ok
from right import *
import torch
torch.set_num_threads(4)
torch.ones(500, 500) @ torch.ones(500, 500)
