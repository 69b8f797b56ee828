# what: git's marks of a conflict
# outcome: intake
# says: merge
<<<<<<< HEAD
import torch
=======
import numpy
>>>>>>> mine
