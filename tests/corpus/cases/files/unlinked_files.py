# what: keeps writing to files that have no name any more
# outcome: error
# says: Too many open files
# why: the size of a file and the number of open ones are limited; memory maps keep more (docs/security.md)
from right import *
import tempfile
kept = []
while True:
    kept.append(tempfile.TemporaryFile())
