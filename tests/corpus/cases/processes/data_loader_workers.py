# what: loads data with worker processes
# outcome: refused
# says: num_workers=0
from right import *
import torch
from torch.utils.data import DataLoader
for batch in DataLoader(torch.ones(4, 2), num_workers=2):
    print(batch)
