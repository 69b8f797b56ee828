# what: a comma is missing
# outcome: intake
# says: line 5
import torch
values = [1, 2 3]
