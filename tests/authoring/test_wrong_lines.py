"""The short form of an edit finds its one place, or says why it cannot."""

from __future__ import annotations

import pytest

from autograder.homework import HomeworkError
from autograder.wrong_lines import WrongLines, make_wrong

SPREAD = 'self.grads["W"] = (\n            self.x.T @ grad\n        )'
SOURCES = {
    "net.py": '''\
"""Größen."""
W = 1


class Layer:
    def forward(self, x):
        self.x = x
        return x * 2  # ×

    def backward(self, grad):
        self.grads["W"] = (
            self.x.T @ grad
        )
        total += grad
        log(grad)
        return grad


def forward(x):
    if x > 0:
        return x
    return -x
'''.encode(),
    "other.py": b"def loss(y):\n    return y\n",
}


def changed(where: str, text: str) -> dict[str, str]:
    made = make_wrong(SOURCES, WrongLines(where, text), "net.py")
    return {file: source.decode() for file, source in made.items() if source != SOURCES[file]}


@pytest.mark.parametrize(
    ("where", "text", "old", "new"),
    [
        ("Layer.forward", "return x * 3", "return x * 2", "return x * 3"),
        ("backward", 'self.grads["W"] = 0', SPREAD, 'self.grads["W"] = 0'),
        ("backward", "total += 2 * grad", "total += grad", "total += 2 * grad"),
        ("backward", "log(x)", "log(grad)", "log(x)"),
        ("net.py", "W = 2", "W = 1", "W = 2"),
        ("forward", "x > 0 ==> x >= 0", "if x > 0", "if x >= 0"),
        ("Layer", "self.x.T ==> self.x", "self.x.T", "self.x"),
        ("backward", "log(grad) ==>", "log(grad)", ""),
    ],
)  # fmt: skip
def test_it_changes_its_one_place_and_nothing_else(where: str, text: str, old: str, new: str) -> None:
    source = SOURCES["net.py"].decode()
    assert source.count(old) == 1
    assert changed(where, text) == {"net.py": source.replace(old, new)}


def test_several_statements_and_a_function_of_another_file() -> None:
    both = changed("backward", "total -= grad; return 2 * grad")["net.py"]
    assert "total -= grad" in both
    assert "return 2 * grad" in both
    assert changed("loss", "return -y") == {"other.py": "def loss(y):\n    return -y\n"}


@pytest.mark.parametrize(
    ("where", "text", "said"),
    [
        ("lses", "test_a", "'lses' is no setting of a mistake, and no function, class or file of the reference"),
        ("forward", "return 0", "forward has 2 statements like 'return 0'; say which text changes"),
        ("loss", "z = 1", "loss has no statement like 'z = 1'"),
        ("loss", "if y:", "neither statements nor `old ==> new`"),
        ("loss", "return y", "changes nothing"),
        ("loss", "y ==> y", "occurs 2 times, not once, in loss"),
        ("loss", "z ==> y", "'z' does not occur in loss"),
        ("loss", "==> y", "'' does not occur in loss"),
    ],
)
def test_what_means_no_place_is_a_sentence(where: str, text: str, said: str) -> None:
    with pytest.raises(HomeworkError) as caught:
        changed(where, text)
    assert said in str(caught.value)


def test_a_name_that_two_classes_have_must_say_which() -> None:
    twice = {"net.py": b"class A:\n    def f(self): pass\n\nclass B:\n    def f(self): pass\n"}
    with pytest.raises(HomeworkError, match=r"the reference has 2 of the name 'f': write Class\.f"):
        make_wrong(twice, WrongLines("f", "return 1"), "net.py")
