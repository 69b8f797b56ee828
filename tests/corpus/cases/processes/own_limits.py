# what: raises its own limits
# outcome: refused or error
from right import *
import resource
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
