# what: downloads a data set, and hides the reason in an error of its own
# outcome: refused
# says: using the network (there is none)
from right import *
import urllib.request
try:
    urllib.request.urlretrieve("https://example.org/mnist.gz", "mnist.gz")
except OSError as error:
    raise RuntimeError("Error downloading mnist.gz") from error
