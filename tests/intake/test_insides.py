"""What a source uses of the insides of Python and torch, with its line."""

from __future__ import annotations

import pytest
from project import ROOT

from autograder.intake.insides import LONGEST, flags, uses

FOUND = {
    "import ctypes": "ctypes",
    "import ctypes as c": "ctypes",
    "import ｃtypes": "ctypes",
    "import ctypes.util": "ctypes",
    "from ctypes import *": "ctypes",
    "from ctypes import string_at as s": "ctypes",
    "import numpy as np\nnp.ctypeslib.as_ctypes(x)": "ctypes",
    "import numpy as np\nnp.zeros(3).ctypes.data": "ctypes",
    "__import__('ctypes')": "ctypes",
    "__import__('cty' + 'pes')": "ctypes",
    "__import__('sepytc'[::-1])": "ctypes",
    "__import__(''.join(['ct', 'ypes']))": "ctypes",
    "__import__('xtypes'.replace('x', 'c'))": "ctypes",
    "import importlib\nimportlib.import_module('ctypes')": "ctypes",
    "from importlib import import_module as load\nname = 'ctypes'\nload(name)": "ctypes",
    "import sys\nsys.modules['ctypes']": "ctypes",
    "import sys\nsys.modules.get('ctypes')": "ctypes",
    "from torch.utils.cpp_extension import load_inline": "ctypes",
    "import torch\ntorch.ops.load_library('x.so')": "ctypes",
    "import gc\ngc.get_objects()": "gc",
    "import gc as g\ng.get_referrers(x)": "gc",
    "from gc import get_objects": "gc",
    "import gc\ngetattr(gc, 'get_' + 'objects')()": "gc",
    "__import__('gc').get_objects()": "gc",
    "import sys\nsys._getframe(1)": "frames",
    "from sys import _getframe as f\nf()": "frames",
    "import sys\ngrab = sys._getframe\ngrab()": "frames",
    "import sys\ngetattr(sys, '_getframe')()": "frames",
    "import inspect\ninspect.currentframe()": "frames",
    "from inspect import stack\nstack()": "frames",
    "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    e.__traceback__.tb_frame.f_back": "frames",
    "import sys\nsys.exc_info()[2].tb_frame": "frames",
    "(i for i in ()).gi_frame": "frames",
    "import sys\nsys._current_frames()": "frames",
    "import sys\nsys.settrace(f)": "frames",
    "def f(): pass\nf.__globals__": "frames",
    "().__class__.__base__.__subclasses__()": "frames",
    "import torch\ntorch._C._set_grad_enabled(True)": "torch._C",
    "from torch import _C": "torch._C",
    "import torch as t\nt._C": "torch._C",
    "import torch._C as engine": "torch._C",
    "from torch._C import _functions": "torch._C",
    "import torch\ngetattr(torch, '_C')": "torch._C",
    "import torch\ngetattr(torch, chr(95) + 'C')": "torch._C",
    "import torch\ntorch.__dict__['_C']": "torch._C",
    "import torch\nvars(torch)['_C']": "torch._C",
    "import sys\nsys.modules['torch._C']": "torch._C",
    "import operator, torch\noperator.attrgetter('_C._jit')(torch)": "torch._C",
    "import torch\ntorch.library.Library('aten', 'IMPL')": "torch._C",
    "open('/proc/self/mem')": "memory",
    "from numpy.lib.stride_tricks import as_strided\nas_strided(x)": "memory",
    "import numpy as np\nnp.lib.stride_tricks.as_strided(x, (9,))": "memory",
    "class A:\n    __array_interface__ = {}\nA().__array_interface__": "memory",
    "from autograder.sandbox import wire": "memory",
    "import sys\nsys.modules['autograder.sandbox.worker']": "memory",
    "exec(''.join(map(chr, numbers)))": "exec",
    "import base64\neval(base64.b64decode('Z2M='))": "exec",
    "list(map(__import__, names))": "exec",
    "import functools\nfunctools.partial(exec, text)()": "exec",
    "__builtins__['__import__']('ctypes')": "frames",
    "globals()['__builtins__']": "frames",
    "__loader__.load_module(name)": "frames",
    "import torch\n[getattr(torch, n) for n in dir(torch) if n.endswith('C')]": "frames",
    "import torch\nlist(vars(torch).values())": "frames",
    "import torch\ntorch.__dict__.values()": "frames",
    "import sys\n[m for n, m in sys.modules.items() if n.endswith('C')]": "memory",
    "import torch\ntorch.randn.__self__": "frames",
    "import inspect, torch\ninspect.getmembers(torch)": "frames",
    "open('more.py', 'w').write(text)": "exec",
    "from pathlib import Path\nPath('more' + '.py').write_text(text)": "exec",
    "import marshal\nmarshal.loads(data)": "exec",
    "import types\ntypes.FunctionType(code, {})": "exec",
    "from types import CodeType\nCodeType()": "exec",
    "import pickle\npickle.loads(data)": "exec",
    "import runpy\nrunpy.run_path(path)": "exec",
    "import importlib.util\nimportlib.util.spec_from_file_location('a', path)": "exec",
    "exec('import ctypes')": "ctypes",
    "run = exec\nrun(text)": "exec",
    "import builtins\nbuiltins.exec(text)": "exec",
    "import torch\ng = getattr\ng(torch, '_C')": "torch._C",
    "eval('__import__(\"gc\").get_objects()')": "gc",
    "import base64\n__import__(base64.b64decode(b'Z2M=').decode())": "exec",
}


@pytest.mark.parametrize("source", FOUND)
def test_what_is_used_is_found_where_it_is_used(source: str) -> None:
    found = uses(f"x = 0\n\n{source}\n".encode())
    assert FOUND[source] in {use.kind for use in found}
    assert {use.line for use in found} <= set(range(3, 3 + len(source.splitlines())))


@pytest.mark.parametrize(
    "source",
    [
        "import gc\ngc.collect()",
        "import gc",
        "from gc import collect\ncollect()",
        "# torch._C and ctypes, sys._getframe()",
        "'''This uses neither ctypes nor gc.get_objects().'''",
        "print('no torch._C here, and no ctypes')",
        "grads['gc'] = grads['_C'] = 1",
        "import numpy as np, torch\nnp.stack(a); torch.stack(a); np.trace(m); torch.trace(m); x.as_strided((1,), (1,))",
        "import traceback\ntraceback.print_exc()",
        "import inspect\ninspect.signature(f)",
        "import torch\ngetattr(torch, name)(x)",
        "getattr(self, f'W{i}')",
        "super().__init__(); self.__class__.__name__",
        "eval('1 + 1')",
        "import sys\nprint('pandas' in sys.modules, sys.modules[__name__])",
        "vars(self).update(values); print(dir(self), self.__dict__)",
        "import argparse\nvars(args)",
        "import pickle\nwith open('data.pkl', 'rb') as f:\n    pickle.load(f)",
        "open('numbers.txt', 'w').write('1')",
        "import re\nre.compile(pattern)",
        "model.eval()\nmodel.compile(loss)",
        "import torch\ntorch.compile(f)",
        "def (",
    ],
)  # fmt: skip
def test_what_is_harmless_or_only_named_is_not_found(source: str) -> None:
    assert uses(source.encode()) == []


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "(" * 90 + "1" + ")" * 90,
        "x = " + "'a' + " * 5_000 + "'b'",
        "getattr(" * 80 + "x" + ", 'a')" * 80,
        "\n".join(f"a{i} = a{i - 1} + a{i - 1}" for i in range(1, 400)),
        "import ctypes\n" * 5_000,
    ],
)
def test_a_source_that_is_made_to_be_long_to_read_is_read(source: str) -> None:
    assert len(uses(source.encode())) <= 50


def test_what_a_homework_allows_is_not_flagged() -> None:
    source = b"import ctypes\nimport gc\ngc.get_objects()\nctypes.pythonapi\n"
    both = flags("mlp.py", source, (), "line {}".format)
    assert both == [
        "mlp.py uses ctypes or other native code (line 1 and line 4), which no homework needs",
        "mlp.py uses the garbage collector's objects (line 3), which no homework needs",
    ]
    assert flags("mlp.py", source, ("ctypes",), "line {}".format) == both[1:]
    assert flags("mlp.py", source, ("ctypes", "gc"), str) == []


def test_a_source_that_is_too_long_is_said_to_be() -> None:
    long = b"x = 1\n" * (LONGEST // 6 + 1)
    assert flags("mlp.py", long, (), str) == [f"mlp.py is too long to check for what it uses ({len(long):,} bytes)"]


SOURCES = [
    *sorted((ROOT / "samples").glob("*/right*.py")),
    *sorted((ROOT / "reference").rglob("*.py")),
    *sorted((ROOT / "student_template").rglob("*.py")),
]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_found_in_right_work(path) -> None:  # type: ignore[no-untyped-def]
    assert uses(path.read_bytes()) == []
