# what: reads the environment of the first process
# outcome: refused
from right import *
print(open("/proc/1/environ").read())
