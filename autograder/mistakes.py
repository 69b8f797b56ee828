"""mistakes.yaml -> Mistake: named edits of the reference, for the audit, for hints and for the class report.

What each mistake loses is in loses.lock, which `audit --write` makes, or with the mistake.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import Any

import msgspec

from autograder.homework import Edit, Homework, HomeworkError, load_strict_yaml
from autograder.report import function_of
from autograder.wrong_lines import WrongLines, make_wrong

LOCK = "loses.lock"
_SETTINGS = ("file", "costs", "loses", "edits", "replace", "by", "count")  # any other key names a function


class Mistake(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One way to get the homework wrong, and exactly the tests that must notice it."""

    name: str
    hint: str  # the sentence for the student
    loses: tuple[str, ...] = ()  # test ids; a name without [..] means all its cases; none: nobody has said yet
    locked: bool = False  # `loses` is loses.lock's
    edits: tuple[Edit, ...] = ()
    wrong: tuple[WrongLines, ...] = ()  # after the edits
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
        raise HomeworkError(f"{where}, line 1: expected a list of mistakes, each starting with '- '")
    lock = load_lock(homework)
    mistakes: dict[str, Mistake] = {}
    for position, item in enumerate(items, start=1):
        for one in _each(item, f"{where}, mistake {position}"):
            mistake = _convert(one, homework.submit[0].name, f"{where}, mistake {position}")
            if mistake.name in mistakes:
                raise HomeworkError(f"{where}, mistake {position}: two mistakes are named {mistake.name!r}")
            if not mistake.loses:
                mistake = msgspec.structs.replace(mistake, loses=lock.get(mistake.name, ()), locked=True)
            mistakes[mistake.name] = mistake
    if homework.variant:  # some mistakes cannot be made there, or cost nothing there
        return tuple(mistake for mistake in mistakes.values() if _fits(mistake, homework))
    return tuple(mistakes.values())


def load_lock(homework: Homework) -> dict[str, tuple[str, ...]]:
    """What loses.lock says that each mistake loses, by the mistake's name."""
    path = homework.tests_folder / LOCK
    if not path.is_file():
        return {}
    try:
        return msgspec.convert(load_strict_yaml(path), dict[str, tuple[str, ...]])
    except msgspec.ValidationError as error:
        raise HomeworkError(f"{homework.name}/{LOCK}: {error}; `autograder audit --write` writes it again") from None


def _fits(mistake: Mistake, homework: Homework) -> bool:
    try:
        apply(mistake, reference_sources(homework))
    except HomeworkError:
        return False
    return not mistake.loses or not all(is_left_out(name, homework) for name in mistake.loses)


def is_left_out(name: str, homework: Homework) -> bool:
    """Whether the variant does without the test `name`, which may name one case of it."""
    return name in homework.without or function_of(name) in homework.without


def _each(item: Any, where: str) -> Iterator[Any]:
    """The mistakes that one entry stands for: with `each`, one for every row, with the row's values for its $names."""
    if not isinstance(item, dict) or "each" not in item:
        yield item
        return
    rows = item["each"]
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise HomeworkError(f"{where}: each must be a list of rows, with what $names stand for")
    for row in rows:
        yield _filled({key: value for key, value in item.items() if key != "each"}, row, where)


def _filled(tree: Any, row: Mapping[str, Any], where: str) -> Any:
    if isinstance(tree, dict):
        return {_filled(key, row, where): _filled(value, row, where) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_filled(value, row, where) for value in tree]
    if not isinstance(tree, str):
        return tree
    unknown = [name for name in re.findall(r"\$([A-Za-z_]\w*)", tree) if name not in row]
    if unknown:
        raise HomeworkError(f"{where}: a row of each has no value for ${unknown[0]}")
    return re.sub(r"\$([A-Za-z_]\w*)", lambda name: str(row[name[1]]), tree)


def _convert(item: Any, default_file: str, where: str) -> Mistake:
    if not isinstance(item, dict) or not item:
        raise HomeworkError(f"{where}: expected a mapping, beginning with its name and hint: `- name: hint`")
    if {"name", "hint"}.isdisjoint(item):
        item = _long(item, where)
    elif made := {"wrong", "locked"} & set(item):
        raise HomeworkError(f"{where}: Object contains unknown field `{made.pop()}`")
    where = f"{where} ({item.get('name', 'no name')})"
    single = {key: item[key] for key in ("replace", "by", "count") if key in item}
    if (single and "edits" in item) or (not single and not {"edits", "wrong"} & set(item)):
        raise HomeworkError(f"{where}: give replace and by, a list of edits, or a function and what is wrong in it")
    tree = {"file": default_file} | {key: value for key, value in item.items() if key not in single}
    if single:
        tree["edits"] = [single]
    try:
        mistake = msgspec.convert(tree, Mistake)
    except msgspec.ValidationError as error:
        raise HomeworkError(f"{where}: {error}") from None
    empty = not (mistake.edits or mistake.wrong) or ("loses" in item and not mistake.loses)
    if not mistake.name or not mistake.hint or empty:
        raise HomeworkError(f"{where}: name, hint, loses and edits must not be empty")
    if mistake.costs is not None and not 0 <= mistake.costs < float("inf"):
        raise HomeworkError(f"{where}: costs must be a number of points, 0 or more")
    for edit in mistake.edits:
        if not edit.replace or edit.replace == edit.by:
            raise HomeworkError(f"{where}: the edit {edit.replace!r} -> {edit.by!r} changes nothing")
    return mistake


def _long(item: Mapping[str, Any], where: str) -> dict[str, Any]:
    """`name: hint`, settings, and functions with what is wrong in each, in the form with a key for everything."""
    (name, hint), *others = item.items()
    tree: dict[str, Any] = {"name": name, "hint": hint}
    wrong: list[WrongLines] = []
    for key, value in others:
        if key in _SETTINGS:
            tree[key] = value
            continue
        texts = value if isinstance(value, list) else [value]
        if not all(isinstance(text, str) for text in texts):
            raise HomeworkError(f"{where} ({name}): what is wrong in {key} must be text; put it in quotes")
        wrong += [WrongLines(key, text) for text in texts]
    return tree | ({"wrong": wrong} if wrong else {})


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
    edited = _edited(sources, mistake.edits, mistake.file, f"mistake {mistake.name}")
    for wrong in mistake.wrong:
        try:
            edited = make_wrong(edited, wrong, mistake.file)
        except HomeworkError as error:
            raise HomeworkError(f"mistake {mistake.name}: {error}") from None
    return edited


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
