# what: writes a file of its own, and shortens it while it is open
# outcome: ok
from right import *
with open("numbers.txt", "w+") as file:
    file.write("1 2 3")
    file.truncate(1)
assert open("numbers.txt").read() == "1"
open("numbers.txt", "w").close()
