"""What the lost tests have in common and the passed ones do not: "always when f is identity"."""

from collections.abc import Collection, Mapping

Cases = Mapping[str, Mapping[str, str]]  # test id -> its parameters, as texts


def in_common(tests: Collection[str], passed: Collection[str], cases: Cases) -> str:
    """ "always when f is identity", where that is true of all of `tests` and of no passed one; else nothing."""
    if len(tests) < 2 or not passed:
        return ""
    names = set.intersection(*(set(cases.get(test, {})) for test in tests))
    found: list[str] = []
    for name in sorted(names):
        values = {cases[test][name] for test in tests}
        of_passed = {cases[test][name] for test in passed if name in cases.get(test, {})}
        if of_passed and len(values) == 1 and not values & of_passed:
            found.append(f"{name} is {values.pop()}")
    if not found:
        found = _either(tests, passed, cases, sorted(names))
    return f"always when {' and '.join(found[:2])}" if found else ""


def _either(tests: Collection[str], passed: Collection[str], cases: Cases, names: list[str]) -> list[str]:
    """ "f or g is sigmoid": one value that all have, in one parameter or the other, and no passed one in either."""
    pairs = [(one, other) for number, one in enumerate(names) for other in names[number + 1 :]]
    for one, other in pairs:
        with_both = [cases[test] for test in passed if {one, other} <= set(cases.get(test, {}))]
        values = set.intersection(*({cases[test][one], cases[test][other]} for test in tests))
        values -= {value for case in with_both for value in (case[one], case[other])}
        if with_both and len(values) == 1:
            return [f"{one} or {other} is {values.pop()}"]
    return []
