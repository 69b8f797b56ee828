"""Templates: what stays, what goes, and what is refused."""

from __future__ import annotations

from textwrap import dedent

import pytest

from autograder.authoring.template import TemplateError, build_template, check_template, cut, write_template
from autograder.homework import Homework


def test_signature_and_docstring_stay_and_the_solution_becomes_a_todo() -> None:
    source = dedent('''\
        """A layer."""


        def forward(x):
            """y = 2x"""
            # a comment outside stays
            # SOLUTION BEGIN: say "hello"
            # a comment inside goes
            y = 2 * x
            return y
            # SOLUTION END


        K = 5
        ''')
    assert cut(source, "layer.py") == dedent('''\
        """A layer."""


        def forward(x):
            """y = 2x"""
            # a comment outside stays
            # TODO: say "hello"
            raise NotImplementedError("TODO: say \\"hello\\"")


        K = 5
        ''')


def test_template_lines_are_kept_in_place_of_the_raise() -> None:
    source = dedent("""\
        # SOLUTION BEGIN: compute y
        # TEMPLATE: y = None
        # TEMPLATE:
        #   TEMPLATE is only a word here
        y = 2
        if y:
            # TEMPLATE: z = 3
            z = 4
        # SOLUTION END
        """)
    with pytest.raises(TemplateError, match="line 4 of the template: unexpected indent"):
        cut(source, "lab.py")
    assert cut(source.replace("    # TEMPLATE: z", "# TEMPLATE: z"), "lab.py") == dedent("""\
        # TODO: compute y
        y = None

        z = 3
        """)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("# SOLUTION BEGIN: a\n", "f.py, line 1: SOLUTION BEGIN without a SOLUTION END"),
        ("x = 1\n# SOLUTION END\n", "f.py, line 2: SOLUTION END without a SOLUTION BEGIN"),
        (
            "# SOLUTION BEGIN: a\n# SOLUTION BEGIN: b\n",
            "f.py, line 2: SOLUTION BEGIN inside the region that starts in line 1",
        ),
        ("# SOLUTION BEGIN\nx = 1\n# SOLUTION END\n", "f.py, line 1: '# SOLUTION BEGIN' is not a marker"),
        ("# SOLUTION BEGIN: a\nx = 1\n# Solution end\n", "f.py, line 3: '# Solution end' is not a marker"),
        ("x = 1  # SOLUTION END\n", "f.py, line 1: 'x = 1  # SOLUTION END' is not a marker"),
        ("# TEMPLATE: x = 1\n", "f.py, line 1: '# TEMPLATE: x = 1' is not a marker"),
    ],
)
def test_a_wrong_marker_is_refused_with_file_and_line(source: str, said: str) -> None:
    with pytest.raises(TemplateError) as caught:
        cut(source, "f.py")
    assert str(caught.value).startswith(said)


def test_a_template_is_the_cut_reference_and_the_public_files(double: Homework) -> None:
    files = build_template(double)
    assert list(files) == ["data/x.txt", "double.py", "test_public.py"]
    assert b"x + x" not in files["double.py"]
    assert b'raise NotImplementedError("TODO: return twice x")' in files["double.py"]


def test_the_check_names_missing_stale_and_different_files(double: Homework) -> None:
    assert check_template(double) == [
        "double/data/x.txt is missing",
        "double/double.py is missing",
        "double/test_public.py is missing",
    ]
    assert len(write_template(double)) == 3
    assert check_template(double) == []

    folder = double.template_folder
    (folder / "old").mkdir()
    (folder / "old/notes.txt").write_text("")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__/double.pyc").write_text("")
    (folder / "data/x.txt").write_bytes(b"\xff")
    (folder / "test_public.py").write_text("from double import *\n")
    assert check_template(double) == [
        "double/data/x.txt differs",
        "double/old/notes.txt is stale: the reference has no such file",
        "double/test_public.py differs at line 1: is 'from double import *', should be 'from double import double'",
    ]
    write_template(double)
    assert check_template(double) == []
    assert not (folder / "old").exists()


def test_a_public_file_does_not_replace_a_cut_one(double: Homework) -> None:
    (double.reference_folder / "public/double.py").write_text("the whole solution")
    with pytest.raises(TemplateError, match=r"the reference also has double\.py"):
        build_template(double)


def test_a_file_that_students_submit_must_be_in_the_reference(double: Homework) -> None:
    (double.reference_folder / "double.py").rename(double.reference_folder / "twice.py")
    with pytest.raises(TemplateError, match=r"reference/double/double.py is missing"):
        build_template(double)
