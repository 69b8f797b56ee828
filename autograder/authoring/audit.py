"""`autograder audit`: the test of the tests. Right earns all, and every mistake loses exactly its tests."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.authoring.audited import QUICK, Audit, Effort, Fates, Part, render
from autograder.authoring.given import unexcused
from autograder.authoring.loses import slips_of_a_class, write_lock
from autograder.authoring.template import build_template
from autograder.causes.edits import Mutant
from autograder.causes.equivalents import FILE_NAME, as_entry, load_equivalents
from autograder.causes.forms import load_forms
from autograder.causes.mutants import OPERATORS, mutants
from autograder.causes.sentences import has_own_sentence
from autograder.causes.slips import SLIPS
from autograder.checks.items import points_of, test_id
from autograder.checks.plugin import collect_once
from autograder.grading import Grader
from autograder.homework import Homework, HomeworkError, load_homework
from autograder.intake.submission import Submission
from autograder.mistakes import LOCK, apply, expand, is_left_out, load_lock, load_mistakes, reference_sources, shorten
from autograder.pool import default_jobs
from autograder.report import Outcome, Report
from autograder.sandbox.failures import GraderFault
from autograder.sandbox.fork import in_fresh_process
from autograder.start import load_settings, start_zygote

MOST_SHOWN = 5  # false alarms in full
MOST_EQUIVALENT = 0.05  # of a homework's mutants, and one in any case


def audit_command(
    homeworks: Sequence[Homework], *, draws: int, quick: bool, jobs: int | None, write: bool, made_by: Path | None
) -> int:
    """Audit and print; returns the exit status: 0 when nothing is wrong, else 1.

    `write`: what each mistake loses is written into loses.lock. `made_by`: the results of a class, for
    how often slips without a mistake of their own were made.
    """
    effort = QUICK if quick else Effort(draws, None)
    problems = 0
    for audit in audit_all([homework.full_name for homework in homeworks], effort, jobs or default_jobs()):
        print(render(audit), flush=True)
        problems += len(audit.problems)
        homework = next(one for one in homeworks if one.full_name == audit.homework)
        if write and not homework.variant:
            for line in write_lock(homework, audit.lost):
                print(f"  {line}")
    for line in slips_of_a_class(made_by) if made_by else ():
        print(line)
    print(f"{problems} problems." if problems else "No problems found.")
    return int(problems > 0)


def audit_all(names: Sequence[str], effort: Effort, jobs: int) -> Iterator[Audit]:
    """Audit each homework in a process of its own (a zygote needs one that never saw a test), `jobs` at a time.

    In the order of `names`. HomeworkError, GraderFault, IsolationError: a homework that cannot be graded at all.
    """
    with ThreadPoolExecutor(max_workers=jobs) as threads:
        yield from threads.map(lambda name: in_fresh_process(audit_homework, name, effort), names)


def audit_homework(name: str, effort: Effort) -> Audit:
    """Audit one homework in this process, which must be fresh: of one thread, without tests or answers in memory."""
    began = time.monotonic()
    homework = load_settings(lambda: load_homework(name))
    zygote = start_zygote(homework, many=True)
    parts: list[Part] = []
    fates: list[Fates] = []
    lost: dict[str, list[str]] = {}
    slips: list[str] = []

    def use(items: Sequence[pytest.Item]) -> None:
        grader = Grader(homework, zygote, items)
        parts.extend((_reference(grader, effort), _forms(grader, items), _inputs(grader), _template(grader)))
        parts.append(_mistakes(grader, items, effort, lost))
        part, by_operator = _mutants(grader, items, effort)
        parts.append(part)
        fates.extend(by_operator)
        slips.append(_slips(grader) if effort.sample is None else "")

    try:
        collect_once(homework, use)
    finally:
        zygote.close()
    return Audit(homework.full_name, tuple(parts), tuple(fates), round(time.monotonic() - began, 1), slips[0], lost)


def _grade(grader: Grader, name: str, files: Mapping[str, bytes]) -> Report:
    return grader.grade(Submission(name=name, files=dict(files)))


def _lost(report: Report) -> set[str]:
    return {test.id for test in report.tests if test.outcome is not Outcome.OK}


def _reference(grader: Grader, effort: Effort) -> Part:
    """The reference earns everything, whatever is drawn."""
    sources = reference_sources(grader.homework)
    alarms: list[str] = []
    own_seed = grader.seed
    for seed in range(own_seed, own_seed + effort.draws):
        grader.seed = seed
        report = _grade(grader, "the reference", sources)
        if report.fault:
            raise GraderFault(f"{grader.homework.full_name}, seed {seed}, the reference: {report.fault}")
        alarms += [f"seed {seed}, {test.id}: {test.message}" for test in report.tests if test.outcome is not Outcome.OK]
    grader.seed = own_seed
    if not alarms:
        return Part("reference", f"full marks on {effort.draws} draws, no false alarm")
    more = [f"and {len(alarms) - MOST_SHOWN} more"] if len(alarms) > MOST_SHOWN else []
    return Part("reference", f"{len(alarms)} false alarms on {effort.draws} draws", (*alarms[:MOST_SHOWN], *more))


def _inputs(grader: Grader) -> Part:
    """No answer is in the student's process before its question is answered."""
    problems = unexcused(grader)
    summary = "contain no answer before the student gives it"
    return Part("inputs", summary if not problems else f"{len(problems)} answers among them", tuple(problems))


def _template(grader: Grader) -> Part:
    """The untouched template earns nothing, and what each test says names the TODO."""
    files = build_template(grader.homework)
    report = _grade(grader, "the template", {name: files[name] for name in reference_sources(grader.homework)})
    graded = [test for test in report.tests if test.max_score]
    problems = [f"{test.id} earns {test.score:g} points" for test in graded if test.score]
    problems += [f"{test.id} names no TODO: {test.message}" for test in graded if "TODO" not in test.message]
    summary = f"{report.score:g} of {report.max_score:g} points"
    return Part("template", summary if problems else f"{summary}, every test names a TODO", tuple(problems))


def _forms(grader: Grader, items: Sequence[pytest.Item]) -> Part:
    """Every other way to write lines of the reference earns all."""
    forms = load_forms(grader.homework)
    ids = [test_id(item) for item in items]
    lost = {form: shorten(_lost(_grade(grader, form, files)), ids) for form, files in forms.items()}
    problems = [f"{form!r} is not right: it loses {', '.join(tests)}" for form, tests in lost.items() if tests]
    right = f"{len(forms) - len(problems)} of {len(forms)} are right" if forms else "none"
    return Part("forms", right, tuple(problems))


def _mistakes(grader: Grader, items: Sequence[pytest.Item], effort: Effort, seen: dict[str, list[str]]) -> Part:
    """Every known mistake loses exactly its tests; one that names none loses some, noted in `seen` for loses.lock."""
    sources = reference_sources(grader.homework)
    ids = [test_id(item) for item in items]
    problems = []
    recognised = unsaid = 0
    known = load_mistakes(grader.homework)
    mistakes = effort.of(known)
    for mistake in mistakes:
        try:
            report = _grade(grader, mistake.name, apply(mistake, sources))
            lost = _lost(report)
            expected = expand([name for name in mistake.loses if not is_left_out(name, grader.homework)], ids)
        except HomeworkError as error:
            problems.append(f"{mistake.name}: {error}")
            continue
        recognised += any(test.mistake == mistake.name for test in report.tests)
        if mistake.locked:
            seen[mistake.name] = shorten(lost, ids)
        if not mistake.loses:
            unsaid += 1
            if not lost:
                problems.append(f"{mistake.name} loses nothing: no test catches it.")
        elif lost != expected:
            also, not_lost = shorten(lost - expected, ids), shorten(expected - lost, ids)
            wrong = [f"also loses {', '.join(also)}"] if also else []
            wrong += [f"does not lose {', '.join(not_lost)}"] if not_lost else []
            problems.append(f"{mistake.name} {'; '.join(wrong)}.\nWhat it loses: [{', '.join(shorten(lost, ids))}]")
    right = len(mistakes) - len(problems)
    summary = f"{right} of {len(mistakes)} lose exactly their tests; {recognised} get their own hint"
    if unsaid:
        summary += f'; {unsaid} have no "loses" (--write records them in {LOCK})'
    if not grader.homework.variant:
        stale = sorted(set(load_lock(grader.homework)) - {mistake.name for mistake in known if mistake.locked})
        problems += [f"{LOCK} is stale: {name} is not in mistakes.yaml, or has its own loses" for name in stale]
    return Part("mistakes", summary, tuple(problems))


def _mutants(grader: Grader, items: Sequence[pytest.Item], effort: Effort) -> tuple[Part, list[Fates]]:
    """Every generated mutant loses points, or is listed as equivalent."""
    sources = reference_sources(grader.homework)
    made = [(file, mutant) for file in sources for mutant in mutants(sources[file].decode("utf-8"), file)]
    tried = effort.of(made)
    points = points_of(items)
    tests = [item for item in items if points[test_id(item)]]
    listed = load_equivalents(grader.homework)
    killed: Counter[str] = Counter()
    equivalent: Counter[str] = Counter()
    problems = [
        f"{FILE_NAME} is stale: no mutant turns {entry.line!r} into {entry.becomes!r} any more"
        for entry in listed
        if not any(entry.means(file, mutant) for file, mutant in made)
    ]
    excused = sum(any(entry.means(file, mutant) for entry in listed) for file, mutant in made)
    if excused > max(1, MOST_EQUIVALENT * len(made)):
        problems.append(
            f"{FILE_NAME} excuses {excused} of {len(made)} mutants, more than {MOST_EQUIVALENT:.0%}: would a "
            "better test catch some, or could the reference be simpler?"
        )
    for file, mutant in tried:
        killer = _killer(grader, tests, {**sources, file: mutant.source.encode("utf-8")})
        is_listed = any(entry.means(file, mutant) for entry in listed)
        if killer is not None:
            killed[mutant.operator] += 1
            tests.remove(killer)
            tests.insert(0, killer)  # what kills one mutant often kills its neighbours: try it first
            if is_listed:
                problems.append(f"{FILE_NAME} is stale: {test_id(killer)} catches {mutant.after!r}")
        elif is_listed:
            equivalent[mutant.operator] += 1
        else:
            problems.append(_survivor(file, mutant))
    fates = [
        Fates(operator, _count(made, operator), _count(tried, operator), killed[operator], equivalent[operator])
        for operator in OPERATORS
    ]
    summary = f"{sum(killed.values())} of {len(tried)} killed, {sum(equivalent.values())} equivalent"
    left = len(tried) - sum(killed.values()) - sum(equivalent.values())
    return Part("mutants", f"{summary}, {left} survive", tuple(problems)), fates


def _slips(grader: Grader) -> str:
    """How many more slips there are among the changes that causes are found by, and which of them say little."""
    laboratory = grader.explainer.laboratory
    seen = laboratory.table.is_seen()
    more = [index for index, change in enumerate(laboratory.changes) if change.operator in SLIPS]
    mute = {one.operator for one in laboratory.changes if not has_own_sentence(one)}
    told = f"{len(more)} more slips: {sum(seen[index] for index in more)} caught, the others also correct"
    return told + (f"; without a sentence: {', '.join(sorted(mute))}" if mute else "")


def _killer(grader: Grader, tests: Sequence[pytest.Item], files: Mapping[str, bytes]) -> pytest.Item | None:
    """The first test that does not pass."""
    runs = grader.run_together(files, tests)
    try:
        return next((item for item, ran in zip(tests, runs, strict=True) if ran.result.outcome is not Outcome.OK), None)
    finally:
        runs.close()


def _survivor(file: str, mutant: Mutant) -> str:
    return (
        f"{file}, line {mutant.line}: no test notices the {mutant.operator} {mutant.before!r} -> {mutant.after!r}.\n"
        f"Add a test, or, if that is right too, an entry with the reason to {FILE_NAME}:\n{as_entry(file, mutant)}"
    )


def _count(some: Sequence[tuple[str, Mutant]], operator: str) -> int:
    return sum(mutant.operator == operator for _, mutant in some)
