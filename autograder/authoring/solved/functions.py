"""The functions and classes of a solved file, from its text alone: names, parameters, and what it says of them."""

import ast
import re

import msgspec

from autograder.authoring.solved.files import is_lambda

NOT_TESTED = re.compile(r"main|run|demo|plot\w*|show\w*|draw\w*|visuali[sz]e\w*|load_\w+|get_data|test_?\w*|print_\w+")


class Parameter(msgspec.Struct, frozen=True):
    """One parameter."""

    name: str
    annotation: str = ""
    default: str = ""  # its text; empty: it has none


class Function(msgspec.Struct, frozen=True):
    """A function or a method."""

    name: str
    owner: str  # its class; "" for a function
    parameters: tuple[Parameter, ...]  # without self
    text: str  # its source, without comments
    doc: str  # its docstring, its class', and its comments
    begin: int  # line of `def`, counted from 1
    computes: bool = True
    is_property: bool = False

    @property
    def full_name(self) -> str:
        return f"{self.owner}.{self.name}" if self.owner else self.name

    @property
    def slug(self) -> str:
        return re.sub(r"\W+", "_", self.full_name.replace("__", "")).strip("_").lower()


class Class(msgspec.Struct, frozen=True):
    """A class, with the methods that it defines."""

    name: str
    bases: tuple[str, ...]
    methods: tuple[Function, ...]

    @property
    def init(self) -> Function | None:
        return next((method for method in self.methods if method.name == "__init__"), None)


class Defined(msgspec.Struct, frozen=True):
    """What one file defines at its top."""

    file: str
    functions: tuple[Function, ...]
    classes: tuple[Class, ...]

    @property
    def everything(self) -> tuple[Function, ...]:
        return (*self.functions, *(method for one in self.classes for method in one.methods))


def defined(file: str, text: str) -> Defined:
    """Of a source that is Python."""
    tree = ast.parse(text)
    above = ast.get_docstring(tree) or ""
    functions: list[Function] = []
    classes: list[Class] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            functions.append(_function(node, text, "", f"{ast.get_docstring(node) or ''}\n{above}"))
        elif is_lambda(node):
            assert isinstance(node, ast.Assign)
            assert isinstance(node.value, ast.Lambda)
            assert isinstance(node.targets[0], ast.Name)
            functions.append(
                Function(node.targets[0].id, "", _parameters(node.value.args), ast.unparse(node), "", node.lineno)
            )
        elif isinstance(node, ast.ClassDef):
            around = f"{ast.get_docstring(node) or ''}\n{above}"
            init = next((one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None)
            around += "\n" + (ast.get_docstring(init) or "" if init else "")
            methods = [
                _function(one, text, node.name, f"{ast.get_docstring(one) or ''}\n{around}")
                for one in node.body
                if isinstance(one, ast.FunctionDef)
            ]
            classes.append(Class(node.name, tuple(map(ast.unparse, node.bases)), tuple(methods)))
    return Defined(file, tuple(functions), tuple(classes))


def _function(node: ast.FunctionDef, text: str, owner: str, doc: str) -> Function:
    decorators = {ast.unparse(one).rpartition(".")[2] for one in node.decorator_list}
    parameters = _parameters(node.args)
    if owner and "staticmethod" not in decorators:
        parameters = parameters[1:]
    comments = (
        line.partition("#")[2] for line in (ast.get_source_segment(text, node) or "").split("\n") if "#" in line
    )
    doc = "\n".join([doc, *comments])  # shapes, often
    is_property = bool({"property", "cached_property", "setter"} & decorators)
    return Function(node.name, owner, parameters, ast.unparse(node), doc, node.lineno, _computes(node), is_property)


def _parameters(args: ast.arguments) -> tuple[Parameter, ...]:
    every = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    given = [*args.defaults, *args.kw_defaults]
    defaults = [None] * (len(every) - len(given)) + given
    return tuple(_parameter(one, default) for one, default in zip(every, defaults, strict=True))


def _parameter(one: ast.arg, default: ast.expr | None) -> Parameter:
    annotation = ast.unparse(one.annotation) if one.annotation else ""
    return Parameter(one.arg, annotation, ast.unparse(default) if default else "")


def _computes(node: ast.FunctionDef) -> bool:
    """Whether its body is more than a docstring, `pass`, `...`, or a raise."""
    body = node.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return not all(isinstance(one, (ast.Pass, ast.Raise)) or ast.unparse(one) == "..." for one in body)
