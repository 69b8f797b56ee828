"""What the test of one function compares: which of its results, which attributes, and how each is called."""

import re
from collections.abc import Mapping
from typing import Any

from autograder.authoring.solved import paths
from autograder.authoring.solved.functions import Function

Tree = dict[str, Any]

_GRADIENT = re.compile(r"(^|\.)(d[A-Z_b]|grad|g[A-Z]|d_?[Wwb]\b)")
_CACHE = re.compile(r"(?i)cache|ctx|saved|memo|mask|num_batches_tracked")


class Compared:
    """Of a function's `answer`, as probe.py gives it."""

    def __init__(self, function: Function, answer: Tree) -> None:
        self._function = function
        self._answer = answer

    def results(self, result: Tree, items: Mapping[str, str]) -> dict[str, str]:
        """Of what is returned: the paths that are compared, and the oracle's name for each, "" for the reference."""
        names = paths.returned_names(self._function)
        found: dict[str, str] = {}
        for path, kind in paths.leaves(result):
            top = path.split(".")[0]
            name = names[int(top)] if top.isdigit() and int(top) < len(names) and result["kind"] == "list" else ""
            inside = path.count(".") or (path and result["kind"] == "list" and kind["kind"] not in ("array", "number"))
            if _CACHE.search(name) or (inside and path not in items and paths.is_cache(result, top)):
                continue
            found[path] = items.get(path, "" if path else items.get("0", ""))
        return found

    def attributes(self, changed: Tree, there: Mapping[str, str], *, anyway: bool) -> dict[str, str]:
        """The same of the attributes that the function changes; `anyway`: something is to be compared."""
        found: dict[str, str] = {}
        anyway = anyway and not any(path in self._answer["arrays"] for path in changed)
        backward = bool(re.match(r"backward|backprop|grad", self._function.name))
        for path in changed:
            matched = there.get(path, "")
            before = path in self._answer["arrays"]
            wanted = matched or before or (backward and _GRADIENT.search(path)) or anyway
            if wanted and (matched or not _CACHE.search(path)):
                found[path] = matched
        return found

    def label(self, path: str, right: str) -> str:
        """What a message calls the value; `right`: the oracle's name for it."""
        if not path:
            return f"gradient with respect to {right}" if right else self._function.name.strip("_")
        names = paths.returned_names(self._function)
        top, _, rest = path.partition(".")
        if top.isdigit() and int(top) < len(names) and names[int(top)]:
            return names[int(top)] + (f".{rest}" if rest else "")
        return f"result {path}" if top.isdigit() else path
