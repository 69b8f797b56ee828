"""Planted copies among independent sources: ranked first, however they are disguised."""

from __future__ import annotations

import csv
import html
import re
import time
from pathlib import Path

import pytest
from project import ROOT, Command
from similar.written import as_notebook, commented, independent, renamed, reordered, split

from autograder.homework import load_homework
from autograder.similar.collect import given_by, read_sources
from autograder.similar.fingerprints import GRAM, WINDOW, fingerprints
from autograder.similar.pairs import rank
from autograder.similar.tokens import tokens

DISGUISES = {
    "renamed": renamed,
    "reordered": reordered,
    "commented": commented,
    "split": split,
    "notebook": as_notebook,
    "all": lambda source: split(commented(reordered(renamed(source)))),
    "bytes": lambda source: source,
}


@pytest.fixture(scope="module")
def homework():
    return load_homework("mlp")


def put(folder: Path, name: str, content: str | dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if isinstance(content, dict):
        for file, text in content.items():
            put(folder / name, file.removesuffix(".py"), text)
    else:
        suffix = ".ipynb" if content.startswith("{") else ".py"
        (folder / f"{name}{suffix}").write_text(content, encoding="utf-8")


def named(source):
    return source.name.partition(".")[0]


def ranked(homework, *folders):
    sources, _ = read_sources([(folder, number > 0) for number, folder in enumerate(folders)], homework)
    ranking = rank(sources)
    return ranking, [({named(sources[one.first]), named(sources[one.second])}, one.alike) for one in ranking.pairs]


@pytest.mark.parametrize("size", [8, 60])
def test_every_planted_copy_is_ranked_before_all_independent_pairs(homework, tmp_path, size):
    for seed in range(size):
        put(tmp_path / "class", f"s{seed}", independent(1_000 + seed))
    for seed, (name, disguise) in enumerate(DISGUISES.items()):
        put(tmp_path / "class", f"copy-{name}", disguise(independent(1_000 + seed)))
    _, pairs = ranked(homework, tmp_path / "class")
    planted = [{f"s{seed}", f"copy-{name}"} for seed, name in enumerate(DISGUISES)]
    assert sorted(map(sorted, planted)) == sorted(sorted(pair) for pair, _ in pairs[: len(planted)])
    assert pairs[len(planted) - 1][1] > pairs[len(planted)][1] + 0.15  # and well apart


def test_false_alarms_among_a_thousand_and_the_time_that_it_takes(homework, tmp_path):
    """Of half a million pairs of people who never met, none is as alike as a copy in any disguise."""
    for seed in range(1_000):
        put(tmp_path / "class", f"s{seed}", independent(seed))
    for seed, (name, disguise) in enumerate(DISGUISES.items()):
        put(tmp_path / "class", f"copy-{name}", disguise(independent(seed)))
    began = time.process_time(), time.monotonic()
    ranking, pairs = ranked(homework, tmp_path / "class")
    assert min(time.process_time() - began[0], time.monotonic() - began[1]) < 10
    assert ranking.compared > 500_000
    is_copy = [any(name.startswith("copy") for name in pair) for pair, _ in pairs]
    assert all(is_copy[: len(DISGUISES)])
    assert not any(is_copy[len(DISGUISES) :])
    assert pairs[len(DISGUISES)][1] < 0.6 < pairs[len(DISGUISES) - 1][1]


def test_one_class_is_compared_with_earlier_ones_and_those_not_with_each_other(homework, tmp_path):
    for seed in range(6):
        put(tmp_path / "now", f"now{seed}", independent(seed))
        put(tmp_path / "2019", f"old{seed}", independent(100 + seed))
        put(tmp_path / "2020", f"older{seed}", independent(100 + seed))  # the same as in 2019: of no concern
    put(tmp_path / "now", "copy", renamed(independent(103)))
    _, pairs = ranked(homework, tmp_path / "now", tmp_path / "2019", tmp_path / "2020")
    assert sorted(sorted(pair) for pair, _ in pairs[:2]) == [["copy", "old3"], ["copy", "older3"]]
    assert all(any(name.startswith(("now", "copy")) for name in pair) for pair, _ in pairs)


def test_template_and_what_all_have_count_for_nothing(homework, tmp_path):
    template = (homework.template_folder / "mlp.py").read_text(encoding="utf-8")
    for name in ("ada", "bo"):
        put(tmp_path / "class", name, template)
    ranking, pairs = ranked(homework, tmp_path / "class")
    assert (pairs, len(ranking.too_short)) == ([], 2)


def test_two_submissions_that_are_the_same_are_a_pair(homework, tmp_path):
    for name in ("ada", "bo"):
        put(tmp_path / "class", name, independent(1))
    _, pairs = ranked(homework, tmp_path / "class")
    assert pairs[0][1] == pytest.approx(1)


def test_shared_tokens_give_a_fingerprint_wherever_they_are():
    shared = "a = b.sum(axis=0) / c.exp(d) + [1, 2, 3][e] ** (4 - f) * g.T @ h"
    assert len(tokens(shared)) >= GRAM + WINDOW - 1
    one = fingerprints(tokens(f"x = 1\ny = x + 2\n{shared}\nz = 3"))[0]
    other = fingerprints(tokens(f"for i in range(9): pass\nif q: r()\n{shared}"))[0]
    assert set(one.tolist()) & set(other.tolist())


@pytest.mark.parametrize(
    "text", ["", "'", '"""', "x = '''\n" * 50, "\\" * 5_000, "é" * 9, "(" * 90_000, '"' * 9_999, "\0\ufeff"]
)
def test_no_text_is_too_strange_to_be_compared(homework, tmp_path, text):
    for name in ("ada", "bo"):
        put(tmp_path / "class", name, text + "\n" + independent(1))
    began = time.process_time()
    _, pairs = ranked(homework, tmp_path / "class")
    assert len(pairs) <= 1
    assert time.process_time() - began < 5


def test_variants_have_what_the_template_gives():
    given = [given_by(load_homework(name)).hashes for name in ("neural_networks", "neural_networks@fall2020")]
    template = (ROOT / "student_template/neural_networks/neural_networks.py").read_text(encoding="utf-8")
    assert {int(one) for one in fingerprints(tokens(template))[0]} & given[1]
    assert given[0] == given[1]


def test_command_writes_page_and_ranking_and_accuses_nobody(autograder: Command, tmp_path):
    put(tmp_path / "class", "Jürgen Groß_1_assignsubmission_file_", {"mlp.py": independent(1)})
    put(tmp_path / "class", "<b>Zoë_2_assignsubmission_file_", {"mlp.py": renamed(independent(1))})
    put(tmp_path / "class", "Bo_3_assignsubmission_file_", {"mlp.py": independent(2)})
    done = autograder("similar", "mlp", tmp_path / "class", "--out", tmp_path / "out" / "similar.html")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out/similar.html").read_text(encoding="utf-8")
    assert "<b>Z" not in page and "<script" not in page
    text = html.unescape(re.sub(r"<[^>]+>", " ", page[page.index("<body>") :])).lower()
    assert "jürgen groß" in text and "<b>zoë" in text
    assert not re.search(r"plagiar|cheat|guilty|suspect|suspicious|stole|copied", text + done.stdout.lower())
    assert 'class="shared"' in page
    rows = list(csv.DictReader((tmp_path / "out/similar.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert {rows[0]["first"], rows[0]["second"]} == {"Jürgen Groß", "<b>Zoë"}
    assert not {rows[0]["first"], rows[0]["second"]} & {"Bo"}


def test_command_says_what_is_wrong_in_one_line(autograder: Command, tmp_path):
    put(tmp_path / "class", "ada", independent(1))
    for arguments in (
        ("/nowhere",),
        (tmp_path / "class", "--out", tmp_path / "class/similar.html"),
        (tmp_path / "class", "--earlier", "/nowhere"),
        (tmp_path / "class", "--out", tmp_path / "x.csv"),
    ):
        done = autograder("similar", "mlp", *arguments)
        assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1)
