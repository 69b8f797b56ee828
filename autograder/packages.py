"""The packages that a homework allows in addition to its libraries: `packages: [pandas]` in homework.yaml.

setup.sh installs them, for every homework that lies here; students' processes import them once for all.
"""

import importlib.metadata
import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from autograder.homework import Homework, HomeworkError


def modules_of(homework: Homework) -> tuple[str, ...]:
    """What `import` calls the homework's packages. Raises HomeworkError for one that is not installed."""
    found: list[str] = []
    for requirement in homework.packages:
        try:
            distribution = importlib.metadata.distribution(name_of(requirement))
        except importlib.metadata.PackageNotFoundError:
            raise HomeworkError(
                f"{homework.full_name} needs the package {requirement}, which is not installed: run `make -B setup` "
                f"in a checkout, or pip install '{requirement}' elsewhere"
            ) from None
        found += _modules(distribution)
    return tuple(dict.fromkeys(found))


def name_of(requirement: str) -> str:
    """ "scikit-learn" of "scikit-learn>=1.5". Raises HomeworkError."""
    name = re.match(r"[A-Za-z0-9][\w.-]*", requirement)
    if name is None:
        raise HomeworkError(f"{requirement!r} in `packages` is not a package name")
    return name[0]


def _modules(distribution: importlib.metadata.Distribution) -> Sequence[str]:
    """The packages and modules at the top of what was installed, without private ones."""
    paths = [PurePosixPath(path) for path in distribution.files or ()]
    tops = {path.parts[0] for path in paths if path.name == "__init__.py" and len(path.parts) == 2}
    tops |= {path.stem for path in paths if len(path.parts) == 1 and path.suffix == ".py"}
    return sorted(top for top in tops if top.isidentifier() and not top.startswith("_"))
