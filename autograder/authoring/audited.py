"""What an audit does and finds, and the table of it."""

import random
from collections.abc import Sequence
from typing import TypeVar

import msgspec

Item = TypeVar("Item")


class Effort(msgspec.Struct, frozen=True):
    """How much an audit does."""

    draws: int  # different inputs on which the reference must earn all points
    sample: int | None  # how many of the mistakes, and how many of the mutants, are tried; None: all

    def of(self, some: Sequence[Item]) -> Sequence[Item]:
        """Those that are tried: the same few every time, in their order."""
        if self.sample is None or self.sample >= len(some):
            return some
        return [some[index] for index in sorted(random.Random(0).sample(range(len(some)), self.sample))]  # noqa: S311


QUICK = Effort(draws=3, sample=12)


class Part(msgspec.Struct, frozen=True):
    """One part of an audit: a line for the table, and what is wrong."""

    title: str
    summary: str
    problems: tuple[str, ...] = ()


class Fates(msgspec.Struct, frozen=True):
    """What became of one operator's mutants."""

    operator: str
    made: int
    tried: int
    killed: int
    equivalent: int  # of those that survived: listed with a reason


class Audit(msgspec.Struct, frozen=True):
    """One homework's audit."""

    homework: str
    parts: tuple[Part, ...]
    fates: tuple[Fates, ...]
    seconds: float
    slips: str = ""  # of the changes that causes are found by: how many more there are
    lost: dict[str, list[str]] = {}  # by mistakes that do not say it themselves: the tests, by the mistake's name

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(problem for part in self.parts for problem in part.problems)


def render(audit: Audit) -> str:
    """The table, in plain text."""
    lines = [f"{audit.homework} ({audit.seconds:.0f} s)"]
    for part in audit.parts:
        lines.append(f"  {part.title:<11}{part.summary}")
        if part.title == "mutants":
            heads = ("made", "tried", "killed", "equivalent", "survive")
            lines.append(" " * 26 + "".join(f"{head:>12}" for head in heads))
            for fates in audit.fates:
                left = fates.tried - fates.killed - fates.equivalent
                counts = (fates.made, fates.tried, fates.killed, fates.equivalent, left)
                lines.append(f"{'':13}{fates.operator:<13}" + "".join(f"{count:>12}" for count in counts))
        for problem in part.problems:
            first, *rest = problem.splitlines()
            lines += [f"    ! {first}", *(f"      {line}" for line in rest)]
    if audit.slips:
        lines.append(f"  {'slips':<11}{audit.slips}")
    return "\n".join(lines)
