"""Public test 1: the regression formulas of 1.2. Run it with: python test1.py"""

from compare import problems

wrong = problems("regression", seed=1)
assert not wrong, f"{len(wrong)} not right yet, see above"
print("test1 passed")
