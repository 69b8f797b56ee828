"""Somebody's solved file becomes a reference: what is read of it, what is marked, what its arguments may be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.authoring.solved.conventions import conventional
from autograder.authoring.solved.definitions_only import only_defining
from autograder.authoring.solved.files import read_solution
from autograder.authoring.solved.functions import defined
from autograder.authoring.solved.guesses import BATCH, Sizes, arguments, said_shape, texts_of
from autograder.authoring.solved.markers import with_markers
from autograder.homework import HomeworkError
from autograder.solutions import cut

SOURCE = '''\
"""Functions named "relu" or "identity"."""

import numpy as np


def one_line(x): return 2 * x


def spread(
    x,
    w,
):
    """x (N, D), w (D, M)."""
    # how it is done
    z = x @ w
    return z  # the end
    # and a remark below


half = lambda x: x / 2


class Layer:
\tdef __init__(self, n):
\t\tself.n = n

\tdef forward(self, x): "doc"; return x * self.n

\tdef nothing(self):
\t\tpass
'''


def test_bodies_are_marked_and_the_template_shows_none_of_them() -> None:
    known = {one.full_name: one for one in defined("a.py", SOURCE).everything}
    marked = with_markers(SOURCE, "a.py", lambda name: known[name].computes and known[name].name != "__init__")
    template = cut(marked, "a.py")
    for hidden in ("2 * x", "x @ w", "how it is done", "the end", "remark below", "x / 2", "x * self.n"):
        assert hidden in marked
        assert hidden not in template
    for kept in (
        "def one_line(x):",
        '"""x (N, D), w (D, M)."""',
        "def half(x):",
        "self.n = n",
        "pass",
        "TODO: write spread",
    ):
        assert kept in template
    names: dict[str, object] = {}
    exec(marked, names)
    assert names["one_line"](3) == 6  # type: ignore[operator]
    assert names["half"](3) == 1.5  # type: ignore[operator]
    assert names["Layer"](4).forward(2) == 8  # type: ignore[operator]


def test_a_source_with_markers_stays_as_it_is() -> None:
    text = "def f(x):\n    # SOLUTION BEGIN: double\n    return 2 * x\n    # SOLUTION END\n"
    assert with_markers(text, "a.py", lambda _: True) == text


def test_what_runs_when_the_file_is_loaded_goes_under_the_guard() -> None:
    text = "import math\nK = 3\nx = f(K)\nprint('''a\nb''')\ny = x + 1\n\n\ndef f(x):\n    return x + K\n"
    changed, note = only_defining(text, "a.py")
    assert note == 'a.py: 3 statements that run when the file is loaded went under `if __name__ == "__main__":`'
    above, below = changed.split('if __name__ == "__main__":')
    assert "K = 3" in above
    assert all(line in below for line in ("    x = f(K)", "print('a\\nb')", "    y = x + 1"))
    names: dict[str, object] = {"__name__": "a"}
    exec(changed, names)
    assert "x" not in names
    assert only_defining("def f(x):\n    return x\n", "a.py") == ("def f(x):\n    return x\n", "")


@pytest.mark.parametrize(
    ("files", "given", "said"),
    [
        ({"a.py": "def f(x:\n    pass"}, "a.py", "a.py, line 1 is not Python: '(' was never closed"),
        ({"a.py": "X = 1\n"}, "a.py", "defines no function and no class"),
        ({"a.py": "import torchx\ndef f(x): return x\n"}, "a.py", "imports torchx, which is not installed here"),
        ({"a.txt": "def f(x): return x\n"}, "a.txt", "neither Python"),
        ({"a.ipynb": "{}"}, "a.ipynb", "a.ipynb is not a readable notebook"),
        ({"data.csv": "1"}, "", "contains no Python file and no notebook"),
        ({"my net/a.py": "def f(x): return x\n"}, "", "lies in a folder that Python cannot import from"),
        ({}, "nothing.py", "there is no"),
    ],
)
def test_what_cannot_be_used_is_a_sentence(tmp_path: Path, files: dict[str, str], given: str, said: str) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    with pytest.raises(HomeworkError) as caught:
        read_solution(tmp_path / given, "hw")
    assert said in str(caught.value)


def test_a_folder_is_read_with_what_lies_in_it(tmp_path: Path) -> None:
    files = {
        "net/__init__.py": "", "net/layers.py": "def f(x):\n    return x\n", "config.py": "RATE = 0.1\n",
        "tests/test_it.py": "def test(): pass\n", ".hidden.py": "def g(): pass\n", "data.csv": "1,2\n",
    }  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    solution = read_solution(tmp_path, "hw")
    assert list(solution.sources) == ["net/layers.py"]
    assert sorted(solution.given) == ["config.py", "data.csv"]


def test_a_notebook_and_a_module_beside_a_file(tmp_path: Path) -> None:
    cells = [{"cell_type": "code", "source": "%matplotlib inline\nimport helper\ndef f(x):\n    return helper.K * x\n"}]
    (tmp_path / "week 3.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5}))
    (tmp_path / "helper.py").write_text("K = 2\n")
    solution = read_solution(tmp_path / "week 3.ipynb", "hw")
    assert solution.notebooks == ("hw.py",)
    assert solution.sources["hw.py"].startswith("import helper\ndef f(x):")
    assert list(solution.given) == ["helper.py"]


@pytest.mark.parametrize(
    ("source", "shape"),
    [
        ('def f(x):\n    """x (N, D): the batch."""', (BATCH, 3)),
        ('def f(x):\n    """Args:\n        x: array of shape (N,)."""', (BATCH,)),
        ("def f(x):\n    N, D = x.shape\n    return N", (BATCH, 3)),
        ("def f(x):\n    assert x.shape == (N, 7)\n    return 1", (BATCH, 7)),
        ("def f(x):\n    assert x.ndim == 2\n    return 1", (BATCH, 3)),
        ('def f(x: Float[Tensor, "N D"]):\n    return 1', (BATCH, 3)),
        ("def f(x):\n    n, c, H, W = x.shape\n    return 1", (2, 3, 6, 6)),
        ('def f(x):\n    """x (a float)."""', None),
        ('def f(x):\n    """The value of x."""', None),
    ],
)
def test_the_shape_that_is_said(source: str, shape: tuple[int, ...] | None) -> None:
    (function,) = defined("a.py", source).functions
    assert said_shape("x", function, Sizes()) == shape


def test_axes_of_one_name_have_one_size_and_no_two_names_the_same() -> None:
    (function,) = defined(
        "a.py", 'def f(x, w, b):\n    """x (N, D), w (D, M), b (M,)."""\n    return x @ w + b'
    ).functions
    first = [tuple(values[0]["shape"]) for values in arguments(function, Sizes())]
    assert first == [(BATCH, 3), (3, 5), (5,)]


def test_texts_are_those_that_the_code_compares_with_and_the_file_names() -> None:
    source = f'{SOURCE}\n\ndef f(name, z):\n    if name == "tanh":\n        return np.tanh(z)\n    return z\n'
    function = defined("a.py", source).functions[-1]
    assert texts_of(function.parameters[0], function) == ["tanh", "relu", "identity"]


def test_a_network_in_one_convention() -> None:
    source = "def f(x, W1, b1, W2, b2, y):\n    return W2 @ (W1 @ x + b1) + b2 - y"
    (function,) = defined("a.py", source).functions
    values = conventional(function, "columns")
    assert values is not None
    assert [tuple(slot[0]["shape"]) for slot in values] == [(3, 1), (5, 3), (5, 1), (2, 5), (2, 1), (2, 1)]
    (other,) = defined("a.py", "def f(x, y):\n    return x").functions
    assert conventional(other, "rows") is None
