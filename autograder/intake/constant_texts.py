"""The text that an expression makes of constants: "".join(["_", "C"]), "C_"[::-1], chr(95) + name."""

import ast

from autograder.intake.names_in_code import last_name

_LONGEST_TEXT = 10_000
_DEEPEST = 30


class ConstantTexts:
    """What names stand for, where each is assigned once, and what expressions make of them; bounded in size."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}  # None where a name is assigned more than once

    def assign(self, name: str, value: ast.expr) -> None:
        self._known[name] = None if name in self._known else self.of(value)

    def of(self, node: ast.expr | None, depth: int = 0) -> str | None:
        """The text that an expression makes of constants; None where it is not so simple."""
        value = self._value(node, depth)
        if isinstance(value, bytes):
            value = value.decode("latin-1")
        return value[:_LONGEST_TEXT] if isinstance(value, str) else None

    def _value(self, node: ast.AST | None, depth: int) -> str | bytes | int | None:
        if depth > _DEEPEST:
            return None
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes, int)):
            return node.value
        if isinstance(node, ast.Name):
            return self._known.get(node.id)
        if isinstance(node, ast.FormattedValue):
            return self._value(node.value, depth + 1)
        if isinstance(node, ast.JoinedStr):
            return self._joined("", node.values, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._joined("", [node.left, node.right], depth)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            return self._sliced(node, depth)
        return self._made_by_call(node, depth) if isinstance(node, ast.Call) else None

    def _joined(self, between: str, parts: list[ast.expr], depth: int) -> str | None:
        texts = [self.of(part, depth + 1) for part in parts]
        known = [text for text in texts if text is not None]
        return between.join(known) if len(known) == len(texts) and sum(map(len, known)) < _LONGEST_TEXT else None

    def _sliced(self, node: ast.Subscript, depth: int) -> str | None:
        text = self.of(node.value, depth + 1)
        assert isinstance(node.slice, ast.Slice)
        try:
            parts = (node.slice.lower, node.slice.upper, node.slice.step)
            bounds = [ast.literal_eval(part) if part else None for part in parts]
            return None if text is None else text[slice(*bounds)]
        except (ValueError, TypeError):
            return None

    def _made_by_call(self, node: ast.Call, depth: int) -> str | None:
        function = last_name(node.func)
        if function in ("chr", "str", "bytes") and isinstance(node.func, ast.Name) and node.args:
            value = self._value(node.args[0], depth + 1)
            if function == "chr":
                return chr(value) if isinstance(value, int) and 0 <= value < 0x110000 else None
            return self.of(node.args[0], depth + 1)
        if not isinstance(node.func, ast.Attribute):
            return None
        text = self.of(node.func.value, depth + 1)
        if text is None:
            return None
        if function == "join" and len(node.args) == 1 and isinstance(node.args[0], (ast.List, ast.Tuple)):
            return self._joined(text, node.args[0].elts, depth)
        arguments = [self.of(argument, depth + 1) for argument in node.args]
        known = [argument for argument in arguments if argument is not None]
        if function in ("decode", "encode"):
            return text
        if function in ("lower", "upper", "strip", "lstrip", "rstrip") and not node.args:
            return str(getattr(text, function)())
        if function == "replace" and len(known) == 2 and len(text) * (len(known[1]) + 1) < _LONGEST_TEXT:
            return text.replace(known[0], known[1])
        return None
