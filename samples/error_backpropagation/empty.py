# solution.py
# TODO
