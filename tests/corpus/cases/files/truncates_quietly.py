# what: empties tests, reference, class and grader in every way it knows, and then hands in right work
# outcome: ok
from right import *
import ctypes
import os

FILES = [
    "@ROOT@/hidden_tests/layer/test_layer.py", "@ROOT@/hidden_tests/layer/homework.yaml",
    "@ROOT@/reference/layer/layer.py", "@CLASS@/@OTHER@/layer.py", "@CODE@/autograder/sandbox/confine.py",
    "@OUT@/@OTHER@/results.json",
]
libc = ctypes.CDLL(None)
for path in FILES:
    name = path.encode()
    for way in (
        lambda: os.truncate(path, 0),
        lambda: os.truncate(path, 1),
        lambda: libc.truncate(name, ctypes.c_long(0)),
        lambda: libc.creat(name, 0o600),
        lambda: libc.syscall(437, -100, name, (ctypes.c_uint64 * 3)(os.O_TRUNC, 0, 0), 24),
        *(
            lambda flags=flags: os.open(path, flags | os.O_TRUNC | made)
            for flags in (os.O_RDONLY, os.O_WRONLY, os.O_RDWR, 3)
            for made in (0, os.O_CREAT, os.O_APPEND)
        ),
        lambda: os.rename(path, "mine"),
        lambda: os.rename("right.py", path),
        lambda: os.link(path, "mine"),
    ):
        try:
            way()
        except OSError:
            pass
