"""Right: all the work in main(), so that the script itself has no names."""
import torch


def main():
    w = torch.tensor([torch.pi / 2, torch.pi], dtype=torch.float64, requires_grad=True)
    x = torch.tensor([2.0, 1.0], dtype=torch.float64)
    b = torch.tensor(0.0, dtype=torch.float64)
    y_label = torch.tensor(2.0, dtype=torch.float64)
    alpha = 0.5

    y = torch.sin(w @ x) - b
    y.backward(retain_graph=True)
    dydw = w.grad.clone()
    w.grad.zero_()
    L2 = (y - y_label) ** 2
    L2.backward()
    dLdw = w.grad.clone()
    with torch.no_grad():
        w -= alpha * dLdw
    print(y.item(), dydw, L2.item(), dLdw, w)


if __name__ == "__main__":
    main()
