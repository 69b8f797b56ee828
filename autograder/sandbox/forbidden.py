"""What a homework forbids in the student's process, permanently: autograd, torch, or other names."""

import ctypes
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from autograder.sandbox.forbidden_names import NotAllowed, forbid_names, refuse_imports

LATER = "in this part of the homework"  # where names are forbidden besides those of the homework


class AutogradForbidden(NotAllowed):
    """The homework asks for derivatives by hand."""


_BY_NUMPY = "is not allowed in this homework: write it with numpy and derive the gradients yourself"
SPECIAL = ("autograd", "torch")  # more than a name: every way to derivatives, and torch's likes


def forbid(names: Sequence[str], where: str = "in this homework") -> None:
    """Make the use of autograd, torch, or any other name fail with a sentence where it is used; naming it is possible.

    Autograd may have been used in this process before, and names of it imported: they end in the same places.
    """
    if "torch" in names:
        likes = {"torch", "tensorflow", "jax", "autograd", "functorch", "tinygrad", "mxnet", "theano", "sympy"}
        refuse_imports(likes, lambda name: f"{name} {_BY_NUMPY}")
    forbid_names([name for name in names if name not in SPECIAL])
    torch = sys.modules.get("torch")
    if "autograd" in names and torch is not None:
        _forbid_autograd(torch, where)


def _forbid_autograd(torch: Any, where: str) -> None:
    def refusing() -> Callable[..., NoReturn]:
        """One for each name: torch tells its functions apart by what they are."""

        def refuse(*args: object, **kwargs: object) -> NoReturn:
            raise AutogradForbidden(
                f"torch's autograd is not allowed {where}: derive and compute the gradients yourself"
            )

        return refuse

    class Refusing:
        """In the place of the engine: reverse mode, whatever name it was reached by, ends here."""

        run_backward = staticmethod(refusing())
        queue_callback = staticmethod(refusing())
        is_checkpoint_valid = staticmethod(refusing())

    torch.autograd.Variable._execution_engine = Refusing()
    record_no_derivatives()  # there is no graph either, for those who would walk through it by hand
    torch._C._set_grad_enabled(False)
    for module, names in (
        (torch.autograd, ("backward", "grad")),  # on its way to the engine torch imports for half a second
        (torch.autograd.forward_ad, ("enter_dual_level", "make_dual")),
        (torch._C, ("_enter_dual_level",)),
        (torch._C._functorch, ("_grad_increment_nesting", "_jvp_increment_nesting")),
    ):
        for name in names:
            if hasattr(module, name):
                setattr(module, name, refusing())
    modules = (torch.func, torch.autograd.functional, sys.modules.get("torch._functorch.eager_transforms"))
    ways = (
        "grad", "grad_and_value", "vjp", "jvp", "hvp", "vhp", "jacrev", "jacfwd", "jacobian", "hessian", "linearize",
    )  # fmt: skip
    for name in (*ways, "_vjp_with_argnums", "_jvp_with_argnums", "_autograd_grad"):
        for module in modules:
            if module is not None and hasattr(module, name):
                setattr(module, name, refusing())


def record_no_derivatives() -> None:
    """Take the derivatives out of torch, in this process for ever: every operation loses the part that records them.

    Recording can also be switched off, but for one thread only, and there are many ways to switch it on again.
    Takes 20 ms, so the zygote does it where a whole homework forbids autograd.
    """
    import torch

    with torch.enable_grad():
        if not (torch.ones(1, requires_grad=True) * 1).requires_grad:
            return  # done
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch says that its own kernels are overridden
        for key in ("Autograd", "AutogradNestedTensor"):
            library = torch._C._dispatch_library("IMPL", "aten", key, "", 0)
            operations = torch._C._dispatch_get_registrations_for_dispatch_key(key)
            names = [name for space, _, name in (each.partition("::") for each in operations) if space == "aten"]
            for name in names:
                library.impl(name, key, torch.library.fallthrough_kernel)
            if not _forget_registrations(library, len(names)):
                ctypes.pythonapi.Py_IncRef(ctypes.py_object(library))  # the kernels would come back when it is freed


_WORDS = 16  # of a torch::Library, whose last member is the vector of its registrations
_FUNCTION_BYTES = 32  # a std::function: what takes one registration back


def _forget_registrations(library: Any, count: int) -> bool:
    """Make what a library has registered stay for ever: what would take it back is wiped out of this process's memory.

    As long as it exists, somebody who looks for it in memory can run it. False where torch keeps it in another way.
    """
    value = ctypes.c_void_p.from_address(id(library) + object.__basicsize__).value  # pybind11: what the object holds
    if not value or not count:
        return False
    words = (ctypes.c_uint64 * _WORDS).from_address(value)
    for begin in range(_WORDS - 2):
        first, end, room = words[begin : begin + 3]
        if first and end - first == count * _FUNCTION_BYTES and end <= room < end + end - first + _FUNCTION_BYTES:
            ctypes.memset(first, 0, end - first)
            words[begin : begin + 3] = [0, 0, 0]
            return True
    return False
