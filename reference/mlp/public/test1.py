"""Public test 1: 2-20-5, relu, identity, mean squared error. Run it with: python test1.py"""

from compare import problems

print("test1: 2-20-5, relu, identity, mse_loss, a batch of 10")
wrong = problems(2, 20, 5, f="relu", g="identity", loss_name="mse_loss", batch_size=10, seed=1)
assert not wrong, f"not right yet, see above: {', '.join(wrong)}"
print("test1 passed")
