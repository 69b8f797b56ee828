"""Public test 2: 2-20-5, sigmoid, sigmoid, binary cross entropy. Run it with: python test2.py"""

from compare import problems

print("test2: 2-20-5, sigmoid, sigmoid, bce_loss, a batch of 10")
wrong = problems(2, 20, 5, f="sigmoid", g="sigmoid", loss_name="bce_loss", batch_size=10, seed=2)
assert not wrong, f"not right yet, see above: {', '.join(wrong)}"
print("test2 passed")
