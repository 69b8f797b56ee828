"""Markers around the bodies of functions: what lies between them is cut out for the template."""

import ast
from collections.abc import Callable

from autograder.authoring.solved.files import is_lambda
from autograder.solutions import regions


def with_markers(text: str, file: str, is_cut: Callable[[str], bool]) -> str:
    """The source with the bodies of the functions marked whose full name `is_cut`; one that has markers stays."""
    if regions(text, file):
        return text
    lines = text.split("\n")
    edits: list[tuple[int, int, list[str]]] = []
    for node, name in _functions(ast.parse(text)):
        if is_cut(name):
            edits.append(_marked(lines, node, name))
    for begin, end, new in sorted(edits, reverse=True):
        lines[begin:end] = new
    marked = "\n".join(lines)
    ast.parse(marked)
    regions(marked, file)
    return marked


def _functions(tree: ast.Module) -> list[tuple[ast.FunctionDef | ast.Assign, str]]:
    found: list[tuple[ast.FunctionDef | ast.Assign, str]] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found.append((node, node.name))
        elif isinstance(node, ast.Assign) and is_lambda(node):
            found.append((node, ast.unparse(node.targets[0])))
        elif isinstance(node, ast.ClassDef):
            found += [(one, f"{node.name}.{one.name}") for one in node.body if isinstance(one, ast.FunctionDef)]
    return found


def _marked(lines: list[str], node: ast.FunctionDef | ast.Assign, name: str) -> tuple[int, int, list[str]]:
    """Lines begin:end, and what comes in their place."""
    todo = f"# SOLUTION BEGIN: write {name}"
    if isinstance(node, ast.Assign):
        assert isinstance(node.value, ast.Lambda)
        header = f"def {ast.unparse(node.targets[0])}({ast.unparse(node.value.args)}):"
        body = f"    return {ast.unparse(node.value.body)}"
        return node.lineno - 1, node.end_lineno or node.lineno, [header, f"    {todo}", body, "    # SOLUTION END"]
    statements: list[ast.stmt] = node.body
    if isinstance(statements[0], ast.Expr) and isinstance(statements[0].value, ast.Constant) and len(statements) > 1:
        before, statements = statements[0], statements[1:]
        after_header = before.end_lineno or before.lineno
    else:
        after_header = _end_of_header(lines, node)
    end = statements[-1].end_lineno or statements[-1].lineno
    if statements[0].lineno <= after_header:  # `def f(x): return x`
        return _opened(lines, node, statements[0], end, todo)
    indent = lines[statements[0].lineno - 1][: statements[0].col_offset]
    while end < len(lines) and lines[end].startswith(f"{indent}#"):  # comments below the last statement
        end += 1
    return after_header, end, [indent + todo, *lines[after_header:end], f"{indent}# SOLUTION END"]


def _opened(
    lines: list[str], node: ast.FunctionDef, first: ast.stmt, end: int, todo: str
) -> tuple[int, int, list[str]]:
    """A function on one line, as one whose body has lines of its own."""
    above = lines[node.lineno - 1][: len(lines[node.lineno - 1]) - len(lines[node.lineno - 1].lstrip())]
    indent = above + ("\t" if above.startswith("\t") else "    ")
    line = lines[first.lineno - 1].encode("utf-8")
    before = line[: first.col_offset].decode("utf-8").rstrip().removesuffix(";")
    head = [before]
    if first is not node.body[0] and node.body[0].lineno == node.lineno:  # a docstring is on that line, too
        column = node.body[0].col_offset
        head = [line[:column].decode("utf-8").rstrip(), indent + before.encode("utf-8")[column:].decode("utf-8")]
    rest = [indent + line[first.col_offset :].decode("utf-8"), *lines[first.lineno : end]]
    return first.lineno - 1, end, [*head, indent + todo, *rest, f"{indent}# SOLUTION END"]


def _end_of_header(lines: list[str], node: ast.FunctionDef) -> int:
    """The number of the line in which `def …:` ends, counted from 1."""
    args = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    last = max([node.lineno, *(getattr(one, "end_lineno", 0) for one in (*args, *node.args.defaults))])
    if node.returns:
        last = max(last, node.returns.end_lineno or 0)
    for number in range(last, node.body[0].lineno):
        if lines[number - 1].partition("#")[0].rstrip().endswith(":"):
            return number
    return node.body[0].lineno
