# what: raises its own limits
# outcome: error
# says: not allowed to raise maximum limit
from right import *
import resource
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
