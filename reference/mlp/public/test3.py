"""Public test 3: 2-20-22, relu, relu, mean squared error. Run it with: python test3.py"""

from compare import problems

print("test3: 2-20-22, relu, relu, mse_loss, a batch of 10")
wrong = problems(2, 20, 22, f="relu", g="relu", loss_name="mse_loss", batch_size=10, seed=3)
assert not wrong, f"not right yet, see above: {', '.join(wrong)}"
print("test3 passed")
