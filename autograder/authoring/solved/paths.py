"""Texts of a generated test: shapes, lists, and how what lies at a path ("layers.0.params.W") is written."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.authoring.solved.functions import Function

Tree = dict[str, Any]
WIDTH = 118


def wrapped(line: str) -> str:
    """A long call on several lines."""
    if len(line) <= WIDTH:
        return line
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    lines, current = [], ""
    for piece in re.split(r"(?<=,) ", line):
        if current and len(current) + 1 + len(piece) > WIDTH:
            lines.append(current)
            current = indent + piece
        else:
            current = f"{current} {piece}" if current else piece
    return "\n".join([*lines, current])


def shape_of(shape: Sequence[object]) -> str:
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"


def quoted(texts: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"


def one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")[:200]


def has_numbers(result: Tree) -> bool:
    return any(True for _ in leaves(result))


def leaves(result: Tree, path: str = "") -> Iterator[tuple[str, Tree]]:
    if result["kind"] in ("array", "number"):
        yield path, result
    elif result["kind"] == "list":
        for number, item in enumerate(result["items"]):
            yield from leaves(item, f"{path}.{number}" if path else str(number))
    elif result["kind"] == "dict":
        for key, item in result["items"].items():
            yield from leaves(item, f"{path}.{key}" if path else key)


def indices(path: str, result: Tree) -> str:
    text = ""
    for step in path.split(".") if path else []:
        text += f"[{step}]" if result["kind"] == "list" else f'["{step}"]'
        result = result["items"][int(step)] if result["kind"] == "list" else result["items"][step]
    return text


_OF_MODULES = ("_modules", "_parameters", "_buffers")  # where a torch module keeps what is set as an attribute


def of_module(path: str) -> str:
    """The name of a torch module's parameter in its state_dict(); "" for what is none."""
    steps = path.split(".")
    inside = steps[-2:-1] in (["_parameters"], ["_buffers"])
    return ".".join(step for step in steps if step not in _OF_MODULES) if inside else ""


def accessed(owner: str, path: str, attributes: Mapping[str, Tree]) -> str:
    if name := of_module(path):
        return owner + "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in name.split("."))
    top, *steps = path.split(".")
    text, held = f"{owner}.{top}", attributes.get(top, {"kind": "dict"})
    for step in steps:
        text += f"[{step}]" if step.isdigit() else f'["{step}"]' if held["kind"] == "dict" else f".{step}"
        held = _within(held, step)
    return text


def _within(held: Tree, step: str) -> Tree:
    items = held.get("items", {})
    if isinstance(items, list):
        items = {str(number): item for number, item in enumerate(items)}
    return items.get(step, {"kind": "other"})  # type: ignore[no-any-return]


def kind_at(path: str, attributes: Mapping[str, Tree]) -> str:
    """ "dict", "list", "array" or "other" of what lies at a path."""
    top, *steps = path.split(".")
    held = attributes.get(top, {"kind": "other"})
    for step in steps:
        held = _within(held, step)
    return str(held["kind"])


def held_at(path: str, attributes: Mapping[str, Tree]) -> str:
    """The attribute of an object that an array is, or that it lies in: layers.0.params of layers.0.params.W."""
    steps = path.split(".")
    held = 1
    for end in range(1, len(steps)):
        if kind_at(".".join(steps[:end]), attributes) == "other":
            held = end + 1
    return ".".join(steps[:held])


def name_of(path: str) -> str:
    *above, last = path.split(".")
    return f"{above[-1]}_{last}" if last.isdigit() and above else last


def returned_names(function: Function) -> list[str]:
    """The names of several results: `return loss, dx`."""
    last: list[str] = []
    for node in ast.walk(ast.parse(function.text)):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            last = [item.id if isinstance(item, ast.Name) else "" for item in node.value.elts]
    return last


def container_of(kind: str, paths: Sequence[str], names: Mapping[str, str], end: str) -> str:
    """A list or a dict of what `names` says for each path, and `end` after each."""
    if kind == "list":
        return f"[{', '.join(names[path] + end for path in paths)}]"
    return "{" + ", ".join(f'"{path.split(".")[-1]}": {names[path]}{end}' for path in paths) + "}"


def one_drawn(how: str, shape: str, *, torch: bool) -> str:
    """An array that is not of real numbers."""
    n, _, rest = shape.strip("()").partition(",")
    if how == "labels":
        return f"torch.from_numpy(draw.labels(3, {n}))" if torch else f"draw.labels(3, {n})"
    if how == "onehot":
        one = f"np.eye({rest.strip()})[draw.labels({rest.strip()}, {n})]"
        return f"torch.from_numpy({one}).float()" if torch else one
    return f"(draw.uniform(0, 1, {shape}) > 0.5){'.float()' if torch else '.astype(float)'}"


def closing(actual: Sequence[str], expected: Sequence[str]) -> list[str]:
    """The lines of check_close of two dicts, by their entries."""
    one = f"check_close({{{', '.join(actual)}}}, {{{', '.join(expected)}}})"
    if len(one) <= WIDTH - 4:
        return [one]
    lines = []
    for entries in (actual, expected):
        line = f"    {{{', '.join(entries)}}},"
        each = ["    {", *(f"        {entry}," for entry in entries), "    },"]
        lines += [line] if len(line) <= WIDTH - 4 else each
    return ["check_close(", *lines, ")"]


def is_cache(result: Tree, top: str) -> bool:
    """A second result that is itself several things is what a forward keeps for its backward."""
    later = result["kind"] == "list" and top.isdigit() and int(top) > 0
    return later and result["items"][int(top)]["kind"] in ("list", "dict")
