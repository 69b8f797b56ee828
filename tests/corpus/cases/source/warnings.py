# what: warns at every call
# outcome: ok
from right import *
import warnings, numpy
warnings.simplefilter("always")
warnings.warn("an old function", DeprecationWarning)
numpy.float64(1.0) / numpy.float64(0.0)
