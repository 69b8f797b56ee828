# what: imports the file beside it as of a package
# outcome: error
# says: Write `import helper`
from .right import *
