"""Right solutions laid out in every way that students use, graded as a class: no layout costs a point."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from project import ROOT, Command

from autograder.authoring.template import build_template
from autograder.homework import load_homework

MLP = (ROOT / "samples/mlp/right_layers.py").read_text(encoding="utf-8")
DEEP = (ROOT / "samples/backward_pass/right_loops.py").read_text(encoding="utf-8")
LAYERS = {
    path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "samples/layers/right_loops/net").glob("*.py")
}
STUBS = build_template(load_homework("backward_pass"))["backward_pass.py"].decode()
OTHER_STUBS = (
    "import numpy as np\n\ndef compute_network_output(net_input, all_weights, all_biases):\n    # TODO\n    pass\n\n"
    "def backward_pass(all_weights, all_biases, all_f, all_h, y):\n    raise NotImplementedError\n"
)

Files = dict[str, str]


def notebook(*cells: str | tuple[str, str]) -> str:
    """Of code cells, or (kind, source)."""
    made = [cell if isinstance(cell, tuple) else ("code", cell) for cell in cells]
    listed = [{"cell_type": kind, "source": source, "metadata": {}} for kind, source in made]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": listed})


FILES: dict[str, Files] = {
    "in_a_folder": {"mlp.py": "from lib.helper import MLP, mse_loss, bce_loss\n", "lib/helper.py": MLP},
    "in_a_package": {
        "mlp.py": "from net import *\n",
        "net/__init__.py": "from .model import MLP\nfrom .losses import mse_loss, bce_loss\n",
        "net/model.py": MLP,
        "net/losses.py": MLP,
    },
    "by_a_dot": {"mlp.py": "from .helper import MLP, mse_loss, bce_loss\n", "helper.py": MLP},
    "by_a_dot_in_a_package": {
        "hw/__init__.py": "",
        "hw/mlp.py": "from .lib.helper import MLP\nfrom .lib import mse_loss, bce_loss\n",
        "hw/lib/__init__.py": "from ..common import mse_loss, bce_loss\n",
        "hw/lib/helper.py": MLP,
        "hw/common.py": MLP,
    },
    "src_on_the_path": {
        "mlp.py": "import sys\nsys.path.append('src')\nfrom model import MLP, mse_loss, bce_loss\n",
        "src/model.py": MLP,
    },
    "src_by_file": {
        "mlp.py": (
            "import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), 'src'))\n"
            "from model import MLP, mse_loss, bce_loss\n"
        ),
        "src/model.py": MLP,
    },
    "above": {
        "homework/code/mlp.py": "import sys\nsys.path.append('..')\nfrom utils.net import MLP, mse_loss, bce_loss\n",
        "homework/utils/net.py": MLP,
    },
    "called_by_its_folder": {"hw2/mlp.py": "from hw2.net import MLP, mse_loss, bce_loss\n", "hw2/net.py": MLP},
    "imported_late": {
        "mlp.py": "import importlib\nmodel = importlib.import_module('lib.net')\nMLP = model.MLP\n"
        "mse_loss, bce_loss = model.mse_loss, model.bce_loss\n",
        "lib/net.py": MLP,
    },
    "a_helper_with_a_stray_line": {
        "mlp.py": "from lib.net import MLP, mse_loss, bce_loss\n",
        "lib/net.py": f"import pandas_of_nobody as pd\n{MLP}\nprint(pd.DataFrame())\n",
    },
    "from_a_package_by_name": {
        "mlp.py": "from models.net import MLP\nfrom models.losses import *\n",
        "models/net.py": MLP,
        "models/losses.py": MLP,
    },
    "handed_on_twice": {
        "mlp.py": "from impl.all import *\n",
        "impl/all.py": "from .core import *\n",
        "impl/core.py": MLP,
    },
    "a_class_of_a_class": {
        "mlp.py": "import base\nclass MLP(base.MLP):\n    pass\nmse_loss, bce_loss = base.mse_loss, base.bce_loss\n",
        "base.py": MLP,
    },
    "commands_of_a_notebook": {
        "mlp.py": f"%load_ext autoreload\n{MLP}\n!pip install graphviz\nif True:\n    %matplotlib inline\n",
    },
    "cells_in_a_file": {
        "mlp.py": f"# %%\nimport torch\n# %%\nfrom __future__ import annotations\n{MLP}\n",
    },
    "a_folder_of_other_things": {
        "mlp.py": MLP,
        "tests/test_mlp.py": "import mlp\nassert False\n",
        "data/load.py": "raise SystemExit\n",
    },
}
NOTEBOOKS: dict[str, Files] = {
    "indented_first_cell": {"work.ipynb": notebook("\n  import numpy as np\n  x = 1\n", DEEP)},
    "indented_with_text": {"work.ipynb": notebook("".join(f"    {line}\n" for line in DEEP.splitlines()))},
    "a_cell_that_raises": {"work.ipynb": notebook("K = undefined_thing + 1", DEEP, "assert False")},
    "a_constant_that_raises": {"work.ipynb": notebook("import numpy as np\nx = np.array([1, 2]).reshape(7)", DEEP)},
    "writes_the_file": {"work.ipynb": notebook(f"%%writefile backward_pass.py\n{DEEP}", "import backward_pass")},
    "writes_it_twice": {
        "work.ipynb": notebook(f"%%writefile backward_pass.py\n{OTHER_STUBS}", f"%%writefile backward_pass.py\n{DEEP}")
    },
    "writes_a_helper": {
        "work.ipynb": notebook(f"%%writefile deep.py\n{DEEP}", "from deep import *\nfrom deep import backward_pass")
    },
    "writes_a_helper_in_parts": {
        "work.ipynb": notebook(
            "%%writefile deep.py\nimport numpy as np\n",
            f"%%writefile -a deep.py\n{DEEP}",
            "from deep import compute_network_output, backward_pass",
        )
    },
    "in_a_markdown_cell": {"work.ipynb": notebook("import numpy as np", ("markdown", DEEP), "print(1)")},
    "between_fences": {"work.ipynb": notebook("x = 1", ("markdown", f"My solution:\n\n```python\n{DEEP}\n```\n"))},
    "in_a_raw_cell": {"work.ipynb": notebook("x = 1", ("raw", DEEP))},
    "decorated_by_the_run": {
        "work.ipynb": notebook(
            "timer = make_timer()", DEEP.replace("def backward_pass", "@timer\ndef backward_pass", 1)
        )
    },
    "beside_the_template": {"backward_pass.py": STUBS, "7_2_Backpropagation.ipynb": notebook(DEEP)},
    "beside_other_stubs": {"backward_pass.py": OTHER_STUBS, "7_2_Backpropagation.ipynb": notebook(DEEP)},
    "a_chapter": {
        "chap07/7_1_Toy.ipynb": notebook("def f(x):\n    return x\nprint(f(1))"),
        "chap07/7_2_Deep.ipynb": notebook(DEEP),
        "chap07/7_3_Init.ipynb": notebook("import numpy as np\n\ndef init(n):\n    return np.zeros(n)"),
        "README.md": "a repository",
    },
    "a_repository": {
        "course/hw1/solution.py": "def sort(x):\n    return sorted(x)\n",
        "course/hw2/deep.py": DEEP,
        "course/hw2/plots.py": "def plot(x):\n    return x\n",
        "course/hw3/mlp.py": MLP,
    },
    "helper_that_uses_torch": {
        "backward_pass.py": f"import tools\n{DEEP}",
        "tools.py": "import torch\n\ndef show(x):\n    return torch.tensor(x)\n\nshow([1.0])\n",
    },
}


PACKAGES: dict[str, Files] = {
    "written_by_a_notebook": {
        "work.ipynb": notebook(
            "!mkdir -p net", *(f"%%writefile net/{name}.py\n{code}" for name, code in LAYERS.items())
        )
    },
    "a_notebook_each": {f"net/{name}.ipynb": notebook(code) for name, code in LAYERS.items()},
    "loose": {f"{name}.py": code.replace("from net.losses", "from losses") for name, code in LAYERS.items()},
    "a_folder_each": {f"net/{name}/__init__.py": code for name, code in LAYERS.items()},
    "handed_on_by_relative_imports": {
        **{f"net/impl/{name}.py": code for name, code in LAYERS.items()},
        **{f"net/{name}.py": f"from .impl.{name} import *\n" for name in LAYERS},
    },
    "all_in_one": {
        "net/impl.py": "".join(
            code.replace("from net.losses import softmax_cross_entropy", "") for code in LAYERS.values()
        ),
        **{f"net/{name}.py": "from .impl import *\n" for name in LAYERS},
        "net/convolution.py": "from .impl import Conv2d, MaxPool\n",
    },
    "all_in_the_package": {
        "net/__init__.py": "".join(
            code.replace("from net.losses import softmax_cross_entropy", "") for code in LAYERS.values()
        ),
        **{f"net/{name}.py": "from . import *\nfrom net import *\n" for name in LAYERS},
    },
}


def graded(homework: str, uploads: dict[str, Files], folder: Path, autograder: Command) -> dict[str, dict[str, str]]:
    for name, files in uploads.items():
        for path, text in files.items():
            (folder / "class" / name / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "class" / name / path).write_text(text, encoding="utf-8")
    done = autograder("grade", homework, folder / "class", "--out", folder / "out", "--quiet")
    assert done.returncode == 0, done.stdout + done.stderr
    with (folder / "out/gradebook.csv").open(encoding="utf-8") as file:
        return {row["submission"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, autograder: Command) -> dict[str, dict[str, str]]:
    return graded("mlp", FILES, tmp_path_factory.mktemp("files"), autograder)


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory: pytest.TempPathFactory, autograder: Command) -> dict[str, dict[str, str]]:
    return graded("backward_pass", NOTEBOOKS, tmp_path_factory.mktemp("notebooks"), autograder)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory, autograder: Command) -> dict[str, dict[str, str]]:
    return graded("layers", PACKAGES, tmp_path_factory.mktemp("packages"), autograder)


@pytest.mark.parametrize("name", PACKAGES)
def test_packages_cost_nothing(name: str, packages: dict[str, dict[str, str]]) -> None:
    assert packages[name]["total"] == "60", packages[name]["notes"]


@pytest.mark.parametrize("name", FILES)
def test_modules_of_ones_own_cost_nothing(name: str, files: dict[str, dict[str, str]]) -> None:
    assert files[name]["total"] == "50", files[name]["notes"]


def test_commands_of_a_notebook_are_told(files: dict[str, dict[str, str]]) -> None:
    for row in ("notes", "flags"):
        assert "Line 1 of mlp.py (%load_ext autoreload) works in notebooks only" in files["commands_of_a_notebook"][row]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebooks_cost_nothing(name: str, notebooks: dict[str, dict[str, str]]) -> None:
    assert notebooks[name]["total"] == "20", notebooks[name]["notes"]


SAID = {
    "in_a_markdown_cell": "Markdown cell 1 of work.ipynb contains code, so we ran it. Make it a code cell.",
    "in_a_raw_cell": "raw cell 1 of work.ipynb contains code, so we ran it. Make it a code cell.",
    "beside_the_template": "backward_pass.py is still the template, so we graded 7_2_Backpropagation.ipynb instead.",
    "beside_other_stubs": "backward_pass.py is still the template, so we graded 7_2_Backpropagation.ipynb instead.",
    "a_chapter": "Your file chap07/7_2_Deep.ipynb was graded as backward_pass.py.",
    "decorated_by_the_run": "the decorator failed and was left out",
}


@pytest.mark.parametrize("name", SAID)
def test_what_was_used_is_said(name: str, notebooks: dict[str, dict[str, str]]) -> None:
    assert SAID[name] in notebooks[name]["notes"]


@pytest.mark.parametrize("name", ["in_a_markdown_cell", "between_fences", "in_a_raw_cell"])
def test_code_of_other_cells_is_flagged(name: str, notebooks: dict[str, dict[str, str]]) -> None:
    assert "was graded as a code cell" in notebooks[name]["flags"]
