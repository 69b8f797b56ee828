"""The floor: the same collected tests and the same student code in one process, without any isolation."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from autograder.homework import load_homework
from benchmarks import in_process


class Floor:
    def __init__(self, submissions: list[Path], repeat: int) -> None:
        self._submissions = submissions * repeat

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for path in self._submissions:
            module = in_process.import_student(path)
            Floor.module = module  # type: ignore[attr-defined]
            for item, next_item in zip(session.items, [*session.items[1:], None], strict=True):
                item._initrequest()  # type: ignore[attr-defined]
                reports = runtestprotocol(item, log=False, nextitem=next_item)
                failed = [report for report in reports if report.failed]
                if failed:
                    sys.exit(f"{path}: {failed[0].longrepr}")
        return True

    @pytest.fixture
    def student(self) -> object:
        return Floor.module  # type: ignore[attr-defined]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("submissions", type=Path, nargs="+")
    options = parser.parse_args()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    folder = load_homework("mlp").tests_folder
    sys.exit(
        pytest.main(
            [
                str(folder),
                "-c",
                os.devnull,
                f"--rootdir={folder}",
                "-p",
                "no:cacheprovider",
                "-p",
                "no:terminal",
                "-p",
                "no:logging",
            ],
            plugins=[in_process, Floor(options.submissions, options.repeat)],
        )
    )


if __name__ == "__main__":
    main()
