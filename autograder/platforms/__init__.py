"""Report -> what other platforms read, each by its documented contract (see docs/platforms.md)."""

import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from autograder.outputs.files import write_atomically
from autograder.outputs.gradescope import to_gradescope
from autograder.platforms import autolab, github, junit, prairielearn
from autograder.report import Report


def _gradescope(report: Report, moment: str) -> str:
    return msgspec.json.format(msgspec.json.encode(to_gradescope(report)), indent=1).decode() + "\n"


# Name of the format -> (report, moment) -> the text of its file.
FORMATS: dict[str, Callable[[Report, str], str]] = {
    "gradescope": _gradescope,
    "prairielearn": prairielearn.render,
    "autolab": autolab.render,
    "github": github.summary,
    "junit": junit.render,
}


def render(report: Report, platform: str, moment: str = "now") -> str:
    """The text of the file that a platform reads: what may be shown at that moment (outputs.student.MOMENTS)."""
    return FORMATS[platform](report, moment)


def write_for_platform(report: Report, platform: str, moment: str, output: str | None, step: dict[str, str]) -> None:
    """Print or write what a platform reads; `step`: what GitHub Actions said of the step that this is."""
    text = render(report, platform, moment)
    if platform == "github":
        github.tell(report, moment, step)
    if output:
        write_atomically(Path(output), text, mode=0o644)
    else:
        sys.stdout.write(text)


__all__ = ["FORMATS", "render", "write_for_platform"]
