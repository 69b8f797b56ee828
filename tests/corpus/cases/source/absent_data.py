# what: reads a data file that is not there
# outcome: error
# says: mnist.csv
from right import *
open("data/mnist.csv").read()
