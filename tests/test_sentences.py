"""What people read is in one file, so that it can be read in one sitting: sentences.txt. docs/voice.md says how."""

import re
from pathlib import Path

from sentences import FILE, PROJECT, sentences

# Words of translations and of an older voice, each with what docs/voice.md puts in its place.
STIFF = re.compile(
    r"\b(?:is|are) to be\b|\bof those which\b|\bbesides\b|\bcome back with\b|\bwhat is given\b|\ball the same\b"
    r"|\bturned round\b|\bby people\b|\bshown now\b|\blooks? left out\b|\bis said\b|\banew\b|\bmay not be read here\b"
    r"|\b(?:derivative|gradient)s? (?:of \S+ )?by (?:X|W|w|b|Y|the loss)\b"
)


def test_the_file_of_sentences_is_current() -> None:
    assert FILE.read_text(encoding="utf-8") == sentences(), "run `make sentences`, and read what changed"


def test_no_sentence_falls_back_into_the_old_voice() -> None:
    said = FILE.read_text(encoding="utf-8").splitlines()
    assert [line for line in said if STIFF.search(line)] == []


def test_each_sentence_of_the_package_is_written_once() -> None:
    """Sentences of five words and more; fewer may be a label."""
    said: dict[str, list[str]] = {}
    path = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            path = line.removeprefix("## ")
        elif path.startswith("autograder/") and len(re.findall(r"[A-Za-z]{2,}", re.sub(r"\{.*?\}", "", line))) >= 5:
            said.setdefault(line, []).append(path)
    assert {line: paths for line, paths in said.items() if len(paths) > 1} == {}


def test_the_voice_fits_on_a_page() -> None:
    rules = [
        line for line in (PROJECT / "docs/voice.md").read_text(encoding="utf-8").splitlines() if line[:1].isdigit()
    ]
    assert len(rules) == 10
    assert Path(FILE).stat().st_size < 200_000
