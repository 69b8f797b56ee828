"""What a homework forbids breaks nothing else: modules are imported, settings are made, compilers decorate."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from project import ROOT, Command

# Imports every public module that it can, where `sys.argv[1]` is forbidden, and prints what fails.
WALK = """
import contextlib, importlib, io, json, pkgutil, sys, warnings
warnings.simplefilter("ignore")
import numpy, torch
from autograder.sandbox.forbidden import forbid, record_no_derivatives
packages = [numpy, torch]
if sys.argv[1] == "autograd":
    record_no_derivatives()
if sys.argv[1] == "torch":
    packages = [numpy]
    for name in [name for name in sys.modules if name.partition(".")[0] == "torch"]:
        del sys.modules[name]
names = [name for name in sys.stdlib_module_names if name[0] != "_"]
for package in packages:
    found = pkgutil.walk_packages(package.__path__, package.__name__ + ".", onerror=lambda name: None)
    names += [module.name for module in found]
if sys.argv[1] != "nothing":
    forbid([sys.argv[1]])
not_for_import = ("antigravity", "idlelib", "lib2to3", "test", "this", "tkinter", "turtle", "turtledemo")
failed = []
for name in names:
    parts = name.split(".")
    if parts[0] in not_for_import or any(part[0] == "_" or "test" in part for part in parts):
        continue
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            importlib.import_module(name)
        except BaseException:
            failed.append(name)
print(json.dumps([len(names), failed]))
"""

SETTINGS = [
    "torch.use_deterministic_algorithms(True)",
    "torch.use_deterministic_algorithms(True, warn_only=True)",
    'torch.set_deterministic_debug_mode("warn")',
    'torch.set_default_device("cpu")',
    "torch.set_default_dtype(torch.float64); torch.set_default_dtype(torch.float32)",
    "torch.set_printoptions(precision=3)",
    "torch.manual_seed(0)",
    "torch.seed()",
    "torch.random.manual_seed(3)",
    "torch.set_num_threads(1)",
    "torch.set_num_interop_threads(1)",
    "torch.backends.cudnn.deterministic = True",
    "torch.backends.cudnn.benchmark = False",
    "torch.backends.cuda.matmul.allow_tf32 = False",
    'torch.set_float32_matmul_precision("high")',
    "torch.cuda.manual_seed_all(0)",
    "torch.cuda.manual_seed(0)",
    "torch.cuda.is_available()",
    "torch.cuda.empty_cache()",
    "torch.cuda.device_count()",
    "torch.set_grad_enabled(False)",
    "torch.set_grad_enabled(True)",
    "torch.autograd.set_detect_anomaly(True)",
    "torch.autograd.set_grad_enabled(False)",
    "torch.set_flush_denormal(True)",
    "torch.set_warn_always(False)",
    "torch.get_rng_state()",
    "torch.__config__.show()",
    "torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.zeros(3, 2)), batch_size=2)",
    "list(torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.zeros(3, 2)), batch_size=2))",
    'torch.device("cuda" if torch.cuda.is_available() else "cpu")',
    "np.random.seed(0)",
    "np.set_printoptions(precision=3, suppress=True)",
    'np.seterr(all="ignore")',
    "random.seed(0)",
    'os.environ["PYTHONHASHSEED"] = "0"',
    'os.environ["CUBLAS_WORKSPACE_CONFIG"] = ":4096:8"',
    'os.environ["KMP_DUPLICATE_LIB_OK"] = "True"',
    'warnings.filterwarnings("ignore")',
    "sys.setrecursionlimit(5000)",
    "logging.basicConfig(level=logging.INFO)",
    "import torch._dynamo",
    "import torch._inductor",
    "import torch.onnx",
    "import torch.fx",
    "import torch.multiprocessing",
    "import multiprocessing; multiprocessing.cpu_count()",
    'import matplotlib; matplotlib.use("Agg")',
    'import matplotlib.pyplot as plt; plt.rcParams["figure.figsize"] = (3, 3)',
    "plt.figure(); plt.plot([1, 2]); plt.show()",
    "f = torch.compile(lambda x: x + 1); f(torch.ones(2))",
    'g = torch.compile(mode="reduce-overhead")(lambda x: x + 1); g(torch.ones(2))',
    "torch.jit.script(one)(torch.ones(2))",
    "torch.jit.trace(lambda x: x + 1, torch.ones(2))(torch.ones(2))",
    "torch.jit.script(torch.nn.Linear(2, 2))",
    "torch.nn.Linear(2, 2).compile()",
    "torch.compile(torch.nn.Linear(2, 2))(torch.ones(1, 2))",
    "torch.jit.export(one)",
    "torch.jit.ignore(one)",
    "torch.compiler.disable(one)",
    "torch._dynamo.config.suppress_errors = True",
    "torch.nn.Parameter(torch.ones(2))",
    "torch.ones(2, requires_grad=True)",
    "torch.nn.Linear(2, 2)(torch.ones(1, 2))",
    "torch.optim.SGD([torch.nn.Parameter(torch.ones(2))], lr=0.1)",
    "torch.nn.functional.relu(torch.ones(2))",
    'torch.save({"a": torch.ones(2)}, "a.pt"); torch.load("a.pt")',
    "time.time(); time.sleep(0)",
    "signal.signal(signal.SIGINT, signal.SIG_DFL)",
    "gc.collect()",
    'locale.setlocale(locale.LC_ALL, "")',
    "tempfile.mkdtemp()",
    'os.getcwd(); os.listdir("."); os.path.abspath(__file__); os.cpu_count(); platform.platform(); getpass.getuser()',
    'os.makedirs("out", exist_ok=True); open("out/x.txt", "w").write("1")',
    "pathlib.Path(__file__).resolve().parent",
    'sys.path.append(".."); sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))',
    "torch.autograd.gradcheck",
    "from torch.autograd import Variable, grad, Function",
    "torch.inference_mode()",
    "@torch.inference_mode()\ndef h(x): return x",
    "@torch.no_grad()\ndef h2(x): return x",
    'torch.amp.autocast("cpu")',
    "torch.profiler.profile()",
    "torch.utils.checkpoint",
    "torch.hub",
    "torch.func.vmap(lambda x: x + 1)(torch.ones(3))",
    "torch.vmap(lambda x: x + 1)(torch.ones(3))",
    "import subprocess, socket, threading, asyncio, sqlite3",
]
PREPARED = """
import gc, getpass, locale, logging, os, pathlib, platform, random, signal, sys, tempfile, time, warnings
import numpy as np

def one(x):
    return x + 1
"""


def walk(forbidden: str) -> tuple[int, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", WALK, forbidden], cwd=ROOT, capture_output=True, text=True, timeout=600, check=True
    )
    number, failed = json.loads(done.stdout.splitlines()[-1])
    return number, set(failed)


@pytest.mark.slow
def test_every_public_module_can_be_imported_whatever_is_forbidden() -> None:
    number, everywhere = walk("nothing")
    assert number > 1000
    assert walk("autograd")[1] <= everywhere
    assert {name for name in walk("torch")[1] if name.partition(".")[0] != "torch"} <= everywhere


@pytest.mark.slow
def test_every_setting_can_be_made_where_autograd_is_forbidden(tmp_path: Path, autograder: Command) -> None:
    source = (ROOT / "samples/mlp/right_matmul.py").read_text(encoding="utf-8") + PREPARED
    for number, setting in enumerate(SETTINGS):
        indented = "\n".join(f"    {line}" for line in setting.splitlines())
        source += f"try:\n{indented}\nexcept BaseException as error:\n    print('FAILED', {number}, repr(error))\n"
    (tmp_path / "mlp.py").write_text(source + "print('to the end')\n", encoding="utf-8")
    done = autograder("check", "mlp", tmp_path / "mlp.py")
    failed = [line for line in done.stdout.splitlines() if "FAILED" in line]
    assert not failed, [(SETTINGS[int(line.split()[1])], line) for line in failed]
    assert "to the end" in done.stdout
    assert "50 of 50 points" in done.stdout
