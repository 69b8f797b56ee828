"""What says a version says the same one, and the badges of README.md are true."""

import re
from pathlib import Path

from autograder import __version__

PROJECT = Path(__file__).resolve().parents[1]


def text_of(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def test_the_newest_version_has_its_changes() -> None:
    headings = re.findall(r"^## (.+)$", text_of("CHANGELOG.md"), re.MULTILINE)
    released = [heading for heading in headings if heading != "Unreleased"]
    assert headings[0] in {"Unreleased", released[0]}
    assert re.fullmatch(rf"{re.escape(__version__)} \(\d{{4}}-\d\d-\d\d\)", released[0])
    assert f"\nversion: {__version__}\ndate-released: {released[0][-11:-1]}\n" in text_of("CITATION.cff")


def test_the_badges_are_true() -> None:
    badges = dict(re.findall(r"!\[(\w+) [^\]]*\]\(https://img\.shields\.io/badge/\w+-(.+)-\w+\)", text_of("README.md")))
    versions = re.search(r"python: \[(.+)\]", text_of(".github/workflows/ci.yml"))
    assert versions
    tried = re.findall(r'"([\d.]+)"', versions[1])
    assert badges["version"] == __version__
    assert badges["Python"] == f"{tried[0]}_to_{tried[-1]}"
    assert f'requires-python = ">={tried[0]}"' in text_of("pyproject.toml")
    assert f'license = "{badges["license"]}"' in text_of("pyproject.toml")
