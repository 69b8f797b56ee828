"""What the student's things are called, as text that may cross the boundary."""

import inspect
import os
import types
from typing import Any

from autograder.sandbox import wire


def methods_of(of: type) -> list[str]:
    """Names that are certain to be callable on an object of this class: methods that the student wrote.

    Not those of a library's class above it, which an attribute may hide: `self.parameters = {}` in an nn.Module.
    """
    return [name for name in public_names(of) if inspect.isroutine(vars(of).get(name))]


def public_names(value: Any) -> list[str]:
    return [safe_text(name)[:100] for name in dir(value) if not str(name).startswith("__")][: wire.MAX_NAMES]


def described(value: Any) -> str:
    if isinstance(value, types.ModuleType):
        return safe_text(os.path.basename(value.__file__ or value.__name__))
    return safe_text((value if isinstance(value, type) else type(value)).__name__)


def name_of(code: types.CodeType) -> str:
    """ "MLP.forward", "mse_loss", or "lab.py" for what is in no function."""
    if code.co_name == "<module>":
        return os.path.basename(code.co_filename)
    name = getattr(code, "co_qualname", code.co_name)  # Python 3.10 has none
    return safe_text(name.replace("<locals>.", "").removesuffix(".__init__"))[:100]


def signature_of(function: Any) -> str:
    return safe_text(f"{getattr(function, '__name__', '')}{inspect.signature(function)}")[:300]


def safe_text(value: Any) -> str:
    """`str(value)`, capped; a surrogate becomes its escape, because a frame is UTF-8."""
    return str(value)[: wire.MAX_LINE].encode("utf-8", "backslashreplace").decode()[: wire.MAX_LINE]
