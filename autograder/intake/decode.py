"""Bytes -> text: byte order marks, coding lines, other encodings, and files that are not text."""

import codecs
import re

from autograder.intake.problem import IntakeProblem, shown

_NO_TEXT = (
    (rb"PK\x03\x04", "a zip archive or an office document"),
    (rb"%PDF", "a PDF document"),
    (rb"\{\\rtf", "an RTF document, as saved by TextEdit or Word"),
    (rb"\x89PNG|\xff\xd8\xff|GIF8", "a picture"),
    (rb"\x1f\x8b|Rar!|7z\xbc\xaf|BZh\d1AY", "an archive"),
    (rb"\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe", "a compiled program"),
    (rb"(?i)\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|body)\b", "a saved web page"),
)

# The encodings that a coding line may name. Others (rot13, punycode, utf-7) are no way to save a homework.
_ENCODINGS = re.compile(
    r"utf-8|ascii|iso8859-\d+|cp\d{3,4}|koi8-[ru]|mac-\w+|gbk|gb2312|gb18030|big5|shift_jis|euc_\w+", re.IGNORECASE
)
_CODING_LINE = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")  # PEP 263
_BLANK_LINE = re.compile(r"^[ \t\f]*(?:#.*)?$")


def decode(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text with Unix line ends, and notes for the student. IntakeProblem when the bytes are no text.

    A coding line that names anything but UTF-8 is made to say UTF-8, because that is how the text is kept from here on.
    """
    for pattern, what in _NO_TEXT:
        if re.match(pattern, data):
            raise IntakeProblem(f"{name} is not Python code: it is {what}. Upload the .py file itself.")
    notes: tuple[str, ...] = ()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = _utf16(name, data)
        notes = (
            f"{name} is saved as UTF-16, which Python cannot run. We read it anyway, but save it as UTF-8 next time.",
        )
    elif b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        raise IntakeProblem(
            f"{name} is not a text file: line {line} contains a null byte. Open it in your editor, save it as "
            "UTF-8, and upload it again."
        )
    else:
        text, notes = _bytes_to_text(name, data)
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _utf16(name: str, data: bytes) -> str:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # also UTF-32, which begins in the same way
        raise IntakeProblem(f"{name} is not a text file that Python can read. Save it as UTF-8 and upload it again.")
    return text


def _bytes_to_text(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    if data.startswith(codecs.BOM_UTF8):
        return _with_coding_line(data[3:].decode("utf-8", "replace")), ()
    named, line = _coding_line(data)
    known = _known_encoding(named)
    notes: tuple[str, ...] = ()
    if named and not known:
        unknown = f"Line {line} of {name} declares the encoding {shown(named)}, which Python does not know."
        notes = (f"{unknown} We read the file as UTF-8; delete that line.",)
    text = _decoded(data, known or "utf-8") or _decoded(data, "utf-8")
    if text is None:
        text, notes = _western(data), (*notes, *_said_about_western(name, data))
    return _with_coding_line(text), notes


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _coding_line(data: bytes) -> tuple[str, int]:
    """The encoding that the first or second line names, and which line; ("", 0) when none does."""
    for number, line in enumerate(re.split(rb"\r\n|\r|\n", data[:2000])[:2], start=1):
        text = line.decode("latin-1")
        if found := _CODING_LINE.match(text):
            return found.group(1)[:40], number
        if not _BLANK_LINE.match(text):
            break
    return "", 0


def _known_encoding(named: str) -> str:
    """Python's name of the encoding, when it is one that a source can be saved in."""
    try:
        found = codecs.lookup(named).name if named else ""
    except (LookupError, ValueError):
        return ""
    return found if _ENCODINGS.fullmatch(found) else ""


def _with_coding_line(text: str) -> str:
    lines = re.split("(\r\n|\r|\n)", text, maxsplit=2)
    for index in range(0, min(len(lines), 3), 2):
        if found := _CODING_LINE.match(lines[index]):
            start, end = found.span(1)
            lines[index] = f"{lines[index][:start]}utf-8{lines[index][end:]}"
            break
        if not _BLANK_LINE.match(lines[index]):
            break
    return "".join(lines)


def _western(data: bytes) -> str:
    """The text in the encoding of western Windows, or else Latin-1, where every byte is a letter."""
    return _decoded(data, "cp1252") or data.decode("latin-1")


def _said_about_western(name: str, data: bytes) -> tuple[str, ...]:
    """A note when a letter that is not UTF-8 stands in code or in a string; in a comment it changes nothing."""
    for number, line in enumerate(re.split("\r\n|\r|\n", _western(data)), start=1):
        if not line.partition("#")[0].isascii():
            how = f"{name} is not saved as UTF-8, which Python expects. We read line {number} as Latin-1"
            return (f"{how}; if a letter in it looks wrong, save the file as UTF-8 and upload it again.",)
    return ()
