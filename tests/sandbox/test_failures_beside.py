"""A failure in a call of beside/….py is told in terms of the student's own functions: students know no others."""

from __future__ import annotations

import mmap
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.report import Outcome
from autograder.sandbox import asked, failures, wire
from autograder.sandbox.asked import NOTHING, Asked, Sent
from autograder.sandbox.failures import StudentFailure
from autograder.sandbox.operations import Executor
from autograder.sandbox.reaching import value_of
from autograder.sandbox.student import Proxy, open_module

BESIDE = """
def train(model, loss, x):
    result = loss(model.forward(x))
    if isinstance(result, str):
        raise ValueError("the loss must return a number")
    return result / 2

def build(make, *arguments):
    return make(*arguments).forward(1)

def shape_of(function):
    return function(1).shape
"""
STUDENT = """
class Net:
    def __init__(self, size):
        self.size = size
    def forward(self, x):
        return helper(x)
def helper(x):
    return {}[x]
def loss(y):
    return y
class NoForward:
    def forwards(self, x):
        return x
class TooFew:
    def forward(self):
        return 0
class Fine:
    def forward(self, x):
        return x
def text(y):
    return "0.5"
def nothing(y):
    return None
def not_yet(y):
    raise NotImplementedError("TODO: the loss")
"""


class SameProcess:
    """A session whose student's process is this one."""

    def __init__(self, folder: Path) -> None:
        self.executor = Executor(str(folder), 1 << 20, mmap.mmap(-1, 1))
        self.queued: list[Asked] = []
        self.numbers = 0

    def new_number(self) -> int:
        self.numbers += 1
        return self.numbers

    def queue(self, op: wire.Op, what: str, sends: Sent = NOTHING) -> Asked:
        self.queued.append(Asked(op, what, sends))
        return self.queued[-1]

    def load(self, name: str, file: str, *, script: bool = False, source: str | None = None) -> wire.Value:
        return self.answer(self.queue(wire.Load(name, file, name, source), file))

    def carry_out(self, *needed: Asked) -> None:
        pass

    def answer(self, question: Asked) -> Any:
        batch, self.queued = self.queued, []
        ops = [one.as_sent() for one in batch]
        reply = self.executor.perform(wire.Request(0, ops))
        if reply.failure is not None:
            raise failures.failed(reply.failure, batch[reply.failure.index].what, lambda _, line: f"line {line}")
        asked.give(batch, ops, reply.results)
        return question.reply


@pytest.fixture
def both(tmp_path: Path) -> SimpleNamespace:
    """The proxies of the student's file and of the one beside it."""
    (tmp_path / "students_net.py").write_text(STUDENT)
    session: Any = SameProcess(tmp_path)
    student = open_module(session, "students_net", "students_net.py")
    return SimpleNamespace(student=student, beside=open_module(session, "probe_beside", "probe.py", source=BESIDE))


def failure_of(function: Proxy, *arguments: Any) -> StudentFailure:
    with pytest.raises(StudentFailure) as caught:
        value_of(function(*arguments))
    return caught.value


def test_the_students_function_is_named_where_one_was_running(both: SimpleNamespace) -> None:
    failure = failure_of(both.beside.train, both.student.Net(3), both.student.loss, 1)
    first, *lines = str(failure).splitlines()
    assert first in ("Net.forward raised KeyError: 1", "forward raised KeyError: 1")  # the latter in Python 3.10
    assert lines[0] == "  students_net.py, line 6, in forward:"
    assert "probe" not in str(failure)
    assert str(failure_of(both.beside.train, both.student.Fine(), both.student.not_yet, 1)).startswith(
        "not_yet is not written yet: TODO: the loss"
    )


def test_a_method_that_is_not_there_is_missing(both: SimpleNamespace) -> None:
    failure = failure_of(both.beside.train, both.student.NoForward(), both.student.loss, 1)
    assert failure.outcome is Outcome.MISSING
    assert str(failure).startswith("Your `NoForward` has no `forward`. There is `forwards`: is that what you mean?")


def test_arguments_that_do_not_fit_are_told_with_the_students_signature(both: SimpleNamespace) -> None:
    message = str(failure_of(both.beside.train, both.student.TooFew(), both.student.loss, 1))
    assert message == (
        "TooFew.forward does not take the arguments that the homework passes to it: "
        "TooFew.forward() takes 1 positional argument but 2 were given\n  yours is: forward(self)"
    )
    message = str(failure_of(both.beside.build, both.student.Net, 1, 2))
    assert message.startswith("Net does not take the arguments")
    assert message.endswith("yours is: Net(size)")


def test_a_sentence_that_the_module_beside_raises_is_told_as_it_is(both: SimpleNamespace) -> None:
    assert str(failure_of(both.beside.train, both.student.Fine(), both.student.text, 1)) == (
        "the loss must return a number."
    )


def test_a_value_that_cannot_be_used_is_said_to_come_from_what_was_called(both: SimpleNamespace) -> None:
    message = str(failure_of(both.beside.train, both.student.Fine(), both.student.nothing, 1))
    first, *lines = message.splitlines()
    assert first.startswith("A value from Fine and nothing cannot be used here: TypeError: unsupported")
    assert lines == [
        "  probe.py, line 6:",
        "    return result / 2",
    ]
    message = str(failure_of(both.beside.shape_of, both.student.nothing))
    assert message.startswith("A value from nothing cannot be used here: AttributeError: 'NoneType'")


def test_a_call_of_the_students_own_function_is_told_as_before(both: SimpleNamespace) -> None:
    assert str(failure_of(both.student.loss)).endswith("yours is: loss(y)")
    assert str(failure_of(both.student.helper, 1)).startswith("helper raised KeyError: 1\n  students_net.py, line 8")
