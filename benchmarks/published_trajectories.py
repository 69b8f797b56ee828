"""Does the reference of neural_networks give the published accuracies, digit for digit, on the course's own file?

    python benchmarks/published_trajectories.py mnist_subset.json.gz     1.5 minutes of computing

The file (5,000 images of MNIST; 1,000 to validate, 1,000 to test) is not part of this project: see
hidden_tests/neural_networks/provided/README.md. Exit status 0 when every published digit is reproduced, 1 when not.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "reference/neural_networks"), str(ROOT / "hidden_tests/neural_networks/provided")]

DEFAULTS = {
    "random_seed": "42",
    "learning_rate": "0.01",
    "alpha": "0.0",
    "lambda": "0.0",
    "dropout_rate": "0.0",
    "minibatch_size": "5",
}
# The settings that differ from the course's defaults, and the published accuracies, epoch by epoch.
PUBLISHED: list[tuple[dict[str, str], dict[str, list[float]]]] = [
    (
        {"activation": "relu"},
        {
            "train": [0.8992, 0.9426, 0.956, 0.9732, 0.9802, 0.9874, 0.9898, 0.9912, 0.997, 0.9982],
            "val": [0.903, 0.928, 0.932, 0.936, 0.941, 0.942, 0.947, 0.95, 0.95, 0.956],
        },
    ),
    ({"activation": "tanh"}, {"train": [0.8934, 0.9276, 0.9422]}),
    ({"activation": "relu", "alpha": "0.9", "dropout_rate": "0.5"}, {"train": [0.9062, 0.955, 0.9598]}),
]


def accuracies(main_params: dict[str, str]) -> Any:
    """{"train": [...], "val": [...]}: what main writes to its file, which is thrown away with the folder."""
    from neural_networks import main  # the reference's

    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        os.chdir(folder)
        try:
            main(main_params)
            (written,) = Path(folder).glob("MLP_*.json")
            return json.loads(written.read_text(encoding="utf-8"))
        finally:
            os.chdir(before)


def main() -> int:
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        print("which file? python benchmarks/published_trajectories.py mnist_subset.json.gz", file=sys.stderr)
        return 2
    status = 0
    for settings, published in PUBLISHED:
        print(*(f"{name} {value}" for name, value in settings.items()), sep=", ", flush=True)
        epochs = str(len(published["train"]))
        found = accuracies(
            {**DEFAULTS, **settings, "num_epoch": epochs, "input_file": str(Path(sys.argv[1]).resolve())}
        )
        for name, wanted in published.items():
            right = [round(accuracy, 4) for accuracy in found[name]] == wanted
            print(f"  {name:<6}{found[name]}", "as published" if right else f"and published is {wanted}", flush=True)
            status = status if right else 1
    return status


if __name__ == "__main__":
    sys.exit(main())
