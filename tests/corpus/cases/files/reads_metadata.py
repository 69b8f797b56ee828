# what: reads Gradescope's file with the names and earlier scores
# outcome: refused or error
# why: where there is no such file, it is just absent; tests/commands tries it with a real one
from right import *
open("/autograder/submission_metadata.json").read()
