"""What is certain about an expression without running it, so that changes without effect are skipped."""

import ast
from collections import Counter

ZEROS = {"zeros", "zeros_like", "new_zeros"}
FROM_A_LIST = {"array", "asarray", "tensor", "as_tensor"}
KEEP_THE_SHAPE = {"dtype", "requires_grad", "device", "copy"}  # of their keywords; ndmin does not
NUMBERS = {"pi", "e", "inf", "nan"}  # of math, numpy and torch


def vectors(tree: ast.AST) -> frozenset[str]:
    """The names that can only stand for an array with one axis: bound once, to one made from a list of numbers.

    `w -= …` counts as no binding: it changes an array in place, which keeps its shape.
    """
    bound: Counter[str] = Counter()
    made: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.AugAssign(target=ast.Name(id=name)):
                bound[name] -= 1  # its target is a Name that is stored to, as that of an assignment
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name) | ast.alias(asname=str(name)):
                bound[name] += 1
            case ast.alias(name=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                bound[name] += 1
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                bound[name] += 1
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as value) if _is_vector(value):
                made.add(name)
    return frozenset(name for name in made if bound[name] == 1)


def _is_vector(call: ast.Call) -> bool:
    """np.array([1, 2]), torch.tensor([1.0, torch.pi], dtype=...)."""
    match call.args:
        case [ast.List(elts=items)]:
            shape_is_kept = all(keyword.arg in KEEP_THE_SHAPE for keyword in call.keywords)
            return shape_is_kept and _name_of(call.func) in FROM_A_LIST and all(map(_is_one_number, items))
    return False


def _is_one_number(node: ast.expr) -> bool:
    """A number, pi, or arithmetic with them: certainly no array."""
    match node:
        case ast.Constant():
            return True
        case ast.Attribute(attr=name):
            return name in NUMBERS
        case ast.UnaryOp(operand=operand):
            return _is_one_number(operand)
        case ast.BinOp(left=left, right=right):
            return _is_one_number(left) and _is_one_number(right)
    return False


def no_arrays(function: ast.FunctionDef | ast.Module) -> tuple[frozenset[str], frozenset[str]]:
    """The names that can only stand for lists of arrays, and those that can only stand for whole numbers.

    Lists: bound in the function, and only to one. Whole numbers: a loop over a range, or what counts something.
    """
    values: dict[str, list[tuple[bool, bool]]] = {}  # of each name: is it a list, is it a number, for each binding
    bound: Counter[str] = Counter()
    for node in ast.walk(function):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                bound[name] += 1
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                values.setdefault(name, []).append((is_list(value), is_whole(value)))
            case ast.For(target=ast.Name(id=name), iter=iterated):
                values.setdefault(name, []).append((False, _called(iterated) in ("range", "reversed")))
    certain = {name: of_name for name, of_name in values.items() if len(of_name) == bound[name]}
    return (
        frozenset(name for name, of_name in certain.items() if all(a_list for a_list, _ in of_name)),
        frozenset(name for name, of_name in certain.items() if all(whole for _, whole in of_name)),
    )


def is_list(node: ast.expr) -> bool:
    """[], [None] * 3, list(x), an array of objects: nothing that is negated or halved as a whole."""
    match node:
        case ast.List() | ast.ListComp() | ast.Dict() | ast.DictComp():
            return True
        case ast.BinOp(left=left, op=ast.Mult() | ast.Add(), right=right):
            return is_list(left) or is_list(right)
        case ast.Call(keywords=keywords):
            objects = any(
                keyword.arg == "dtype" and isinstance(keyword.value, ast.Name) and keyword.value.id == "object"
                for keyword in keywords
            )
            return objects or _called(node) in ("list", "dict")
    return False


def is_whole(node: ast.expr) -> bool:
    """A number that counts something: 2, len(x), x.shape[0], x.numel(), and sums and products of them."""
    match node:
        case ast.Constant(value=int()):
            return True
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
            return is_whole(left) and is_whole(right)
        case ast.Subscript(value=ast.Attribute(attr="shape")):
            return True
        case ast.Call(func=ast.Attribute(attr="numel")):
            return True
    return _called(node) == "len"


def _called(node: ast.expr) -> str:
    """ "len" of len(x), where the name alone is called."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def is_zero(node: ast.expr) -> bool:
    """0, or an array of zeros: without a sign."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return value == 0
        case ast.Call(func=function, args=[first, *_]):
            name = _name_of(function)
            return name in ZEROS or (name in FROM_A_LIST and is_zero(first))
    return False


def _name_of(function: ast.expr) -> str:
    """ "zeros" of zeros, np.zeros and torch.zeros."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
