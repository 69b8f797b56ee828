# what: replaces the compiled form of a module of the standard library
# outcome: refused
from right import *
import importlib.util, json, os
compiled = importlib.util.cache_from_source(json.__file__)
if not os.path.isdir(os.path.dirname(compiled)):
    compiled = json.__file__ + "c"
open(compiled, "wb").write(b"")
