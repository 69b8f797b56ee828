"""gradebook.csv: the same bytes for the same class, and nothing that a spreadsheet would run."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.decisions import Decisions, DecisionsError
from autograder.outputs.decided import told_of_class
from autograder.outputs.gradebook import write_canvas_gradebook, write_gradebook
from autograder.outputs.one_report import in_order
from autograder.report import ManualItem, Outcome, Report, Student, TestResult

Make = Callable[..., Report]
MakeResult = Callable[..., TestResult]

MANUAL = (ManualItem(question="1.2(a)", points=4.0), ManualItem(question="1.4", points=2.5))


@pytest.fixture
def small_class(report: Make, result: MakeResult) -> list[Report]:
    def tests(a: float, b: float) -> list[TestResult]:
        return [result("test_a[x]", a, of=2), result("test_b", b, of=3)]

    return [
        report("s3", tests(2, 3), name="Zoë Ng", id="30", manual=MANUAL),
        report("s1", tests(2, 1 / 3), name="Ana Li", id="10", manual=MANUAL, notes=("Used MLP.py.\nAll of it.",)),
        report("s2", [], name="Bo Ek", id="20", manual=MANUAL, outcome=Outcome.FAULT, flags=("look", "here")),
        report("s4", [], outcome=Outcome.INTAKE, manual=MANUAL, problem="There is no mlp.py."),
    ]


def decided(reports: list[Report], *files: Path) -> list[Report]:
    """The reports with what the staff's files say."""
    questions = max((report.manual for report in reports), key=len, default=())
    decisions = Decisions(files, [(report.submission, report.students) for report in reports], questions)
    return [decisions.apply(report) for report in reports]


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_the_gradebook_to_the_byte(small_class: list[Report], tmp_path: Path) -> None:
    (tmp_path / "manual.csv").write_text(
        "student,question,points\nana li,1.2(a),3.5\n10,1.4,2\nzoë ng,1.4,0\nBo Ek,1.4,1\n", encoding="utf-8"
    )
    for mixed in (small_class, small_class[::-1]):
        reports = decided(mixed, tmp_path / "manual.csv")
        write_gradebook(reports, tmp_path / "gradebook.csv")
        assert (
            told_of_class(in_order(reports), questions=True)
            == "6.5 points for 3 students: Ana Li 5.5, Bo Ek 1, Zoë Ng 0"
        )
        assert (tmp_path / "gradebook.csv").read_bytes().decode() == (
            "\ufeffstudent,id,email,submission,test_a[x] (2),test_b (3),autograded,decided,1.2(a) (4),1.4 (2.5),total,"
            "out_of,outcome,notes,flags,left_out,causes,decisions\n"
            "Ana Li,10,s1@example.edu,s1,2,0.3333,2.3333,,3.5,2,7.8333,11.5,ok,"
            'Used MLP.py. All of it. | 5.5 points by staff from manual.csv,,,,"'
            '1.2(a) 3.5 points (manual.csv, line 2) | 1.4 2 points (manual.csv, line 3)"\n'
            "Bo Ek,20,s2@example.edu,s2,,,,,,1,,11.5,fault,1 point by staff from manual.csv,look | here,,,"
            '"1.4 1 point (manual.csv, line 5)"\n'
            ",,,s4,,,,,,,,11.5,intake,There is no mlp.py.,,,,\n"
            "Zoë Ng,30,s3@example.edu,s3,2,3,5,,,0,,11.5,ok,0 points by staff from manual.csv,,,,"
            '"1.4 0 points (manual.csv, line 4)"\n'
        )


def test_without_questions_for_people_the_total_is_the_tests(report: Make, result: MakeResult, tmp_path: Path) -> None:
    write_gradebook([report(tests=[result("a", 2, of=2), result("b", 0.5)])], tmp_path / "g.csv")
    (row,) = rows(tmp_path / "g.csv")
    assert (row["autograded"], row["total"], row["out_of"]) == ("2.5", "2.5", "3")


def test_a_test_that_the_grader_failed_on_is_no_zero(report: Make, result: MakeResult, tmp_path: Path) -> None:
    write_gradebook(
        [report(tests=[result("a"), result("b", 0, outcome=Outcome.FAULT)], outcome=Outcome.FAULT)], tmp_path / "g.csv"
    )
    (row,) = rows(tmp_path / "g.csv")
    assert (row["a (1)"], row["b (1)"], row["autograded"], row["total"]) == ("1", "", "", "")


def test_each_student_of_a_group_has_a_row(report: Make, result: MakeResult, tmp_path: Path) -> None:
    group = report("team", [result("a")], students=(Student(name="Bo"), Student(name="Ana")), manual=MANUAL[1:])
    (tmp_path / "manual.csv").write_text("student,question,points\nteam,1.4,2\n")
    write_gradebook(decided([group], tmp_path / "manual.csv"), tmp_path / "g.csv")
    assert [(row["student"], row["total"]) for row in rows(tmp_path / "g.csv")] == [("Ana", "3"), ("Bo", "3")]


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
        "\u00a0=1",
        "\ufe631",
        "\n@x",
    ],
)
def test_a_name_is_never_a_formula(report: Make, formula: str, tmp_path: Path) -> None:
    write_gradebook([report(formula, name=formula, id=formula, notes=(formula,), flags=(formula,))], tmp_path / "g.csv")
    (row,) = rows(tmp_path / "g.csv")
    for column in ("student", "id", "submission", "notes", "flags"):
        assert row[column].startswith("'"), column


@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=())))
def test_no_text_breaks_the_table(tmp_path_factory: pytest.TempPathFactory, name: str, note: str) -> None:
    path = tmp_path_factory.getbasetemp() / "g.csv"
    student = Student(name=name)
    tests = (TestResult(id="a", name="a", score=1, max_score=1, outcome=Outcome.OK),)
    write_gradebook(
        [
            Report(
                homework="h",
                title="t",
                submission="s",
                outcome=Outcome.OK,
                students=(student,),
                tests=tests,
                notes=(note,),
            )
        ],
        path,
    )
    (row,) = rows(path)
    assert path.read_bytes().count(b"\n") == 2
    assert row["total"] == "1"
    assert row["flags"] == ""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Ana Lee,1.4,1", "line 3: no student or submission is named 'Ana Lee'; did you mean 'ana li'?"),
        ("Ana Li,1.3,1", "line 3: there is no hand-graded question '1.3'; did you mean '1.4'?"),
        ("Ana Li,1.4,3", "line 3: '3' is not a number of points between 0 and 2.5"),
        ("Ana Li,1.4,-1", "line 3: '-1' is not a number of points between 0 and 2.5"),
        ("Ana Li,1.4,nan", "line 3: 'nan' is not a number"),
        ("Ana Li,1.4,", "line 3: '' is not a number"),
        ("Ana Li,1.4", "line 3: '' is not a number"),
        ("10,1.2(a),1", "line 3: '10' already has points for '1.2(a)'"),
    ],
)
def test_a_wrong_line_of_manual_csv_is_named(
    small_class: list[Report], tmp_path: Path, line: str, message: str
) -> None:
    manual = tmp_path / "manual.csv"
    manual.write_bytes(f"\ufeffStudent, Question ,points\r\nAna Li,1.2(a),4\r\n{line}\r\n".encode())
    with pytest.raises(DecisionsError) as caught:
        write_gradebook(decided(small_class, manual), tmp_path / "gradebook.csv")
    assert message in str(caught.value)
    assert not (tmp_path / "gradebook.csv").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"student,points\n", "line 1: there is no column 'question'"), (b"", "line 1"), (b"\xff\xfe", "UTF-8")],
)
def test_a_manual_csv_that_is_none_is_refused(
    small_class: list[Report], tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "manual.csv").write_bytes(content)
    with pytest.raises(DecisionsError, match=message):
        write_gradebook(decided(small_class, tmp_path / "manual.csv"), tmp_path / "gradebook.csv")


def test_two_students_of_one_name_are_told_apart_by_id(report: Make, tmp_path: Path) -> None:
    twins = [report(f"s{n}", name="Ana Li", id=str(n), manual=MANUAL[1:]) for n in (1, 2)]
    manual = tmp_path / "manual.csv"
    manual.write_text("student,question,points\nAna Li,1.4,1\n")
    with pytest.raises(DecisionsError, match="line 2: more than one student is named 'Ana Li'"):
        write_gradebook(decided(twins, manual), tmp_path / "g.csv")
    manual.write_text("student,question,points\n2,1.4,1\n")
    write_gradebook(decided(twins, manual), tmp_path / "g.csv")
    assert [row["total"] for row in rows(tmp_path / "g.csv")] == ["", "2"]


def test_a_question_may_be_named_by_its_beginning(report: Make, tmp_path: Path) -> None:
    questions = ("1.2 (a) Name the five steps", "1.2 (b) Why?", "1.4")
    shown = report("s1", name="Ana", manual=tuple(ManualItem(question=question, points=2) for question in questions))
    manual = tmp_path / "manual.csv"
    manual.write_text("student,question,points\nAna,1.2 (a),1\nAna,1.2 (b) Why?,2\nAna,1.4,0\n")
    write_gradebook(decided([shown], manual), tmp_path / "g.csv")
    assert [row["total"] for row in rows(tmp_path / "g.csv")] == ["4"]
    for question in ("1.2", "1", "", "1.2 (a) Name the"):
        manual.write_text(f"student,question,points\nAna,{question},1\n")
        if question == "1.2 (a) Name the":  # still only one
            write_gradebook(decided([shown], manual), tmp_path / "g.csv")
            continue
        with pytest.raises(DecisionsError, match="line 2: there is no hand-graded question"):
            write_gradebook(decided([shown], manual), tmp_path / "g.csv")


def test_canvas_gets_the_totals_that_are_decided(report: Make, result: MakeResult, tmp_path: Path) -> None:
    reports = [
        report("s1", [result("a", 2, of=2)], name="Ana Li", id="10"),
        report("s2", [], name="Bo Ek", id="20", outcome=Outcome.FAULT),
        report("s3", [], name="Cy", id="30", outcome=Outcome.INTAKE),
        report("s4", [result("a", 0, of=2)], name="=Di", id="40"),
    ]
    left = write_canvas_gradebook(reports, tmp_path / "canvas.csv", assignment="Homework 3 (123)")
    assert left == (("Bo Ek", "Cy"), ())
    assert (tmp_path / "canvas.csv").read_text() == (
        "Student,ID,SIS User ID,SIS Login ID,Section,Homework 3 (123)\n"
        "    Points Possible,,,,,2\n"
        "'=Di,40,,s4@example.edu,,0\n"
        "Ana Li,10,,s1@example.edu,,2\n"
    )


@pytest.mark.parametrize(
    ("kind", "identity", "row", "by_name"),
    [
        ("Canvas export", "10", "Ana Li,10,,,,1", ()),
        ("Canvas export", "anon_x7Kd2", "Ana Li,,,,,1", ("Ana Li",)),
        ("Gradescope export", "10", "Ana Li,,10,,,1", ()),
        ("Moodle export", "10", "Ana Li,,,,,1", ("Ana Li",)),
        ("GitHub Classroom", "10", "Ana Li,,,,,1", ("Ana Li",)),
        ("folder", "", "Ana Li,,,,,1", ("Ana Li",)),
    ],
)
def test_the_number_of_another_platform_is_no_id_of_canvas(
    report: Make, result: MakeResult, tmp_path: Path, kind: str, identity: str, row: str, by_name: tuple[str, ...]
) -> None:
    """Canvas takes its ID before the name: Moodle's 10 would be the grade of whoever is 10 in Canvas."""
    reports = [report("s1", [result("a")], students=(Student(name="Ana Li", id=identity),))]
    left = write_canvas_gradebook(reports, tmp_path / "canvas.csv", assignment="Homework 3 (123)", kind=kind)
    assert (tmp_path / "canvas.csv").read_text().splitlines()[2:] == [row]
    assert left == ((), by_name)
