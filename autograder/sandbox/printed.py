"""What the student's code printed, as far as we keep it."""


class Printed:
    """Keeps the first `most` bytes; `str()` is the text, escaped, and says how much was thrown away."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept = bytearray()
        self._dropped = 0

    def keep(self, data: bytes) -> None:
        room = max(self._most - len(self._kept), 0)
        self._kept += data[:room]
        self._dropped += max(len(data) - room, 0)

    def __str__(self) -> str:
        text = self._kept.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
        shown = "".join(c if c.isprintable() or c in "\n\t" else f"\\x{ord(c):02x}" for c in text)
        return shown + (f"\n… and {self._dropped} more bytes, not kept" if self._dropped else "")
