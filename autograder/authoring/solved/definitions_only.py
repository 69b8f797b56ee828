"""A solved file that only defines things when it is loaded: what runs goes under its guard."""

import ast
from collections.abc import Mapping

GUARD = 'if __name__ == "__main__":'
_READS = {"open", "input", "load", "loadtxt", "genfromtxt", "read_csv", "imread", "urlopen", "show", "print"}


def only_defining(text: str, file: str) -> tuple[str, str]:
    """The text with its statements that run something moved under `if __name__ == "__main__":`, and a note of it."""
    tree = ast.parse(text)
    own = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    moved: list[ast.stmt] = []
    unknown: set[str] = set()  # names that only a moved statement sets
    dropped = [node for node in tree.body if isinstance(node, ast.Pass)]  # what a notebook's own commands became
    for node in tree.body:
        if _only_defines(node, own, unknown):
            continue
        moved.append(node)
        unknown |= {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and _is_set(inner)}
    if not moved and not dropped:
        return text, ""
    lines = text.split("\n")
    block: list[str] = []
    for node in moved:
        begin, end = node.lineno - 1, node.end_lineno or node.lineno
        block += [f"    {line}" if line.strip() else "" for line in lines[begin:end]]
    if _holds_long_text(moved):
        block = [f"    {line}" for node in moved for line in ast.unparse(node).split("\n")]
    gone = {number for node in [*moved, *dropped] for number in range(node.lineno - 1, node.end_lineno or node.lineno)}
    kept = "\n".join(line for number, line in enumerate(lines) if number not in gone).strip("\n")
    if not moved:
        return f"{kept}\n", ""
    text = f"{kept}\n\n\n{GUARD}\n" + "\n".join(block) + "\n"
    ast.parse(text)
    what = "a statement that runs" if len(moved) == 1 else f"{len(moved)} statements that run"
    return text, f"{file}: {what} when the file is loaded went under `{GUARD}`"


def _is_set(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _holds_long_text(nodes: Mapping[int, ast.stmt] | list[ast.stmt]) -> bool:
    """Whether a text goes over several lines, which must not be indented."""
    inner = (node for one in nodes for node in ast.walk(one))  # type: ignore[arg-type]
    return any(
        isinstance(node, (ast.Constant, ast.JoinedStr)) and (node.end_lineno or node.lineno) > node.lineno
        for node in inner
    )


def _only_defines(node: ast.stmt, own: set[str], unknown: set[str]) -> bool:
    """Whether loading the statement only gives something a name."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Import() | ast.ImportFrom() | ast.Pass():
            return True
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return True
        case ast.If(body=body, orelse=orelse) | ast.Try(body=body, orelse=orelse):
            handlers = [one for handler in getattr(node, "handlers", []) for one in handler.body]
            return all(_only_defines(one, own, unknown) for one in (*body, *orelse, *handlers))
        case ast.Assign(value=value) | ast.AnnAssign(value=value):
            return value is None or _is_constant(value, own, unknown)
    return False


def _is_constant(value: ast.expr, own: set[str], unknown: set[str]) -> bool:
    if isinstance(value, ast.Lambda):
        return True
    for node in ast.walk(value):
        if isinstance(node, ast.Name) and node.id in unknown:
            return False
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in own or called in _READS:
                return False
    return True
