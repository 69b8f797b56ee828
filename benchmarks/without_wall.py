"""The floor: the same collected tests and the same student code, called one after another in one process. No isolation,
no pytest around a test, no report.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path

import pytest

from autograder.checks import direct
from benchmarks import in_process


class Floor:
    def __init__(self, submissions: list[Path]) -> None:
        self._submissions = submissions

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        plans = {item.name: direct.plan(item) for item in session.items}
        for path in self._submissions:
            os.environ["IN_PROCESS_SUBMISSION"] = str(path)
            in_process.submission.cache_clear()
            for name, plan in plans.items():
                if plan is None:
                    sys.exit(f"{name} cannot be run without pytest")
                with in_process.test_named(name):
                    error = direct.run(plan, contextlib.nullcontext())
                if error is not None:
                    sys.exit(f"{path}, {name}: {error}")
        return True


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("submissions", type=Path, nargs="+")
    options = parser.parse_args()
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    folder = in_process.homework_of_the_tests().tests_folder
    arguments = ["-c", os.devnull, f"--rootdir={folder}", *(f"-pno:{name}" for name in ("cacheprovider", "terminal"))]
    sys.exit(pytest.main([str(folder), *arguments], plugins=[in_process, Floor(options.submissions * options.repeat)]))


if __name__ == "__main__":
    main()
