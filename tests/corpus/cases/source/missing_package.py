# what: imports a package that is not there
# outcome: error
# says: seaborn_pro is not installed on the grader
from right import *
import seaborn_pro
