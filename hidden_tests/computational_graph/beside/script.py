"""Runs lab.py or fit.py from top to bottom, in the student's process, and tells what can be seen then. Holds no answer.

A script has no functions to call, so its names are read after it ran, and its backward passes are noted while it runs.
The work may be done in a main(): names of functions are read where the script itself has none.
Other inputs come in its own way: another pts.npy, or another value for a name right after the script gave it one.
What a script did before it failed counts. One run serves all tests that ask for the same one.
A statement that fails is left out, and those below it still run.
The functions are called as the files are, because messages name them.
"""

import __future__

import ast
import contextlib
import functools
import math
import os
import re
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
MOST_LEFT_OUT = 20  # statements that are told of
ALL_FEATURES = functools.reduce(
    int.__or__, (getattr(__future__, one).compiler_flag for one in __future__.all_feature_names)
)
RUNS = {}


def lab(others, names, gradients, roots):
    """Run lab.py and look for a value under several names.

    others: for each input that is to have other values, (the names that it may have in the script, the values, those of
    the exercise).
    gradients: "" or, to look at what the gradients held after each backward pass where no name has a value of its own,
    which of them is the likeliest, the "first" or the "last".
    roots: whether to look at what the backward passes began with, too: y and L2 may be computed again after the step.
    Returns {"failed": did a statement fail?, "left_out": ["line 3: NameError: …"], "changed": the inputs that have
    other values, "passes": how many backward passes there were, "found": where -> numbers, the likeliest first}.
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
            if len(leaves) > 1 and all(len(leaf.after) == 1 for leaf in leaves):  # w1 and w2, in their names' order
                together = sorted(leaves, key=lambda leaf: run.name_of(leaf.tensor))
                found[f"the gradients after backward no. {number}"] = [leaf.after[0] for leaf in together]
    if roots and found:
        for number, leaves in enumerate(run.passes, start=1):
            found |= {f"w.grad before backward no. {number}": [leaf.total] for leaf in leaves}
    if run.error is not None and not found:
        raise run.error
    return {**run.told(), "changed": sorted(run.changed()), "passes": len(run.passes), "found": found}


def fit(points, names, moves=math.inf):
    """Run fit.py with the points (N, 2), until its two numbers have moved so often.

    Returns {"failed": …, "left_out": …, "passes": [...], "found": name -> numbers}: the backward passes
    that reached two numbers, each with its tensor's own number, and the values of `names` at the end.
    Raises the error that ended the script where there was no such pass, and where `names` is empty.
    """
    key = "fit.py", points.tobytes(), moves
    if key not in RUNS:
        np.save(os.path.join(FOLDER, "pts.npy"), points)
        RUNS[key] = Run("fit.py", {}, moves)
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
    return {**run.told(), "passes": passes, "found": run.values(names)}


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


class Enough(BaseException):
    """What there is to see has been seen."""


class Passes:
    """The backward passes of a script, each as the leaves that it reached: until two numbers have moved so often."""

    def __init__(self, moves):
        self.all = []
        self.moves = moves
        self.last = None

    def add(self, leaves):
        if len(self.all) < MOST_PASSES:
            self.all.append(leaves)
        for leaf in leaves:
            if len(leaf.value) == 2:
                self.moves -= self.last not in (None, leaf.value)
                self.last = leaf.value
        if self.moves <= 0:
            raise Enough


class Run:
    """One run of a script: its names, its backward passes, and the first error of a statement, if one failed."""

    def __init__(self, file, others, moves=math.inf):
        self.others = others
        self.own = {}  # the numbers that the script itself gives to its inputs
        self.empty = {}  # and those in what it fills element by element, before it does
        self.replaced = {}  # input -> which of its numbers have other values
        self.left_out = []
        passes = Passes(moves)
        self.passes = passes.all
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
            tree = Hooks(others, tree).visit(tree)
            # Where values are changed, an assertion of the script's own about them must not end it: optimize=1.
            optimize = 1 if others else 0
            whole = compile(tree, path, "exec", dont_inherit=True, optimize=optimize)  # what only the compiler finds
            flags = whole.co_flags & ALL_FEATURES
            with alone(), note_passes(passes), without_effect(SCREEN + (ASSERTIONS if others else [])):
                for statement in tree.body:
                    part = ast.Module([statement], [])
                    try:
                        exec(compile(part, path, "exec", flags, dont_inherit=True, optimize=optimize), self.names)
                    except (SystemExit, Enough):
                        break  # the end of a script, as good as any
                    except BaseException as error:
                        self.leave_out(statement, error)
        except BaseException as error:
            self.error = error

    def leave_out(self, statement, error):
        self.error = self.error or error
        if len(self.left_out) < MOST_LEFT_OUT:
            self.left_out.append(f"line {statement.lineno}: {type(error).__name__}: {str(error)[:200]}")

    def told(self):
        return {"failed": self.error is not None, "left_out": self.left_out}

    def changed(self):
        """The inputs of which all numbers have other values."""
        return {key for key, parts in self.replaced.items() if parts == set(range(len(self.others[key][1])))}

    def other(self, key, own, is_copy, is_empty):
        """What stands in the place of the value that the script gave to the input `key`; the same when it comes again.

        is_copy: under a name that is only like that of the input: it counts where it has the exercise's own numbers,
        all of them (w_y and w_L) or one of several (w1 and w2).
        is_empty: whether the value is no more than the room for elements that are assigned next.
        """
        _, values, exercise = self.others[key]
        given = numbers(own) or []
        if is_copy and len(given) == 1 < len(values):
            return self.other_part(key, own, given[0])
        value = in_the_form_of(own, values)
        if value is None:
            return own
        if is_copy:
            if not np.allclose(given, exercise, atol=2e-3):
                return own
        else:
            if is_empty:
                self.empty[key] = given
            if any(now == before for now, before in zip(given, self.empty.get(key, []))):
                return own  # not filled yet
            if not np.allclose(given, self.own.setdefault(key, given)):
                return own  # computed from it
        self.replaced.setdefault(key, set()).update(range(len(values)))
        return value

    def other_part(self, key, own, number):
        """The same for one number of an input, told by its value."""
        _, values, exercise = self.others[key]
        place = next((at for at, one in enumerate(exercise) if np.isclose(number, one, atol=2e-3)), None)
        value = None if place is None else in_the_form_of(own, [values[place]])
        if value is None:
            return own
        self.replaced.setdefault(key, set()).add(place)
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
        """Those of `names` that hold numbers; of name1 and name2, which hold one each, both."""
        found = {name: numbers(self.look_up(name)) for name in names}
        for name in names:
            for pair in ((f"{name}1", f"{name}2"), (f"{name}_1", f"{name}_2"), (f"{name}0", f"{name}1")):
                both = [numbers(self.look_up(one)) for one in pair]
                if all(one is not None and len(one) == 1 for one in both):
                    found[" and ".join(pair)] = both[0] + both[1]
        return {name: value for name, value in found.items() if value is not None}

    def name_of(self, tensor):
        """What the script calls a tensor: the first such name in the alphabet."""
        return min(
            (name for names in (self.names, self.inner) for name, one in names.items() if one is tensor), default="~"
        )


class Hooks(ast.NodeTransformer):
    """After each assignment to one of the names comes another, name = __other__(key, name, …); a function that ends
    hands over its names."""

    def __init__(self, others, tree):
        self.keys = {name: (key, False) for key, (names, *_) in others.items() for name in names}
        self.filled = {name for node in ast.walk(tree) if isinstance(node, ast.Subscript) for name in stored(node)}

    def key_of(self, name):
        """(input, is it only like its name?): w is w; w1, w_2 and w_loss are like it. None for any other name."""
        like = re.fullmatch(r"(\w*?[^\W\d_])(?:_?\d+|_\w+)", name)
        known = self.keys.get(name) or (like and self.keys.get(like[1]))
        return known and (known[0], name not in self.keys)

    def visit_Assign(self, node):
        statements = [node]
        for name in sorted({name for target in targets_of(node) for name in stored(target)}):
            if known := self.key_of(name):
                is_empty = name in self.filled and not called(node.value).isdisjoint({"zeros", "empty", "ones"})
                source = f"{name} = __other__({known[0]!r}, {name}, {known[1]}, {is_empty})"
                statements += located(source, node)
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
        passes.add([leaf for leaf in leaves if leaf.after is not None])

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

    def noting_grad_and_value(function, argnums=0, has_aux=False):
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

    def noting_func_grad(function, argnums=0, has_aux=False):
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


# Showing a figure and pausing for it take no time, and asking for a window changes nothing. Nor is a figure cleared
# that nobody sees: making its axes anew is most of the time of a script that plots at each of its steps.
SCREEN = [
    *((plt, name) for name in ("show", "pause", "draw", "clf", "cla", "switch_backend", "waitforbuttonpress")),
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
        array = np.array(value.detach().numpy() if isinstance(value, torch.Tensor) else value, dtype=np.float64)
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
