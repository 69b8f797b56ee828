"""Right: tries several learning rates in one script, as the exercise suggests, and ends with the best."""
import numpy as np
import torch

pts = torch.tensor(np.load("pts.npy"))


def run(lr):
    w = torch.tensor([-2, 2], requires_grad=True, dtype=torch.double)
    for i in range(30):
        e = pts[:, 1] - 1 / (1 + torch.exp(-(w[0] * pts[:, 0] + w[1])))
        loss = e @ e
        loss.backward()
        with torch.no_grad():
            w.sub_(lr * w.grad)
            w.grad.zero_()
    return loss.item(), w.detach()


if __name__ == "__main__":
    results = {lr: run(lr) for lr in (0.001, 0.1, 100.0, 5.0)}
    for lr, (loss, w) in results.items():
        print(f"lr {lr:7}: loss {loss:.5f} at {w.numpy()}")
    best = min(results, key=lambda lr: results[lr][0])
    print("best", best)
