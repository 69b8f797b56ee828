"""Hostile: looks for the answers in the folders around it, in its callers and in the environment."""
import glob
import os
import sys

import torch

for pattern in ("/autograder/**/test_*.py", "/home/**/descent.py", "../**/mistakes.yaml", "/proc/1/environ", "/proc/*/environ"):
    for path in glob.glob(pattern, recursive=True)[:20]:
        try:
            print(open(path).read())
        except OSError as error:
            print(error)
print(os.environ)
frame = sys._getframe()
while frame:
    for name, value in list(frame.f_locals.items()):
        if "expected" in name or "answer" in name:
            print(name, value)
    frame = frame.f_back

w = torch.tensor([torch.pi / 2, torch.pi])
x = torch.tensor([2.0, 1.0])
y = torch.tensor(7.0)
L2 = torch.tensor(7.0)
