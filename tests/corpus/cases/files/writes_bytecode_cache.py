# what: replaces the compiled form of a module of the standard library
# outcome: refused
from right import *
import importlib.util, json
open(importlib.util.cache_from_source(json.__file__), "wb").write(b"")
