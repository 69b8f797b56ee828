# what: reads a data file in a home of its own
# outcome: error
# says: /Users/ada/mnist.csv
from right import *
open("/Users/ada/mnist.csv").read()
