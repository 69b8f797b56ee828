"""What a homework forbids by name: a module (`scipy`), or something in one (`numpy.linalg.solve`).

Naming it stays possible; using it fails with a sentence. A module that nothing here has imported cannot be read at all
by students' processes (confine.readable_paths), so that no trick with Python's import brings it back.
"""

import contextlib
import importlib
import sys
import types
from collections.abc import Callable, Collection, Iterable
from typing import Any, NoReturn


class NotAllowed(RuntimeError):
    """The homework asks for it by hand."""


def import_holders(names: Iterable[str]) -> None:
    """Import the modules that hold what is forbidden in them; those that are not installed are no matter."""
    for name in names:
        if "." in name:
            with contextlib.suppress(ImportError):
                _holder(name)


def unknown(names: Iterable[str]) -> list[str]:
    """Those that name nothing, or nothing that can be taken away: a slip in homework.yaml."""
    found = []
    for name in names:
        if "." not in name or name in sys.modules:
            continue
        with contextlib.suppress(ImportError):
            holder, left = _holder(name)
            if holder is not None and left and ("." in left or not hasattr(holder, left)):
                found.append(name)
    return found


def forbid_names(names: Collection[str]) -> None:
    """Make every use of them fail, in this process for ever."""
    for name in names:
        loaded = [one for one in sys.modules if _is_below(one, name)]
        for one in loaded:
            _take_module(one, name)
        if not loaded and "." in name:
            with contextlib.suppress(ImportError):
                holder, left = _holder(name)
                if holder is not None and hasattr(holder, left):
                    _take_out(name, getattr(holder, left))
    refuse_imports(names, lambda name: _sentence(next(one for one in names if _is_below(name, one))))


def refuse_imports(names: Collection[str], sentence: Callable[[str], str]) -> None:
    class Refuse:
        @staticmethod
        def find_spec(name: str, path: object = None, target: object = None) -> None:
            if any(_is_below(name, one) for one in names):
                raise NotAllowed(sentence(name))

    if names:
        sys.meta_path.insert(0, Refuse)


def _sentence(name: str) -> str:
    return f"{name} is not allowed in this homework: write the computation yourself"


def _is_below(name: str, top: str) -> bool:
    return name == top or name.startswith(f"{top}.")


def _holder(name: str) -> tuple[types.ModuleType | None, str]:
    """The innermost module of a dotted name, and what is left of the name. Raises ImportError."""
    parts = name.split(".")
    holder: types.ModuleType | None = None
    for depth in range(1, len(parts) + 1):
        try:
            holder = importlib.import_module(".".join(parts[:depth]))
        except ModuleNotFoundError:
            if holder is None:
                raise
            return holder, ".".join(parts[depth - 1 :])
    return holder, ""


def _take_module(module: str, name: str) -> None:
    class Refusing(types.ModuleType):
        def __getattr__(self, attribute: str) -> NoReturn:
            if attribute.startswith("__"):
                raise AttributeError(attribute)
            raise NotAllowed(_sentence(name))

    there = Refusing(module)
    there.__path__ = []
    sys.modules[module] = there
    parent, _, own = module.rpartition(".")
    if parent in sys.modules and not isinstance(sys.modules[parent], Refusing):
        with contextlib.suppress(Exception):
            setattr(sys.modules[parent], own, there)


def _take_out(name: str, value: Any) -> None:
    """Wherever its library holds it, under whatever name."""

    def refuse(*args: object, **kwargs: object) -> NoReturn:
        raise NotAllowed(_sentence(name))

    instead: Any = refuse
    if isinstance(value, type):
        instead = type(value.__name__, (), {"__new__": refuse, "__init_subclass__": classmethod(refuse)})
    top = name.partition(".")[0]
    for module in [found for one, found in sys.modules.items() if _is_below(one, top)]:
        for attribute in [one for one, held in vars(module).items() if held is value]:
            setattr(module, attribute, instead)
