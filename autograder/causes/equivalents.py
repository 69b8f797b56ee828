"""equivalent.yaml: the mutants that no test can kill because they are right too, each with a reason."""

import msgspec
import yaml

from autograder.causes.edits import Mutant
from autograder.homework import Homework, HomeworkError, load_strict_yaml

FILE_NAME = "equivalent.yaml"


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One change of the reference that is no mistake. It is named by its text, not by a line number that moves."""

    file: str = ""  # in reference/<homework>/; default the first submitted file
    operator: str  # of mutants.OPERATORS
    line: str  # what the reference says, without the indentation
    becomes: str
    reason: str

    def means(self, file: str, mutant: Mutant) -> bool:
        named = (self.file, self.operator, self.line.strip(), self.becomes.strip())
        return named == (file, mutant.operator, mutant.before, mutant.after)


def load_equivalents(homework: Homework) -> tuple[Equivalent, ...]:
    """The entries of hidden_tests/<homework>/equivalent.yaml; none when there is no such file.

    HomeworkError: not a list of entries, a wrong key, no reason, an entry given twice.
    """
    path = homework.tests_folder / FILE_NAME
    if not path.is_file():
        return ()
    where = f"{homework.name}/{path.name}"
    try:
        listed = msgspec.convert(load_strict_yaml(path), tuple[Equivalent, ...])
    except msgspec.ValidationError as error:
        raise HomeworkError(f"{where}: {error}") from None
    listed = tuple(msgspec.structs.replace(entry, file=entry.file or homework.submit[0].name) for entry in listed)
    for position, entry in enumerate(listed, start=1):
        if not entry.reason.strip():
            raise HomeworkError(f"{where}, entry {position}: give the reason why {entry.becomes!r} is right too")
        if any(entry == msgspec.structs.replace(other, reason=entry.reason) for other in listed[: position - 1]):
            raise HomeworkError(f"{where}, entry {position}: {entry.becomes!r} is listed twice")
    return listed


def as_entry(file: str, mutant: Mutant) -> str:
    """The lines to put into equivalent.yaml, with the reason still to be given."""
    entry = {"file": file, "operator": mutant.operator, "line": mutant.before, "becomes": mutant.after, "reason": ""}
    return yaml.safe_dump([entry], sort_keys=False, allow_unicode=True, width=1000).rstrip()
