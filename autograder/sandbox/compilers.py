"""torch.compile as a decorator that changes nothing: there is no compiler in a student's process."""

from collections.abc import Callable
from typing import Any


def compile_nothing(torch: Any, *, torchscript: bool) -> None:
    """Make torch.compile, and torch.jit's script and trace where `torchscript`, hand back what they are given."""

    def as_it_is(model: Any = None, *args: Any, **kwargs: Any) -> Any:
        return model if model is not None else lambda function: function

    torch.compile = as_it_is
    torch.nn.Module.compile = lambda self, *args, **kwargs: None
    if torchscript:
        names: dict[str, Callable[..., Any]] = {"script": as_it_is, "trace": as_it_is, "script_method": as_it_is}
        for name, function in names.items():
            setattr(torch.jit, name, function)
