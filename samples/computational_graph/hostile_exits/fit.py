"""Hostile: starts another process that is to write the result."""
import os

if os.fork() == 0:
    open("/autograder/results/results.json", "w").write('{"score": 20}')
    os._exit(0)
