# what: keeps writing to files that have no name any more
# outcome: error
# why: each file and the number of open files are limited; all of it is freed at the end
from right import *
import tempfile
kept = []
while True:
    kept.append(tempfile.TemporaryFile())
