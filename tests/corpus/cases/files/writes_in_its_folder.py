# what: keeps a small file in its own working folder
# outcome: ok
from right import *
import tempfile
with open("notes.txt", "w") as file:
    file.write("notes")
assert open("notes.txt").read() == "notes"
tempfile.TemporaryFile().write(b"more")
