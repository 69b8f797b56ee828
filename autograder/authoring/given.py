"""The audit's check that no answer is in the student's process before its question is answered.

A process lives through many tests, and a file may keep all that it is given. So all that is sent to the reference is
written down, and so is all that its tests expect. No expected array may be a part of what was sent before it was
answered, whether by the same test or by one before it, or a transpose, the signs or the diagonal of a part.
"""

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from autograder.authoring.template import build_template
from autograder.checks.items import answers_given, points_of, test_id
from autograder.checks.values import close, to_array
from autograder.grading import Grader
from autograder.homework import Homework, Tolerance
from autograder.mistakes import reference_sources
from autograder.report import Outcome, function_of
from autograder.sandbox import operators, wire
from autograder.sandbox.conversation import Exchange
from autograder.sandbox.conversion import Decoder

Floats = NDArray[np.float64]

DRAWS = 3
LEAST_ENTRIES = 3  # different numbers: fewer are within the tolerance of something by chance
LEAST_SIGNS = 16  # so many signs agree by chance once in 65,000 times
LARGEST = 1 << 18  # entries that are looked through
_EXACT = {"float32": 1e-6, "float64": 1e-10}  # relative: one number that was sent, and not just one like it
_AS_IT_IS = Tolerance(relative=0.0, absolute=0.0)
_ANY_NUMBER = re.compile(rb"(?<![\w.])-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])")
_NUMBER = re.compile(rb"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?")  # whole ones are sizes and indices


class Given(NamedTuple):
    """An answer that was sent before it was asked for."""

    test: str
    entry: str  # what check_close calls it
    how: str  # "a part", "the signs"
    by: str  # the test that sent it


class _Sent(NamedTuple):
    values: Floats
    by: str


def unexcused(grader: Grader) -> list[str]:
    """The answers that tests give before they ask, in sentences; with several draws, so that chance finds none."""
    own_seed = grader.seed
    times: Counter[Given] = Counter()
    for grader.seed in range(own_seed, own_seed + DRAWS):
        times.update(_given_answers(grader))
    grader.seed = own_seed
    problems = []
    excuses = {test_id(item): answers_given(item) for item in grader.items}
    unused = {(function_of(test), begin): why for test, begins in excuses.items() for begin, why in begins.items()}
    for one in sorted(one for one in times if times[one] > 1):
        fitting = [begin for begin in excuses[one.test] if one.entry.startswith(begin) and one.by == one.test]
        for begin in fitting:
            unused.pop((function_of(one.test), begin), None)
        if not fitting:
            problems.append(f"{one.test}: the answer {one.entry!r} is {one.how} of what {one.by} sends earlier")
    stale = (f"{test} asks for nothing that it gives, because {why}" for (test, _), why in unused.items())
    return [*problems, *stale]


def _given_answers(grader: Grader) -> set[Given]:
    """The answers that the reference was given at the grader's seed, before it had to find them."""
    points = points_of(grader.items)
    before: dict[int, list[_Sent]] = defaultdict(list)  # by process
    printed = _printed(grader.homework)
    heard: list[Exchange] = []
    found: set[Given] = set()
    runs = grader.run_together(reference_sources(grader.homework), grader.items, listen=heard.append)
    for item, ran in zip(grader.items, runs, strict=True):
        identity = test_id(item)
        if points[identity] and ran.result.outcome is Outcome.OK:
            for name, value in ran.expected:
                answer = _informative(value)
                if answer is not None and not _is_somewhere(answer.ravel(), printed, _AS_IT_IS):
                    found |= _given(identity, name, answer, heard, before, grader)
        for exchange in heard:
            before[exchange.process] += [_Sent(values, identity) for values in _all_sent(exchange)]
        heard.clear()
    return found


def _given(
    test: str, name: str, answer: Floats, heard: Sequence[Exchange], before: dict[int, list[_Sent]], grader: Grader
) -> set[Given]:
    if not heard or (answer.size == 1 and _computes(heard)):
        return set()
    tolerance, exact = grader.homework.tolerance, _EXACT[grader.homework.arrays.partition(".")[2]]
    at, own = _answered(answer, heard, tolerance)
    process = heard[at].process
    so_far = [exchange for exchange in heard[: at + 1] if exchange.process == process]
    others = [sent for exchange in so_far for sent in _all_sent(exchange)]
    arguments = [values.tobytes() for values in own]
    found: set[Given] = set()
    for sent in (*(_Sent(values, test) for values in others), *before[process]):
        if found and sent.by != test:
            break  # what it gives itself, one before it may give as well
        how = "a part" if _is_part(answer, sent.values, tolerance, exact) else ""
        # A function computes its result from its arguments: that is no gift, however simply it does so.
        if not how and not (sent.by == test and sent.values.tobytes() in arguments):
            how = _is_function(answer, sent.values, tolerance)
        if how:
            found.add(Given(test, name, how, sent.by))
    return found


def _computes(heard: Sequence[Exchange]) -> bool:
    """Whether the test computes with the student's numbers: the derivative of a * b by a is b, which no question can
    keep to itself."""
    ops = (op for exchange in heard for op in exchange.ops)
    called = [op.target for op in ops if isinstance(op, wire.Call) and op.target.root == operators.MODULE]
    return any(target.path[0][1] in operators.BINARY for target in called)


def _answered(answer: Floats, heard: Sequence[Exchange], tolerance: Tolerance) -> tuple[int, list[Floats]]:
    """Which request was answered with it, the last of them, and the arguments of that call; the last request where none
    was, because the test made the answer from what came back."""
    for at in range(len(heard) - 1, -1, -1):
        asking = [op for op in heard[at].ops if wire.has_answer(op)]
        for op, result in zip(asking, heard[at].results, strict=True):
            if any(_is_part(answer, values, tolerance, 1e-4) for values in _leaves(_decoded(result))):
                return at, _sent_by(op)
    return len(heard) - 1, []


# ---- what was sent ------------------------------------------------------------------------------------------------


def _all_sent(exchange: Exchange) -> list[Floats]:
    files = [values for content in exchange.files.values() for values in _numbers_in(content)]
    return [*files, *(values for op in exchange.ops for values in _sent_by(op))]


def _sent_by(op: wire.Op) -> list[Floats]:
    """The arrays of one operation; and all of its numbers in one, because an array may be sent in pieces."""
    match op:
        case wire.Call(_, args, kwargs):
            values: list[Any] = [*args, *kwargs.values()]
        case wire.Set(_, value) | wire.Put(value, _):
            values = [value]
        case wire.Fill(_, items):
            values = list(items.values())
        case wire.Load(source=str(source)):
            return list(_numbers_in(source.encode()))
        case _:
            return []
    leaves = [leaf for value in values for leaf in _leaves(_decoded(value))]
    return [*leaves, np.concatenate([leaf.ravel() for leaf in leaves])] if len(leaves) > 1 else leaves


def _decoded(value: wire.Value) -> Any:
    if isinstance(value, wire.Contents):
        return None
    return Decoder(lambda remote: None, frozen=True).decode(value)


def _leaves(value: Any) -> Iterator[Floats]:
    """All arrays and numbers in a tree; a list of numbers is an array."""
    if isinstance(value, (bool, int)) or value is None:
        return  # sizes, settings
    if (array := to_array(value)) is not None:
        if array.dtype.kind in "biuf" and 0 < array.size <= LARGEST:
            yield array.astype(np.float64)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _leaves(item)
    elif hasattr(value, "values"):
        for item in value.values():
            yield from _leaves(item)


def _numbers_in(content: bytes) -> Iterator[Floats]:
    """The numbers of a file that a test sends: an .npy, or whatever its text holds."""
    try:
        array = np.load(io.BytesIO(content), allow_pickle=False)
    except (ValueError, OSError, EOFError):
        array = np.array([float(number) for number in _NUMBER.findall(content[: 1 << 20])])
    if isinstance(array, np.ndarray) and array.dtype.kind in "biuf" and 0 < array.size <= LARGEST:
        yield array.astype(np.float64)


# ---- what is the same ---------------------------------------------------------------------------------------------


def _printed(homework: Homework) -> Floats:
    """The numbers that stand in the template: an answer that stands there is nothing that a test could give away."""
    texts = [content for name, content in sorted(build_template(homework).items()) if name.endswith(".py")]
    return np.array([float(number) for text in texts for number in _ANY_NUMBER.findall(text)])


def _informative(value: Any) -> Floats | None:
    """An expected value that somebody has to find out; None for zeros and ones, which need not be kept to be known.

    An array of one number again and again is that number.
    """
    array = to_array(value)
    if array is None or array.dtype.kind not in "biuf" or not 0 < array.size <= LARGEST:
        return None
    array = array.astype(np.float64)
    if (array == array.flat[0]).all():
        return None if array.flat[0] in (-1.0, 0.0, 1.0) else array.ravel()[:1]
    return array


def _is_part(answer: Floats, sent: Floats, tolerance: Tolerance, exact: float) -> bool:
    """Whether the answer is what was sent, or its transpose, or a slice of the one or the other."""
    if answer.size > sent.size:
        return False
    if len(np.unique(answer)) < LEAST_ENTRIES:
        tolerance = Tolerance(relative=exact, absolute=0.0)
    for form in (sent, sent.T) if sent.ndim > 1 else (sent,):
        if _is_somewhere(answer.ravel(), form.ravel(), tolerance):
            return True
        slim = answer.reshape([size for size in answer.shape if size > 1])
        if 1 < slim.ndim <= form.ndim:
            window = (1,) * (form.ndim - slim.ndim) + slim.shape
            if all(size <= most for size, most in zip(window, form.shape, strict=True)):
                blocks = sliding_window_view(form, window)
                starts = form[tuple(slice(most - size + 1) for size, most in zip(window, form.shape, strict=True))]
                for at in np.argwhere(close(starts, np.full_like(starts, slim.flat[0]), tolerance)):
                    if close(blocks[tuple(at)].reshape(slim.shape), slim, tolerance).all():
                        return True
    return False


def _is_somewhere(some: Floats, among: Floats, tolerance: Tolerance) -> bool:
    """Whether numbers stand one after another among others."""
    if some.size > among.size:
        return False
    starts = among[: among.size - some.size + 1]
    (places,) = np.nonzero(close(starts, np.full_like(starts, some[0]), tolerance))
    return any(close(among[place : place + some.size], some, tolerance).all() for place in places)


def _is_function(answer: Floats, sent: Floats, tolerance: Tolerance) -> str:
    """Whether the answer is the signs, or the diagonal, of what was sent, or has it as its diagonal."""
    diagonals = [np.diagonal(sent)] if sent.ndim == 2 and min(sent.shape) > 1 else []
    if answer.ndim == 2 and answer.shape[0] == answer.shape[1] and not (answer - np.diag(np.diagonal(answer))).any():
        answer = np.diagonal(answer)
        diagonals.append(sent)
    if len(np.unique(answer)) >= LEAST_ENTRIES:
        return "the diagonal" if any(_is_somewhere(answer.ravel(), one.ravel(), tolerance) for one in diagonals) else ""
    if LEAST_SIGNS <= answer.size == sent.size:
        forms = (function(form) for form in (sent, sent.T) for function in (np.sign, lambda values: values > 0))
        return "the signs" if any(np.array_equal(form.ravel(), answer.ravel()) for form in forms) else ""
    return ""
