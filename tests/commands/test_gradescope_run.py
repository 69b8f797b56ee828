"""run_autograder in a folder laid out like Gradescope's."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from project import ROOT

SCHEMA = json.loads((ROOT / "autograder/outputs/results.schema.json").read_text(encoding="utf-8"))
METADATA = {
    "id": 7, "created_at": "2026-01-02T03:04:05.000000-08:00", "submission_method": "upload",
    "assignment": {"id": 1, "title": "Homework 1", "total_points": "50.0", "due_date": "2026-02-01T00:00:00-08:00"},
    "users": [{"email": "ada@example.org", "id": 12, "name": "Ada Lovelace"}],
    "previous_submissions": [],
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission_metadata.json").write_text(json.dumps(METADATA))
    return tmp_path


def run(root: Path, **environment: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    done = subprocess.run(
        [ROOT / "run_autograder"],
        env={**os.environ, "AUTOGRADER_ROOT": str(root), "HOMEWORK": "mlp", **environment},
        capture_output=True, text=True, timeout=120, cwd=root,
    )  # fmt: skip
    results = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    jsonschema.validate(results, SCHEMA)
    return done, results


def test_a_right_submission_gets_all_points(root: Path) -> None:
    shutil.copy(ROOT / "samples/mlp/right_einsum.py", root / "submission" / "mlp.py")
    done, results = run(root)
    assert done.returncode == 0, done.stderr
    assert results["score"] == 50
    assert sum(test["max_score"] for test in results["tests"]) == 50
    assert "Ada" not in json.dumps(results["tests"])


def test_nothing_uploaded_is_a_sentence_and_every_test_is_listed(root: Path) -> None:
    done, results = run(root)
    assert done.returncode == 0
    assert results["score"] == 0
    assert "mlp.py" in results["output"]
    assert sum(test["max_score"] for test in results["tests"]) == 50


def test_a_valid_file_is_there_although_the_homework_is_not(root: Path) -> None:
    done, results = run(root, HOMEWORK="nothing")
    assert done.returncode != 0
    assert "did not finish" in results["output"]


def test_results_and_metadata_are_out_of_the_student_s_reach(root: Path) -> None:
    (root / "submission" / "mlp.py").write_text(
        f"""
import os
for path in ({str(root)!r} + "/submission_metadata.json", {str(root)!r} + "/results/results.json"):
    for attempt in (lambda: print(open(path).read()), lambda: open(path, "w"), lambda: os.unlink(path),
                    lambda: os.rename("mlp.py", path), lambda: os.chmod(path, 0o777)):
        try:
            attempt()
            print("DONE", path)
        except OSError as error:
            print("refused", error.errno)
"""
    )
    done, results = run(root)
    assert done.stdout.count("refused") == 10
    assert "DONE" not in done.stdout and "ada@example.org" not in done.stdout
    assert results["score"] == 0
    assert stat.S_IMODE((root / "results" / "results.json").stat().st_mode) & 0o077 == 0
