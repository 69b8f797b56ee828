"""What a class gets back: a page for each student, in a folder and in the zips that Moodle and Canvas read.

Moodle, "Upload multiple feedback files in a zip": a folder for each participant, named as in the download,
`Jane Doe_4711_assignsubmission_file_`; what counts is the number after the first underscore
(https://github.com/moodle/moodle, mod/assign/feedback/file/importziplib.php).
Canvas, "Upload Submissions": names that begin as those in the download, `doejane_LATE_4711_123456_`; the numbers
must be the student's and that of an attachment of the submission
(https://github.com/instructure/canvas-lms, abstract_assignment.rb: infer_comment_context_from_filename).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from autograder.intake.entries import ClassList, Entry
from autograder.intake.exports import CANVAS, MOODLE
from autograder.intake.problem import listed
from autograder.outputs.files import write_atomically, zipped
from autograder.outputs.student import seen_by
from autograder.outputs.student_page import to_html, to_markdown
from autograder.outputs.text import count
from autograder.report import Report

FOLDER = "feedback"  # below the folder of the grades
MOODLE_ZIP, CANVAS_ZIP = "feedback_moodle.zip", "feedback_canvas.zip"


class Page(NamedTuple):
    """The page of one student of a submission, or of all where there is one or nobody is named."""

    submission: str
    name: str  # of the files, without a suffix
    html: str
    markdown: str


def hand_back(reports: Sequence[Report], class_list: ClassList, out: Path, *, moment: str = "published") -> list[str]:
    """Write the pages and the zips; remarks for the terminal."""
    pages = [page for report in reports for page in pages_of(report, moment)]
    folder = out / FOLDER
    written = {f"{page.name}{suffix}" for page in pages for suffix in (".html", ".md")}
    for old in folder.glob("*") if folder.is_dir() else ():
        if old.suffix in (".html", ".md") and old.name not in written:
            old.unlink()
    for page in pages:
        write_atomically(folder / f"{page.name}.html", page.html, durable=False)
        write_atomically(folder / f"{page.name}.md", page.markdown, durable=False)
    remarks = [f"Feedback: {count(len(pages), 'page')} in {folder}, as HTML and Markdown."]
    by_submission: dict[str, list[Page]] = {}
    for page in pages:
        by_submission.setdefault(page.submission, []).append(page)
    for kind, file, named in (("Moodle export", MOODLE_ZIP, _in_moodle), ("Canvas export", CANVAS_ZIP, _in_canvas)):
        if class_list.kind != kind:
            (out / file).unlink(missing_ok=True)
            continue
        members: list[tuple[str, str]] = []
        left: list[str] = []
        for entry in class_list.entries:
            names = named(entry)
            left += [] if names else [entry.name]
            members += [(name, page.html) for page in by_submission.get(entry.name, ()) for name in names]
        write_atomically(out / file, zipped((name, html.encode(), 0o600) for name, html in members))
        platform = kind.partition(" ")[0]
        remarks.append(f"For {platform}: {out / file}.")
        if left:
            remarks.append(f"Not in {file} because {platform} could not tell whose it is: {listed(left)}.")
    return remarks


def pages_of(report: Report, moment: str = "published") -> list[Page]:
    """A page for each student: of a group, each may have other points from the staff."""
    if len(report.students) < 2:
        return [_page(report, 0 if report.students else None, report.submission, moment)]
    names = _different(one.called or "student" for one in report.students)
    return [
        _page(report, index, f"{report.submission}_{_in_a_file_name(name)}", moment) for index, name in enumerate(names)
    ]


def _page(report: Report, student: int | None, name: str, moment: str) -> Page:
    view = seen_by(report, moment, student)
    return Page(report.submission, name, to_html(view), to_markdown(view))


def _in_moodle(entry: Entry) -> list[str]:
    """The path in Moodle's zip: in the participant's folder, or beginning with its name, as it was downloaded.

    Moodle splits at underscores and wants the number second: a name with one in it is written without.
    Both forms of its folders, with an underscore at the end and without, are read alike.
    """
    for part in entry.parts:
        fits = MOODLE.match(_downloaded(part.path, part.member))
        if fits and fits["id"]:
            who = fits["who"].replace("_", " ").lstrip(".~ ") or "participant"
            return [f"{who}_{fits['id']}_assignsubmission_file_{'' if fits['name'] else '/'}feedback.html"]
    return []


def _in_canvas(entry: Entry) -> list[str]:
    """The name in Canvas's zip: that of the newest attachment as it was downloaded, and what kind of file ours is."""
    found: dict[int, str] = {}
    for part in entry.parts:
        name = _downloaded(part.path, part.member)
        fits = CANVAS.match(name)
        if fits and fits["attachment"] and not name.rpartition("_")[2].startswith("link"):
            found[int(fits["attachment"][:18])] = f"{name}.html"
    return [found[max(found)]] if found else []


def _downloaded(path: Path, member: str) -> str:
    """The name at the top of the export."""
    return member.rstrip("/").rpartition("/")[2] if member else path.name


def _different(names: Iterable[str]) -> list[str]:
    """The names, those that come again with a number."""
    found: dict[str, int] = {}
    told = []
    for name in names:
        key = _in_a_file_name(name).casefold()
        found[key] = found.get(key, 0) + 1
        told.append(name if found[key] == 1 else f"{name} {found[key]}")
    return told


def _in_a_file_name(name: str) -> str:
    """The letters and digits of a name, so that it is one on every system."""
    return re.sub(r"[^\w.-]+", "_", unicodedata.normalize("NFC", name)).strip("._")[:60] or "student"
