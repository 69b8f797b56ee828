"""A test that gets the very answers that it has had from an earlier submission ends as it did then.

Most submissions of a class give most tests the same numbers, to the last bit. What a test asks, what it computes for
itself and what it compares are the same then, too, so it is not run again: its questions are asked as before, and as
long as each answer is one that is known, byte by byte, the next thing that it did is known as well. At the first other
answer the test itself is run, with the answers that are there already. Known is how a test was
passed, and how a check of it failed: the mistake of one student is that of many.

A test must be a function of its answers for that. Left out are tests that go through pytest, those that look at the
submission itself or keep something of one for another test, and all tests of a homework whose modules keep anything
while they run: with the reference, or when one of them has failed first. A question is asked ahead only in a test that
has once asked, from its beginning to its end, what another submission was asked in the same places: one that chooses
its inputs by chance does not. Where a test then asks something else, it is run once more, in a new process, and always
runs from then on.
"""

import dataclasses
import hashlib
import os
import sys
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, NamedTuple

import msgspec
import numpy as np

from autograder.checks.context import CheckFailed, TestContext
from autograder.checks.values import is_tensor, to_array
from autograder.findings import Findings
from autograder.homework import Homework
from autograder.sandbox import wire
from autograder.sandbox.conversation import Exchange
from autograder.sandbox.origins import Origins
from autograder.sandbox.processor_time import TakesTooLongError
from autograder.sandbox.recording import Question, Recording
from autograder.sandbox.session import Session
from autograder.sandbox.zygote import ZygoteDied

# They give a test more than answers, or keep what it does for another: see fixtures.py.
NOT_FROM_ANSWERS = {"autograder_run", "fresh", "set_score", "set_leaderboard_value"}
_MOST_BYTES = 32 << 20
_MOST_OF_ONE = 1 << 20
_OF_AN_ENTRY = 500  # bytes, beside what it holds
_DEEPEST = 3  # containers in a module that are looked into


class _Ends(NamedTuple):
    context: TestContext
    failed: CheckFailed | None
    origins: Origins
    loaded: Mapping[str, wire.Contents]
    size: int


class KnownAnswers:
    """What the tests of one homework asked and how they ended, in this process, and in the others by `findings`."""

    def __init__(self, homework: Homework, findings: Findings) -> None:
        self._homework = homework
        self._findings = findings
        self._untold: dict[bytes, Question | _Ends] = {}
        self._known: OrderedDict[bytes, Question | _Ends] = OrderedDict()  # by what came before
        self._bytes = 0
        self._names: set[str] = set()
        self._repeats: set[str] = set()  # tests that have asked the same twice
        self._not_a_function: set[str] = set()  # tests
        self._failed: dict[str, bool] = {}  # tests: whether it was looked at what they keep when they fail
        self._place: tuple[object, ...] = ()
        self._contents = b""

    def note_names(self, exchange: Exchange) -> None:
        """Only names that the reference has make a difference to a test that the reference passes."""
        for contents in exchange.results:
            if isinstance(contents, wire.Contents):
                self._names.update(contents.functions, contents.classes, *contents.classes.values())

    def run(
        self, test: str, about: object, session: Session, context: TestContext, go: Callable[[], BaseException | None]
    ) -> tuple[TestContext, BaseException | None]:
        """What `go`, which runs the test, notes in `context`, and what it raises. `about`: what else it depends on."""
        process = session.as_usual
        if process is None or test in self._not_a_function:
            return context, go()
        key = hashlib.blake2b(repr((test, about)).encode() + self._defined(session), digest_size=16).digest()
        loaded = dict(session.loaded)  # by now: a test may load modules of the homework's
        with session.recorded(process, key) as recording:
            known = self._get(recording.key)
            while test in self._repeats and isinstance(known, Question) and recording.ask_ahead(known):
                self._known.move_to_end(recording.asked[-1][0])
                known = self._get(recording.key)
            if recording.asked and not isinstance(known, Question):
                end = recording.key if known else _where_it_fails(recording, loaded)
                known = self._get(end)
                if isinstance(known, _Ends):
                    self._known.move_to_end(end)
                    session.has_been_asked(recording, known.origins, known.loaded)
                    return known.context, known.failed
            error = go()
            if not isinstance(error, TakesTooLongError | ZygoteDied) and recording.has_diverged:
                session.begin_again()
                self._not_a_function.add(test)
            elif (error is None or type(error) is CheckFailed) and recording.is_plain and session.as_usual is process:
                self._note(test, recording, loaded, session.origins, context, error)
            return context, error

    def _note(
        self,
        test: str,
        recording: Recording,
        loaded: Mapping[str, wire.Contents],
        origins: Origins,
        context: TestContext,
        failed: CheckFailed | None,
    ) -> None:
        if not recording.asked or recording.answered_bytes > _MOST_OF_ONE:
            return
        before = [self._get(key) for key, _ in recording.asked]
        is_repeated = None not in before
        for (key, question), known in zip(recording.asked, before, strict=True):
            if known is None:
                self._put(key, question)
            elif known != question:
                self._not_a_function.add(test)
                return
        if is_repeated:
            self._repeats.add(test)
        end, size = recording.key, 2 * recording.answered_bytes
        if failed is not None:
            self._failed.setdefault(test, False)
            end, failed = _where_it_fails(recording, loaded), failed.without_traceback()
            size += 2 * len(f"{failed}{failed.details}{failed.mismatches}")
        if self._get(end) is None:
            self._put(end, _Ends(context, failed, origins, recording.loaded, size))

    def keeps_nothing(self, look: Callable[[], bool]) -> bool:
        """Whether no test keeps anything when it fails: one look (`look()`) for each, after it has failed first. Then
        other processes may know."""
        if not all(self._failed.values()):
            self._failed = dict.fromkeys(self._failed, True)
            if not look():
                return False
        for key, entry in self._untold.items():
            self._findings.add(key, _with_homework(entry, None))
        self._untold.clear()
        return True

    def _get(self, key: bytes) -> Question | _Ends | None:
        if key not in self._known and (entry := self._findings.get(key)):
            self._keep(key, _with_homework(entry, self._homework))
        return self._known.get(key)

    def _put(self, key: bytes, entry: Question | _Ends) -> None:
        self._keep(key, entry)
        self._untold[key] = entry

    def _keep(self, key: bytes, entry: Question | _Ends) -> None:
        self._known[key] = entry
        self._bytes += _size(entry)
        while self._bytes > _MOST_BYTES:
            self._bytes -= _size(self._known.popitem(last=False)[1])

    def _defined(self, session: Session) -> bytes:
        """A digest of what the loaded modules define, as far as tests ask for it."""
        place = session, session.as_usual, len(session.loaded)
        if place != self._place:
            found = {module: self._asked_for(contents) for module, contents in session.loaded.items()}
            self._place, self._contents = place, msgspec.msgpack.encode(found)
        return self._contents

    def _asked_for(self, contents: wire.Contents) -> tuple[dict[str, list[str]], list[str]]:
        """The methods of its classes, and its functions."""
        classes = self._names.intersection(contents.classes)
        methods = {name: sorted(self._names.intersection(contents.classes[name])) for name in sorted(classes)}
        return methods, sorted(self._names.intersection(contents.functions))


def _where_it_fails(recording: Recording, loaded: Mapping[str, wire.Contents]) -> bytes:
    """The key of how the test fails: what it says then may depend on all that the modules define that were loaded
    when it began."""
    return hashlib.blake2b(recording.key + msgspec.msgpack.encode(loaded), digest_size=16).digest()


def _with_homework(entry: Question | _Ends, homework: Homework | None) -> Question | _Ends:
    """To be told without it, which all processes have, and without what was right, which nobody asks for later."""
    if isinstance(entry, Question):
        return entry
    context = dataclasses.replace(entry.context, homework=homework, expected=[])  # type: ignore[arg-type]
    return entry._replace(context=context)


def _size(entry: Question | _Ends) -> int:
    return _OF_AN_ENTRY + (len(entry.ops) if isinstance(entry, Question) else entry.size)


# ---- what the modules of tests keep -----------------------------------------------------------------------------


def kept_by_modules(folder: Path) -> dict[str, object]:
    """What the modules below `folder` hold now, so far as a later look can tell whether that has changed."""
    modules = [module for module in list(sys.modules.values()) if _is_below(folder, module)]
    names = {module.__name__ for module in modules}
    return {module.__name__: _held(vars(module), names, _DEEPEST) for module in modules}


def keep_nothing_more(before: Mapping[str, object], now: Mapping[str, object]) -> bool:
    return all(now.get(module) == held for module, held in before.items())


def _is_below(folder: Path, module: ModuleType) -> bool:
    file = getattr(module, "__file__", None)
    return isinstance(file, str) and file.startswith(f"{folder}{os.sep}")


def _held(value: Any, modules: set[str], depth: int) -> object:
    """Which objects lie in it, by their identities: in a container, and in what these modules define. Of an array, its
    numbers."""
    if not depth or isinstance(value, ModuleType):
        return None
    if is_tensor(value) or isinstance(value, np.ndarray):
        array = to_array(value)
        return None if array is None else hashlib.blake2b(array.tobytes()).digest()
    if isinstance(value, list | tuple | set | frozenset | deque):
        return [(id(item), _held(item, modules, depth - 1)) for item in value]
    definition = value if isinstance(value, type | FunctionType) else type(value)
    if not isinstance(value, dict) and (definition.__module__ in modules or definition is SimpleNamespace):
        value = dict(getattr(value, "__dict__", {}))
    if not isinstance(value, dict):
        return None
    names = [key if isinstance(key, str) else id(key) for key in value]
    return [(name, id(item), _held(item, modules, depth - 1)) for name, item in zip(names, value.values(), strict=True)]
