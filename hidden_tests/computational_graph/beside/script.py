"""Runs lab.py or fit.py from top to bottom, in the student's process, and tells what can be seen then. Holds no answer.

A script has no functions to call, so its names are read after it ran, and its backward passes are noted while it runs.
The work may be done in a main(): names of functions are read where the script itself has none.
Other inputs come in its own way: another pts.npy, or another value for a name right after the script gave it one.
What a script did before it failed counts. One run serves all tests that ask for the same one.
The functions are called as the files are, because messages name them.
"""

import ast
import contextlib
import functools
import os
import sys
import time
import types
import warnings

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import torch

plt.switch_backend("Agg")  # now, because pyplot would do it at the first figure
FOLDER = os.getcwd()
MOST_PASSES = 1000  # that are noted
RUNS = {}


def lab(others, names, gradients, roots):
    """Run lab.py and look for a value under several names.

    others: for each input that is to have other values, (the names that it may have in the script, the values).
    gradients: "" or, to look at what the gradients held after each backward pass where no name has a value of its own,
    which of them is the likeliest, the "first" or the "last".
    roots: whether to look at what the backward passes began with, too: y and L2 may be computed again after the step.
    Returns {"failed": did an error end the script?, "changed": the inputs that have other values, "found": where ->
    numbers, the likeliest first}.
    Raises the error that ended the script where nothing was found.
    """
    key = "lab.py", repr(others)
    if key not in RUNS:
        RUNS[key] = Run("lab.py", others)
    run = RUNS[key]
    found = run.values([name for name in names if not (gradients and run.is_a_gradient(name))])
    if gradients and not found:
        passes = list(enumerate(run.passes, start=1))
        for number, leaves in passes if gradients == "first" else reversed(passes):
            found |= {f"the gradient after backward no. {number}": leaf.after for leaf in leaves}
    if roots and found:
        for number, leaves in enumerate(run.passes, start=1):
            found |= {f"what backward no. {number} began with": [leaf.total] for leaf in leaves}
    if run.error is not None and not found:
        raise run.error
    return {"failed": run.error is not None, "changed": sorted(run.changed), "found": found}


def fit(points, names):
    """Run fit.py with the points (N, 2).

    Returns {"failed": did an error end the script?, "passes": [...], "found": name -> numbers}: the backward passes
    that reached two numbers, each with its tensor's own number, and the values of `names` at the end.
    Raises the error that ended the script where there was no such pass, and where `names` is empty.
    """
    key = "fit.py", points.tobytes()
    if key not in RUNS:
        np.save(os.path.join(FOLDER, "pts.npy"), points)
        RUNS[key] = Run("fit.py", {})
    run = RUNS[key]
    passes = [
        {
            "tensor": id(leaf.tensor),
            "w": leaf.value,
            "total": leaf.total,
            "before": leaf.before,
            "after": leaf.after,
            "w at the end": numbers(leaf.tensor),
            "gradient at the end": numbers(leaf.gradient()),
        }
        for leaves in run.passes
        for leaf in leaves
        if len(leaf.value) == 2
    ]
    if run.error is not None and not (passes and names):
        raise run.error
    return {"failed": run.error is not None, "passes": passes, "found": run.values(names)}


class Leaf:
    """A tensor that a backward pass reached."""

    def __init__(self, tensor, total, before):
        self.tensor = tensor
        self.value = numbers(tensor) or []
        self.total = total  # of what was differentiated
        self.before = before  # its gradient before the pass
        self.after = None  # and after it

    def gradient(self):
        """What its grad holds now; torch.func takes tuples of numbers too, which have none."""
        return getattr(self.tensor, "grad", None)


class Run:
    """One run of a script: its names, its backward passes, and the error that ended it, if one did."""

    def __init__(self, file, others):
        self.others = others
        self.own = {}  # the numbers that the script itself gives to its inputs
        self.empty = {}  # and those in what it fills element by element, before it does
        self.changed = set()
        self.passes = []
        self.error = None
        path = os.path.join(FOLDER, file)
        module = sys.modules["__main__"] = types.ModuleType("__main__")
        self.names = module.__dict__
        self.inner = {}  # the names of its functions, as the last to end left them
        self.names.update(__file__=path, __other__=self.other, __inner__=self.inner.update)
        os.chdir(FOLDER)
        try:
            with open(path, encoding="utf-8-sig") as source:
                tree = ast.parse(source.read(), path)
            tree = Hooks({name: key for key, (names, _) in others.items() for name in names}, tree).visit(tree)
            # Where values are changed, an assertion of the script's own about them must not end it: optimize=1.
            code = compile(tree, path, "exec", dont_inherit=True, optimize=1 if others else 0)
            with alone(), note_passes(self.passes), without_effect(SCREEN + (ASSERTIONS if others else [])):
                exec(code, self.names)
        except SystemExit:
            pass  # the end of a script, as good as any
        except BaseException as error:
            self.error = error

    def other(self, key, own, is_empty):
        """What stands in the place of the value that the script gave to the input `key`; the same when it comes again.

        is_empty: whether the value is no more than the room for elements that are assigned next.
        """
        value, given = in_the_form_of(own, self.others[key][1]), numbers(own)
        if value is None:
            return own
        if is_empty:
            self.empty[key] = given
        if any(now == before for now, before in zip(given, self.empty.get(key, []))):
            return own  # not filled yet
        if not np.allclose(given, self.own.setdefault(key, given)):
            return own  # computed from it
        self.changed.add(key)
        return value

    def look_up(self, name):
        """What holds numbers under this name: in the script or, where nothing does, in one of its functions."""
        places = (self.names.get(name), self.inner.get(name))
        return next((value for value in places if numbers(value) is not None), None)

    def is_a_gradient(self, name):
        """Whether the name stands for the grad of a tensor itself, not for a copy: it has changed with it since."""
        value = self.look_up(name)
        if isinstance(value, torch.Tensor):
            place = value.data_ptr()
        elif isinstance(value, np.ndarray):
            place = value.ctypes.data
        else:
            return False
        gradients = [leaf.gradient() for leaves in self.passes for leaf in leaves]
        return any(gradient is not None and gradient.data_ptr() == place for gradient in gradients)

    def values(self, names):
        """Those of `names` that hold numbers."""
        found = {name: numbers(self.look_up(name)) for name in names}
        return {name: value for name, value in found.items() if value is not None}


class Hooks(ast.NodeTransformer):
    """After each assignment to one of the names comes another, name = __other__(key, name, …); a function that ends
    hands over its names."""

    def __init__(self, keys, tree):
        self.keys = keys
        self.filled = {name for node in ast.walk(tree) if isinstance(node, ast.Subscript) for name in stored(node)}

    def visit_Assign(self, node):
        statements = [node]
        for name in sorted({name for target in targets_of(node) for name in stored(target)} & self.keys.keys()):
            is_empty = name in self.filled and not called(node.value).isdisjoint({"zeros", "empty", "ones"})
            statements += located(f"{name} = __other__({self.keys[name]!r}, {name}, {is_empty})", node)
        return statements

    def visit_AnnAssign(self, node):
        return node if node.value is None else self.visit_Assign(node)

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        node.body = [ast.Try(node.body, [], [], located("__inner__(locals())", node))]
        ast.fix_missing_locations(node)
        return node

    visit_AsyncFunctionDef = visit_FunctionDef


def called(node):
    """{"zeros", "double"} for torch.zeros(2).double()."""
    functions = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
    return {getattr(function, "attr", getattr(function, "id", "")) for function in functions}


def targets_of(assignment):
    return assignment.targets if isinstance(assignment, ast.Assign) else [assignment.target]


def stored(target):
    """The names that an assignment to `target` gives values to, or to elements of which it does."""
    stores = [part for part in ast.walk(target) if isinstance(getattr(part, "ctx", None), ast.Store)]
    named = [part.value if isinstance(part, ast.Subscript) else part for part in stores]
    return {part.id for part in named if isinstance(part, ast.Name)}


def located(source, node):
    """The statements of `source`, at the place of `node` in the script."""
    statements = ast.parse(source).body
    for statement in statements:
        for part in ast.walk(statement):
            ast.copy_location(part, node)
    return statements


@contextlib.contextmanager
def alone():
    """Meanwhile, what a script sets for all of torch and numpy is its own: the next one starts as in a new Python."""
    dtype = torch.get_default_dtype()
    try:
        with torch.enable_grad(), np.errstate(), warnings.catch_warnings():
            yield
    finally:
        torch.set_default_dtype(dtype)


@contextlib.contextmanager
def note_passes(passes):
    """Meanwhile, each backward pass adds to `passes` the list of the leaves that it reached."""
    backward, grad, grad_and_value = torch.autograd.backward, torch.autograd.grad, torch.func.grad_and_value

    def note(leaves, gradients):
        for leaf, gradient in zip(leaves, gradients):
            leaf.after = numbers(gradient)
        if len(passes) < MOST_PASSES:
            passes.append([leaf for leaf in leaves if leaf.after is not None])

    def noting_backward(tensors, *args, **kwargs):
        roots = as_list(tensors)
        leaves = [Leaf(tensor, total(roots), numbers(tensor.grad)) for tensor in leaves_of(roots)]
        backward(tensors, *args, **kwargs)
        note(leaves, [leaf.tensor.grad for leaf in leaves])

    def noting_grad(outputs, inputs, *args, **kwargs):
        leaves = [Leaf(tensor, total(as_list(outputs)), None) for tensor in as_list(inputs)]
        gradients = grad(outputs, inputs, *args, **kwargs)
        note(leaves, gradients)
        return gradients

    def noting_grad_and_value(function, argnums=0, has_aux=False):  # noqa: FBT002 - torch's own form
        @functools.wraps(function)
        def derivative(*args, **kwargs):
            several = isinstance(argnums, tuple)
            leaves = [Leaf(args[number], 0.0, None) for number in (argnums if several else [argnums])]
            with replaced(torch.autograd, grad=grad):  # which it calls with tensors that are no numbers
                gradients, value = grad_and_value(function, argnums, has_aux)(*args, **kwargs)
            for leaf in leaves:
                leaf.total = total(as_list(value)[:1])
            note(leaves, gradients if several else [gradients])
            return gradients, value

        return derivative

    def noting_func_grad(function, argnums=0, has_aux=False):  # noqa: FBT002
        @functools.wraps(function)
        def derivative(*args, **kwargs):
            gradients, value = noting_grad_and_value(function, argnums, has_aux)(*args, **kwargs)
            return (gradients, value[1]) if has_aux else gradients

        return derivative

    with (
        replaced(torch.autograd, backward=noting_backward, grad=noting_grad),
        replaced(torch.func, grad=noting_func_grad, grad_and_value=noting_grad_and_value),
    ):
        yield


@contextlib.contextmanager
def replaced(owner, **functions):
    """Meanwhile, the owner has these functions under these names."""
    originals = {name: getattr(owner, name) for name in functions}
    try:
        for name, function in functions.items():
            setattr(owner, name, function)
        yield
    finally:
        for name, original in originals.items():
            setattr(owner, name, original)


# Showing a figure and pausing for it take no time, and asking for a window changes nothing.
SCREEN = [
    *((plt, name) for name in ("show", "pause", "draw", "switch_backend", "waitforbuttonpress")),
    (matplotlib, "use"),
    (time, "sleep"),
]
ASSERTIONS = [
    *((np.testing, name) for name in dir(np.testing) if name.startswith("assert_")),
    (torch.testing, "assert_close"),
]


@contextlib.contextmanager
def without_effect(places):
    """Meanwhile, these functions, (where, name), do nothing."""
    with contextlib.ExitStack() as stack:
        for owner, name in places:
            stack.enter_context(replaced(owner, **{name: lambda *args, **kwargs: None}))
        yield


def leaves_of(roots):
    """The tensors at the ends of the graph, which get the gradients."""
    seen, waiting, leaves = set(), [root.grad_fn for root in roots], []
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            leaves += [node.variable] if hasattr(node, "variable") else []
            waiting += [parent for parent, _ in node.next_functions]
    return leaves


def total(roots):
    return sum(sum(numbers(root) or []) for root in roots)


def as_list(value):
    return list(value) if isinstance(value, (list, tuple)) else [value]


def numbers(value):
    """A number, or an array or a list of at most 100 of them, as a flat list of floats; None for anything else.

    Flat, because vectors are right as rows, as columns and as neither.
    """
    if value is None or isinstance(value, (str, bytes)):
        return None
    try:
        array = np.array(value.detach() if isinstance(value, torch.Tensor) else value, dtype=np.float64)
    except (TypeError, ValueError, RuntimeError):
        return None
    return array.ravel().tolist() if array.size <= 100 else None


def in_the_form_of(own, values):
    """`values` with the type, shape and requires_grad of `own`; None where they do not fit."""
    if len(numbers(own) or []) != len(values):
        return None
    if isinstance(own, torch.Tensor):
        dtype = own.dtype if own.is_floating_point() else torch.get_default_dtype()
        value = torch.tensor(values, dtype=dtype).reshape(own.shape).clone()
        if isinstance(own, torch.nn.Parameter):
            return torch.nn.Parameter(value, own.requires_grad)
        return value.requires_grad_(own.requires_grad)
    if isinstance(own, np.ndarray):
        return np.array(values, dtype=np.result_type(own.dtype, np.float32)).reshape(own.shape)
    return list(values) if isinstance(own, (list, tuple)) else values[0]
