"""More generated slips: what students do, beyond what mutants say about the tests.

The activation exchanged, a factor or a function left out, another variable of the same kind, a doubled or forgotten
division, two statements exchanged, an update in place, a result that stays zero.
"""

import ast
import itertools
import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from autograder.causes.certain import is_list, is_whole, is_zero, no_arrays
from autograder.causes.edits import Finder, Mutant, changed_by, places
from autograder.causes.neighbours import names_set, neighbours
from autograder.causes.positions import Text

SLIPS = (
    "activation", "factor", "unwrapped", "neighbour", "divided", "undivided", "matrix product", "exchanged",
    "arguments", "in place", "unwritten", "transposed result", "doubled", "cut", "constant branch", "loop", "minus",
    "last",
)  # fmt: skip

_ACTIVATIONS = {
    "relu": "{maximum}",
    "minimum": "{lib}.minimum({x}, 0 * ({x}))",
    "sigmoid": "(1 / (1 + {lib}.exp(-({x}))))",
    "sigmoid of -x": "(1 / (1 + {lib}.exp({x})))",
    "tanh": "{lib}.tanh({x})",
    "identity": "({x})",
    "leaky": "{lib}.where({x} > 0, {x}, 0.01 * ({x}))",
}
_NAMES = {"relu": "relu", "ReLU": "relu", "sigmoid": "sigmoid", "sigma": "sigmoid", "tanh": "tanh"}
_SUMS = {"sum", "mean"}


def slips(source: str, name: str, *, around: bool = False) -> Iterator[Mutant]:
    """Every such slip where `mutants` makes its own, in the order of the text. Raises what `mutants` does."""
    tree = ast.parse(source)
    text = Text(source)
    finder = _Finder(text, library="torch" if re.search(r"^import torch", source, re.MULTILINE) else "np")
    finder.visit(tree)
    yield from changed_by(finder.changes, SLIPS, source, places(source, name, around=around))


class _Finder(Finder):
    def __init__(self, text: Text, library: str) -> None:
        super().__init__(text)
        self.library = library
        self.names: set[str] = set()  # of the function at hand: local variables and arguments
        self.arguments: set[str] = set()  # of these, the arguments
        self.lists: AbstractSet[str] = frozenset()  # of these, those that stand for lists
        self.numbers: AbstractSet[str] = frozenset()  # and for whole numbers
        self.keys: set[str] = set()  # strings that the class or module uses as keys

    def visit_Module(self, node: ast.Module) -> None:
        for inner in ast.walk(node):
            keys = [inner.slice] if isinstance(inner, ast.Subscript) else getattr(inner, "keys", [])
            self.keys |= {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
        self.names = names_set(node.body)
        self._body(node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outer = self.names, self.arguments, self.lists, self.numbers
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        self.arguments = {argument.arg for argument in arguments}
        self.names = self.arguments | names_set(node.body)
        self.lists, self.numbers = no_arrays(node)
        self._body(node.body)
        self.names, self.arguments, self.lists, self.numbers = outer

    def visit_For(self, node: ast.For) -> None:
        """A layer or a step too few, at either end."""
        if isinstance(node.iter, ast.Call) and getattr(node.iter.func, "id", "") == "range":
            texts = [self.text.of(limit) for limit in node.iter.args]
            first, last, *step = ["0", *texts] if len(texts) == 1 else texts
            downwards = bool(step) and step[0].startswith("-")
            fewer, later = ("+", "-") if downwards else ("-", "+")
            rest = "".join(f", {text}" for text in step)
            self.replace(node.iter, "loop", f"range({first}, {last} {fewer} 1{rest})")
            self.replace(node.iter, "loop", f"range({first} {later} 1, {last}{rest})")
        self.generic_visit(node)

    def generic_visit(self, node: ast.AST) -> None:
        for block in ("body", "orelse"):
            statements = getattr(node, block, None)
            if isinstance(statements, list) and not isinstance(node, (ast.Module, ast.FunctionDef)):
                self._exchange(statements)
        super().generic_visit(node)

    def _body(self, statements: list[ast.stmt]) -> None:
        self._exchange(statements)
        for statement in statements:
            self.visit(statement)

    def _exchange(self, statements: list[ast.stmt]) -> None:
        """Two neighbours in the wrong order."""
        simple = (ast.Assign, ast.AugAssign, ast.Expr)
        for one, other in itertools.pairwise(statements):
            if isinstance(one, simple) and isinstance(other, simple) and not _is_docstring(one):
                start, middle = self.text.end(one), self.text.start(other)
                between = self.text.source[start:middle]
                if "#" not in between:
                    both = f"{self.text.of(other)}{between}{self.text.of(one)}"
                    self.change(self.text.start(one), self.text.end(other), "exchanged", both)

    # ---- statements -----------------------------------------------------------------------------------------

    def visit_Assign(self, node: ast.Assign) -> None:
        (target, *_), value = node.targets, node.value
        if isinstance(target, (ast.Subscript, ast.Attribute)) and not is_zero(value):
            start = self.text.end(target)
            self.change(start, self.text.start(value), "in place", " += ")
        if not isinstance(value, (ast.Tuple, ast.List, ast.Dict, ast.Constant)) and not isinstance(target, ast.Tuple):
            self._result(value)
        elif isinstance(value, (ast.Tuple, ast.List)):
            for item in value.elts:
                self._result(item)
        if isinstance(value, ast.List) and len(value.elts) > 1 and not any(map(is_whole, value.elts)):
            self._each(value)
        self.visit(value)

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self._result(node.elt)
        self.generic_visit(node)

    def _each(self, value: ast.List) -> None:
        """What is done to every result of a list."""
        text = self.text.of(value)
        for operator, each in (("unwritten", "0 * each"), ("doubled", "2 * each"), ("cut", "0.5 * each")):
            self.replace(value, operator, f"[{each} for each in {text}]")

    def visit_Return(self, node: ast.Return) -> None:
        if isinstance(node.value, ast.Tuple):
            for item in node.value.elts:
                self._result(item)
        elif node.value is not None and not isinstance(node.value, (ast.Constant, ast.List, ast.Dict)):
            self._result(node.value)
            if isinstance(node.value, ast.Name) and node.value.id in self.arguments:
                self._scaled(node.value)
        if node.value is not None:
            self.visit(node.value)

    def _result(self, value: ast.expr) -> None:
        """What is done to a result as a whole."""
        if isinstance(value, (ast.Constant, ast.Dict, ast.ListComp, ast.GeneratorExp, ast.Lambda)):
            return
        if is_list(value) or is_whole(value) or (isinstance(value, ast.Name) and value.id in self.lists | self.numbers):
            return
        text = self.text.of(value)
        self.replace(value, "unwritten", f"0 * ({text})")
        if isinstance(value, ast.Name):
            return
        self._scaled(value)
        if _is_product(value):
            self.replace(value, "transposed result", f"({text}).T")
        for array in self._arrays(value):
            for axis in (0, -1):
                self.replace(value, "divided", f"({text}) / {array}.shape[{axis}]")

    def _scaled(self, value: ast.expr) -> None:
        text = self.text.of(value)
        self.replace(value, "doubled", f"2 * ({text})")
        self.replace(value, "cut", f"0.5 * ({text})")

    def _arrays(self, value: ast.expr) -> Iterable[str]:
        """The arrays that a result is divided by a length of: those that it is made of, and what is summed."""
        found: dict[str, None] = {}
        for inner in ast.walk(value):
            if isinstance(inner, ast.Name) and inner.id in self.names - self.numbers - {"self"}:
                found[inner.id] = None
        return list(found)[:2]

    # ---- expressions ----------------------------------------------------------------------------------------

    def visit_BinOp(self, node: ast.BinOp) -> None:
        left, right = self.text.of(node.left), self.text.of(node.right)
        if isinstance(node.op, ast.Mult):
            self.change(*self.text.between(node.left, node.right), "matrix product", "@")
            self.replace(node, "factor", f"({left})")
            self.replace(node, "factor", f"({right})")
        if isinstance(node.op, ast.Div):
            self.replace(node, "undivided", f"({left})")
            self.replace(node, "undivided", f"({left}) / ({right}) / ({right})")
            for length in self._other_lengths(node.right):
                self.replace(node, "divided", f"({left}) / {length}")
        if isinstance(node.op, ast.MatMult):
            self._last(node, node.left, node.right)
        if isinstance(node.op, ast.Add):
            self.replace(node, "minus", f"({right}) - ({left})")
        if isinstance(node.op, ast.Pow):
            self.replace(node, "unwrapped", f"({left})")
        self.generic_visit(node)

    @staticmethod
    def _other_lengths(divisor: ast.expr) -> Iterator[str]:
        """For the number of all elements: that of the rows, or of the columns."""
        match divisor:
            case ast.Call(func=ast.Attribute(value=array, attr="numel")) | ast.Attribute(value=array, attr="size"):
                yield f"{ast.unparse(array)}.shape[0]"
                yield f"{ast.unparse(array)}.shape[1]"

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name == "dot" and isinstance(node.func, ast.Attribute) and len(node.args) == 1:
            self._last(node, node.func.value, node.args[0])
        if name in _NAMES and len(node.args) == 1:
            self._activation(node, _NAMES[name], node.args[0])
        elif name == "maximum" and len(node.args) == 2 and isinstance(node.args[0], ast.Constant):
            self._activation(node, "relu", node.args[1])
        elif name in ("exp", "log", "sqrt", "sin", "cos", "indicator_function") and len(node.args) == 1:
            self.replace(node, "unwrapped", f"({self.text.of(node.args[0])})")
        if name in _SUMS and isinstance(node.func, ast.Attribute):
            self._sum(node, name, node.func)
        plain = [argument for argument in node.args if isinstance(argument, (ast.Name, ast.Attribute, ast.Subscript))]
        if len(node.args) == len(plain) >= 2 and not node.keywords and name not in ("zeros", "where"):
            for one, other in itertools.pairwise(node.args):
                between = self.text.source[self.text.end(one) : self.text.start(other)]
                both = f"{self.text.of(other)}{between}{self.text.of(one)}"
                self.change(self.text.start(one), self.text.end(other), "arguments", both)
        self.generic_visit(node)

    def _sum(self, node: ast.Call, name: str, function: ast.Attribute) -> None:
        owner = function.value
        if isinstance(owner, ast.Name) and owner.id in ("np", "torch"):
            summed = self.text.of(node.args[0]) if node.args else ""
        else:
            summed = self.text.of(owner)
        if not summed:
            return
        self.replace(node, "unwrapped", f"({summed})")
        if any(keyword.arg in ("axis", "dim") and is_zero(keyword.value) for keyword in node.keywords):
            self.replace(node, "last", f"({summed})[-1]")
        if name == "mean" and not node.args and not node.keywords:
            for axis in (0, -1):
                self.replace(node, "divided", f"({summed}).sum() / ({summed}).shape[{axis}]")
            size = "numel()" if self.library == "torch" else "size"
            self.replace(node, "divided", f"({self.text.of(node)}) / ({summed}).{size}")

    def _last(self, node: ast.expr, left: ast.expr, right: ast.expr) -> None:
        """Of a product that is a sum over examples, the last one alone."""
        if (text := self.text.of(left)).endswith((".T", ".mT", ".t()")):
            self.replace(node, "last", f"({text})[..., -1:] @ ({self.text.of(right)})[-1:]")

    def _activation(self, node: ast.Call, name: str, argument: ast.expr) -> None:
        x = self.text.of(argument)
        zero = f"torch.clamp({x}, min=0)" if self.library == "torch" else f"np.maximum(0, {x})"
        for other, form in _ACTIVATIONS.items():
            if other != name:
                self.replace(node, "activation", form.format(x=x, lib=self.library, maximum=zero))

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load) and node.id in self.names:
            for other in neighbours(node.id, self.names):
                self.replace(node, "neighbour", other)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        key = node.slice
        if isinstance(node.ctx, ast.Load) and isinstance(key, ast.Constant) and isinstance(key.value, str):
            for other in neighbours(key.value, self.keys):
                self.replace(key, "neighbour", f'"{other}"')
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.replace(node, "constant branch", f"({self.text.of(node.body)})")
        self.replace(node, "constant branch", f"({self.text.of(node.orelse)})")
        self.generic_visit(node)


def _is_product(value: ast.expr) -> bool:
    match value:
        case ast.BinOp(op=ast.MatMult()):
            return True
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in ("dot", "matmul", "mm")
    return False


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
