"""A test's values on their way to the student; a proxy goes as what it stands for."""

from typing import Any

from autograder.sandbox import wire
from autograder.sandbox.asked import Sent
from autograder.sandbox.computing import Computing
from autograder.sandbox.conversion import Encoder

_MOST_BYTES = 1 << 30


class Outgoing(Encoder):
    """What goes with one operation."""

    def __init__(self) -> None:
        Encoder.__init__(self, _refuse, _MOST_BYTES)
        self._tells = False

    def encode(self, value: Any, depth: int = 0) -> wire.Value:
        if isinstance(value, Computing):
            sent = value._sent()
            return sent if isinstance(sent, wire.Remote) else self.encode(sent, depth)
        kind = type(value)
        if kind is str or (kind is float and not value.is_integer()):
            self._tells = True
        return Encoder.encode(self, value, depth)

    @property
    def sent(self) -> Sent:
        """How much that is, so far."""
        return Sent(self.bytes_used, self._tells or self.bytes_used > 0)


def _refuse(item: Any) -> wire.Remote:
    advice = ": functions of a test's own are in beside/" if callable(item) else ""
    raise TypeError(f"a {type(item).__name__} cannot be sent to the student's process{advice}")
