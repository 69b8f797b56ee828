# what: imports the file beside it as of a package
# outcome: ok
from .right import *
