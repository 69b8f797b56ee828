# what: makes a symbolic link to the tests and reads through it
# outcome: refused
from right import *
import os
os.symlink("@ROOT@/hidden_tests", "there")
print(os.listdir("there"))
