# what: a right solution
# outcome: ok
from right import *
