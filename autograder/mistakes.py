"""mistakes.yaml -> Mistake: named edits of the reference, for the audit, for hints and for the class report."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePath
from typing import Any

import msgspec

from autograder.homework import Edit, Homework, HomeworkError, load_strict_yaml


class Mistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way to get the homework wrong, and exactly the tests that must notice it."""

    name: str
    hint: str  # the sentence for the student
    loses: tuple[str, ...] = ()  # test ids; a name without [..] means all its cases; none: `audit --write` fills it in
    edits: tuple[Edit, ...]
    file: str  # in reference/<homework>/
    costs: float | None = None  # points, where the homework charges by cause; None: the homework's slip_costs


def load_mistakes(homework: Homework) -> tuple[Mistake, ...]:
    """The mistakes of hidden_tests/<homework>/mistakes.yaml, in its order; none when there is no such file.

    HomeworkError: not a list, a wrong or unknown key, a name given twice, an edit that changes nothing.
    """
    path = homework.tests_folder / "mistakes.yaml"
    if not path.is_file():
        return ()
    where = f"{homework.name}/{path.name}"
    items = load_strict_yaml(path)
    if not isinstance(items, list):
        raise HomeworkError(f"{where}, line 1: expected a list of mistakes, each starting with '- name:'")
    mistakes: dict[str, Mistake] = {}
    for position, item in enumerate(items, start=1):
        mistake = _convert(item, homework.submit[0].name, f"{where}, mistake {position}")
        if mistake.name in mistakes:
            raise HomeworkError(f"{where}, mistake {position}: there are two called {mistake.name!r}")
        mistakes[mistake.name] = mistake
    if homework.variant:  # some mistakes cannot be made there, or cost nothing there
        return tuple(mistake for mistake in mistakes.values() if _fits(mistake, homework))
    return tuple(mistakes.values())


def _fits(mistake: Mistake, homework: Homework) -> bool:
    try:
        apply(mistake, reference_sources(homework))
    except HomeworkError:
        return False
    return not mistake.loses or not all(is_left_out(name, homework) for name in mistake.loses)


def is_left_out(name: str, homework: Homework) -> bool:
    """Whether the variant does without the test `name`, which may name one case of it."""
    return name in homework.without or function_of(name) in homework.without


def _convert(item: Any, default_file: str, where: str) -> Mistake:
    if not isinstance(item, dict):
        raise HomeworkError(f"{where}: expected a mapping with name, replace, by, hint, loses")
    where = f"{where} ({item.get('name', 'no name')})"
    single = {key: item[key] for key in ("replace", "by", "count") if key in item}
    if bool(single) == ("edits" in item):
        raise HomeworkError(f"{where}: give either replace and by, or edits: a list of them")
    tree = {"file": default_file} | {key: value for key, value in item.items() if key not in single}
    if single:
        tree["edits"] = [single]
    try:
        mistake = msgspec.convert(tree, Mistake)
    except msgspec.ValidationError as error:
        raise HomeworkError(f"{where}: {error}") from None
    if not mistake.name or not mistake.hint or not mistake.edits or ("loses" in item and not mistake.loses):
        raise HomeworkError(f"{where}: name, hint, loses and edits must not be empty")
    if mistake.costs is not None and not 0 <= mistake.costs < float("inf"):
        raise HomeworkError(f"{where}: costs must be a number of points, 0 or more")
    for edit in mistake.edits:
        if not edit.replace or edit.replace == edit.by:
            raise HomeworkError(f"{where}: the edit {edit.replace!r} -> {edit.by!r} changes nothing")
    return mistake


def reference_sources(homework: Homework) -> dict[str, bytes]:
    """The reference's own files, path -> source, with a variant's edits; what is in public/ is not among them.

    HomeworkError when an edit does not fit.
    """
    folder = homework.reference_folder
    paths = {path.relative_to(folder): path for path in sorted(folder.rglob("*.py"))}
    sources = {name.as_posix(): path.read_bytes() for name, path in paths.items() if not _is_apart(name)}
    return _edited(sources, homework.edits, homework.submit[0].name, f"{homework.full_name}, edits")


def _is_apart(name: PurePath) -> bool:
    """Whether it lies in public/, a cache or a hidden folder."""
    folders = name.parts[:-1]
    return folders[:1] == ("public",) or any(part.startswith((".", "__")) for part in folders)


def apply(mistake: Mistake, sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """A copy of `sources` (file name -> source) with the mistake made in it, one edit after the other.

    HomeworkError when the file is missing or an edit's text does not occur as often as it must.
    """
    return _edited(sources, mistake.edits, mistake.file, f"mistake {mistake.name}")


def _edited(sources: Mapping[str, bytes], edits: Iterable[Edit], default_file: str, who: str) -> dict[str, bytes]:
    edited = dict(sources)
    for edit in edits:
        file = edit.file or default_file
        if file not in edited:
            raise HomeworkError(f"{who}: there is no {file} in the reference")
        text = edited[file].decode("utf-8")
        found = text.count(edit.replace)
        if found == 0 or (found > 1 and edit.count == "once"):
            times = "does not occur" if found == 0 else f"occurs {found} times, not once,"
            raise HomeworkError(f"{who}: {edit.replace!r} {times} in {file}")
        edited[file] = text.replace(edit.replace, edit.by).encode("utf-8")
    return edited


def expand(names: Iterable[str], ids: Iterable[str]) -> set[str]:
    """The test ids that `names` mean: "test_f[a]" that case, "test_f" all its cases.

    HomeworkError for a name that means none of `ids`.
    """
    known = list(ids)
    meant: set[str] = set()
    for name in names:
        cases = {identity for identity in known if name in (identity, function_of(identity))}
        if not cases:
            functions = dict.fromkeys(map(function_of, known))
            raise HomeworkError(f"there is no test {name!r}; there are: {', '.join(functions)}")
        meant |= cases
    return meant


def shorten(meant: Collection[str], ids: Iterable[str]) -> list[str]:
    """The shortest names that `expand` takes back to `meant`: the function's where all its cases are meant."""
    cases: dict[str, list[str]] = {}
    for identity in ids:
        cases.setdefault(function_of(identity), []).append(identity)
    short: list[str] = []
    for function, all_cases in cases.items():
        here = [identity for identity in all_cases if identity in meant]
        short += [function] if here == all_cases else here
    return short


def function_of(test_id: str) -> str:
    """ "test_f" of "test_f[a]"."""
    return test_id.partition("[")[0]
