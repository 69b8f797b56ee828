# what: looks for the expected values in the grader's own modules
# outcome: error
# why: the modules are not loaded in its process, and their folder is not on its path
from right import *
import autograder.checks.oracle
