"""Generated mistakes: small changes of the reference's solutions that a good hidden test must notice.

Not made are changes that change nothing whatever the inputs are: the sign of a zero, the transpose of a vector.
"""

import ast
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from autograder.causes.certain import is_list, is_zero, no_arrays, vectors
from autograder.causes.edits import Finder, Mutant, changed_by, places
from autograder.causes.positions import Text

OPERATORS = ("comparison", "arithmetic", "term", "constant", "sign", "transpose", "axis", "index", "deletion")

COMPARISONS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<=", ">"), ast.LtE: ("<", ">"), ast.Gt: (">=", "<"), ast.GtE: (">", "<"), ast.Eq: ("!=",),
    ast.NotEq: ("==",), ast.Is: ("is not",), ast.IsNot: ("is",), ast.In: ("not in",), ast.NotIn: ("in",),
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.FloorDiv: "*", ast.Mod: "*", ast.MatMult: "*",
}  # fmt: skip
FUNCTIONS = {"sum": "mean", "mean": "sum", "maximum": "minimum", "minimum": "maximum"}
PRODUCTS = {"dot", "matmul", "mm"}
AXES = {"axis", "dim"}
KEEPS_AXES = {"keepdims", "keepdim"}
NOT_A_NUMBER = (
    *(ast.Compare, ast.BoolOp, ast.Lambda, ast.JoinedStr),
    *(ast.Tuple, ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp),
)
DELETED = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return, ast.Expr, ast.Break, ast.Continue)
NEVER_ENTERED = (ast.JoinedStr, ast.Raise, ast.Assert, ast.Import, ast.ImportFrom)  # messages and imports: not graded


def mutants(source: str, name: str, *, around: bool = False) -> Iterator[Mutant]:
    """Every mutant of the solutions in `source`, in the order of the text, or also of what is around them (`places`).

    Each parses, and no two are the same program (`return -x` and `return (-x)` are). TemplateError when the
    markers are wrong; SyntaxError when `source` is not Python.
    """
    tree = ast.parse(source)
    finder = _Finder(Text(source), vectors(tree))
    finder.visit(tree)
    yield from changed_by(finder.changes, OPERATORS, source, places(source, name, around=around))


class _Finder(Finder):
    def __init__(self, text: Text, vectors: AbstractSet[str]) -> None:
        super().__init__(text)
        self.vectors = vectors  # names of what has one axis
        self.lists: AbstractSet[str] = frozenset()  # names of the function at hand that stand for lists
        self.decided: set[ast.AST] = set()  # constants that belong to an index or an axis

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, NEVER_ENTERED) or _is_message(node):
            return
        if isinstance(node, DELETED):
            self.replace(node, "deletion", "pass")
        super().visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        outer, (self.lists, _) = self.lists, no_arrays(node)
        self._visit_all([*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body])
        self.lists = outer

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._visit_all([node.target])
        if node.value:
            self._negate(node.value)
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        self._negate(node.value)
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value:
            self._negate(node.value)
            self.visit(node.value)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        start, end = self.text.between(node.target, node.value)
        if type(node.op) in ARITHMETIC:
            self.change(start, end, "arithmetic", ARITHMETIC[type(node.op)] + "=")
        self.change(start, end, "arithmetic", "=")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in ARITHMETIC:
            self.change(*self.text.between(node.left, node.right), "arithmetic", ARITHMETIC[type(node.op)])
        if isinstance(node.op, ast.MatMult):
            self._products(node.left, node.right)
        if isinstance(node.op, (ast.Add, ast.Sub)):
            minus = "-" if isinstance(node.op, ast.Sub) else ""
            self.replace(node, "term", self._in_brackets(node.left))
            self.replace(node, "term", minus + self._in_brackets(node.right))
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.USub) and node not in self.decided:
            self.replace(node, "sign", f"({self.text.of(node.operand)})")
        if isinstance(node.op, ast.Not):
            self.replace(node, "comparison", f"({self.text.of(node.operand)})")
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        for left, operator, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
            for other in COMPARISONS[type(operator)]:
                self.change(*self.text.between(left, right), "comparison", other)
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        other = "or" if isinstance(node.op, ast.And) else "and"
        for left, right in zip(node.values, node.values[1:], strict=False):
            self.change(*self.text.between(left, right), "comparison", other)
        self.generic_visit(node)

    def visit_If(self, node: ast.If) -> None:
        self._invert(node.test)
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._invert(node.test)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        function = node.func
        if isinstance(function, ast.Attribute):
            name_start = self.text.end(function) - len(function.attr)
            if other := FUNCTIONS.get(function.attr):
                self.change(name_start, self.text.end(function), "arithmetic", other)
            if function.attr in PRODUCTS:
                owner = [] if isinstance(function.value, ast.Name) and len(node.args) > 1 else [function.value]
                self._products(*owner, *node.args)
            if function.attr in ("t", "transpose") and not node.args:
                self.replace(node, "transpose", self.text.of(function.value))
        for keyword in node.keywords:
            self._axis(keyword)
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if node.attr in ("T", "mT"):
            self.replace(node, "transpose", self.text.of(node.value))
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        index = node.slice
        for part in index.elts if isinstance(index, ast.Tuple) else [index]:
            number = _integer(part)
            if number is not None:
                self.decided.update(ast.walk(part))
                self.replace(part, "index", str(number - 1))
                self.replace(part, "index", str(number + 1))
            elif isinstance(part, (ast.Name, ast.Attribute)):
                self.replace(part, "index", f"{self.text.of(part)} - 1")
                self.replace(part, "index", f"{self.text.of(part)} + 1")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if node in self.decided:
            return
        if isinstance(node.value, bool):
            self.replace(node, "constant", str(not node.value))
        elif isinstance(node.value, int):
            self.replace(node, "constant", str(node.value + 1))
        elif isinstance(node.value, float):
            self.replace(node, "constant", repr(2 * node.value or 1.0))
            if node.value:
                self.replace(node, "constant", f"(-{self.text.of(node)})")

    def _axis(self, keyword: ast.keyword) -> None:
        value = keyword.value
        if keyword.arg in AXES and (number := _integer(value)) is not None:
            self.decided.update(ast.walk(value))
            self.replace(value, "axis", "0" if number else "1")
        elif keyword.arg in KEEPS_AXES and isinstance(value, ast.Constant) and isinstance(value.value, bool):
            self.decided.add(value)
            self.replace(value, "axis", str(not value.value))

    def _products(self, *operands: ast.expr) -> None:
        """Operands of a matrix product: each transposed where it is not yet (dropping .T is the attribute's)."""
        for operand in operands:
            is_transposed = self.text.of(operand).endswith((".T", ".mT", ".t()", ".transpose()"))
            if not is_transposed and not (isinstance(operand, ast.Name) and operand.id in self.vectors):
                self.replace(operand, "transpose", f"{self._in_brackets(operand)}.T")

    def _negate(self, value: ast.expr) -> None:
        """A minus before what is assigned or returned, where it can be a number."""
        if isinstance(value, ast.Tuple):
            for element in value.elts:
                self._negate(element)
        elif isinstance(value, ast.Constant):
            if isinstance(value.value, (int, float)) and value.value and not isinstance(value.value, bool):
                self.replace(value, "sign", f"-{self.text.of(value)}")
        elif is_list(value) or (isinstance(value, ast.Name) and value.id in self.lists):
            return
        elif not isinstance(value, (*NOT_A_NUMBER, ast.UnaryOp)) and not is_zero(value):
            self.replace(value, "sign", f"-({self.text.of(value)})")

    def _invert(self, test: ast.expr) -> None:
        if not isinstance(test, ast.Compare) and not (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)):
            self.replace(test, "comparison", f"not ({self.text.of(test)})")

    def _in_brackets(self, node: ast.expr) -> str:
        """Its text as an operand of anything."""
        simple = isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.Constant))
        return self.text.of(node) if simple else f"({self.text.of(node)})"

    def _visit_all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)


def _integer(node: ast.expr) -> int | None:
    """The value of 2 or -2."""
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    value = node.operand if isinstance(node, ast.UnaryOp) and negative else node
    if isinstance(value, ast.Constant) and type(value.value) is int:
        return -value.value if negative else value.value
    return None


def _is_message(node: ast.AST) -> bool:
    """A docstring, or a line that prints: nothing that is graded."""
    if not isinstance(node, ast.Expr):
        return False
    value = node.value
    prints = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "print"
    return prints or (isinstance(value, ast.Constant) and isinstance(value.value, str))
