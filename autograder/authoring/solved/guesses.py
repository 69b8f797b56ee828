"""Guesses of what a function can be called with: some values for each parameter, the likeliest first.

They follow from its name, annotation, docstring and what the code does with it; probe.py finds out which fit together.
"""

import ast
import re
from collections.abc import Iterable
from typing import Any

from autograder.authoring.solved.functions import Function, Parameter

Value = dict[str, Any]  # what probe.py makes an argument of: {"kind": "array", "shape": [4, 3], "how": "normal"}

BATCH = 4  # the size that stands for the number of samples, and is no other
_SIZES = (3, 5, 7, 2, 6, 8)  # of all other axes: no two are equal
_BATCHES = {"N", "n", "B", "batch", "batch_size", "n_samples", "num_samples", "num_train", "n_batch", "bs"}
_SPATIAL = {"H": 6, "W": 6, "HH": 3, "WW": 3, "KH": 3, "KW": 3, "kh": 3, "kw": 3, "h": 6, "w": 6, "H_in": 6, "W_in": 6}
_NO_SIZE = {
    "int", "float", "bool", "str", "array", "ndarray", "tensor", "scalar", "optional", "default", "list", "dict",
}  # fmt: skip
MOST_TEXTS = 5

_WEIGHT = re.compile(r"(?i)(w|weights?|theta|kernel|filters?|u|v)_?\d*|W\w{0,3}|\w*_?weights?")
_BIAS = re.compile(r"(?i)(b|bias(es)?)_?\d*|b\w{0,2}|gamma|beta|scale|shift")
_LABEL = re.compile(r"(?i)(y|t|targets?|labels?|y_?true|ys|y_?batch|ground_?truth)")
_UPSTREAM = re.compile(r"(?i)d(out|y|z|a|l|h|s|x|output|j|loss)?\w*|grad\w*|\w*_?grad|upstream\w*|delta\w*|g|dl_\w+")
_CACHE = re.compile(r"(?i)\w*cache\w*|ctx|context|saved|memory|tape")
_MANY = re.compile(
    r"(?i)(layers?|layer_(sizes|dims)|sizes|dims|hidden_(dims|sizes|layers)|units|nin_nouts|nouts|shape)"
)
_COUNT = re.compile(
    r"(?i)n|d|h|k|c|m|(n|num|no)_\w+|\w*_?(size|dim|features?|units|channels|classes|nodes|neurons|inputs|outputs)"
    r"|(in|out|fan_in|fan_out|nin|nout)|(input|output|hidden)(_?d)?|\w+_(in|out|d)"
)
_FEW = re.compile(
    r"(?i)(epochs?|steps?|iters?|iterations|n_iters?|num_(epochs|steps|iters|iterations)|max_iters?|seed)"
)
_RATE = re.compile(
    r"(?i)lr|\w*rate|_?(learning_rate|alpha|beta\d?|momentum|eps(ilon)?|lam(bda)?_?|reg|decay|p|r|rho|keep_prob)"
)
_ENTROPY = re.compile(r"(?i)cross_?entropy|softmax|nll|svm|hinge|\bce\b|ce_loss")
_PROBABILITY = re.compile(r"(?i)p|q|probs?|y_?hat|y_?pred|predictions?|preds?|a\d?|activations?")
_BINARY = re.compile(r"(?i)bce|binary|logistic|log_?loss")
_IMAGES = re.compile(r"(?i)conv|pool|im2col|spatial|image")
_DICT = re.compile(r"(?i)(params|parameters|model|grads|gradients|weights|velocit(y|ies)|state|moments?)")


class Sizes:
    """What each name of an axis stands for, the same throughout one function or class."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._left = list(_SIZES)

    def of(self, name: str, *, images: bool = False) -> int:
        if name.isdigit():
            return int(name)
        if name in _BATCHES and not images and name not in self._known:
            return BATCH
        if images and name in _BATCHES:
            return 2
        if images and name in _SPATIAL:
            return _SPATIAL[name]
        if name not in self._known:
            self._known[name] = self._left.pop(0) if self._left else 3 + len(self._known)
        return self._known[name]


def arguments(function: Function, sizes: Sizes, *, after: Function | None = None) -> list[list[Value]]:
    """For each parameter its values. `after`: the forward that runs before, whose results may be asked for."""
    counts = 0
    found = []
    for parameter in function.parameters:
        values = _values(parameter, function, sizes, counts, after)
        counts += bool(values) and isinstance(values[0].get("value"), int) and values[0]["kind"] == "value"
        found.append(values)
    return found


def texts_of(parameter: Parameter, function: Function) -> list[str]:
    """The texts that the code compares a parameter with, or its docstring names."""
    found: dict[str, None] = {}
    for node in ast.walk(ast.parse(function.text)):
        match node:
            case ast.Compare(left=ast.Name(id=name), comparators=[ast.Constant(value=str(text))]) if (
                name == parameter.name
            ):
                found[text] = None
            case ast.Compare(left=ast.Name(id=name), comparators=[ast.Tuple(elts=items) | ast.List(elts=items)]) if (
                name == parameter.name
            ):
                found |= {
                    one.value: None for one in items if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    is_text = (
        found or parameter.annotation == "str" or re.search(r"func|activation|name|mode|kind|nonlin", parameter.name)
    )
    if is_text:
        said = re.findall(r"(?<![\"'\w])([\"'])([a-z_]\w*)\1(?![\"'])", function.doc)
        found |= dict.fromkeys(word for _, word in said if word not in {one.name for one in function.parameters})
    return list(found)[:MOST_TEXTS]


def _values(parameter: Parameter, function: Function, sizes: Sizes, counts: int, after: Function | None) -> list[Value]:
    name, annotation = parameter.name, parameter.annotation.lower()
    images = bool(_IMAGES.search(function.full_name))
    found: list[Value] = []
    if parameter.default:
        found.append({"kind": "omit"})
        if parameter.default not in ("None", "True", "False"):
            return found
    if after is not None:
        found += _from_before(name)
    texts = texts_of(parameter, function)
    if texts:
        return [*found, *({"kind": "value", "value": text} for text in texts)]
    if parameter.default in ("True", "False"):
        return [*found, _plain(parameter.default == "False")]
    if annotation == "bool" or re.match(r"(is|use|do)_|train(ing)?$|mode$", name):
        return [*found, _plain(True), _plain(False)]
    said = said_shape(name, function, sizes, images=images)
    labels_said = bool(
        re.search(rf"\b{re.escape(name)}\b[^\n]{{0,80}}(labels?|class (index|indices)|int)", function.doc)
    )
    if said is not None and (labels_said or _is_labels(name, function)) and len(said) == 1:
        found.append(_labels(said[0]))
    if said is not None:
        found += [array(said), array(said, "unit")]
    if "int" in annotation.split("[")[0] or (_FEW.fullmatch(name) and said is None):
        return [*found, *_counts(counts)] if not _FEW.fullmatch(name) else [*found, _plain(3)]
    if annotation == "float":
        return [*found, _plain(0.3), _plain(0.7)]
    if _MANY.fullmatch(name):
        found += [_plain([3, 5, 2]), _plain([5, 7]), *_counts(counts)]
    if "callable" in annotation:
        return found
    return [*found, *_by_name(name, function, counts, images=images)]


def _from_before(name: str) -> list[Value]:
    if _CACHE.fullmatch(name):
        return [{"kind": "result", "item": item} for item in (1, 2, None)]
    if _UPSTREAM.fullmatch(name):
        return [{"kind": "like", "item": item} for item in (None, 0)]
    return [{"kind": "argument", "name": name}]  # given, where the forward has an argument of that name


def _by_name(name: str, function: Function, counts: int, *, images: bool) -> list[Value]:
    plain = [array(shape) for shape in ((BATCH, 3), (BATCH, 5), (3,), (3, BATCH), (5, BATCH), (3, 1), (BATCH, 1))]
    plain += [_plain(0.7), array((2, 3, 6, 6)), array((2, 3, 5)), _plain(3)]
    if images:
        kernel = [array((4, 3, 3, 3)), array((3, 3)), array((4, 3))]
        pictures = [array((2, 3, 6, 6)), array((6, 6)), array((2, 6, 6, 3))]
        plain = (kernel if _WEIGHT.fullmatch(name) else [array((4,))] if _BIAS.fullmatch(name) else pictures) + plain
        if re.search(r"(?i)param", name):
            return [
                _plain({"stride": 1, "pad": 1}), _plain({"pool_height": 2, "pool_width": 2, "stride": 2}),
                _plain({"stride": 2, "pad": 1}), *plain,
            ]  # fmt: skip
        if re.search(r"(?i)stride|pad|size|pool", name):
            return [_plain(1), _plain(2), _plain(3)]
    if _RATE.fullmatch(name) and not _isarray(name, function):
        return [_plain(0.1), _plain(0.5), *plain]
    if _DICT.fullmatch(name) and not _isarray(name, function):
        some = {"W": array((3, 5)), "b": array((5,))}
        listed = [array((3, 5)), array((5,))]
        return [{"kind": "dict", "items": some}, {"kind": "list", "items": listed}, *plain]
    if re.fullmatch(r"(?i)\w*(params?|config)", name) and not _isarray(name, function):
        return [_plain({}), _plain({"mode": "train"}), _plain({"mode": "train", "p": 0.5}), *plain]
    if _is_labels(name, function):
        return [_labels(BATCH), array((BATCH, 3), "onehot"), *plain]
    if _BINARY.search(function.name) and (_LABEL.fullmatch(name) or _PROBABILITY.fullmatch(name)):
        how = "binary" if _LABEL.fullmatch(name) else "unit"
        return [array((BATCH, 3), how), array((BATCH,), how), array((BATCH, 1), how), *plain]
    if _COUNT.fullmatch(name) and not _isarray(name, function):
        return [*_counts(counts), *plain]
    if _WEIGHT.fullmatch(name) and len(function.parameters) > 1:
        pairs = ((3, 5), (5, 3), (5, 2), (2, 5)) if name[-1:] != "2" else ((5, 2), (2, 5), (3, 5), (5, 3))
        return [*map(array, pairs), array((3,)), array((3, 1)), *plain]
    if _BIAS.fullmatch(name) and len(function.parameters) > 1:
        wide = (5, 2) if name[-1:] != "2" else (2, 5)
        both = [shape for size in wide for shape in ((size,), (1, size), (size, 1))]
        return [*map(array, both), array((3,)), array((1, 3)), array((1,)), _plain(0.3), *plain]
    if _ENTROPY.search(function.name) and re.match(r"(?i)p|y_?hat|probs", name):
        return [array((BATCH, 3), "unit"), *plain]
    if _LABEL.fullmatch(name):
        return [*plain, _labels(BATCH)]
    return [*plain, array((BATCH, 3), "unit"), _labels(BATCH)]


def _is_labels(name: str, function: Function) -> bool:
    return bool(_LABEL.fullmatch(name) and _ENTROPY.search(function.name) and not _BINARY.search(function.name))


def _isarray(name: str, function: Function) -> bool:
    """Whether the code uses a parameter as an array: `x.shape`, `x.T`, `x @ w`, `np.exp(x)`."""
    return bool(
        re.search(
            rf"\b{re.escape(name)}\.(shape|T|dot|sum|mean|size)\b|\b{re.escape(name)} @|@ {re.escape(name)}\b",
            function.text,
        )
    )


def _counts(before: int) -> list[Value]:
    """A whole number, other than those of the parameters before; then those."""
    return [_plain(size) for size in reversed(_SIZES[: before + 1])]


def said_shape(name: str, function: Function, sizes: Sizes, *, images: bool = False) -> tuple[int, ...] | None:
    """What docstring, comments, annotation, asserts, or an unpacking `N, D = x.shape` say of a parameter's shape."""
    text = _axes_in_code(name, function.text) or _axes_in_words(name, function)
    if text is None:
        return None
    images = images or len(text) == 4
    return tuple(sizes.of(axis, images=images) for axis in text)


def _axes_in_code(name: str, text: str) -> list[str] | None:
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Assign(
                targets=[ast.Tuple(elts=axes)], value=ast.Attribute(value=ast.Name(id=owner), attr="shape")
            ) if owner == name:
                return [
                    axis.id if isinstance(axis, ast.Name) and axis.id != "_" else f"_{i}" for i, axis in enumerate(axes)
                ]
            case ast.Assert(
                test=ast.Compare(
                    left=ast.Attribute(value=ast.Name(id=owner), attr="shape"), comparators=[ast.Tuple(elts=axes)]
                )
            ) if owner == name:
                return [ast.unparse(axis) for axis in axes]
            case ast.Assert(
                test=ast.Compare(
                    left=ast.Attribute(value=ast.Name(id=owner), attr="ndim"),
                    comparators=[ast.Constant(value=int(many))],
                )
            ) if owner == name:
                return [f"_{i}" if i else "N" for i in range(many)]
    return None


def _axes_in_words(name: str, function: Function) -> list[str] | None:
    parameter = next((one for one in function.parameters if one.name == name), None)
    if parameter and (quoted := re.search(r"\[.*?[\"']([\w .]+)[\"']\]", parameter.annotation)):
        return quoted[1].split()
    for found in re.finditer(
        rf"(?<![\w.]){re.escape(name)}(?![\w(\[])[^\n()\[\]]{{0,80}}[(\[]([^()\[\]]{{1,60}})[)\]]", function.doc
    ):
        axes = [axis.strip() for axis in found[1].split(",") if axis.strip()]
        axes = [axis for axis in axes if axis not in ("...", "…")]
        if axes and all(re.fullmatch(r"\w+", axis) and axis.lower() not in _NO_SIZE for axis in axes):
            is_tuple = "," in found[1] or re.search(r"shape", found[0])
            return axes if is_tuple else None
    return None


def array(shape: Iterable[int], how: str = "normal") -> Value:
    return {"kind": "array", "shape": list(shape), "how": how}


def _labels(n: int) -> Value:
    return {"kind": "array", "shape": [n], "how": "labels"}


def _plain(value: Any) -> Value:
    return {"kind": "value", "value": value}
