"""JUnit's XML, as Jenkins' schema has it: what most systems of continuous integration read.

The schema of Jenkins' dtkit, junit-4.xsd. Points are not part of it: they are in the
output of each test, and of all together in the properties.
"""

from xml.etree import ElementTree as ET

from autograder.outputs.text import one_line, points
from autograder.platforms.items import CAN_BE_GRADED, Item, result_of, text_above
from autograder.report import Report


def render(report: Report, moment: str) -> str:
    """The text of the XML file."""
    result = result_of(report, moment)
    items = list(result.items)
    if result.state != "graded":
        why = "error" if result.state == "undecided" else "fail"
        items.insert(0, Item(CAN_BE_GRADED, 0.0, 0.0, why, text_above(result)))  # type: ignore[arg-type]
    counts = {status: sum(item.status == status for item in items) for status in ("fail", "error", "skipped")}
    root = ET.Element("testsuites")
    suite = ET.SubElement(
        root, "testsuite", name=one_line(report.title), tests=str(len(items)), failures=str(counts["fail"]),
        errors=str(counts["error"]), skipped=str(counts["skipped"]), time=f"{max(report.seconds, 0.0):.3f}",
    )  # fmt: skip
    properties = ET.SubElement(suite, "properties")
    score = points(result.score) if result.state == "graded" else "undecided"
    about = {"submission": result.view.submission, "score": score, "max_score": points(result.max_score)}
    for name, value in about.items():
        ET.SubElement(properties, "property", name=name, value=value)
    for item in items:
        _case(suite, item, one_line(report.homework))
    if above := text_above(result):
        ET.SubElement(suite, "system-out").text = above
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _case(suite: ET.Element, item: Item, homework: str) -> None:
    case = ET.SubElement(suite, "testcase", name=item.name, classname=homework)
    if item.status == "skipped":
        ET.SubElement(case, "skipped").text = item.message
    elif item.status != "pass":
        tag = "error" if item.status == "error" else "failure"
        told = ET.SubElement(case, tag, message=one_line(item.message), type=tag)
        told.text = item.message
    ET.SubElement(case, "system-out").text = f"{points(item.points)} of {points(item.max_points)} points"
