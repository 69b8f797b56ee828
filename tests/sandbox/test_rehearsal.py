"""What is prepared for a large class makes it faster, and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from project import ROOT, Command

from autograder.commands.grade import MANY
from autograder.sandbox import rehearsal


def test_this_torch_has_all_that_is_rehearsed() -> None:
    rehearsal._use(torch)


@pytest.mark.slow
def test_a_large_class_gets_what_each_gets_alone(autograder: Command, tmp_path: Path) -> None:
    folder, out = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    samples = ["right_matmul.py", "wrong_sigmoid_of_sigmoid.py", "wrong_uses_autograd.py", "hostile_reads_tests.py"]
    for number in range(MANY):
        sample = samples[number % len(samples)]
        shutil.copy(ROOT / "samples/mlp" / sample, folder / f"{number:02}_{sample}")
    assert autograder("grade", "mlp", folder, "--out", out, "--quiet").returncode == 0
    for sample in samples:
        autograder("check", "mlp", ROOT / "samples/mlp" / sample, "--json", tmp_path / "alone.json")
        alone = json.loads((tmp_path / "alone.json").read_text())["tests"]
        in_class = [json.loads(path.read_text())["tests"] for path in out.glob(f"*_{sample}/results.json")]
        assert len(in_class) >= MANY // len(samples)
        assert all(tests == alone for tests in in_class)
