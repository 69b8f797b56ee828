"""Where the nodes and operators of a Python source are in its text."""

import ast
import io
import tokenize


class Text:
    """A source; positions in it are characters from the beginning, lines are counted from 1."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = io.StringIO(source).readlines()
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))
        skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
        self.tokens = [
            (self.starts[token.start[0] - 1] + token.start[1], self.starts[token.end[0] - 1] + token.end[1])
            for token in tokenize.generate_tokens(io.StringIO(source).readline)
            if token.string not in ("(", ")") and token.type not in skipped and token.type != tokenize.ENDMARKER
        ]

    def line_start(self, number: int) -> int:
        return self.starts[number - 1]

    def line_of(self, position: int) -> int:
        return sum(start <= position for start in self.starts[:-1])

    def start(self, node: ast.expr | ast.stmt) -> int:
        return self._position(node.lineno, node.col_offset)

    def end(self, node: ast.expr | ast.stmt) -> int:
        assert node.end_lineno is not None and node.end_col_offset is not None  # nodes that came from a parse
        return self._position(node.end_lineno, node.end_col_offset)

    def of(self, node: ast.expr | ast.stmt) -> str:
        return self.source[self.start(node) : self.end(node)]

    def between(self, left: ast.expr, right: ast.expr) -> tuple[int, int]:
        """Where the operator between two operands lies, whatever brackets and comments are around it."""
        inside = [token for token in self.tokens if self.end(left) <= token[0] and token[1] <= self.start(right)]
        return inside[0][0], inside[-1][1]

    def _position(self, line: int, byte: int) -> int:
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:byte].decode())
