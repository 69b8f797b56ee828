"""Public test 2: the classification formulas of 1.3. Run it with: python test2.py"""

from compare import problems

wrong = problems("classification", seed=2)
assert not wrong, f"{len(wrong)} not right yet, see above"
print("test2 passed")
