"""Whether loading a source computes nothing: it only imports, defines functions and classes, and sets constants.

What a process refuses, it can then refuse from the start: such a file uses nothing while it is loaded.
"""

import ast
from collections.abc import Iterable, Mapping

from autograder.homework import Homework
from autograder.intake.names_in_code import DEFINITIONS, nodes_of, sets_names_only

_EXPRESSIONS = (
    ast.Constant, ast.Name, ast.Attribute, ast.Subscript, ast.Slice, ast.Tuple, ast.List, ast.Dict, ast.Set,
    ast.UnaryOp, ast.BinOp, ast.operator, ast.unaryop, ast.expr_context,
)  # fmt: skip
_DECORATORS = {"classmethod", "property", "staticmethod"}
_CALLED_WITHOUT_A_CALL = {"__init_subclass__", "__class_getitem__", "__getattr__"}


def only_defines(files: Mapping[str, bytes], homework: Homework) -> bool:
    """Whether this holds of every Python file among these. Of a script never: it does its work."""
    if any(file.script for file in homework.submit):
        return False
    return all(_defines(source) for name, source in files.items() if name.endswith(".py"))


def _defines(source: bytes) -> bool:
    nodes = nodes_of(source)
    if not nodes or any(isinstance(node, DEFINITIONS) and node.name in _CALLED_WITHOUT_A_CALL for node in nodes):
        return False
    (module,) = nodes[:1]
    return isinstance(module, ast.Module) and _all_define(module.body)


def _all_define(statements: Iterable[ast.stmt]) -> bool:
    return all(map(_is_definition, statements))


def _is_definition(node: ast.stmt) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Pass():
            return True
        case ast.Expr(value):
            return _computes_nothing([value])
        case ast.Assign(targets, value):
            return all(map(sets_names_only, targets)) and _computes_nothing([value])
        case ast.AnnAssign(target, annotation, value):
            return sets_names_only(target) and _computes_nothing([annotation, value])
        case ast.If(test, _, otherwise) if ast.unparse(test) == "__name__ == '__main__'":
            return _all_define(otherwise)
        case ast.Try(body, handlers, otherwise, finally_):
            of_handlers = [statement for handler in handlers for statement in handler.body]
            caught = _computes_nothing(handler.type for handler in handlers)
            return caught and _all_define([*body, *of_handlers, *otherwise, *finally_])
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            arguments = node.args
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
            now = [*arguments.defaults, *arguments.kw_defaults, node.returns]
            now += [argument.annotation for argument in every if argument]
            plain = all(isinstance(one, ast.Name) and one.id in _DECORATORS for one in node.decorator_list)
            return plain and _computes_nothing(now)
        case ast.ClassDef():
            of_nothing = not node.decorator_list and not node.keywords and _computes_nothing(node.bases)
            return of_nothing and _all_define(node.body)
    return False


def _computes_nothing(expressions: Iterable[ast.expr | None]) -> bool:
    return all(_is_plain(expression) for expression in expressions if expression is not None)


def _is_plain(expression: ast.expr) -> bool:
    if isinstance(expression, ast.Lambda):
        return _computes_nothing([*expression.args.defaults, *expression.args.kw_defaults])
    return all(isinstance(part, _EXPRESSIONS) for part in ast.walk(expression))
