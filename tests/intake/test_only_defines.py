"""Loading a file that may compute something is never taken for loading one that does not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from autograder.homework import load_homework
from autograder.intake.only_defines import only_defines

HOMEWORK = load_homework("error_backpropagation")
COMPUTES_NOTHING = {
    "nothing": "",
    "imports": "import numpy as np\nfrom torch import nn\nfrom utils import *",
    "a function": '"""Mine."""\ndef f(x: np.ndarray, n: int = 3, *, k: list[float] = []) -> float:\n    return g(x)',
    "a class": "class Net(torch.nn.Module):\n    size = 3\n    @property\n    def f(self):\n        return work()",
    "constants": "LR = 0.1\nSHAPE = (3, 4)\nN: int = 2 * 5\nf = lambda x: x.backward()",
    "its own run": "def f():\n    pass\nif __name__ == '__main__':\n    f()",
    "an optional import": "try:\n    import pandas\nexcept ImportError:\n    pandas = None",
}
MAY_COMPUTE = {
    "a call": "print(1)",
    "a made constant": "w = torch.tensor([1.0], requires_grad=True)",
    "a decorator": "@check\ndef f():\n    pass",
    "a called decorator": "@torch.no_grad()\ndef f():\n    pass",
    "a default": "def f(x=g()):\n    pass",
    "a lambda's default": "f = lambda x=g(): x",
    "an annotation": "def f(x: g()):\n    pass",
    "a class body": "class A:\n    x = g()",
    "a decorated method": "class A:\n    @cached\n    def f(self):\n        pass",
    "a metaclass": "class A(metaclass=M):\n    pass",
    "a base that is called": "class A(make()):\n    pass",
    "the making of a subclass": "class A:\n    def __init_subclass__(cls):\n        g()",
    "a loop": "for i in range(3):\n    g()",
    "an element": "x = {}\nx[0] = 1",
    "otherwise": "if __name__ == '__main__':\n    pass\nelse:\n    g()",
    "a comprehension": "x = [g() for _ in y]",
    "a handler": "try:\n    import a\nexcept ImportError:\n    g()",
    "what is caught": "try:\n    import a\nexcept g():\n    pass",
    "a deletion": "del x",
    "no Python": "def f(:",
}


@pytest.mark.parametrize("source", COMPUTES_NOTHING.values(), ids=COMPUTES_NOTHING)
def test_what_computes_nothing(source: str) -> None:
    assert only_defines(files(source), HOMEWORK)


@pytest.mark.parametrize("source", MAY_COMPUTE.values(), ids=MAY_COMPUTE)
def test_what_may_compute(source: str) -> None:
    assert not only_defines(files(source), HOMEWORK)


def test_every_file_counts_and_a_script_computes() -> None:
    assert not only_defines(files("x = 1") | {"helper.py": b"g()"}, HOMEWORK)
    assert not only_defines(files("x = 1"), load_homework("computational_graph"))


def files(source: str) -> Mapping[str, bytes]:
    return {"solution.py": source.encode()}
