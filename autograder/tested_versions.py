"""The versions that the project is tested with, which travel with the package, and how the installed ones differ."""

from collections.abc import Callable
from importlib import metadata

from packaging.requirements import Requirement  # pytest brings it

from autograder.course import CODE

CONSTRAINTS = CODE / "project" / "constraints.txt"


def differences(version_of: Callable[[str], str] = metadata.version) -> list[str]:
    """A sentence for each package that is installed in another version than the tested one. What is not installed is
    left out: this machine may not need it. A build, 2.13.0+cpu, is of its version."""
    said = []
    for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        tested = Requirement(line)
        if tested.marker is not None and not tested.marker.evaluate():
            continue
        try:
            installed = version_of(tested.name)
        except metadata.PackageNotFoundError:
            continue
        if not tested.specifier.contains(installed, prereleases=True):
            said.append(f"{tested.name} {installed} is installed; tested with {str(tested.specifier).lstrip('=')}")
    return said


def versions() -> str:
    """For `autograder doctor`: one line where all is as tested."""
    found = differences()
    if not found:
        return "versions: as tested"
    return "\n".join(["versions: some are not those that we test with", *(f"  {line}" for line in found),
                      f"  pip install -c {CONSTRAINTS} backprop-autograder installs the tested ones"])  # fmt: skip
