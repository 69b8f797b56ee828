"""Notebooks: definitions and constants count, the run does not, and lines are found again by their cell."""

from __future__ import annotations

import time
import types
from typing import Any

import nbformat
import numpy as np
import pytest
from project import slowness
from uploads import Read, homework_of, notebook_of

from autograder.homework import SubmittedFile
from autograder.intake.problem import IntakeProblem
from autograder.intake.source import Source, read_source

ACCEPTED = SubmittedFile("backward_pass.py", notebook=True)
PLAIN = SubmittedFile("backward_pass.py")
SCRIPT = SubmittedFile("lab.py", script=True)


def read_cells(*cells: str | list[str], wanted: SubmittedFile = ACCEPTED) -> Source:
    return read_source("work.ipynb", notebook_of(*cells), wanted)


def run(source: Source) -> dict[str, Any]:
    """The namespace that the module has after its import."""
    module = types.ModuleType("student")
    exec(compile(source.text, "student", "exec"), module.__dict__)
    return module.__dict__


def refusal(*cells: str | list[str]) -> str:
    with pytest.raises(IntakeProblem) as caught:
        read_cells(*cells)
    return str(caught.value)


# ---- what counts ------------------------------------------------------------------------------------------------


def test_imports_definitions_and_constants_count_and_the_run_does_not() -> None:
    source = read_cells(
        "%matplotlib inline\nimport numpy as np\nimport textwrap as plt",
        "np.random.seed(0)\nK = 5\nD, D_i = 6, 1",
        "weights = [None] * (K + 1)\nweights[0] = np.random.normal(size=(D, 1))",
        "# relu\ndef relu(x):\n    return np.maximum(x, 0)\n\nprint(1 / 0)\nraise SystemExit",
        "for i in range(10**12):\n    relu(i)\nplt.show()\nwhile True:\n    pass",
        "class Net:\n    size = K\n\n    def f(self):\n        return Net.size",
        "error = relu(np.array([1.0, -1.0]))\nassert False\ntry:\n    import missing\nexcept ImportError:\n    pass",
    )
    found = run(source)
    assert (found["K"], found["D"], found["D_i"], found["weights"]) == (5, 6, 1, [None] * 6)
    assert found["relu"](np.array([-1.0, 2.0])).tolist() == [0.0, 2.0]
    assert found["Net"]().f() == 5
    assert "error" not in found
    assert "i" not in found
    assert source.notes[0].startswith("We used the imports, functions, classes and constants in work.ipynb.")


def test_the_last_definition_counts_and_the_student_is_told() -> None:
    source = read_cells("def f():\n    return 1", "def f():\n    return 2", "K = 1", "K = 2", "f()")
    assert run(source)["f"]() == 2
    assert run(source)["K"] == 2
    assert source.notes[-1] == "Defined more than once: f. We used the last definition."


@pytest.mark.parametrize(
    ("cell", "name", "value"),
    [
        ("import numpy as np\nx = np.array([[1.0, 2], [3, 4]]).T", "x", [[1.0, 3.0], [2.0, 4.0]]),
        ("import numpy as np\nx = np.arange(4).reshape(2, 2)", "x", [[0, 1], [2, 3]]),
        ("x = -2.5 ** 2", "x", -6.25),
        ("x: int = 3", "x", 3),
        ("x = 2\nx += 3", "x", 5),
        ("x = y = (1, 2)", "y", (1, 2)),
        ("x = {'lr': 0.1, 'sizes': [3, 4]}", "x", {"lr": 0.1, "sizes": [3, 4]}),
        ("f = lambda x: x + 1\ng = f\nx = g", "x", None),
        ("import math\nx = math.pi / 2", "x", 1.5707963267948966),
        ("K = 3\nx = [0] * K if K > 2 else None", "x", [0, 0, 0]),
        ("K = 3\nx = f'{K}'", "x", "3"),
    ],
)
def test_what_is_a_constant(cell: str, name: str, value: object) -> None:
    found = run(read_cells(cell))[name]
    if value is not None:
        assert (found.tolist() if isinstance(found, np.ndarray) else found) == value
    else:
        assert found(1) == 2


@pytest.mark.parametrize(
    "cell",
    [
        "x = open('/etc/passwd')",
        "x = input()",
        "def f(): return 1\nx = f()",
        "import numpy as np\nx = np.random.normal(size=3)",
        "import numpy as np\nx = np.load('data.npy')",
        "x = [i for i in range(10)]",
        "x = unknown + 1",
        "x = __import__('os')",
        "x = eval('1')",
        "x = len(print())",
        "if True:\n    x = 1",
        "with open('a') as x: pass",
        "for x in []: pass",
        "if __name__ == '__main__':\n    x = 1",
    ],
)
def test_what_is_no_constant_is_not_run(cell: str) -> None:
    assert "x" not in run(read_cells(f"K = 1\n{cell}"))


def test_a_definition_that_needs_the_run_is_kept_for_loading_to_do_without() -> None:
    source = read_cells(
        "W = train()\ndef f(x, W=W):\n    return x\ndef g():\n    return W",
        "@decorate\nclass Net(Base):\n    pass",
        "class Fine:\n    a = 1\n    b = a\n    def m(self) -> 'Fine': return self.a",
    )
    assert b"def f(x, W=W)" in source.text
    assert b"@decorate\nclass Net(Base)" in source.text
    assert b"train()" not in source.text
    assert len(source.notes) == 1


def test_a_notebook_does_not_import_the_module_that_it_is() -> None:
    source = read_cells("import backward_pass\nfrom backward_pass import *\ndef backward_pass(): return 1")
    assert run(source)["backward_pass"]() == 1


def test_what_a_library_makes_is_kept_where_a_function_reads_it() -> None:
    source = read_cells(
        "import numpy as np\nimport functools\nimport matplotlib.pyplot as plt\nimport not_installed",
        "relu = np.vectorize(lambda x: x if x > 0 else 0.0)\nrng = np.random.default_rng(0)\nW = rng.normal(size=3)",
        "def f(x):\n    return relu(x) + W[0] + twice(1)\ndef double(x): return 2 * x",
        "twice = functools.partial(double)\nunread = np.ones(3).cumsum()\ndata = np.load('x.npy')",
        "figure = plt.figure()",
        "def show():\n    return figure, data",
    )
    found = run(source)
    assert found["f"](-1.0) == 2 + np.random.default_rng(0).normal(size=3)[0]
    for name in ("unread", "data", "figure"):
        assert name not in found


def test_imports_that_nothing_reads_are_left_out_so_that_they_cannot_fail() -> None:
    source = read_cells(
        "import not_installed\nimport os, sys",
        "try:\n    import seaborn_\nexcept ImportError:\n    pass",
        "def f(): return sys",
    )
    assert "not_installed" not in run(source)
    assert "seaborn_" not in source.text.decode()
    assert run(source)["f"]().__name__ == "sys"
    assert source.notes == ()


def test_an_import_with_a_fallback_is_kept_whole() -> None:
    source = read_cells(
        "try:\n    import no_such_module as m\n    N = m\nexcept ImportError:\n    m = None\ndef f(): return m"
    )
    assert run(source)["f"]() is None


def test_after_a_star_import_any_name_may_exist() -> None:
    assert b"def f(x=pi)" in read_cells("from math import *\ndef f(x=pi):\n    return x").text


def test_notebook_packages_and_late_future_imports_do_not_stop_the_module() -> None:
    found = run(read_cells(
        "from __future__ import annotations\nfrom google.colab import drive",
        "import IPython\nfrom ipywidgets import interact",
        "from __future__ import annotations\nK = 1",
    ))  # fmt: skip
    assert found["K"] == 1
    assert "drive" not in found


# ---- magics and cells that cannot be read -----------------------------------------------------------------------


def test_the_notebooks_own_commands_are_left_out() -> None:
    source = read_cells(
        "%%time\nK = 5\n!pip install torch\n?K\nK?\nfiles = !ls\nt = %timeit -o f()\nD = (17\n     % 10)",
        "%%bash\nrm -rf /\nD = 1",
        "%%writefile utils.py\nD = 2",
        "def f():\n    %timeit 3\n    !ls\n    return 4",
        "text = '''\n%matplotlib\n!ls\n'''",
    )
    found = run(source)
    assert (found["K"], found["f"](), found["text"]) == (5, 4, "\n%matplotlib\n!ls\n")
    assert "files" not in found
    assert found["D"] == 7


def test_a_modulo_at_the_start_of_a_line_is_no_command() -> None:
    assert run(read_cells("D = (17\n     % 10)"))["D"] == 7


def test_a_cell_that_cannot_be_read_is_left_out_by_its_number() -> None:
    source = read_cells("def f():\n    return 1", "x = (1\ny = 2", "def g():\n    return 3")
    found = run(source)
    assert found["f"]() == 1
    assert found["g"]() == 3
    assert "Code cell 2 of work.ipynb does not run because Python cannot read line 1." in source.notes[0]
    assert source.notes[0].endswith("We skipped this cell.")


def test_a_notebook_without_readable_code_is_refused_with_the_reasons() -> None:
    said = refusal("def f(:\n    pass", "# nothing")
    assert said.startswith("work.ipynb contains no code that Python can read.")
    assert "Code cell 1 of work.ipynb does not run" in said
    assert "work.ipynb is empty" in refusal()
    assert "comments only" in refusal("# TODO")


def test_a_notebook_that_only_runs_something_is_an_empty_module() -> None:
    source = read_cells("print(1)")
    assert source.text.strip() == b""
    assert "was not run" in source.notes[0]


# ---- where is it ------------------------------------------------------------------------------------------------


def test_a_line_is_found_again_in_its_cell() -> None:
    source = read_cells(
        "import numpy as np\n\nprint(np.e)", "K = 1", "print(2)\n\ndef f():\n    return 1 / 0\n", "def g(): 1 / 0"
    )
    for name, place in (("f", "code cell 3, line 4"), ("g", "code cell 4, line 1")):
        with pytest.raises(ZeroDivisionError) as caught:
            run(source)[name]()
        traceback = caught.value.__traceback__
        while traceback is not None and traceback.tb_next is not None:
            traceback = traceback.tb_next
        assert traceback is not None
        assert source.place(traceback.tb_lineno) == place


def test_the_submission_knows_the_places(read: Read) -> None:
    homework = homework_of(ACCEPTED)
    submission = read({"hw/backward_pass.ipynb": notebook_of("K = 5", "\ndef f():\n    pass")}, homework)
    assert submission.place("backward_pass.py", 3) == "code cell 2, line 2"
    assert submission.place("other.py", 3) == "line 3"


def test_statements_that_share_a_line_are_taken_apart() -> None:
    found = run(read_cells("print(1); K = 5; print('é'); D = 6", "x = 'é'; print(x)", "print(1); print(\n2); E = 7"))
    assert (found["K"], found["D"], found["x"], found["E"]) == (5, 6, "é", 7)


# ---- .py files --------------------------------------------------------------------------------------------------

EXPORT = """#!/usr/bin/env python
# coding: utf-8

# In[1]:

import numpy as np
get_ipython().run_line_magic('matplotlib', 'inline')

# In[2]:

K = 5
def f(x):
    return x

for k in range(10**9):
    f(k)
"""


def test_an_exported_notebook_keeps_its_line_numbers() -> None:
    source = read_source("backward_pass.py", EXPORT.encode(), ACCEPTED)
    assert run(source)["K"] == 5
    assert source.text.decode().split("\n")[11] == "def f(x):"
    assert source.place(12) == "line 12"
    assert "get_ipython" not in source.text.decode()
    assert "Other code" in source.notes[0]


def test_where_no_notebook_is_asked_for_a_py_file_stays_as_it_is_but_for_a_notebooks_commands() -> None:
    expected = EXPORT.replace("get_ipython().run_line_magic('matplotlib', 'inline')", "pass")
    assert read_source("backward_pass.py", EXPORT.encode(), PLAIN).text == expected.encode()


def test_a_file_of_definitions_alone_is_not_commented() -> None:
    source = (
        b'"""Mine."""\nimport numpy as np\n\nK = 5\n\n\ndef f():\n    pass\n\n\nif __name__ == "__main__":\n    f()\n'
    )
    assert read_source("backward_pass.py", source, ACCEPTED).notes == ()


@pytest.mark.parametrize("wanted", [ACCEPTED, PLAIN])
def test_a_notebook_under_the_name_of_a_py_file_is_used_and_mentioned(wanted: SubmittedFile) -> None:
    source = read_source("backward_pass.py", notebook_of("K = 5", "print(1/0)"), wanted)
    assert run(source)["K"] == 5
    assert source.notes[0].startswith("backward_pass.py is a notebook with the name of a Python file.")


def test_a_notebook_for_a_script_runs_from_top_to_bottom() -> None:
    source = read_cells("%matplotlib inline\nw = [1]", "w.append(2)\n!ls\n%%oops", wanted=SCRIPT)
    assert run(source)["w"] == [1, 2]
    with pytest.raises(IntakeProblem, match="Python cannot read code cell 2, line 2"):
        read_cells("w = [1]", "x = 1\ny = (", wanted=SCRIPT)


# ---- the format -------------------------------------------------------------------------------------------------


def test_what_nbformat_writes_is_read() -> None:
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_markdown_cell("# x"), nbformat.v4.new_code_cell("K = 5\n\nD = 'é'")]
    notebook.cells[1].outputs = [nbformat.v4.new_output("display_data", {"image/png": "A" * 10**6})]
    found = run(read_source("work.ipynb", nbformat.writes(notebook).encode(), ACCEPTED))
    assert (found["K"], found["D"]) == (5, "é")


def test_a_source_in_lines_and_in_one_piece_is_the_same() -> None:
    assert read_cells(["K = 5\n", "D = 6"]).text == read_cells("K = 5\nD = 6").text
    assert read_cells("K = 5\r\nD = 6").text == read_cells("K = 5\nD = 6").text


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"[]",
        b'{"cells": 3, "nbformat": 4}',
        b'{"cells": [{"cell_type": "code", "source": 3}], "nbformat": 4}',
        b'{"cells": ' + b"[" * 100_000,
        b'{"cells": [], "nbformat": 4',
        b"x = 1\n",
        b'{"cells": [{"cell_type": "raw"}], "nbformat": 4}',
        b'{"cells": [{"cell_type": "code", "source": "\\ud800"}], "nbformat": 4}',
    ],
)
def test_what_is_no_notebook_is_refused(data: bytes) -> None:
    with pytest.raises(IntakeProblem, match=r"work\.ipynb"):
        read_source("work.ipynb", data, ACCEPTED)


@pytest.mark.parametrize(
    "cell", ["x = " + "-" * 20_000 + "1", "x = f'" + "{y}" * 10_000 + "'", "#" * 70_000, "1+" * 9_000 + "1"]
)
def test_a_hostile_cell_is_left_out_or_blanked_soon(cell: str) -> None:
    began = time.monotonic()
    assert run(read_cells("K = 5", cell))["K"] == 5
    assert time.monotonic() - began < 5 * slowness()


def test_too_much_code_is_refused() -> None:
    assert "contains more than 128 KiB of code" in refusal(*["K = 5\n" * 5_000] * 20)


@pytest.mark.parametrize("wanted", [ACCEPTED, SCRIPT], ids=["definitions", "script"])
def test_cells_that_each_take_long_are_not_read_for_ever(
    wanted: SubmittedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.intake.notebook.MOST_SECONDS", 0.2)
    with pytest.raises(IntakeProblem, match=r"work\.ipynb cannot be graded because reading its code takes too long"):
        read_cells(*["try:\n    x = 1\nfinally:\n    y = 2\n%time"] * 200, wanted=wanted)
