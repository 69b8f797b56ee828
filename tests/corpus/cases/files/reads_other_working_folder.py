# what: lists the working folders of all students
# outcome: refused
from right import *
import os
os.listdir("..")
