"""mistakes.yaml: read strictly, applied exactly."""

from __future__ import annotations

import pytest

from autograder.authoring.loses import write_lock
from autograder.homework import Homework, HomeworkError
from autograder.mistakes import apply, expand, load_lock, load_mistakes, reference_sources, shorten

GOOD = """\
- name: triples
  replace: "return x + x"
  by: "return x + x + x"
  hint: "Is it three times x?"
  loses: [test_double]
- name: forgets-numpy
  file: double.py
  edits:
    - {replace: "import numpy as np", by: ""}
    - {replace: "x", by: "y", count: all}
  hint: "Is numpy imported?"
  loses: ["test_double[a]"]
"""


def write(homework: Homework, text: str) -> None:
    (homework.tests_folder / "mistakes.yaml").write_text(text, encoding="utf-8")


def test_both_forms_are_read_and_applied(double: Homework) -> None:
    write(double, GOOD)
    triples, numpy = load_mistakes(double)
    sources = reference_sources(double)
    assert triples.file == "double.py"
    assert apply(triples, sources) == {"double.py": sources["double.py"].replace(b"x + x", b"x + x + x")}
    changed = apply(numpy, sources)["double.py"]
    assert b"numpy" not in changed
    assert b"y + y" in changed


def test_a_homework_without_the_file_has_no_mistakes(double: Homework) -> None:
    assert load_mistakes(double) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('hint: "Is it', 'hunt: "Is it', "mistake 1 (triples): Object contains unknown field `hunt`"),
        ('  hint: "Is numpy imported?"\n', "", "mistake 2 (forgets-numpy): Object missing required field `hint`"),
        ("loses: [test_double]", "loses: []", "mistake 1 (triples): name, hint, loses and edits must not be empty"),
        ("name: forgets-numpy", "name: triples", "mistake 2: two mistakes are named 'triples'"),
        ("x + x + x", "x + x", "mistake 1 (triples): the edit 'return x + x' -> 'return x + x' changes nothing"),
        ("  edits:", "  by: a\n  edits:", "mistake 2 (forgets-numpy): give replace and by, a list of edits"),
        ("  loses: [test_double]", "  name: again\n  loses: [t]", "line 5: 'name' is set twice"),
        ("- name: triples\n", "", "line 5"),
    ],
)
def test_what_is_not_a_list_of_mistakes_is_refused(double: Homework, old: str, new: str, said: str) -> None:
    assert old in GOOD
    write(double, GOOD.replace(old, new))
    with pytest.raises(HomeworkError) as caught:
        load_mistakes(double)
    assert said in str(caught.value)


def test_a_stale_or_ambiguous_edit_names_the_mistake_and_the_file(double: Homework) -> None:
    write(double, GOOD)
    triples, _ = load_mistakes(double)
    with pytest.raises(HomeworkError, match=r"mistake triples: 'return x \+ x' does not occur in double.py"):
        apply(triples, {"double.py": b"return 2 * x"})
    with pytest.raises(HomeworkError, match=r"occurs 2 times, not once, in double\.py"):
        apply(triples, {"double.py": b"return x + x\nreturn x + x"})
    with pytest.raises(HomeworkError, match=r"there is no double.py"):
        apply(triples, {})


def test_a_name_without_a_case_means_all_cases() -> None:
    ids = ["test_a[1]", "test_a[2]", "test_ab", "test_c"]
    assert expand(["test_a", "test_c"], ids) == {"test_a[1]", "test_a[2]", "test_c"}
    assert expand(["test_a[2]"], ids) == {"test_a[2]"}
    with pytest.raises(HomeworkError, match="no test 'test_b'; there are: test_a, test_ab, test_c"):
        expand(["test_b"], ids)


def test_names_are_shortened_to_what_means_the_same() -> None:
    ids = ["test_a[1]", "test_a[2]", "test_ab", "test_c[1]", "test_c[2]"]
    lost = {"test_a[1]", "test_a[2]", "test_c[2]"}
    assert shorten(lost, ids) == ["test_a", "test_c[2]"]
    assert expand(shorten(lost, ids), ids) == lost
    assert shorten(set(), ids) == []


SHORT = """\
- halves: Is it half of x?
  double: return x / 2
- $name: Is it x $sign x?
  each:
    - {name: subtracts, sign: "-"}
    - {name: multiplies, sign: "*"}
  double: x + x ==> x $sign x
"""


def test_the_short_form_says_what_is_wrong_in_a_function(double: Homework) -> None:
    write(double, SHORT)
    sources = reference_sources(double)
    results = {one.name: (one.hint, apply(one, sources)["double.py"]) for one in load_mistakes(double)}
    for name, line in {"halves": b"x / 2", "subtracts": b"x - x", "multiplies": b"x * x"}.items():
        assert results[name][1] == sources["double.py"].replace(b"x + x", line)
    assert results["subtracts"][0] == "Is it x - x?"


def test_a_row_must_say_what_every_name_stands_for(double: Homework) -> None:
    write(double, SHORT.replace('sign: "*"', 'sing: "*"'))
    with pytest.raises(HomeworkError, match=r"mistake 2: a row of each has no value for \$sign"):
        load_mistakes(double)
    write(double, "- a: b\n  each: 3\n  double: return 1\n")
    with pytest.raises(HomeworkError, match="each must be a list of rows"):
        load_mistakes(double)


@pytest.mark.parametrize("made", ["wrong: []", "locked: true"])
def test_what_is_made_by_reading_cannot_be_written(double: Homework, made: str) -> None:
    write(double, GOOD.replace("loses: [test_double]", made))
    with pytest.raises(HomeworkError, match=f"unknown field `{made.partition(':')[0]}`"):
        load_mistakes(double)


def test_what_a_mistake_loses_is_its_own_or_that_of_the_lock(double: Homework) -> None:
    write(double, SHORT + GOOD)
    lock = double.tests_folder / "loses.lock"
    lock.write_text('halves: ["test_double[a]"]\nsubtracts: [test_double]\n')
    known = {mistake.name: (mistake.loses, mistake.locked) for mistake in load_mistakes(double)}
    assert known["halves"] == (("test_double[a]",), True)
    assert known["multiplies"] == ((), True)
    assert known["triples"] == (("test_double",), False)
    lock.write_text("halves: test_double\n")
    with pytest.raises(HomeworkError, match=r"double/loses.lock: .*`autograder audit --write` writes it again"):
        load_mistakes(double)


def test_the_lock_says_what_an_audit_saw_and_what_changed(double: Homework) -> None:
    write(double, SHORT + GOOD)
    lock = double.tests_folder / "loses.lock"
    lock.write_text("halves: [test_double]\nsubtracts: [test_double]\ngone: [test_double]\n")
    said = write_lock(double, {"halves": ["test_double[a]"], "multiplies": ["test_double"], "triples": ["test_double"]})
    assert said == [
        "loses.lock: halves loses test_double[a], until now test_double",
        "loses.lock: multiplies loses test_double",
        "loses.lock: gone is no mistake any more",
    ]
    assert load_lock(double) == {
        "halves": ("test_double[a]",), "subtracts": ("test_double",), "multiplies": ("test_double",),
    }  # fmt: skip
    assert write_lock(double, {"halves": ["test_double[a]"]}) == []
