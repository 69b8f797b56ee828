# what: asks numpy for 10 GB
# outcome: memory
# says: more memory than this homework allows
from right import *
import numpy
numpy.ones((10, 1024, 1024, 128))
