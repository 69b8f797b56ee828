"""Which student a name in decisions.csv means."""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from autograder.decisions.rows import EVERYBODY, DecisionsError, Row
from autograder.report import Student

People = Sequence[tuple[str, Sequence[Student]]]  # of each submission its name, and whose it is
Place = tuple[str, int | None]  # a submission, and one of its students or all


def places_of(row: Row, known: Mapping[str, list[Place]]) -> list[Place]:
    """Where a line belongs: nowhere in particular for everybody, and for a student who is not in the class.

    DecisionsError where nobody can tell, and in the older form where there is no such student.
    """
    if row.student == EVERYBODY and not row.of_people:
        return []
    places = known.get(key_of(row.student), [])
    if not places and row.of_people:
        nearest = nearest_to(key_of(row.student), known)
        raise DecisionsError(f"{row.source}: no student or submission is named {row.student!r}{nearest}")
    if len({submission for submission, _ in places}) > 1:
        raise DecisionsError(
            f"{row.source}: more than one student is named {row.student!r}; use the id, email or submission"
        )
    return places


def known_names(people: People) -> dict[str, list[Place]]:
    """Every way of naming a student or a submission -> where the line belongs."""
    known: dict[str, list[Place]] = {}
    short: dict[str, list[Place]] = {}
    for submission, students in people:
        for index, student in enumerate(students):
            place = submission, index if len(students) > 1 else None
            for name in {key_of(name) for name in (student.name, student.id, student.email) if name}:
                if place not in known.setdefault(name, []):  # a class may come twice, under other names
                    known[name].append(place)
        whole = (submission, None)
        if whole not in known.setdefault(key_of(submission), []):
            known[key_of(submission)].append(whole)
        if whole not in short.setdefault(stem := key_of(submission.rpartition(".")[0] or submission), []):
            short[stem].append(whole)
    for name, places in short.items():  # "ada" of "ada.py"
        known.setdefault(name, places)
    return known


def key_of(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def nearest_to(word: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {found[0]!r}?" if found else ""
