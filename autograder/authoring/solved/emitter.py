"""Writes the test of one function: what is drawn, the calls on both sides, and what is compared."""

import keyword
import re
from collections.abc import Sequence
from typing import Any

from autograder.authoring.solved import paths
from autograder.authoring.solved.compared import Compared
from autograder.authoring.solved.guesses import BATCH
from autograder.authoring.solved.trial import Tried

Tree = dict[str, Any]

_TAKEN = frozenset("student reference draw N module reference_module theirs ours right np torch pytest".split())
_BIAS = re.compile(r"b\d*|bias(es)?\d*")


class Emitter:
    """Writes one test."""

    def __init__(self, tried: Tried, arrays: str, module: str) -> None:
        self.tried = tried
        self.function = tried.function
        self.program, self.answer = tried.program, tried.answer
        self.compared = Compared(tried.function, tried.answer)
        self.torch = arrays.startswith("torch")
        self.module = module
        self.lines: list[str] = []
        self.names: set[str] = set(_TAKEN)
        self.batch = len(tried.batches) > 1
        self.copy = "clone" if self.torch else "copy"
        self._given: list[str] = []  # the arguments of the last step that was written
        self._before_last = ""

    def text(self, name: str) -> str:
        gradients = self.answer.get("gradients", {})
        matched = {**gradients.get("items", {}), **gradients.get("changed", {})}
        if self.program.get("class"):
            self._objects()
        given = self._steps()
        self._compare(given, gradients)
        fixtures = ["student", "reference"] if not self.module else ["module", "reference_module"]
        fixtures += ["draw"] if any("draw" in line for line in self.lines) else []
        head = ["@weight(2)" if matched else "@weight(1)"]
        if self.batch:
            head.append(f'@pytest.mark.parametrize("N", {list(self.tried.batches)})')
            fixtures.append("N")
        for parameter, texts in self.tried.texts.items():
            head.append(f'@pytest.mark.parametrize("{parameter}", {paths.quoted(texts)})')
            fixtures.append(parameter)
        if self.module:
            self.lines.insert(0, f'student, reference = module("{self.module}"), reference_module("{self.module}")')
        what = "computes the gradient" if matched else "returns the right value"
        body = "\n".join(paths.wrapped(f"    {line}") for line in self.lines)
        opening = "\n".join(head)
        return f'{opening}\ndef {name}({", ".join(fixtures)}):\n    """{self.function.full_name} {what}"""\n{body}\n'

    # ---- what is needed before ------------------------------------------------------------------------------

    def _objects(self) -> None:
        init = [slot[0] for slot in self.program["init"]]
        given = self._arguments(init, self.program["init_names"])
        owner = self.program["class"]
        self.lines.append(f"theirs, ours = student.{owner}({given}), reference.{owner}({given})")
        self._parameters()

    def _parameters(self) -> None:
        """The same random parameters in both objects."""
        drawn, shapes = self.answer["drawn"], self.answer["arrays"]
        attributes = self.answer["attributes"]
        places = {path: paths.held_at(path, attributes) for path in shapes}
        holders = {places[path] for path in drawn}
        wanted = [
            path for path in shapes if places[path] in holders or (drawn and _BIAS.fullmatch(path.split(".")[-1]))
        ]
        if not wanted:
            return
        names = {path: self._new(paths.name_of(path)) for path in wanted}
        listed = ", ".join(paths.shape_of(shapes[path]) for path in wanted)
        self.lines.append(f"{', '.join(names.values())} = draw({listed})")
        if state := {paths.of_module(path): names[path] for path in wanted if paths.of_module(path)}:
            kept = self._new("state")
            self.lines.append(f"{kept} = {{" + ", ".join(f'"{name}": {drawn}' for name, drawn in state.items()) + "}")
            self.lines += [f"{one}.load_state_dict({kept}, strict=False)" for one in ("theirs", "ours")]
            wanted = [path for path in wanted if not paths.of_module(path)]
        for holder in dict.fromkeys(places[path] for path in wanted):
            inside = [path for path in wanted if places[path] == holder]
            if inside == [holder]:
                one = names[holder]
                values = one, f"{one}.{self.copy}()"
            else:
                kind = paths.kind_at(holder, attributes)
                values = tuple(paths.container_of(kind, inside, names, end) for end in ("", f".{self.copy}()"))  # type: ignore[assignment]
            sides = [paths.accessed(who, holder, attributes) for who in ("theirs", "ours")]
            both = f"{', '.join(sides)} = {', '.join(values)}"
            self.lines += (
                [both]
                if len(both) < paths.WIDTH - 4
                else [f"{side} = {one}" for side, one in zip(sides, values, strict=True)]
            )

    def _steps(self) -> str:
        """The steps before the last one, on both sides; returns the last one's arguments."""
        steps = self.program["steps"]
        owner = ("theirs", "ours") if self.program.get("class") else ("student", "reference")
        before: list[str] = []
        given = ""
        for number, step in enumerate(steps):
            values = [slot[0] for slot in step["arguments"]]
            shapes = self.answer["shapes"][number]
            given = self._arguments(values, step["names"], shapes=shapes, previous=before)
            before = self._given
            if number < len(steps) - 1:
                is_needed = any(slot[0]["kind"] == "result" for slot in steps[number + 1]["arguments"])
                result = [f"{one}_before" for one in owner] if is_needed else []
                self._before_last = given
                for which, one in enumerate(owner):
                    call = f"{one}.{step['name']}({given})".replace(".__call__(", "(")
                    self.lines.append(f"{result[which]} = {call}" if result else call)
        return given

    def _arguments(
        self, values: Sequence[Tree], names: Sequence[str], *, shapes: Sequence[Any] = (), previous: Sequence[str] = ()
    ) -> str:
        """The arguments' expressions; what is drawn for them goes before."""
        texts: list[str] = []
        draws: dict[str, list[tuple[str, str]]] = {}
        skipped = False
        for number, (value, name) in enumerate(zip(values, names, strict=True)):
            kind = value["kind"]
            if kind == "omit":
                skipped = True
                continue
            if kind == "value":
                text = name if name in self.tried.texts else repr(value["value"]).replace("'", '"')
            elif kind == "given":
                text = previous[value["at"]]
            elif kind == "result":
                text = "RESULT" if value["item"] is None else f"RESULT[{value['item']}]"
            elif kind == "like" and shapes[number] is None:
                text = "0.7"
            elif kind in ("dict", "list"):
                text = self._new(name)
                self.lines.append(f"{text} = {self._drawn_container(value)}")
            else:
                shape = value["shape"] if kind == "array" else shapes[number]
                text = self._new(name)
                draws.setdefault(value.get("how", "normal"), []).append((text, self._shape(shape)))
            texts.append(f"{name}={text}" if skipped else text)
        for how, some in draws.items():
            self._draw(how, some)
        self._given = [text.partition("=")[2] if "=" in text and re.match(r"\w+=", text) else text for text in texts]
        return ", ".join(texts)

    def _draw(self, how: str, some: Sequence[tuple[str, str]]) -> None:
        names, shapes = ", ".join(name for name, _ in some), ", ".join(shape for _, shape in some)
        if how == "normal":
            self.lines.append(f"{names} = draw({shapes})")
        elif how == "unit":
            self.lines.append(f"{names} = draw.uniform(0.05, 0.95, {shapes})")
        else:
            for name, shape in some:
                self.lines.append(f"{name} = {paths.one_drawn(how, shape, torch=self.torch)}")

    def _drawn_container(self, value: Tree) -> str:
        items = value["items"]
        pairs = items.items() if isinstance(items, dict) else enumerate(items)
        texts = []
        for key, item in pairs:
            text = f"draw({self._shape(item['shape'])})"
            texts.append(f'"{key}": {text}' if isinstance(items, dict) else text)
        return "{" + ", ".join(texts) + "}" if isinstance(items, dict) else "[" + ", ".join(texts) + "]"

    def _shape(self, shape: Sequence[int]) -> str:
        small = len(shape) < 4
        return paths.shape_of(["N" if self.batch and small and size == BATCH else size for size in shape])

    def _new(self, name: str) -> str:
        name = re.sub(r"\W", "_", name)
        new, number = name, 1
        while new in self.names or keyword.iskeyword(new):
            number += 1
            new = f"{name}_{number}" if name[-1:].isdigit() else f"{name}{number}"
        self.names.add(new)
        return new

    # ---- the comparison -------------------------------------------------------------------------------------

    def _compare(self, given: str, gradients: Tree) -> None:
        result, changed = self.answer["result"], self.answer["changed"]
        owner = ("theirs", "ours") if self.program.get("class") else ("student", "reference")
        items = gradients.get("items", {})
        there = gradients.get("changed", {})
        if items or there:
            self._oracle(given, gradients, owner[1])
        calls = []
        for one in owner:
            text = given.replace("RESULT", f"{one}_before")
            if one == owner[1] and paths.has_numbers(result):
                text = self._copies(text)
            calls.append(f"{one}.{self.function.name}({text})".replace(".__call__(", "("))
        if not paths.has_numbers(result) and not changed:
            self._inputs(calls, given)
            return
        compared = self.compared.results(result, items)
        attributes = self.compared.attributes(changed, there, anyway=not compared)
        if not attributes and list(compared) == [""] and not items:
            self.lines.append(f'check_close({calls[0]}, {calls[1]}, of="{self.function.name.strip("_")}")')
            return
        needs_ours = any(not right for right in [*compared.values(), *attributes.values()])
        self.lines.append(f"actual = {calls[0]}" if compared else calls[0])
        if needs_ours:
            self.lines.append(f"expected = {calls[1]}" if any(not right for right in compared.values()) else calls[1])
        actual, expected = [], []
        for path, right in compared.items():
            label, at = self.compared.label(path, right), paths.indices(path, result)
            actual.append(f'"{label}": actual{at}')
            expected.append(f'"{label}": ' + (f'right["{right}"]' if right else f"expected{at}"))
        now = self.answer["attributes"]
        for path, right in attributes.items():
            label = paths.of_module(path) or path
            actual.append(f'"{label}": {paths.accessed("theirs", path, now)}')
            expected.append(f'"{label}": ' + (f'right["{right}"]' if right else paths.accessed("ours", path, now)))
        self.lines += paths.closing(actual, expected)

    def _copies(self, given: str) -> str:
        """The reference's own copies of what the function changes."""
        names = given.split(", ")
        for number in self.answer["inputs"]:
            if number < len(names) and names[number].isidentifier():
                names[number] = f"deepcopy({names[number]})"
        return ", ".join(names)

    def _oracle(self, given: str, gradients: Tree, owner: str) -> None:
        """What autograd gives for the forward that this is the backward of."""
        steps = self.program["steps"]
        derivative = self.program.get("derivative_of")
        more = []
        if derivative:
            call = f"reference.{derivative}, {given}"
        elif len(steps) > 1:
            name = steps[-2]["name"]
            call = f"{owner}.{name}, {self._before_last}"
            more.append(f"upstream={self._upstream(steps[-1])}")
        else:
            call = f"{owner}.{self.function.name}, {given}"
        if gradients.get("which") is not None:
            more.append(f"result={gradients['which']}")
        own = sorted({*gradients.get("items", {}).values(), *gradients.get("changed", {}).values()})
        attributes = [right for right in own if right in self.answer["arrays"]]
        if attributes:
            more.append(f"attributes={paths.quoted(attributes)}")
        self.lines.append(f"right = autograd_of({', '.join([call, *more])})")

    def _upstream(self, step: Tree) -> str:
        at = next(number for number, slot in enumerate(step["arguments"]) if slot[0]["kind"] == "like")
        return self._given[at]

    def _inputs(self, calls: Sequence[str], given: str) -> None:
        """It changes its arguments."""
        names = given.split(", ")
        changed = [names[number] for number in self.answer["inputs"]]
        for name in changed:
            self.lines.append(f"{name}_there = put(student, {name})")
        call = calls[0]
        for name in changed:
            call = re.sub(rf"\b{name}\b(?!_there)", f"{name}_there", call)
        self.lines += [call, calls[1]]
        actual = [f'"{name}": value_of({name}_there)' for name in changed]
        expected = [f'"{name}": {name}' for name in changed]
        self.lines += paths.closing(actual, expected)
