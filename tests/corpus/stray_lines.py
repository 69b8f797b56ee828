"""Right submissions with lines that are not the homework and fail: they cost nothing, and each is said.

A case is what stands above the right solution, what stands below, and what the notes say of it.
"""

from __future__ import annotations

from typing import NamedTuple


class Stray(NamedTuple):
    above: str = ""
    below: str = ""
    says: str = "failed and was left out"


IN_FILES = {
    # packages that are not there
    "pandas_unused": Stray(above="import pandas_of_nobody as pd", says="No module named 'pandas_of_nobody'"),
    "package_in_a_demo": Stray(
        "import seaborn_of_nobody as sns", "sns.set()\nsns.heatmap([[1]])", "So was the code that needs it"
    ),
    "star_import": Stray("from fastai_of_nobody.vision import *", "learner = cnn_learner()", "fastai_of_nobody"),
    "submodule": Stray("import sklearn_of_nobody.metrics", "print(sklearn_of_nobody.metrics.accuracy_score([1], [1]))"),
    "names_of_a_package": Stray("from tqdm_of_nobody import tqdm, trange", "for i in trange(3):\n    pass"),
    "colab": Stray("from google.colab import drive\ndrive.mount('/content/drive')"),
    "ipython": Stray("from IPython_of_nobody.display import clear_output", "clear_output()"),
    "base_from_a_package": Stray("import gym_of_nobody as gym", "class Env(gym.Env):\n    def step(self): return 1"),
    "base_by_name": Stray(
        "from gym_of_nobody import Env", "class Mine(Env):\n    def step(self): return 1\nMine().run()"
    ),
    "decorator_from_a_package": Stray("import numba_of_nobody as nb", "@nb.njit\ndef extra(x): return x"),
    "annotation_from_a_package": Stray(
        "import pandas_of_nobody as pd", "def show(frame: pd.DataFrame, n: 'int' = 3) -> pd.Series: return frame"
    ),
    "union_annotation": Stray(
        "from pandas_of_nobody import DataFrame", "def show(frame: DataFrame | None): return frame"
    ),
    "default_from_a_package": Stray("import pandas_of_nobody as pd", "def show(x=pd.NA): return x"),
    "annotated_variable": Stray("import pandas_of_nobody as pd", "best: pd.DataFrame = None"),
    "inside_a_class_body": Stray(
        "import pandas_of_nobody as pd",
        "class Log:\n    table = pd.DataFrame()\n    def add(self): return 1\nLog().add()",
    ),
    "try_of_another_error": Stray("try:\n    import pandas_of_nobody\nexcept ValueError:\n    pass"),
    # the machine
    "cuda": Stray('device_test = torch.zeros(1).to("cuda")'),
    "cuda_below": Stray(below='x = torch.randn(3, 3, device="cuda")\nprint(x @ x)'),
    "absent_file": Stray("import numpy as np\ndata = np.load('train.npy')", "print(data.mean())", "train.npy"),
    "absent_csv": Stray(
        "with open('data.csv') as file:\n    rows = file.read().split()", "print(len(rows))", "data.csv"
    ),
    "file_elsewhere": Stray("text = open('/home/ada/data.txt').read()", says="/home/ada"),
    "input": Stray("name = input('your name? ')", "print('hello ' + name)", "nobody is there during grading"),
    "pip": Stray("import subprocess\nsubprocess.run(['pip', 'install', 'pandas'])"),
    "os_system": Stray("import os\nassert os.system('pip install pandas') == 0"),
    "download": Stray("import urllib.request\nurllib.request.urlretrieve('http://example.com/a.csv', 'a.csv')"),
    "arguments": Stray(
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('x')\na = p.parse_args()", "print(a.x)"
    ),
    "relative_import": Stray("from .helper import one"),
    "old_name_of_numpy": Stray("import numpy as np\nFLOAT = np.float_of_old", "print(FLOAT)"),
    "environment": Stray("import os\nKEY = os.environ['API_KEY']", "print(KEY)"),
    # a demo below the functions
    "typo": Stray(below="layer = Layer(3, 4)\nprint(layer.forwardd(torch.zeros(2, 3)))"),
    "name_never_made": Stray(below="print(foo)", says="NameError: name 'foo' is not defined"),
    "wrong_shapes": Stray(below="Layer(3, 4).forward(torch.zeros(2, 7))"),
    "wrong_arguments": Stray(below="net = Layer(3)\nnet.forward(1)", says="So was the code that needs it"),
    "failing_assert": Stray(below="assert mean_square(torch.zeros(2), torch.ones(2)) == 5"),
    "exit": Stray(below="import sys\nsys.exit(0)", says="sys.exit()"),
    "quit": Stray(below="raise SystemExit('done')"),
    "exit_early": Stray("import sys\nif len(sys.argv) < 2:\n    sys.exit('usage: layer.py FILE')"),
    "exit_without_cleaning": Stray(below="import os\nos._exit(0)", says="Python ended (exit status 0)"),
    "abort": Stray(below="import os\nos.abort()", says="SIGABRT"),
    "unittest": Stray(
        below="import unittest\nclass T(unittest.TestCase):\n    def test(self): self.fail()\nunittest.main()"
    ),
    "interrupt": Stray(below="raise KeyboardInterrupt"),
    "endless_loop": Stray(below="while True:\n    pass", says="it did not finish within"),
    "endless_training": Stray(
        below="net = Layer(3, 4)\nwhile True:\n    mean_square(net.forward(torch.zeros(2, 3)), torch.ones(2, 4))",
        says="it did not finish within",
    ),
    "two_loops": Stray("import time", "time.sleep(9)\nprint(1)\ntime.sleep(9)", "it did not finish within"),
    "huge_tensor": Stray(below="x = torch.ones(60_000, 60_000)\nprint(x.sum())", says="more memory"),
    "growing_list": Stray(below="x = []\nwhile True:\n    x.append(bytearray(1 << 20))", says="more memory"),
    "recursion": Stray(below="def f(): return f()\nf()", says="RecursionError"),
    "autograd_demo": Stray(
        below="w = torch.ones(3, requires_grad=True)\n(w * 2).sum().backward()", says="autograd is not allowed"
    ),
    "gradcheck": Stray(
        below="import torch.autograd\ntorch.autograd.grad(torch.ones(1), torch.ones(1))", says="autograd"
    ),
    "plot": Stray("import matplotlib.pyplot as plt", "plt.plot([1, 2], [1, 2, 3])\nplt.show()"),
    "division_by_zero": Stray(below="print(1 / 0)", says="ZeroDivisionError"),
    "error_of_its_own": Stray(below="class Mine(Exception): pass\nraise Mine('stop here')", says="Mine: stop here"),
    "message_that_raises": Stray(below="class E(Exception):\n    def __str__(self): raise E()\nraise E()"),
    "not_implemented": Stray(below="def bonus(): raise NotImplementedError\nbonus()", says="NotImplementedError"),
    "disk": Stray(below="for i in range(4000):\n    open(f'{i}.txt', 'w').write('x' * 9000)"),
    # blocks
    "in_an_if": Stray(below="if True:\n    def helper(): return 1\n    print(undefined)\n    value = helper()"),
    "in_a_with": Stray(below="with torch.no_grad():\n    a = 1\n    b = nothing\n    c = a"),
    "in_a_try": Stray(below="try:\n    a = 1\n    raise ValueError\nexcept KeyError:\n    pass"),
    "in_a_finally": Stray(below="try:\n    a = 1\nfinally:\n    print(nothing)"),
    "head_of_a_with": Stray(below="with open('log.txt') as log:\n    def note(x): return x\nprint(note(1))"),
    "for_loop": Stray(below="for lr in (0.1, 0.2):\n    train(lr)", says="name 'train' is not defined"),
    "two_on_a_line": Stray(below="a = 1; b = nothing; c = a"),
    "over_several_lines": Stray(below="result = dict(\n    a=1,\n    b=nothing,\n)"),
    # a name that is there keeps its value
    "rebinds": Stray(below="mean_square = compile_it(mean_square)", says="name 'compile_it' is not defined"),
    "rebinds_the_class": Stray("import numba_of_nobody as nb", "Layer = nb.jitclass(Layer)"),
    "deletes": Stray(below="del nothing_of_that_name"),
    "sets_what_is_not_there": Stray(below="config.lr = 0.1"),
    "many": Stray("import pandas_of_nobody as pd", "\n".join(f"t{i} = pd.Series([{i}])" for i in range(60))),
}

# The same edits of the right solution itself: (old, new), and what the notes say.
IN_DEFINITIONS = {
    "decorated": ("def mean_square(", "@njit\ndef mean_square(", "the decorator failed"),
    "decorated_with_a_call": ("def mean_square(", "@njit(fastmath=True)\ndef mean_square(", "the decorator failed"),
    "decorated_method": ("    def forward(", "    @line_profile\n    def forward(", "the decorator failed"),
    "annotated": (
        "def mean_square(y, y_hat)",
        "def mean_square(y: pd.Frame, y_hat: pd.Frame) -> pd.F",
        "an annotation",
    ),
    "class_attribute": ("class Layer:", "class Layer:\n    table = pd.DataFrame()\n", "failed and was left out"),
    "base": ("class Layer:", "class Layer(pl.Module):", "a base class failed"),
    "default": ("def mean_square(y, y_hat)", "def mean_square(y, y_hat, out=pd.NA)", "a default value failed"),
}

# What is told to who uses what is not there: source below the solution, and the message of test_loss.
USED = {
    "calls_it": (
        "def mean_square(y, y_hat):\n    return pd.mean(y)",
        "mean_square uses `pd`, which is not defined: line 1",
    ),
    "computes_with_it": (
        "factor = pd.factor\ndef mean_square(y, y_hat):\n    return ((y - y_hat) ** 2).mean() * factor",
        "uses `factor`, which is not defined",
    ),
    "is_it": ("mean_square = pd.mean\n", ""),
    "loops_over_it": (
        "rows = pd.rows\ndef mean_square(y, y_hat):\n    return sum(r for r in rows)",
        "uses `rows`, which is not defined",
    ),
    "inherits_it": (
        "from pd_too import Base\nclass L(Base):\n    pass\ndef mean_square(y, y_hat):\n    return L().loss(y, y_hat)",
        "uses `Base`, which is not defined",
    ),
}

# What hopes to gain by failing on purpose, below a right solution: the outcomes that test_loss may have.
_WRONG = "def mean_square(y, y_hat): return 0.0"
HOSTILE = {
    "finds_its_first_load": (
        (
            "import os, pathlib\n"
            "seen = [p for p in ('seen', '/tmp/seen-by-layer', '/dev/shm/seen-by-layer') if os.path.exists(p)]\n"
            f"if seen:\n    {_WRONG}\n"
            "pathlib.Path('seen').write_text('1')\npathlib.Path('/tmp/seen-by-layer').write_text('1')\n1 / 0"
        ),
        {"ok"},
    ),
    "autograd_in_a_line_that_fails": (
        "w = torch.ones(3, requires_grad=True)\nmean_square = torch.func.grad(lambda w: (w ** 2).sum())(w)",
        {"ok"},
    ),
    "autograd_swallowed": (
        (
            "def mean_square(y, y_hat):\n"
            "    y_hat = y_hat.clone().requires_grad_()\n"
            "    try:\n        ((y_hat - y) ** 2).mean().backward()\n    except RuntimeError:\n        pass\n1 / 0"
        ),
        {"wrong", "error"},
    ),
    "reads_the_tests": ("answers = open('@ROOT@/hidden_tests/layer/test_layer.py').read()", {"ok"}),
    "forks_and_goes_on": ("import os\npid = os.fork()\nif pid == 0:\n    os._exit(0)", {"ok"}),
    "patches_the_loader": (
        (
            "import builtins, sys\nfor name in list(vars(builtins)):\n"
            "    if ' ' in name:\n        vars(builtins)[name] = lambda *a: None\n"
            "sys.meta_path.clear()\n1 / 0"
        ),
        {"ok"},
    ),
    "forgets_the_loader": (
        "import builtins\n1 / 0\nfor name in [n for n in vars(builtins) if ' ' in n]:\n    del vars(builtins)[name]",
        {"ok", "error"},
    ),
    "forges_what_failed": (
        (
            "import gc\nfor thing in gc.get_objects():\n"
            "    if type(thing).__name__ == 'Loader':\n        thing._failed.extend([None, 'x'] * 9)\n1 / 0"
        ),
        {"protocol", "error", "ok"},
    ),
    "fails_elsewhere_each_time": (
        "import time\n" + "\n".join(["assert time.time_ns() // 1000 % 2"] * 150),
        {"ok", "error"},
    ),
    "fails_in_too_many_lines": ("\n".join(["undefined"] * 400), {"error"}),
    "hangs_in_many_lines": ("import time\n" + "\n".join(["time.sleep(99)"] * 30), {"timeout"}),
    "ends_in_many_lines": ("import os\n" + "\n".join(["os._exit(0)"] * 30), {"crash"}),
    "rebinds_then_fails": (f"{_WRONG}\nmean_square.__code__ = None", {"wrong"}),
}
