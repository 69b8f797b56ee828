"""Bytes that are, or are not, a source: the sentence for each mistake, encodings, and hostile sources."""

from __future__ import annotations

import subprocess
import sys
import time
import warnings

import pytest
from project import slowness
from uploads import homework_of

from autograder.homework import SubmittedFile
from autograder.intake.problem import IntakeProblem
from autograder.intake.source import Source, read_source
from autograder.intake.submission import choose_files
from autograder.sandbox.each_in_child import Bound

MLP = SubmittedFile("mlp.py")


def said_about(source: str | bytes) -> str:
    with pytest.raises(IntakeProblem) as caught:
        read_source("mlp.py", source if isinstance(source, bytes) else source.encode(), MLP)
    return str(caught.value)


def test_the_message_shows_file_line_text_and_mark() -> None:
    assert said_about("import torch\n\ndef f(x):\n    return x @ W1.T + b1)\n") == (
        "mlp.py does not run because Python cannot read line 4.\n"
        "     4 |     return x @ W1.T + b1)\n"
        "                                 ^\n"
        "unmatched ')': this closing bracket has no opening bracket."
    )


@pytest.mark.parametrize(
    ("source", "line", "cause"),
    [
        ("def f(x)\n    return x\n", 1, "a colon is missing"),
        ("x = [1, 2 3]\n", 1, "a comma"),
        ("p = {\n 'a': 1\n 'b': 2}\n", 2, "a comma"),
        ("x = 1\ny = f(1,\nz = 2\n", 2, "'(' was never closed"),
        ("x = f(1, [2, 3)\n", 1, "'[' is closed by ')'"),
        ("x = 'abc\n", 1, "closing quote is missing"),
        ("x = 1\ndef f():\n    '''text\n    return 1\n", 3, "never closed"),
        ("def f():\nreturn 1\n", 2, "missing or not indented"),
        ("x = 1\n  y = 2\n", 2, "nothing above it starts a block"),
        ("def f():\n        x = 1\n    y = 2\n", 3, "4 spaces"),
        ("def f():\n\tx = 1\n        y = 2\n", 3, "mixes tabs and spaces"),
        ("print 'hello'\n", 1, "Python 2"),
        pytest.param(
            "try:\n  x\nexcept E, e:\n  pass\n",
            3,
            "Python 2",
            marks=pytest.mark.skipif(sys.version_info >= (3, 14), reason="Python 3.14 takes `except E, e:`"),
        ),
        ("import numpy as np\n%matplotlib inline\n", 2, "a notebook command"),
        ("!pip install torch\n", 1, "a notebook command"),
        (">>> x = 1\n", 1, "interactive session"),
        ("```python\nx = 1\n```\n", 1, "a code block"),
        ("if x:\n  pass\nelse if y:\n  pass\n", 3, "elif"),
        ("x = 1 \u2013 2\n", 1, "the character \u2013 does not belong here"),
        ("x =\u00a01\n", 1, "invisible character (U+00A0)"),
        ("if x = 1:\n  pass\n", 1, "to compare, write '=='"),
        ("self.lambda = 0.1\n", 1, "a Python keyword"),
        ("return 1\n", 1, "outside any function"),
        ("x = 'C:\\Users'\n", 1, "r'C:\\data'"),
        ("a = 1\n<<<<<<< HEAD\nb = 1\n=======\nb = 2\n>>>>>>> main\n", 2, "unfinished merge"),
        ("x = 1 +\n\n\n", 1, "Look for a missing"),
        ("x = " + "(" * 300 + "1" + ")" * 300, 1, "nested too deeply"),
    ],
)
def test_the_line_and_the_likely_cause_are_named(source: str, line: int, cause: str) -> None:
    said = said_about(source)
    assert said.startswith(f"mlp.py does not run because Python cannot read line {line}.\n{line:6} | ")
    assert cause in said.splitlines()[-1]


@pytest.mark.parametrize(
    ("source", "version"),
    [
        ("try:\n  x\nexcept* E:\n  pass\n", (3, 11)),
        ("type X = int\n", (3, 12)),
        ("def f[T](x: T): pass\n", (3, 12)),
        ("x = f'{a['b']}'\n", (3, 12)),
        ("x = t'{a}'\n", (3, 14)),
    ],
)
def test_syntax_that_is_newer_than_our_python_is_named(source: str, version: tuple[int, int]) -> None:
    if sys.version_info >= version:
        assert read_source("mlp.py", source.encode(), MLP).text == source.encode()
    else:
        assert f"this may need Python 3.{version[1]}" in said_about(source)


def test_an_unclosed_fstring_is_not_blamed_on_the_version() -> None:
    assert "this may need" not in said_about("x = f'{a'\n")


def test_the_mark_stays_below_its_column_behind_tabs_and_far_to_the_right() -> None:
    for source in ("def f():\n\t\treturn x)\n", "x = [" + "1, " * 200 + "2 3]\n"):
        lines = said_about(source).splitlines()
        assert lines[1][lines[2].index("^")] in ")2"
        assert len(lines[1]) < 120


# ---- what is no Python ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "mlp.py is empty"),
        (b"\xef\xbb\xbf  \r\n", "mlp.py is empty"),
        (b"# nothing\n\n  # yet\n", "comments only"),
        (b"<!DOCTYPE html>\n<html>", "a saved web page"),
        (b"\n<html lang='en'>", "a saved web page"),
        (b"{\\rtf1\\ansi", "an RTF document"),
        (b"%PDF-1.4", "a PDF document"),
        (b"PK\3\4\0\0", "a zip archive or an office document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"x = 1\ny\0 = 2\n", "line 2 contains a null byte"),
        ("x = 1\n".encode("utf-16-le"), "line 1 contains a null byte"),
        ("x = 1\n".encode("utf-32"), "not a text file"),
        (b"\xff\xfex", "not a text file"),
        (b'{"cells": [', "not a readable notebook"),
    ],
)
def test_what_is_no_python_is_called_by_its_name(data: bytes, said: str) -> None:
    assert said in said_about(data)


# ---- encodings --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        (b"x = 1\r\ny = 2\r\n", "x = 1\ny = 2\n"),
        (b"x = 1\ry = 2\r", "x = 1\ny = 2\n"),
        ("# é\nx = 1\n".encode("latin-1"), "# é\nx = 1\n"),
        ("# coding: latin-1\nx = 'é'\n".encode("latin-1"), "# coding: utf-8\nx = 'é'\n"),
        ("#!/bin/sh\n# vim: set fileencoding=cp1252 :\nx = '€'\n".encode("cp1252"),
         "#!/bin/sh\n# vim: set fileencoding=utf-8 :\nx = '€'\n"),
        ("# coding: ascii\nx = 'é'\n".encode(), "# coding: utf-8\nx = 'é'\n"),
        (b"\xef\xbb\xbf# coding: latin-1\nx = '\xc3\xa9'\n", "# coding: utf-8\nx = 'é'\n"),
        ("# coding: gbk\nx = '梯度'\n".encode("gbk"), "# coding: utf-8\nx = '梯度'\n"),
    ],
)  # fmt: skip
def test_every_usual_encoding_becomes_utf8_without_a_word(data: bytes, text: str) -> None:
    assert read_source("mlp.py", data, MLP) == Source(text.encode())


@pytest.mark.parametrize(
    ("data", "text", "note"),
    [
        ("x = 1\ny = 'é'\n".encode("latin-1"), "x = 1\ny = 'é'\n", "We read line 2 as Latin-1"),
        (b"# coding: foo\nx = 1\n", "# coding: utf-8\nx = 1\n", "declares the encoding foo"),
        (b"# coding: rot13\nk = 1\n", "# coding: utf-8\nk = 1\n", "declares the encoding rot13"),
        ("x = 'é'\n".encode("utf-16"), "x = 'é'\n", "saved as UTF-16"),
    ],
)
def test_an_encoding_that_python_would_refuse_is_used_and_mentioned(data: bytes, text: str, note: str) -> None:
    source = read_source("mlp.py", data, MLP)
    assert source.text == text.encode()
    assert note in source.notes[0]


def test_what_was_normalised_means_the_same_to_python() -> None:
    data = "# -*- coding: latin-1 -*-\r\nname = 'é'\r\ntext = '''a\rb'''\r\n".encode("latin-1")
    ours: dict[str, str] = {}
    theirs: dict[str, str] = {}
    exec(compile(read_source("mlp.py", data, MLP).text, "ours", "exec"), ours)
    exec(compile(data, "theirs", "exec"), theirs)
    assert (ours["name"], ours["text"]) == (theirs["name"], theirs["text"]) == ("é", "a\nb")


def test_warnings_of_the_students_source_stay_silent() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        source = b"import re\nx = re.compile('\\d')\nif x is 'a': pass\nassert (x, 'y')\n"
        assert read_source("mlp.py", source, MLP).text == source


# ---- hostile sources --------------------------------------------------------------------------------------------

NESTED_FINALLY = "".join(
    f"{' ' * depth}try:\n{' ' * depth} pass\n{' ' * depth}finally:\n" for depth in range(14)
) + " " * 14 + "pass\n"  # fmt: skip

MANY_NAMES = ",".join(f"x{number}" for number in range(500))
NAMES_HANDED_ON = f"f = lambda {MANY_NAMES}: {'lambda: ' * 500}({MANY_NAMES})\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(NESTED_FINALLY, id="finally copied 2**14 times"),
        pytest.param("[x " + "for x in y " * 60_000 + "]", id="overflows the C stack"),
        pytest.param("x = " + "-" * 30_000 + "1", id="unary"),
        pytest.param("x = a" + ".b" * 30_000, id="attributes"),
        pytest.param("x = a" + "()" * 30_000, id="calls"),
        pytest.param("x = " + "9" * 60_000, id="digits"),
        pytest.param("[" * 60_000, id="brackets"),
        pytest.param("x = " + "lambda: " * 8_000 + "1", id="lambdas"),
        pytest.param(NAMES_HANDED_ON, id="names through lambdas"),
        pytest.param("lambda " * 140_000, id="lambdas in one wrong line"),
        pytest.param("x = f'{" + "\\" * 900_000, id="backslashes in one wrong line"),
        pytest.param("if x: pass\n" + "elif x: pass\n" * 5_000, id="elif"),
        pytest.param("x = f'" + "{x}" * 10_000 + "'", id="f-string"),
        pytest.param("x = 9**9**9**9**9; y = 'a' * 10**10", id="constants"),
        pytest.param("x;" * 30_000, id="statements"),
    ],
)
def test_a_hostile_source_costs_little_and_never_the_grader(source: str) -> None:
    began, own = time.monotonic(), time.process_time()
    try:
        assert read_source("mlp.py", source.encode(), MLP).text
    except IntakeProblem as problem:
        assert "mlp.py" in str(problem)
        assert len(str(problem)) < 500
    assert time.monotonic() - began < 15 * slowness()
    assert time.process_time() - own < 2 * slowness()  # of this process, which nobody stops


def test_a_compiler_that_never_ends_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.intake.syntax.BOUND", Bound(10.0, 0.2, 1 << 30))
    monkeypatch.setattr("autograder.intake.syntax._find_fault_here", lambda text: time.sleep(60))
    assert "runs out of time or memory" in said_about(NESTED_FINALLY)


def test_nothing_of_the_source_is_run(tmp_path: object) -> None:
    path = f"{tmp_path}/ran"
    source = f"open({path!r}, 'w')\ntry:\n    raise SystemExit\nfinally:\n    open({path!r}, 'w')\n"
    read_source("mlp.py", source.encode(), MLP)
    assert subprocess.run(["test", "-e", path], check=False).returncode == 1


def test_a_long_honest_source_is_read_in_a_process_of_its_own() -> None:
    source = "".join(f"x{number} = {number / 7.001}\n" for number in range(8_000)).encode()
    assert read_source("mlp.py", source, MLP).text == source
    assert "Python cannot read line 8001" in said_about(source + b"x = )\n")


def test_a_submission_without_files_asks_for_them() -> None:
    with pytest.raises(IntakeProblem, match="Nothing was uploaded"):
        choose_files([], homework_of("mlp.py"), name="nobody")
