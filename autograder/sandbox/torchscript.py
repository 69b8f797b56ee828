"""torch's compilers in a student's process: torch.compile changes nothing, TorchScript derives nothing of its own.

Its derivatives need nothing that autograd records.

TorchScript cuts what it can derive out of a function, and derives that by formulas of its own. Here it finds nothing to
cut out: each function runs as it is written, and autograd records that as it records everything, or does not. Its
switches, which are a word of memory each, make no difference any more.
"""

import ctypes
import mmap
import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from autograder.sandbox.forbidden import AutogradForbidden

# std::vector<Node*> CreateAutodiffSubgraphs(const std::shared_ptr<Graph>&, size_t): both executors begin with it
_CUTS_OUT = "_ZN5torch3jit23CreateAutodiffSubgraphsERKSt10shared_ptrINS0_5GraphEEm"
# machine code of a function that returns an empty vector, to where its caller says
_FINDS_NOTHING = {
    # mov rax, rdi; xor ecx, ecx; mov [rdi], rcx; mov [rdi+8], rcx; mov [rdi+16], rcx; ret
    "x86_64": "4889f8 31c9 48890f 48894f08 48894f10 c3",
    # stp xzr, xzr, [x8]; str xzr, [x8, #16]; ret
    "aarch64": "1f7d00a9 1f0900f9 c0035fd6",
}


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


def leave_torchscript_no_derivatives() -> None:
    """Take TorchScript's own derivatives out of it, in this process for ever.

    A function keeps the executor that it has at its first call, so this comes before the student's file is loaded.
    """
    module: Any = sys.modules["torch"]._C
    if module._jit_differentiate is _refuse:
        return  # done
    module._jit_set_profiling_mode(False)
    for name in ("_jit_set_profiling_executor", "_jit_set_profiling_mode", "_jit_differentiate"):
        setattr(module, name, _refuse)
    _find_nothing_to_derive()


def _refuse(*args: object) -> NoReturn:
    raise AutogradForbidden(
        "torch's autograd is not allowed through TorchScript either: it is switched off during grading"
    )


def _find_nothing_to_derive() -> bool:
    """Put code that finds nothing in the place of the code that looks for what can be derived.

    False where torch or the processor is another one than we know, or the kernel does not allow it: the switches are
    gone from Python all the same.
    """
    code = bytes.fromhex(_FINDS_NOTHING.get(platform.machine(), "").replace(" ", ""))
    library = Path(sys.modules["torch"].__file__ or "").parent / "lib" / "libtorch_cpu.so"
    try:
        address = ctypes.cast(getattr(ctypes.CDLL(str(library), os.RTLD_NOLOAD), _CUTS_OUT), ctypes.c_void_p).value
    except (OSError, AttributeError):
        return False
    return bool(code and address) and _overwrite(address or 0, code)


def _overwrite(address: int, code: bytes) -> bool:
    """Write `code` into this process's copy of the program."""
    libc = ctypes.CDLL(None, use_errno=True)
    first = address - address % mmap.PAGESIZE
    pages = ctypes.c_void_p(first), ctypes.c_size_t(address + len(code) - first)
    if libc.mprotect(*pages, mmap.PROT_READ | mmap.PROT_WRITE):
        return False
    ctypes.memmove(address, code, len(code))
    return not libc.mprotect(*pages, mmap.PROT_READ | mmap.PROT_EXEC)
