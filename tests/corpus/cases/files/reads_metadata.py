# what: reads Gradescope's file with the names and earlier scores
# outcome: error
# why: there is no such file but on Gradescope; tests/commands tries it with a real one
# says: opens a file that does not exist
from right import *
open("/autograder/submission_metadata.json").read()
