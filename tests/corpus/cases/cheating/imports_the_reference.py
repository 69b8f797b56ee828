# what: imports the reference by its name
# outcome: error or refused
# says: No module named 'reference'
from reference.layer.layer import *
