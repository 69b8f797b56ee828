# what: forks without end, whatever the answer
# outcome: timeout
# why: each fork is refused; what is left is an endless loop
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
