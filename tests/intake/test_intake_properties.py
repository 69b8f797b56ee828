"""Whatever is uploaded, intake answers with a submission or a sentence, soon, and never with another error."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from uploads import RIGHT, homework_of, notebook_of, put, tarred, zipped

from autograder.homework import Homework, SubmittedFile
from autograder.intake.archives import list_archive
from autograder.intake.decode import decode
from autograder.intake.entries import safe_name
from autograder.intake.exports import read_class
from autograder.intake.names import LIBRARIES
from autograder.intake.problem import IntakeProblem, listed, shown
from autograder.intake.source import Source, read_source
from autograder.intake.submission import Submission, read_submission

ONE = homework_of("mlp.py")
TWO = homework_of("lab.py", SubmittedFile("fit.py", required=False))
NOTEBOOK = homework_of(SubmittedFile("mlp.py", notebook=True))

quickly = settings(max_examples=100, deadline=None)

# Text that is nearly Python, nearly a notebook, nearly a path: what random bytes never are.
code = st.lists(
    st.sampled_from([
        "def f(x):\n", "    return x\n", "x = ", "1", "(", ")", "[", "'", '"""', "\t", " ", "\n", "#", "%magic\n",
        "!ls\n", "class A:\n", "@d\n", "import numpy as np\n", "f'{", "}", ":", ";", "lambda: ", "\\", "\x00",
        "\ufeff", "é", "=", "try:\n", "except E:\n", "if x:\n", "np.zeros(3)", "K", "for k in x:\n",
        "<<<<<<< HEAD\n", "# coding: latin-1\n", ",",
    ]),
    max_size=40,
).map("".join)  # fmt: skip
names = st.one_of(
    st.sampled_from(
        ["mlp.py", "MLP.py", "mlp (1).py", "mlp.ipynb", "lab.py", "fit.py", "conftest.py", "numpy.py", "x.so"]
    ),
    st.sampled_from(
        ["a.zip", "b.tar.gz", "c.pdf", "..", "../mlp.py", "/mlp.py", "C:\\mlp.py", "a/mlp.py", "hw\\mlp.py", "."]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30),
)
contents = st.one_of(
    st.binary(max_size=300),
    code.map(str.encode),
    st.just(RIGHT),
    code.map(notebook_of),
    st.just(zipped({"mlp.py": RIGHT})),
)
uploads = st.dictionaries(names, contents, max_size=6)


def answer(path: Path, homework: Homework) -> Submission | str:
    """The submission or the sentence; both are checked for what must always hold."""
    try:
        submission = read_submission(path, homework)
    except IntakeProblem as problem:
        assert str(problem)
        assert_printable(str(problem))
        return str(problem)
    wanted = {file.name for file in homework.submit}
    assert submission.files.keys() & wanted
    for name, source in submission.files.items():
        assert name.endswith(".py")
        assert "/" not in name
        assert name in wanted or name[:-3] not in LIBRARIES
        source.decode()
        assert b"\r" not in source
    assert not submission.files.keys() & {*submission.missing, *submission.broken}
    assert submission.digest()
    for note in submission.notes:
        assert_printable(note)
    return submission


def assert_printable(text: str) -> None:
    assert all(line.isprintable() for line in text.split("\n"))
    assert len(text) < 20_000


@quickly
@given(st.binary(max_size=500), st.sampled_from(["mlp.py", "mlp.ipynb"]), st.sampled_from([ONE, NOTEBOOK]))
def test_any_bytes(data: bytes, name: str, homework: Homework) -> None:
    with tempfile.TemporaryDirectory() as folder:
        answer(put(Path(folder), {name: data}) / name, homework)


@pytest.mark.filterwarnings("ignore:.*invalid escape sequence")  # of Python's, and the student's affair
@quickly
@given(code, st.sampled_from([None, SubmittedFile("mlp.py"), SubmittedFile("mlp.py", notebook=True)]))
def test_text_that_is_nearly_python(text: str, wanted: SubmittedFile | None) -> None:
    try:
        source = read_source("mlp.py", text.encode(), wanted)
    except IntakeProblem as problem:
        assert "mlp.py" in str(problem)
        assert_printable(str(problem))
    else:
        compile(source.text, "mlp.py", "exec")


@quickly
@given(st.lists(code, max_size=5))
def test_cells_that_are_nearly_python(cells: list[str]) -> None:
    try:
        source = read_source("mlp.ipynb", notebook_of(*cells), SubmittedFile("mlp.py", notebook=True))
    except IntakeProblem as problem:
        assert_printable(str(problem))
        return
    compile(source.text, "mlp.py", "exec")
    assert len(source.cells) == len(cells)
    lines = source.text.decode().split("\n")
    for number, (start, cell) in enumerate(zip(source.cells, cells, strict=True), start=1):
        written = cell.replace("\r", "\n").split("\n")
        for offset, line in enumerate(lines[start - 1 : start - 1 + len(written)]):
            assert source.place(start + offset) == f"code cell {number}, line {offset + 1}"
            # What is kept stands in the line where the student wrote it; what is not, is blank.
            assert all(part.strip() in {"0", "pass", ""} or part.strip() in written[offset] for part in line.split(";"))


@quickly
@given(
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"]),
)
def test_decoding_keeps_the_text(text: str, encoding: str) -> None:
    # The first line is no coding line and no magic number, and the encoding can hold the text.
    body = "x = 1\n" + text.replace("\r", "").replace("\0", "")
    try:
        data = body.encode(encoding)
    except UnicodeEncodeError:
        return
    decoded, _ = decode("mlp.py", data)
    if encoding.startswith("utf"):
        assert decoded == body
    assert "\r" not in decoded


@settings(max_examples=30, deadline=None)
@given(uploads, st.sampled_from([ONE, TWO, NOTEBOOK]))
def test_any_folder_and_any_class(files: dict[str, bytes], homework: Homework) -> None:
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent, "upload")
        folder.mkdir()
        for name, data in files.items():
            if name not in {"..", ".", "../mlp.py"} and not name.startswith("/") and len(name.encode()) < 200:
                try:
                    put(folder, {name: data})
                except OSError:  # a file where a folder is wanted
                    continue
        answer(folder, homework)
        read_whole_class(folder, homework)


@settings(max_examples=30, deadline=None)
@given(uploads, st.sampled_from([ONE, TWO, NOTEBOOK]), st.binary(max_size=8), st.integers(0, 2**32))
def test_any_archive_whole_and_damaged(files: dict[str, bytes], homework: Homework, noise: bytes, at: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, packed in (("up.zip", zipped(files)), ("up.tar", tarred(files, "w")), ("up.tgz", tarred(files))):
            place = at % (len(packed) + 1)
            for data in (packed, packed[:place], packed[:place] + noise + packed[place + len(noise) :]):
                path = put(Path(folder), {name: data}) / name
                answer(path, homework)
                read_whole_class(path, homework)


def read_whole_class(path: Path, homework: Homework) -> None:
    try:
        found = read_class(path, homework)
    except IntakeProblem as problem:
        assert str(problem)
        return
    assert len({entry.name.casefold() for entry in found.entries}) == len(found.entries)
    for entry in found.entries:
        assert entry.name == safe_name(entry.name)
        try:
            assert entry.read(homework).name == entry.name
        except IntakeProblem as problem:
            assert_printable(str(problem))


@quickly
@given(st.text(max_size=300))
def test_any_name_becomes_a_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe_name(safe)
    assert 0 < len(safe) <= 100
    assert not safe.startswith(".")
    assert not set(safe) & set('/\\:*?"<>|\0')
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, safe).mkdir()
        assert len(os.listdir(folder)) == 1


@quickly
@given(st.lists(st.text(max_size=200), max_size=12))
def test_any_name_can_be_shown(names: list[str]) -> None:
    assert all(shown(name).isprintable() and len(shown(name)) < 90 for name in names)
    assert listed(names).isprintable()


@quickly
@given(st.lists(st.integers(1, 30), min_size=1, max_size=8), st.integers(1, 300))
def test_every_line_has_one_place(lengths: list[int], line: int) -> None:
    starts = [1 + sum(lengths[:index]) for index in range(len(lengths))]
    place = Source(b"", cells=tuple(starts)).place(line)
    number, offset = (int("".join(filter(str.isdigit, word))) for word in place.split(","))
    assert starts[number - 1] + offset - 1 == line


@pytest.mark.parametrize("layers", [2, 3])
def test_memory_of_a_nested_bomb_stays_small(tmp_path: Path, layers: int) -> None:
    packed = b"\0" * (100 * 2**20)
    for _ in range(layers):
        packed = zipped({"next.zip": packed}) if layers == 2 else gzip.compress(packed)
    put(tmp_path, {"up.zip" if layers == 2 else "up.tar.gz": packed})
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for path in tmp_path.iterdir():
        answer(path, ONE)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 2**10


def test_an_archive_of_very_many_files_is_listed_to_a_limit() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(6_000):
            archive.writestr(f"{number}.txt", b"")
    assert len(list_archive("up.zip", packed.getvalue())) == 5_000
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for number in range(6_000):
            tar.addfile(tarfile.TarInfo(f"{number}.txt"))
    assert len(list_archive("up.tar", packed.getvalue())) == 5_000
