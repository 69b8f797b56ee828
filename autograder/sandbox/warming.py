"""Libraries that are ready before a student's process is confined."""

import gc
import importlib
import sys
from collections.abc import Sequence

from autograder.sandbox import plotting


def warm_up(libraries: Sequence[str], *, optimizers: bool = True) -> None:
    """Import the libraries and run each kind of kernel once, so that students' processes find them ready.

    Under file rules a cold torch cannot look at the processor and picks slower kernels. `optimizers`: torch's first
    one takes as long as importing torch, and half as much memory again; only where autograd is allowed it has a use.
    """
    gc.disable()  # of what an import makes nothing is garbage: looking for it takes a tenth of the time
    for name in libraries:
        importlib.import_module(name)
    import numpy as np

    np.linalg.svd(np.eye(3))
    np.random.seed(0)
    _ = np.ma, np.testing  # which numpy imports when they are asked for; np.ma is with every array that is sent
    if "torch" in sys.modules:
        import torch

        torch.set_num_threads(1)
        x = torch.randn(4, 3, requires_grad=True)
        (torch.nn.functional.conv1d(x[None], torch.ones(2, 4, 2)).sum() + torch.sigmoid(x @ x.T).sum()).backward()  # type: ignore[no-untyped-call]
        torch.linalg.svd(x.detach())
        if optimizers:
            torch.optim.SGD([x], lr=0.1).step()
    if "matplotlib" in libraries:
        plotting.import_all()
    if "tqdm" in libraries:  # what it draws in a notebook needs a browser; without one it is the plain one
        sys.modules["tqdm.notebook"] = sys.modules["tqdm"]
    gc.enable()
