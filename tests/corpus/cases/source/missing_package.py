# what: imports a package that is not there
# outcome: error
# says: The package 'seaborn_pro' is not there
from right import *
import seaborn_pro
