"""A syntax error -> a sentence for beginners: which line, what it says, and the likely cause."""

import re
import sys
from collections.abc import Callable

from autograder.intake.problem import SIMPLIFY, shown
from autograder.intake.syntax import Fault

WIDTH = 96  # of a quoted line
LOOKED_AT = 1_000  # characters of a line: nobody writes a longer one, and some patterns take the square of the time

# What Python says (3.10 to 3.14 differ in words) -> what it means. {0}, {1}: the groups of the pattern.
_MEANINGS = (
    (r"unmatched '(.)'", "unmatched '{0}': this closing bracket has no opening bracket."),
    (r"'(.)' was never closed", "'{0}' was never closed: its closing bracket is missing on this line or below."),
    (r"closing parenthesis '(.)' does not match opening parenthesis '(.)'(?: on line (\d+))?",
     "'{1}' is closed by '{0}': one of these two brackets is wrong."),
    (r"expected ':'", "a colon is missing: if, else, for, while, def, class, with and try lines end in ':'."),
    (r"forgot a comma", "something is missing between two values, perhaps a comma or an operator such as * or @."),
    (r"unterminated triple-quoted", "a triple-quoted string is never closed."),
    (r"unterminated (?:f-)?string|EOL while scanning", "a string is not closed: its closing quote is missing."),
    (r"expected an indented block after (.+?) on line", "the body of the {0} above is missing or not indented."),
    (r"expected an indented block", "the line above ends in ':', so this line must be indented."),
    (r"unexpected indent", "this line is indented, but nothing above it starts a block."),
    (r"unindent does not match", "the indentation matches none of the lines above it. Use 4 spaces per level."),
    (r"inconsistent use of tabs",
     "the indentation mixes tabs and spaces. Let your editor convert tabs to spaces."),
    (r"invalid character '(.)'",
     "the character {0} does not belong here. It often comes with code copied from a PDF. Type it again."),
    (r"Maybe you meant '==' or ':=' instead of '='|Maybe you meant '==' instead of '='",
     "'=' assigns; to compare, write '=='."),
    (r"cannot (?:assign to|delete) (.+)", "the left side of '=' must be a variable, but here it is {0}."),
    (r"unexpected EOF|was expected after", "the file ends in the middle of a statement."),
    (r"'return' outside function", "this return is outside any function. Is the line indented far enough?"),
    (r"'(break|continue)' (?:outside loop|not properly in loop)",
     "this {0} is outside any loop. Is the line indented far enough?"),
    (r"'(yield|await)' outside", "this {0} is outside any function. Is the line indented far enough?"),
    (r"expected 'except' or 'finally' block", "the try above has no except."),
    (r"after line continuation character", "nothing may follow a backslash on its line, not even a space."),
    (r"invalid decimal literal|invalid (?:imaginary|hexadecimal) literal",
     "a name cannot begin with a digit, and a number cannot contain letters."),
    (r"leading zeros in decimal", "a number cannot begin with 0."),
    (r"positional argument follows keyword",
     "in a call, keyword arguments (such as dim=0) come after positional ones."),
    (r"non-default argument follows|parameter without a default follows",
     "in a def, parameters with default values come last."),
    (r"duplicate argument '(\w+)'", "the parameter {0} appears twice."),
    (r"unicodeescape",
     r"in a string, a backslash is special. Write a path as r'C:\data', with an r before the quote."),
    (r"__future__ imports must occur", "'from __future__ import ...' must be the first statement in the file."),
    (r"integer string conversion", "a number has too many digits."),
    (r"nested parentheses|levels of indentation|statically nested", "brackets or blocks are nested too deeply."),
    (r"f-string: (.+)", "in an f-string: {0}."),
    (r"^invalid syntax$|^$",
     "the error is at the mark or just before it. Look for a missing bracket, quote, comma or operator."),
)  # fmt: skip

_WORDS = "lambda|class|def|del|in|is|from|global|import|pass|raise|return|with|yield|as|assert"

# What stands in the line tells more than Python's message.
_TELLTALES = (
    (r"^\s*(?:print|exec)\s+[^\s=(.,:]", "this is Python 2. In Python 3, print is a function: print(...)."),
    (r"^\s*except\s+[\w.]+\s*,\s*\w+\s*:",
     "this is Python 2. In Python 3: except Error as name, or except (One, Other) for two kinds of error."),
    (r"^\s*raise\s+[\w.]+\s*,", "this is Python 2. In Python 3: raise Error(...)."),
    (r"^\s*[%!]|^\s*\?\w|\w\?\s*$", "this is a notebook command, not Python. Delete the line."),
    (r"^\s*>>> ", "'>>>' is the prompt of an interactive session, and was copied with the code. Delete it."),
    (r"^\s*(?:In|Out)\s*\[\d*\]:", "this was copied from a notebook along with the code. Delete it."),
    (r"^\s*(?:```|~~~)", "this line marks a code block in a text document; it is not Python. Delete it."),
    (r"^\s*(?:else\s+if|elseif)\b", "Python writes elif for 'else if'."),
    (r"&&|\|\|", "Python writes 'and' and 'or' for '&&' and '||'."),
    (r"\w(?:\+\+|--)\s*(?:$|#|;|\))", "Python has no '++' or '--': write x += 1."),
    (r"^\s*(?:function|fn|func|public|private|void)\s+\w+\s*\(", "in Python, a function starts with def."),
    (r"<>", "this is Python 2. In Python 3: '!='."),
    (r"\blambda\b[^:]*:\s*return\b", "a lambda has no return. Write lambda x: x + 1."),
    (rf"(?:\.\s*|[(,]\s*|^\s*|\bdef\s+)({_WORDS})\s*(?:=(?!=)|[,)(]\s*\S*:?$)",
     "{0} is a Python keyword and cannot be a name. Write {0}_ instead."),
)  # fmt: skip

# Syntax that came with a version later than the oldest one that grades.
_NEWER = (
    ((3, 11), re.compile(r"^\s*except\s*\*")),
    ((3, 12), re.compile(r"^\s*type\s+\w+(?:\[.*\])?\s*=|^\s*(?:async\s+)?(?:def|class)\s+\w+\[")),
    # a quote or backslash in the braces
    ((3, 12), re.compile(r"\b[fF][rR]?(['\"])(?:(?!\1).)*\{[^{}]*(?:\1|\\)[^{}]*\}")),
    ((3, 14), re.compile(r"(?<!\w)[tT][rR]?['\"]|^\s*except\s+\w+\s*,\s*\w+")),
)

_MERGE_MARK = re.compile(r"^(?:<{7}|\|{7}|>{7})(?:\s|$)|^={7}$", re.MULTILINE)


def explain(name: str, text: str, fault: Fault, place: Callable[[int], str]) -> str:
    """The sentence for the student, over several lines; `place` says where a line is ("line 12")."""
    if not fault.message and not fault.line:
        return f"{name} cannot be graded because Python runs out of time or memory while reading it. {SIMPLIFY}"
    lines = text.split("\n")
    if fault.line < 1:
        return f"{name} does not run because Python cannot read it. {_sentence(_meaning(fault.message))}"
    if merge := _MERGE_MARK.search(text):
        line = text.count("\n", 0, merge.start()) + 1
        cause = (
            "this line is left over from an unfinished merge. Keep one of the two versions, and delete the "
            "other one and the lines with <<<<<<<, ======= and >>>>>>>."
        )
        return _quoted(name, lines, Fault("", line), cause, place)
    line = min(fault.line, len(lines))
    column = fault.column
    while line > 1 and not lines[line - 1].strip():  # Python reports the empty end of the file
        line, column = line - 1, 0
    stands_there = lines[line - 1][:LOOKED_AT]
    cause = _telltale(stands_there) or _newer(stands_there) or _meaning(fault.message)
    return _quoted(name, lines, Fault(fault.message, line, column), cause, place)


def _telltale(line: str) -> str:
    code = re.sub(r"(?:\"[^\"]*\"|'[^']*')", "''", line)
    invisible = next((char for char in code.partition("#")[0] if not char.isprintable() and char != "\t"), "")
    if invisible:
        return f"there is an invisible character (U+{ord(invisible):04X}), as in copied code. Type that part again."
    for pattern, meaning in _TELLTALES:
        if found := re.search(pattern, code):
            return meaning.format(*found.groups())
    return ""


def _newer(line: str) -> str:
    for version, pattern in _NEWER:
        if sys.version_info < version and pattern.search(line):
            return (
                f"this may need Python {version[0]}.{version[1]}, but the grader runs Python "
                f"{sys.version_info[0]}.{sys.version_info[1]}. Write it in a way that the older Python understands."
            )
    return ""


def _meaning(message: str) -> str:
    for pattern, meaning in _MEANINGS:
        if found := re.search(pattern, message):
            return meaning.format(*(shown(group or "") for group in found.groups()))
    return message


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", ":")) else f"{text}."


def _quoted(name: str, lines: list[str], fault: Fault, cause: str, place: Callable[[int], str]) -> str:
    """The head, the line with its number and a mark below the column, and the cause."""
    line = lines[fault.line - 1]
    start = max(0, fault.column - WIDTH * 3 // 4)
    # Tabs and characters that could move the cursor become one space: the mark stays below its column.
    part = "".join(char if char.isprintable() else " " for char in line[start : start + WIDTH]).rstrip()
    if start:
        part = f"...{part[3:]}"
    head = f"{name} does not run because Python cannot read {place(fault.line)}."
    number = place(fault.line).rpartition(" ")[2]
    quoted = [head, f"{number:>6} | {part}"]
    if fault.column and fault.column - start <= len(part) + 1:
        quoted.append(" " * (9 + fault.column - start - 1) + "^")
    return "\n".join([*quoted, _sentence(cause)])
