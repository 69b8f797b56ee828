"""Programs of probe.py: the steps that are tried, with the values that each argument may have."""

from collections.abc import Iterator
from typing import Any

from autograder.authoring.solved.functions import Function
from autograder.authoring.solved.guesses import BATCH, Sizes, arguments

Tree = dict[str, Any]


def step_of(function: Function, sizes: Sizes, *, after: Function | None = None) -> Tree:
    names = [parameter.name for parameter in function.parameters]
    return {"name": function.name, "names": names, "arguments": arguments(function, sizes, after=after)}


def forward_of(name: str, names: dict[str, Function]) -> str:
    """The function whose backward this is, by its name."""
    for old, new in (
        ("backward", "forward"),
        ("_backward", ""),
        ("backprop", "forward"),
        ("_grad", ""),
        ("bwd", "fwd"),
    ):
        if old in name and name.replace(old, new) in names and name.replace(old, new) != name:
            return name.replace(old, new)
    return ""


def from_before(values: list[Tree], before: Tree) -> list[Tree]:
    """What is to be the argument of the same name of the step before: that value."""
    filled: list[Tree] = []
    for value in values:
        if value["kind"] != "argument":
            filled.append(value)
        elif value["name"] in before["names"]:
            at = before["names"].index(value["name"])
            filled.append({"kind": "given", "at": at, "value": before["arguments"][at][0]})
    return filled


def fixed_by(program: Tree, answer: Tree) -> Tree:
    """The program with the values that were chosen alone."""
    chosen = iter(answer["choice"])
    fixed = dict(program)
    if "init" in program:
        fixed["init"] = [[slot[next(chosen)]] for slot in program["init"]]
    fixed["steps"] = [
        {**step, "arguments": [[slot[next(chosen)]] for slot in step["arguments"]]} for step in program["steps"]
    ]
    answer["choice"] = [0] * len(answer["choice"])
    return fixed


def has_batch(fixed: Tree) -> bool:
    return any(
        value["kind"] == "array" and BATCH in value["shape"] and len(value["shape"]) < 4
        for step in fixed["steps"]
        for (value,) in step["arguments"]
    )


def with_batch(fixed: Tree, n: int) -> Tree:
    def other(value: Tree) -> Tree:
        if value["kind"] == "given":
            return {**value, "value": other(value["value"])}
        if value["kind"] != "array" or len(value["shape"]) > 3:
            return value
        return {**value, "shape": [n if size == BATCH else size for size in value["shape"]]}

    steps = [{**step, "arguments": [[other(slot[0])] for slot in step["arguments"]]} for step in fixed["steps"]]
    return {**fixed, "steps": steps}


def text_slots(program: Tree) -> Iterator[tuple[str, int, str, list[str]]]:
    """The arguments that are one of several texts: of the constructor or the last step, which one, its name, those."""
    places = [("steps", program["steps"][-1]["arguments"], program["steps"][-1]["names"])]
    if program.get("init"):
        places.append(("init", program["init"], program["init_names"]))
    for place, slots, names in places:
        for at, (slot, name) in enumerate(zip(slots, names, strict=True)):
            options = [value["value"] for value in slot if value["kind"] == "value" and isinstance(value["value"], str)]
            if len(options) > 1:
                yield place, at, name, options


def with_text(fixed: Tree, place: str, at: int, text: str) -> Tree:
    value = [{"kind": "value", "value": text}]
    if place == "init":
        return {**fixed, "init": [value if i == at else slot for i, slot in enumerate(fixed["init"])]}
    last = fixed["steps"][-1]
    changed = [value if i == at else slot for i, slot in enumerate(last["arguments"])]
    return {**fixed, "steps": [*fixed["steps"][:-1], {**last, "arguments": changed}]}
