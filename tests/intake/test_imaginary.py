"""Complex numbers are found where graded functions come to them, however they are written, and nowhere else."""

from __future__ import annotations

import pytest

from autograder.intake.imaginary import MAYBE, complex_numbers

GRADED = {"backward", "exercise1"}
USED = {
    "a constant": "def backward(x):\n    return (f(x + 1e-30j)).imag / 1e-30",
    "a step of the module": "STEP = 1e-30j\ndef backward(x):\n    return g(x + STEP)",
    "the part": "def backward(x):\n    return f(x).imag / h",
    "a type": "def exercise1(W):\n    return np.array(W, dtype=complex)",
    "a type by its name": "def exercise1(W):\n    return np.zeros(3, dtype='complex128')",
    "a type's code": "def exercise1(W):\n    return W.astype('c16')",
    "torch's type": "def backward(x):\n    return x.to(torch.cdouble)",
    "torch.complex": "def backward(x):\n    return torch.complex(x, h)",
    "a call": "def backward(x):\n    return f(complex(x, h))",
    "a helper": "def slope(f, x):\n    return f(x + 1j * h)\ndef backward(x):\n    return slope(f, x)",
    "a method": "class L:\n    def step(self):\n        return 1j\n    def backward(self):\n        return self.step()",
    "a lambda": "slope = lambda x: x + 1j\ndef backward(x):\n    return slope(x)",
    "an inner function": "def backward(x):\n    def inner(v):\n        return v * 1j\n    return inner(x)",
}
NOT_USED = {
    "real": "STEP = 1e-5\ndef backward(x):\n    return x.real * 2",
    "the own check": "def check_complex(x):\n    return f(x + 1j)\ndef backward(x):\n    return x",
    "a run": "def backward(x):\n    return x\nif __name__ == '__main__':\n    print(1j)",
    "words": "def backward(x):\n    'complex 1j'  # complex64\n    print('a complex case')\n    return cache.get('D')",
    "a name": "def backward(x):\n    imag = polar = 1\n    return imag + polar",
    "no Python": "def backward(x:\n",
}


@pytest.mark.parametrize("source", USED.values(), ids=USED)
def test_complex_numbers_that_are_used_are_found(source: str) -> None:
    assert MAYBE.search(source.encode())
    assert list(complex_numbers({"a.py": source.encode()}, GRADED)) == ["a.py"]


@pytest.mark.parametrize("source", NOT_USED.values(), ids=NOT_USED)
def test_what_is_not_graded_or_not_complex_is_not(source: str) -> None:
    assert complex_numbers({"a.py": source.encode()}, GRADED) == {}


@pytest.mark.parametrize("source", ["w = f(1j)", "def f(w):\n    return w.imag\ny = f(2)", "for i in x:\n    w += 1j"])
def test_a_script_is_graded_from_top_to_bottom(source: str) -> None:
    assert complex_numbers({"a.py": source.encode()}, set(), {"a.py"})
    assert complex_numbers({"a.py": source.encode()}, set()) == {}


def test_a_function_that_a_script_does_not_use() -> None:
    assert complex_numbers({"a.py": b"def check(w):\n    return w + 1j\ny = 3"}, set(), {"a.py"}) == {}


def test_a_helper_in_a_file_of_its_own() -> None:
    main, helper = "from b import slope\ndef backward(x):\n    return slope(x)", "def slope(x):\n    return 1j"
    assert complex_numbers({"a.py": main.encode(), "b.py": helper.encode()}, GRADED) == {"b.py": [2]}
