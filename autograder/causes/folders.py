"""Where signatures are: beside the grader, and in the user's cache."""

import os
from pathlib import Path

from autograder.homework import ROOT

PACKED = ROOT / "signatures"  # in a Gradescope zip: what `autograder package` has computed


def cache_folder() -> Path:
    """Where signatures are kept: $AUTOGRADER_CACHE, else the user's cache folder."""
    given = os.environ.get("AUTOGRADER_CACHE")
    if given:
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "backprop-autograder"
