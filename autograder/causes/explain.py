"""The results of a submission -> its causes: each mentioned once, with its cost; only proven ones as proven."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from autograder.causes.claims import Claim
from autograder.causes.common import Cases, in_common
from autograder.causes.laboratory import Laboratory
from autograder.causes.sentences import sentence
from autograder.checks.causes import ALL_ZEROS, ZERO
from autograder.checks.entries import WHOLE
from autograder.checks.messages import with_cause
from autograder.homework import Homework
from autograder.outputs.wording import all_zeros, not_explained
from autograder.report import LIKELY_CAUSE, Cause, Outcome, TestResult, without_likely_causes

_NOT_WRITTEN = re.compile(r"(?P<what>.+) is not written yet")
_FORM = ("is not written yet", "does not take the arguments")
_LINE = re.compile(r"^  (?P<file>[^,\n]+), (?P<place>[^\n:]+?)(, in [^\n:]*)?:\n", re.MULTILINE)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A cause before its points are known."""

    text: str
    kind: str
    tests: tuple[str, ...]
    complete: bool
    name: str = ""
    form: bool = False


def explain(
    results: Sequence[TestResult],
    claimed: Sequence[Claim],
    laboratory: Laboratory | None,
    homework: Homework,
    cases: Cases,
) -> tuple[tuple[Cause, ...], tuple[TestResult, ...]]:
    """The causes of all that is lost, most points first, and the results with the numbers of theirs."""
    lost = [result for result in results if result.score < result.max_score or result.outcome is not Outcome.OK]
    losing = {result.id: result for result in lost if result.outcome is not Outcome.FAULT}
    if not losing:
        return (), tuple(results)
    found: list[Found] = []
    left = dict(losing)
    for claim in claimed:
        assert laboratory is not None  # where there are claims, there is one
        found += _of_claim(claim, laboratory, homework)
        for test in claim.tests:
            left.pop(test, None)
    passed = [result.id for result in results if result.id not in losing]
    found += _of_tests(left)
    found += _of_errors(left, passed, cases)
    found += _of_zeros(left)
    if left:
        found.append(_unknown(left))
    return _numbered(found, results, losing, passed, cases)


# ---- what is proven ---------------------------------------------------------------------------------------------


def _of_claim(claim: Claim, laboratory: Laboratory, homework: Homework) -> list[Found]:
    """A cause for each of its changes: with the tests that it loses by itself, and those that need it beside others."""
    found = []
    for index in claim.changes:
        change = laboratory.changes[index]
        tests = claim.tests
        if len(claim.changes) > 1:
            tests = tuple(
                test
                for test in claim.tests
                if laboratory.table.unknown_or_lost(test)[index]
                or not any(laboratory.table.unknown_or_lost(test)[other] for other in claim.changes)
            )
        found.append(
            Found(
                text=sentence(change, laboratory.sources, homework.reveal),
                kind=change.kind,
                tests=tests or claim.tests,  # one that only makes up for others loses nothing by itself
                complete=claim.complete,
                name=change.name,
                form=change.kind == "untouched",
            )
        )
    return found


def _of_tests(left: dict[str, TestResult]) -> list[Found]:
    """What tests have tried out themselves. Takes them out of `left`."""
    groups: dict[str, list[str]] = {}
    for result in left.values():
        if result.proven:
            groups.setdefault(result.proven, []).append(result.id)
    for tests in groups.values():
        for test in tests:
            del left[test]
    return [Found(text=text, kind="slip", tests=tuple(tests), complete=True) for text, tests in groups.items()]


# ---- what raised, hung, is missing or refused -------------------------------------------------------------------


def _of_errors(left: dict[str, TestResult], passed: Sequence[str], cases: Cases) -> list[Found]:
    """One cause for each place: the same error at the same line, the same name, whatever the test. Takes them out of
    `left`."""
    groups: dict[tuple[str, str], list[TestResult]] = {}
    for result in left.values():
        if result.outcome not in (Outcome.WRONG, Outcome.SKIPPED) or result.is_of_the_form():
            groups.setdefault(_place(result), []).append(result)
    found = []
    for results in groups.values():
        for result in results:
            del left[result.id]
        first = results[0]
        not_written = _NOT_WRITTEN.match(first.message)
        found.append(
            Found(
                text=first.message or f"Your code returned no value ({first.outcome.value}).",
                kind="untouched" if not_written else "error",
                tests=tuple(result.id for result in results),
                complete=True,
                form=first.outcome is Outcome.MISSING or any(words in first.message for words in _FORM),
            )
        )
    return found


def _place(result: TestResult) -> tuple[str, str]:
    """What tells one error from another: what happened, and at which line of the student's file or to what."""
    headline = result.message.partition("\n")[0]
    if result.outcome is Outcome.TIMEOUT and " took " in headline:
        return headline.partition(" took ")[0], result.outcome.value
    if result.is_of_the_form():
        things = [f"{one.kind} {one.entry}" for one in result.mismatches if one.entry]
        return ", ".join(things) or re.sub(r"\d+", "#", headline), result.outcome.value
    lines = _LINE.findall(result.message)
    if lines:
        file, place, _ = lines[-1]
        kind = re.search(r"raised (\w+)", headline)
        return f"{file}, {place}", kind[1] if kind else result.outcome.value
    return headline, result.outcome.value


# ---- what is nothing but zeros ----------------------------------------------------------------------------------


def _of_zeros(left: dict[str, TestResult]) -> list[Found]:
    """One cause for all results with a name that are nothing but zeros, and one for each function's others. Takes their
    tests out of `left`."""
    groups: dict[str, list[TestResult]] = {}
    for test, result in list(left.items()):
        if result.mismatches and all(one.likely_cause in (ZERO, ALL_ZEROS) for one in result.mismatches):
            whole = any(one.entry == WHOLE for one in result.mismatches)
            groups.setdefault(result.function if whole else "", []).append(left.pop(test))
    return [
        Found(
            text=all_zeros(list(dict.fromkeys(one.entry for result in results for one in result.mismatches))),
            kind="error",
            tests=tuple(result.id for result in results),
            complete=True,
        )
        for results in groups.values()
    ]


# ---- the rest ---------------------------------------------------------------------------------------------------


def _unknown(left: Mapping[str, TestResult]) -> Found:
    lines = [line.strip() for result in left.values() for line in result.message.splitlines()]
    guesses = Counter(line[len(LIKELY_CAUSE) :].strip() for line in lines if line.lower().startswith(LIKELY_CAUSE))
    text = not_explained(len(left))
    for guess, times in guesses.most_common(1):
        text += f" Our guess: {guess}" if guess and 2 * times > len(left) else ""
    return Found(text=text, kind="unknown", tests=tuple(left), complete=False)


# ---- points and numbers -----------------------------------------------------------------------------------------


def _numbered(
    found: Sequence[Found],
    results: Sequence[TestResult],
    losing: Mapping[str, TestResult],
    passed: Sequence[str],
    cases: Cases,
) -> tuple[tuple[Cause, ...], tuple[TestResult, ...]]:
    lost = {test: result.max_score - result.score for test, result in losing.items()}
    sharing = {test: sum(test in one.tests for one in found) for test in losing}
    points = [sum(lost[test] / sharing[test] for test in one.tests) for one in found]
    order = sorted(range(len(found)), key=lambda number: (-round(points[number], 6), number))
    exact = _rounded([points[number] for number in order], sum(lost.values()))
    causes: list[Cause] = []
    of_test: dict[str, list[int]] = {}
    for number, worth in zip(order, exact, strict=True):
        one = found[number]
        for test in one.tests:
            of_test.setdefault(test, []).append(len(causes) + 1)
        common = in_common(one.tests, passed, cases)
        example = _example(one, losing)
        causes.append(
            Cause(
                text=f"{one.text}{f'{chr(10)}  ({common})' if common else ''}",
                kind=one.kind,  # type: ignore[arg-type]
                points=worth,
                tests=one.tests,
                complete=one.complete,
                name=one.name,
                form=one.form,
                example=two_lines(example.message) if example else "",
                example_test=example.name if example else "",
            )
        )
    return tuple(causes), tuple(_with_causes(result, of_test.get(result.id, ()), causes) for result in results)


def _example(one: Found, losing: Mapping[str, TestResult]) -> TestResult | None:
    """The test with the smallest thing to look at: of wrong values only."""
    wrong = [losing[test] for test in one.tests if losing[test].outcome is Outcome.WRONG and losing[test].mismatches]
    return min(wrong, key=lambda result: min(mismatch.total or 1_000 for mismatch in result.mismatches), default=None)


def two_lines(message: str) -> str:
    """What differs, without what is said of it."""
    return "\n".join(without_likely_causes(message)[:2])


def _with_causes(result: TestResult, numbers: Sequence[int], causes: Sequence[Cause]) -> TestResult:
    """The result with the numbers of its causes; a proven one takes the place of what was guessed."""
    if not numbers:
        return result
    mine = [causes[number - 1] for number in numbers]
    known = next((cause.name for cause in mine if cause.kind == "known"), "")
    changes = [cause for cause in mine if cause.kind in ("known", "slip") or (cause.kind == "untouched" and cause.name)]
    message = result.message
    if changes and result.outcome is Outcome.WRONG:
        message = with_cause(message, " ".join(cause.text.partition("\n  (")[0] for cause in changes))
    return msgspec.structs.replace(result, causes=tuple(numbers), mistake=known, message=message)


def _rounded(points: Sequence[float], total: float) -> list[float]:
    """To four digits, so that they still sum to the total."""
    exact = [round(value, 4) for value in points]
    if exact:
        exact[0] = round(exact[0] + round(total, 4) - sum(exact), 4)
    return exact
