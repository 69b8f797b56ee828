"""The first mistakes of a new homework: generated slips that its tests notice, each with a draft of a sentence.

Also what the tests are worth: those that the reference does not pass on every draw, and the mutants that survive.
"""

import ast
import re
from collections.abc import Iterator, Sequence

import msgspec

from autograder.authoring.given import unexcused
from autograder.causes.changes import Change, all_changes, together
from autograder.causes.places import RETURNED, place_of
from autograder.causes.sentences import has_own_sentence, sentence
from autograder.checks.items import test_id
from autograder.grading import Grader
from autograder.homework import HomeworkError, load_homework
from autograder.mistakes import reference_sources, shorten
from autograder.report import Outcome
from autograder.sandbox.fork import in_fresh_process
from autograder.start import ask_grader
from autograder.wrong_lines import ARROW, WrongLines, make_wrong

DRAWS = 12
MOST_TRIED = 12  # kinds of slips of one function
MOST_UNSEEN = 6  # of one function, before the next one's turn
MOST_KEPT = 3  # of those
MOST = 24
_ORDER = (
    "transpose", "factor", "term", "undivided", "axis", "activation", "unwrapped", "neighbour", "in place", "sign",
    "constant", "divided", "index", "arithmetic", "arguments", "comparison", "minus", "doubled",
)  # fmt: skip


class Proposal(msgspec.Struct, frozen=True):
    """A slip as an entry of mistakes.yaml."""

    name: str
    hint: str
    where: str
    wrong: str
    loses: tuple[str, ...]
    score: float


class Findings(msgspec.Struct, frozen=True):
    """What a look at the new homework's tests has shown."""

    fails: dict[str, str]  # test function -> why the reference does not always pass it
    proposals: tuple[Proposal, ...] = ()
    unseen: tuple[str, ...] = ()  # slips that no test notices
    gives: dict[str, list[str]] = {}  # test function -> its answers that are among what it sends


def look_at(name: str) -> Findings:
    """In a process of its own, as its tests are collected there."""
    return in_fresh_process(_look_at, name)


def _look_at(name: str) -> Findings:
    def find(grader: Grader) -> Findings:
        fails = _fails(grader)
        return Findings(fails) if fails else Findings({}, *_proposals(grader), _gives(grader))

    return ask_grader(load_homework(name), find)


def _fails(grader: Grader) -> dict[str, str]:
    sources = reference_sources(grader.homework)
    fails: dict[str, str] = {}
    for seed in range(grader.seed, grader.seed + DRAWS):
        for ran in grader.run_together(sources, grader.items, seed=seed):
            if ran.result.outcome is not Outcome.OK:
                said = (ran.result.details or ran.result.message).strip().splitlines() or [""]
                fails.setdefault(ran.result.function, said[-1] if ran.blame else ran.result.message.splitlines()[0])
    return fails


def _gives(grader: Grader) -> dict[str, list[str]]:
    """The gradient by a bias, of a batch of 1, is the upstream gradient, say."""
    gives: dict[str, list[str]] = {}
    for problem in unexcused(grader):
        if found := re.match(r"(test_\w+)\S*: the answer '(.*?)' is", problem):
            names = gives.setdefault(found[1], [])
            names += [found[2]] if found[2] not in names else []
    return gives


def _proposals(grader: Grader) -> tuple[tuple[Proposal, ...], tuple[str, ...]]:
    sources = reference_sources(grader.homework)
    ids = [test_id(item) for item in grader.items]
    proposals: list[Proposal] = []
    unseen: list[str] = []
    names: set[str] = set()
    for where, changes in _by_function(all_changes(grader.homework), sources):
        kept: list[Proposal] = []
        operators: set[str] = set()
        left = MOST_UNSEEN
        for change in changes:
            if change.operator in operators or len(operators) == MOST_TRIED or not left:
                continue
            changed = together([change], sources)
            wrong = _as_wrong(change, where, sources)
            if changed is None or not wrong:
                continue
            ran = list(grader.run_together(changed, grader.items))
            lost = {one.result.id for one in ran if one.result.outcome is not Outcome.OK}
            if not lost:
                unseen.append(f"{where}: {wrong}")
                left -= 1
                continue
            operators.add(change.operator)
            if any(one.result.outcome not in (Outcome.OK, Outcome.WRONG) for one in ran):
                continue  # an error says itself what is wrong
            score = round(sum(one.result.score for one in ran), 4)
            hint = sentence(change, sources, "expected")
            slip = _name(change, where, sources, names)
            kept.append(Proposal(slip, hint, where, wrong, tuple(shorten(lost, ids)), score))
            if len(kept) == MOST_KEPT:
                break
        proposals += kept
    return tuple(proposals[:MOST]), tuple(unseen)


def _by_function(changes: Sequence[Change], sources: dict[str, bytes]) -> Iterator[tuple[str, list[Change]]]:
    """The slips of one place, by the function that they are in, the most telling operators first."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        if (
            change.kind != "slip"
            or len(change.spans) != 1
            or change.operator not in _ORDER
            or not has_own_sentence(change)
        ):
            continue
        span = change.spans[0]
        groups.setdefault(place_of(sources[span.file].decode("utf-8"), span.start).function, []).append(change)
    for where, some in groups.items():
        if where:
            yield where, sorted(some, key=lambda change: _ORDER.index(change.operator))


def _as_wrong(change: Change, where: str, sources: dict[str, bytes]) -> str:
    """The slip as mistakes.yaml says it: the statement, or `old ==> new`; "" where neither means the one place."""
    (span,) = change.spans
    text = sources[span.file].decode("utf-8")
    wanted = text[: span.start] + span.text + text[span.end :]
    statement = _statement_at(wanted, span.start)
    begin, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    line, changed = text[begin:end], wanted[begin : end + len(wanted) - len(text)]
    for wrong in (statement, f"{line.strip()} {ARROW} {changed.strip()}"):
        if not wrong or "\n" in wrong:
            continue
        try:
            made = make_wrong(sources, WrongLines(where, wrong), span.file)
        except HomeworkError:
            continue
        if made[span.file].decode("utf-8") == wanted:
            return wrong
    return ""


def _statement_at(source: str, position: int) -> str:
    line = source.count("\n", 0, position) + 1
    found = ""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.Return)) and node.lineno <= line <= (node.end_lineno or 0):
            found = ast.get_source_segment(source, node) or ""
    return found


def _name(change: Change, where: str, sources: dict[str, bytes], taken: set[str]) -> str:
    span = change.spans[0]
    target = place_of(sources[span.file].decode("utf-8"), span.start).target
    target = "result" if target == RETURNED else target
    words = f"{change.operator} of {target} in {where}" if target else f"{change.operator} in {where}"
    name = re.sub(r"[^A-Za-z0-9_.]+", "-", words).strip("-")
    while name in taken:
        name += "-too"
    taken.add(name)
    return name
