"""The quick audit of every homework that there is; `make audit` is the whole of it."""

from __future__ import annotations

from collections.abc import Callable
from subprocess import CompletedProcess

import pytest

from autograder.homework import homework_names


@pytest.mark.slow
def test_the_quick_audit_finds_nothing_wrong(autograder: Callable[..., CompletedProcess[str]]) -> None:
    done = autograder("audit", "--quick", timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    audited = [line.split()[0] for line in done.stdout.splitlines() if line.endswith(" s)")]
    assert audited == homework_names()
