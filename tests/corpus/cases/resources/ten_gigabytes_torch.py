# what: asks torch for 10 GB
# outcome: memory
from right import *
import torch
torch.ones(10, 1024, 1024, 256)
