"""Sources to compare: as many different people would write them, and copies as they are usually disguised."""

from __future__ import annotations

import ast
import io
import json
import keyword
import random
import re
import tokenize

NAMES = {
    "x": "x inputs data batch",
    "z": "z pre lin a1",
    "h": "h hidden act out1",
    "s": "s score z2 pre2",
    "g": "g grad d up",
    "W": "W weight w_",
    "b": "b bias off",
    "n": "n size N rows",
    "t": "t tmp res val",
    "c": "c cache store saved",
}
ACTIVATIONS = {
    "relu": [
        "np.maximum({x}, 0)",
        "{x} * ({x} > 0)",
        "np.where({x} > 0, {x}, 0)",
        "np.clip({x}, 0, None)",
        "(abs({x}) + {x}) / 2",
    ],
    "sigmoid": [
        "1 / (1 + np.exp(-{x}))",
        "np.exp({x}) / (1 + np.exp({x}))",
        "0.5 * (1 + np.tanh({x} / 2))",
        "np.exp(-np.logaddexp(0, -{x}))",
    ],
}
SLOPES = {
    "relu": [
        "({x} > 0).astype(float)",
        "np.where({x} > 0, 1, 0)",
        "np.heaviside({x}, 0)",
        "np.sign(np.maximum({x}, 0))",
    ],
    "sigmoid": [
        "sigmoid({x}) * (1 - sigmoid({x}))",
        "np.exp(-{x}) / (1 + np.exp(-{x})) ** 2",
        "1 / (2 + np.exp({x}) + np.exp(-{x}))",
    ],
}
PRODUCTS = ["{a} @ {b}", "np.dot({a}, {b})", "np.matmul({a}, {b})", "np.einsum('ij,jk->ik', {a}, {b})", "{a}.dot({b})"]
TRANSPOSED = ["{a}.T", "np.transpose({a})", "{a}.transpose()", "np.swapaxes({a}, 0, 1)", "{a}.transpose(1, 0)"]
SUMS = ["{a}.sum(axis=0)", "np.sum({a}, axis=0)", "np.add.reduce({a})", "np.ones(len({a})) @ {a}", "{a}.sum(0)"]
LOSSES = [
    ["{t} = {x} - y", "return ({t} ** 2).mean(), 2 * {t} / {t}.size"],
    ["{n} = y.size", "return np.sum(np.square({x} - y)) / {n}, 2 / {n} * ({x} - y)"],
    ["{t} = np.subtract({x}, y)", "{g} = np.divide(2 * {t}, np.prod({t}.shape))", "return np.mean({t} * {t}), {g}"],
    [
        "{g} = np.zeros_like({x})",
        "for i in range(len({x})):",
        "    {g}[i] = 2 * ({x}[i] - y[i]) / {x}.size",
        "return float(((y - {x}) ** 2).sum()) / {x}.size, {g}",
    ],
]
EXTRAS = [
    "assert {x}.ndim == 2, 'a batch is a matrix'",
    "print('shape', {x}.shape)",
    "{n} = {x}.shape[0]",
    "{x} = np.asarray({x}, dtype=np.float64)",
    "if {x} is None: raise ValueError('nothing')",
    "self.calls = getattr(self, 'calls', 0) + 1",
    "{t} = {x}.copy()",
    "self.history.append(float({x}.max()))",
    "np.testing.assert_array_equal(np.isfinite({x}), True)",
]


def independent(seed: int) -> str:
    """A small network as one person writes it: forms, names, order and what is checked are their own choices."""
    draw = random.Random(seed)
    name = {key: draw.choice(words.split()) for key, words in NAMES.items()}

    def say(*forms: str, **inserted: str) -> str:
        text = draw.choice(forms)
        return text.format(**{**name, **inserted})

    def product(a: str, b: str) -> str:
        return say(*PRODUCTS, a=a, b=b)

    def turned(a: str) -> str:
        return say(*TRANSPOSED, a=a)

    def extras() -> list[str]:
        return [say(one) for one in draw.sample(EXTRAS, draw.randint(0, 3))]

    functions = []
    for kind, forms in ACTIVATIONS.items():
        as_lambda = draw.random() < 0.3
        body = say(*forms)
        functions.append(
            [f"{kind} = lambda {name['x']}: {body}"]
            if as_lambda
            else [
                f"def {kind}({name['x']}):",
                *(
                    ["    " + say("{t} = ") + body, "    return " + name["t"]]
                    if draw.random() < 0.5
                    else ["    return " + body]
                ),
            ]
        )
        functions.append([f"def d_{kind}({name['x']}):", "    return " + say(*SLOPES[kind])])
    functions.append([f"def mse({name['x']}, y):", *("    " + line.format(**name) for line in draw.choice(LOSSES))])
    draw.shuffle(functions)
    W, b = (f"self.{name['W']}1", f"self.{name['W']}2"), (f"self.{name['b']}1", f"self.{name['b']}2")
    keep = say(
        "self.{c}['{{k}}'] = {{v}}",
        "self.kept_{{k}} = {{v}}",
        "self.{c}.update({{k}}={{v}})",
        "setattr(self, '_{{k}}', {{v}})",
    )
    get = {"self.kept": "self.kept_{k}", "setattr(s": "self._{k}"}.get(keep[:9], f"self.{name['c']}['{{k}}']")
    put = [keep.format(k=k, v=name[k]) for k in ("x", "z", "h")]
    draw.shuffle(put)
    first = [say("{z} = ") + product(name["x"], turned(W[0])) + f" + {b[0]}"]
    if draw.random() < 0.4:
        first = [say("{z} = ") + product(name["x"], turned(W[0])), f"{name['z']} = {name['z']} + {b[0]}"]
    forward = [
        "def forward(self, x):",
        *([say("{x} = x")] if name["x"] != "x" else []),
        *extras(),
        *first,
        say("{h} = relu({z})"),
        *put,
        *extras(),
        say("{s} = ") + product(name["h"], turned(W[1])) + f" + {b[1]}",
        *([say("{t} = sigmoid({s})"), f"return {name['t']}"] if draw.random() < 0.5 else [say("return sigmoid({s})")]),
    ]
    got = {k: get.format(k=k) for k in ("x", "z", "h")}
    steps = [f"self.dW2 = {product(turned('g'), got['h'])}", f"self.db2 = {say(*SUMS, a='g')}"]
    later = [f"self.dW1 = {product(turned('d'), got['x'])}", f"self.db1 = {say(*SUMS, a='d')}"]
    draw.shuffle(steps)
    draw.shuffle(later)
    down = product("g", W[1])
    middle = draw.choice(
        [
            [f"d = {down} * d_relu({got['z']})"],
            [f"d = {down}", f"d = d * d_relu({got['z']})"],
            [f"d = d_relu({got['z']})", f"d *= {down}"],
            [f"up = {down}", f"d = np.multiply(up, d_relu({got['z']}))"],
        ]
    )
    backward = ["def backward(self, g):", *extras()[:1], *steps, *middle, *later]
    backward = [line.replace(name["x"] + ".", "g.") if number == 1 else line for number, line in enumerate(backward)]
    start = [
        "def __init__(self, i, h, o):",
        f"self.{name['c']} = {{}}",
        f"{W[0]} = np.random.randn(h, i)",
        f"{W[1]} = np.random.randn(o, h)",
        f"{b[0]} = {say('np.zeros(h)', 'np.zeros((h,))', '0 * np.ones(h)')}",
        f"{b[1]} = np.zeros(o)",
    ]
    methods = [forward, backward, start]
    draw.shuffle(methods)
    parts = ["\n".join(one) for one in functions]
    parts.append("class Net:\n" + "\n\n".join("    " + "\n        ".join(one) for one in methods))
    return "import numpy as np\n\n\n" + "\n\n\n".join(parts) + "\n"


# ---- how a copy is disguised ------------------------------------------------------------------------------------


def renamed(source: str) -> str:
    """Every name that is the student's own, and every attribute of self."""
    tree = ast.parse(source)
    own = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    own |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    own |= {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }
    own -= {"self", "forward", "backward"}
    pieces = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        mine = token.type == tokenize.NAME and token.string in own and not keyword.iskeyword(token.string)
        pieces.append((token.type, f"my_{token.string}_value" if mine else token.string))
    return tokenize.untokenize(pieces)


def reordered(source: str) -> str:
    """Functions, classes and methods the other way round."""
    tree = ast.parse(source)
    for node in [tree, *(one for one in tree.body if isinstance(one, ast.ClassDef))]:
        kept = [one for one in node.body if not isinstance(one, (ast.FunctionDef, ast.ClassDef))]
        node.body = kept + [one for one in reversed(node.body) if isinstance(one, (ast.FunctionDef, ast.ClassDef))]
    return ast.unparse(tree)


def commented(source: str) -> str:
    """A comment above every line, a docstring in every function, and another layout."""
    lines = []
    for number, line in enumerate(ast.unparse(ast.parse(source)).splitlines()):
        indent = line[: len(line) - len(line.lstrip())]
        lines += [f"{indent}# step {number}: we compute the next value", line]
        if re.match(r"\s*(def|class) .*:$", line):
            lines += [f'{indent}    """My own function number {number}."""', ""]
    return "\n".join(lines) + "\n"


def split(source: str) -> dict[str, str]:
    """In two files: the functions apart from the class."""
    tree = ast.parse(source)
    apart = [one for one in tree.body if isinstance(one, (ast.FunctionDef, ast.Assign, ast.Import, ast.ImportFrom))]
    others = [one for one in tree.body if one not in apart]
    beside = ast.unparse(ast.Module(apart, []))
    return {"helpers.py": beside, "mlp.py": "from helpers import *\n\n" + ast.unparse(ast.Module(others, []))}


def as_notebook(source: str) -> str:
    """A cell for each statement at the top."""
    cells = [{"cell_type": "code", "source": ast.unparse(one)} for one in ast.parse(source).body]
    return json.dumps(
        {"cells": [{"cell_type": "markdown", "source": "# Mine"}, *cells], "nbformat": 4, "nbformat_minor": 5}
    )
