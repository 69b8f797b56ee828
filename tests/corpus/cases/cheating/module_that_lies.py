# what: replaces its own module by one that has every name
# outcome: ok or missing or wrong or error
from right import *
import sys, types
class Everything(types.ModuleType):
    def __getattr__(self, name):
        return lambda *args, **kwargs: 0.0
sys.modules[__name__] = Everything(__name__)
