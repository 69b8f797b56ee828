"""What went wrong: on the student's side, with structure and a text for the student; or the grader's own fault."""

import difflib
import re
import signal
from collections.abc import Callable

from autograder.report import Outcome
from autograder.sandbox import wire
from autograder.sandbox.folder import MOST_FILES
from autograder.sandbox.in_zygote import Ended


class StudentFailure(Exception):
    """The student's code failed at a call of a hidden test. `str()` is for the student."""

    def __init__(self, outcome: Outcome, message: str, details: str = "") -> None:
        super().__init__(message)
        self.outcome = outcome
        self.details = details  # for the instructor only


class GraderFault(Exception):
    """The grader itself failed. Never a student's doing, never a student's zero."""


class RunAgainError(GraderFault):
    """What the running test holds is no longer what the process has: it must be run once more."""

    def __init__(self) -> None:
        super().__init__("the test must be run once more")


def failed(
    failure: wire.Failure, what: str, place: Callable[[str, int], str], *, needs_refused: bool = False
) -> StudentFailure:
    """From what the student's process says of an operation; `what` names it: "MLP.forward", "mlp.py".

    `needs_refused`: it uses what is left out because it is not allowed.

    `place(file, line)` says where the student finds a line: "line 12", or "code cell 7, line 3" of a notebook.
    """
    where = _location(failure, place)
    what = clean(failure.called) or what
    if failure.kind == "told":
        return StudentFailure(Outcome.ERROR, sentence(clean(failure.message)))
    if failure.kind == "unusable":
        told = ": ".join(filter(None, (clean(failure.type_name), clean(failure.message))))
        return StudentFailure(Outcome.ERROR, f"A value from {what} cannot be used here: {told}{where}")
    if failure.kind == "left out":
        name, why = clean(failure.type_name), clean(failure.message)
        uses = f"{what} uses `{name}`, which is not defined" if what != name else f"`{name}` is not defined"
        return StudentFailure(Outcome.REFUSED if needs_refused else Outcome.ERROR, f"{uses}: {why}{where}")
    if failure.kind == "missing":
        return StudentFailure(Outcome.MISSING, _missing(failure))
    if failure.kind == "too large":
        return StudentFailure(Outcome.MEMORY, f"{what} returned {clean(failure.message) or 'more than may be sent'}.")
    if failure.kind == "memory":
        return StudentFailure(
            Outcome.MEMORY,
            f"{what} needed more memory than this homework allows{where}\n"
            "Likely cause: an array of the wrong size, or a list that keeps growing in a loop.",
        )
    if failure.kind == "refused":
        return StudentFailure(
            Outcome.REFUSED, refusal(failure, what) + where, f"{failure.type_name}: {failure.message}"
        )
    return StudentFailure(Outcome.ERROR, _raised(failure, what) + where)


def discreetly(
    told: StudentFailure, failure: wire.Failure, what: str, place: Callable[[str, int], str]
) -> StudentFailure:
    """What the student is told of a failure where the homework reveals little; the instructor is told all."""
    said = failed(failure, what, place)
    return StudentFailure(told.outcome, str(said), f"{told}\n{told.details}".strip())


def timed_out(what: str, seconds: float, *, loading: bool) -> StudentFailure:
    if loading:
        text = (
            f"Loading {what} took longer than {seconds:g} s, so we stopped it.\n"
            "Likely cause: it trains or loops when it is imported. Put that part below "
            '`if __name__ == "__main__":`, so that it runs only when you start the file yourself.'
        )
    else:
        text = (
            f"{what} took longer than {seconds:g} s, so we stopped it.\n"
            "Likely cause: a loop that never ends. Check the condition of each `while`."
        )
    return StudentFailure(Outcome.TIMEOUT, text)


def loads_differently(file: str) -> StudentFailure:
    return StudentFailure(Outcome.ERROR, f"{file} fails on a different line each time it is loaded.")


def not_called_again(what: str, times: int) -> StudentFailure:
    return StudentFailure(
        Outcome.TIMEOUT, f"{what} already took too long in {times} tests, so we did not call it again."
    )


def no_time_left(seconds: float) -> StudentFailure:
    return StudentFailure(Outcome.TIMEOUT, f"The time limit for the whole submission ({seconds:g} s) was reached.")


def too_much_written(what: str, mib: int) -> StudentFailure:
    return StudentFailure(
        Outcome.REFUSED,
        f"{what} wrote more to disk than this homework allows ({mib} MiB, {MOST_FILES} files), so we "
        "stopped it.\n"
        "Likely cause: a loop that saves something in every step.",
    )


def looks_numerical(derivative: str, function: str, times: int) -> tuple[str, str]:
    """The derivative's name, and a sentence for the instructor."""
    name = clean(derivative)
    return name, (
        f"{name} calls {clean(function)} {times} times in a single call: are its gradients finite "
        "differences instead of backpropagation? (Treat this as a hint: the student's own process does the "
        "counting and could have hidden it.)"
    )


_LIBRARY_GAVE_UP = 127  # exit status where the C library cannot go on: it found no memory for a thread's own data, say


def died(what: str, ended: Ended, limit_bytes: int, printed: str) -> StudentFailure:
    """The student's process ended by itself during `what`."""
    code = ended.code
    says_memory = "bad_alloc" in printed or "memory" in printed[-400:].lower()
    if code >= 0 and not (code == _LIBRARY_GAVE_UP and says_memory):
        return StudentFailure(
            Outcome.CRASH,
            f"Python ended (exit status {code}) during {what}.\n"
            "Likely cause: os._exit() or something similar. Return a value instead.",
        )
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    if -code == signal.SIGXCPU:
        return StudentFailure(Outcome.TIMEOUT, f"{what} used up all the processor time allowed for the submission.")
    was_large = ended.peak_bytes > limit_bytes
    if says_memory or (was_large and -code in (signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL)):
        how = name if code < 0 else f"exit status {code}"
        return StudentFailure(
            Outcome.MEMORY,
            f"{what} needed more memory than this homework allows, and Python was stopped ({how}).\n"
            "Likely cause: an array of the wrong size, or a list that keeps growing in a loop.",
        )
    causes = {
        "SIGSEGV": "very deep recursion with a raised recursion limit, or invalid memory access through ctypes",
        "SIGABRT": "os.abort(), or a library that aborted",
        "SIGSYS": "a system call that no homework needs",
        "SIGKILL": "os.kill(), or the machine ran out of memory",
    }
    cause = f"\nLikely cause: {causes[name]}." if name in causes else ""
    return StudentFailure(Outcome.CRASH, f"Python crashed ({name}) during {what}.{cause}")


def not_a_reply(what: str, error: wire.ProtocolError) -> StudentFailure:
    return StudentFailure(
        Outcome.PROTOCOL,
        f"{what} returned no value because your code wrote to or closed the connection to the grader.",
        f"protocol error: {error}",
    )


def _missing(failure: wire.Failure) -> str:
    """A sentence that says what is missing, and what there is that looks like it."""
    owner, name = clean(failure.type_name), clean(failure.message)
    text = f"Your {owner} has no `{name}`." if owner.endswith(".py") else f"Your `{owner}` has no `{name}`."
    known = [clean(known) for known in failure.names]
    near = difflib.get_close_matches(name.lower(), [name.lower() for name in known], n=1, cutoff=0.6)
    if near:
        actual = next(name for name in known if name.lower() == near[0])
        return f"{text} There is `{actual}`: is that what you mean? The name must be exactly `{name}`."
    there = ", ".join(f"`{name}`" for name in known if not name.startswith("_"))
    return f"{text} It has: {there[:400]}." if there else text


def _raised(failure: wire.Failure, what: str) -> str:
    message = clean(failure.message)
    kind = clean(failure.type_name)
    if kind == "NotImplementedError":
        todo = f": {message}" if message else ""
        return f"{what} is not written yet{todo}"
    if kind == "SystemExit":
        return f"{what} called sys.exit(), which ends the program. Return a value instead"
    if kind in ("ModuleNotFoundError", "ImportError"):
        return f"{what}: {kind}{f': {message}' if message else ''}{_import_advice(failure)}"
    if kind == "FileNotFoundError":
        return f"{what} opens a file that does not exist on the grader{f': {message}' if message else ''}"
    if kind == "RecursionError":
        return f"{what} calls itself endlessly (RecursionError)"
    if failure.signature:
        fitting = f"{what} does not take the arguments that the homework passes to it"
        return f"{fitting}: {message}\n  yours is: {failure.signature}" if message else fitting
    advice = next((f"\n{sentence(advice)}" for part, advice in _TORCH_ADVICE.items() if part in message), "")
    return f"{what} raised {kind}: {message}{advice}" if message else f"{what} raised {kind}"


# What torch says about its graph is true, and little help with a first one; to detach may be the opposite of help.
_TORCH_ADVICE = {
    "Can't call numpy() on Tensor that requires grad": (
        "numpy functions are not part of the graph, so use torch's. A detached tensor gets no gradient"
    ),
    "does not require grad and does not have a grad_fn": (
        "It does not depend on any tensor with requires_grad=True. Is that missing, or is something "
        "detached on the way?"
    ),
    "grad can be implicitly created only for scalar outputs": (
        "backward() needs a single number. Is a sum, a mean or a matrix product missing (* instead of @)?"
    ),
}


def sentence(text: str) -> str:
    """The text with a full stop, if it has no end."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _import_advice(failure: wire.Failure) -> str:
    found = re.search(r"No module named '([^']+)'", failure.message)
    if found:
        return f"\n{found.group(1)} is not installed on the grader. Do you need this import?"
    return ""


FORBIDDEN = ("AutogradForbidden", "NotAllowed")  # by the homework: see forbidden.py, which says it in a sentence


def refusal(failure: wire.Failure, what: str) -> str:
    """What `what` did that is not allowed, without a full stop."""
    message = clean(failure.message)
    if failure.type_name in FORBIDDEN:
        return f"{what}: {message}"
    if "workers" in " ".join(frame.text for frame in failure.frames):
        return f"{what} starts other processes, which is not allowed during grading: use num_workers=0"
    path = re.search(r"'(/[^']*)'", failure.message)
    if path:
        return f"{what} opens {path.group(1)[:200]!r}, which is not allowed: it may open only files in its own folder"
    return (
        f"{what} does something that is not allowed during grading{f' ({message})' if message else ''}, "
        "such as starting processes, using the network (there is none) or signalling other programs"
    )


def _location(failure: wire.Failure, place: Callable[[str, int], str]) -> str:
    """The student's own lines, innermost last, as an indented block."""
    frames = failure.frames
    if not frames:
        return ""
    text = ""
    for frame in [*frames[:1], *frames[-2:]] if len(frames) > 3 else frames:
        inside = f", in {clean(frame.function)}" if frame.function else ""
        text += f"\n  {clean(frame.file)}, {place(frame.file, frame.line)}{inside}:\n    {clean(frame.text)}"
    return text


def clean(text: str) -> str:
    """One line of a student's text that cannot disturb a terminal, capped."""
    shown = "".join(char if char.isprintable() else " " if char in "\n\t" else f"\\x{ord(char):02x}" for char in text)
    return shown if len(shown) <= 500 else shown[:500] + " …"
