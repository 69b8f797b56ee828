"""Which grader this is."""

import hashlib
from functools import cache
from pathlib import Path

from autograder import __version__


@cache
def version_and_code() -> str:
    """The version and a digest of the grader's code, "0.1.0+3f1c20b9a7d4": results of other code are graded anew."""
    package = Path(__file__).parent
    state = hashlib.blake2b(digest_size=6)
    for path in sorted(package.rglob("*.py")):
        state.update(f"\0{path.relative_to(package)}\0".encode())
        state.update(path.read_bytes())
    return f"{__version__}+{state.hexdigest()}"
