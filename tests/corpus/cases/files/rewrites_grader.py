# what: changes the grader's own source
# outcome: refused
from right import *
open("@CODE@/autograder/grading.py", "a").write("raise SystemExit")
