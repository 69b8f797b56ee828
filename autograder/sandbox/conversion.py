"""Python values to what crosses the boundary, and back.

Arrays are rebuilt from a whitelisted dtype, a shape and exactly as many bytes, so that subclasses and overridden
operators of the student stay on the student's side.
"""

import importlib
import math
import sys
from collections.abc import Callable, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.sandbox import wire

_DTYPES = "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128"
DTYPES = {name: np.dtype(name) for name in _DTYPES.split()}
_NAMES = {dtype: name for name, dtype in DTYPES.items()}  # of the dtypes in this machine's byte order


class Encoder:
    """Python value -> wire value, within limits of size, depth and number of nodes.

    `keep` turns an object that cannot be sent into the Remote that names it, or raises TypeError.
    """

    def __init__(self, keep: Callable[[Any], wire.Remote], max_bytes: int) -> None:
        self._keep = keep
        self._bytes_left = max_bytes
        self._max_bytes = max_bytes
        self._nodes_left = wire.MAX_NODES
        self._number_keys_left = wire.MAX_NUMBER_KEYS

    def encode(self, value: Any, depth: int = 0) -> wire.Value:
        self._nodes_left -= 1
        if self._nodes_left < 0:
            raise wire.TooLargeError(f"more than {wire.MAX_NODES} values in one result")
        if depth > wire.MAX_DEPTH:
            raise wire.TooLargeError(
                f"a list inside a list more than {wire.MAX_DEPTH} levels deep (does it contain itself?)"
            )
        kind = type(value)
        torch = sys.modules.get("torch")
        if torch is not None and kind is torch.Tensor:  # first what almost every value is
            return self._torch(torch, value)
        if value is None or kind is bool or kind is float:
            return value  # type: ignore[no-any-return]
        if kind is int:
            return value if -(2**63) <= value < 2**63 else self._keep(value)
        if kind is str:
            return value.encode("utf-8", "backslashreplace").decode()[: wire.MAX_TEXT]  # type: ignore[no-any-return]
        if isinstance(value, np.ndarray) and value.dtype.kind == "O" and 0 < value.size <= wire.MAX_NODES:
            return self.encode(value.tolist(), depth + 1)  # how many make a list of arrays of different shapes
        if isinstance(value, (np.ndarray, np.generic)):
            return self._numpy(value)
        if torch is not None and isinstance(value, torch.Tensor):
            return self._torch(torch, value)
        if (pairs := _pairs(value)) is not None:
            if not all(type(key) is str or (type(key) is int and abs(key) < 2**63) for key, _ in pairs):
                return self._keep(value)
            self._number_keys_left -= sum(type(key) is int for key, _ in pairs)
            if self._number_keys_left < 0:
                raise wire.TooLargeError(f"a dict with more than {wire.MAX_NUMBER_KEYS} numbers as keys")
            return wire.Dict([key for key, _ in pairs], [self.encode(item, depth + 1) for _, item in pairs])
        if isinstance(value, tuple):
            return wire.Tuple([self.encode(item, depth + 1) for item in tuple.__iter__(value)])
        if isinstance(value, list):
            return wire.List([self.encode(item, depth + 1) for item in list.__iter__(value)])
        return self._keep(value)

    @property
    def bytes_used(self) -> int:
        return self._max_bytes - self._bytes_left

    def _take(self, size: int) -> None:
        self._bytes_left -= size
        if self._bytes_left < 0:
            raise wire.TooLargeError(f"a result larger than {self._max_bytes / 2**20:g} MiB")

    def _numpy(self, value: np.ndarray[Any, Any] | np.generic) -> wire.Value:
        if value.dtype.type is np.longdouble:
            value = value.astype(np.float64)
        dtype = value.dtype.newbyteorder("=")
        name = _NAMES.get(dtype)
        if name is None or (isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value)):
            return self._keep(value)
        self._take(math.prod(value.shape) * dtype.itemsize)  # a broadcast view can claim terabytes
        plain = np.array(value, dtype=dtype, order="C", subok=False, copy=True)
        return wire.Array("numpy", name, plain.shape, plain.tobytes())

    def _torch(self, torch: Any, value: Any) -> wire.Value:
        if type(value) is torch.Tensor and not value.requires_grad:
            try:
                array = value.numpy()  # what almost every value is, in a tenth of the time
            except (TypeError, RuntimeError):
                array = None
            if array is not None and (name := _NAMES.get(array.dtype)):
                self._take(array.nbytes)
                return wire.Array("torch", name, array.shape, array.tobytes())
        with torch.no_grad(), torch._C.DisableTorchFunctionSubclass():
            if value.is_nested or value.layout != torch.strided or value.device.type != "cpu" or value.is_quantized:
                return self._keep(value)
            self._take(math.prod(value.shape) * value.element_size())
            plain = value.detach().resolve_conj().resolve_neg()
            if plain.dtype == torch.bfloat16:
                plain = plain.float()
            try:
                array = plain.contiguous().numpy()
            except (TypeError, RuntimeError):
                return self._keep(value)
        name = _NAMES.get(array.dtype)
        return self._keep(value) if name is None else wire.Array("torch", name, array.shape, array.tobytes())


def _pairs(value: Any) -> list[tuple[Any, Any]] | None:
    """The keys and values of a dict, or of what dict() takes for one: a UserDict, torch's ParameterDict."""
    if isinstance(value, dict):
        return list(dict.items(value))  # not value.items(): a subclass may say something else
    if hasattr(type(value), "keys") and hasattr(type(value), "__getitem__"):
        return [(key, value[key]) for key in value.keys()]  # noqa: SIM118 - a mapping need not iterate over its keys
    return None


def without_leading_ones(shape: Sequence[int]) -> tuple[int, ...]:
    """(1, 1, 4) -> (4,): a row vector and a vector hold the same."""
    shape = tuple(shape)
    while shape and shape[0] == 1:
        shape = shape[1:]
    return shape


class Decoder:
    """Wire value -> Python value; arrays are new ones, built from bytes.

    `remote` turns a Remote into what stands for it on this side. `frozen`: the grader's side gets read-only copies,
    so that writing into what is only a copy is an error, not a silence. Otherwise a float32 tensor gets torch's
    default dtype: where the student's file sets another one, torch.randn gives no float32 there either.
    """

    def __init__(self, remote: Callable[[wire.Remote], Any], *, frozen: bool) -> None:
        self._remote = remote
        self._frozen = frozen
        self._number_keys_left = wire.MAX_NUMBER_KEYS

    def decode(self, value: wire.Value, depth: int = 0) -> Any:
        if depth > wire.MAX_DEPTH + 1:
            raise wire.ProtocolError("a value nested too deeply")
        if isinstance(value, wire.Array):
            return self._array(value)
        if isinstance(value, wire.List):
            return [self.decode(item, depth + 1) for item in value.items]
        if isinstance(value, wire.Tuple):
            return tuple(self.decode(item, depth + 1) for item in value.items)
        if isinstance(value, wire.Dict):
            if len(value.keys) != len(value.values):
                raise wire.ProtocolError("a dict with more keys than values")
            self._number_keys_left -= sum(type(key) is not str for key in value.keys)
            if self._number_keys_left < 0:
                raise wire.ProtocolError("a dict with thousands of numbers as keys")
            tree = dict(zip(value.keys, [self.decode(item, depth + 1) for item in value.values], strict=True))
            return MappingProxyType(tree) if self._frozen else tree
        if isinstance(value, wire.Remote):
            return self._remote(value)
        if isinstance(value, wire.Contents):
            raise wire.ProtocolError("the contents of a module instead of a value")
        return value

    def _array(self, value: wire.Array) -> Any:
        dtype, shape = DTYPES.get(value.dtype), value.shape
        if dtype is None or value.library not in ("numpy", "torch"):
            raise wire.ProtocolError(f"an array of {value.library} {value.dtype}"[:100])
        least = min(shape, default=1)
        if len(shape) > 8 or least < 0:
            raise wire.ProtocolError("an array of an impossible shape")
        if math.prod(shape) * dtype.itemsize != len(value.data):
            raise wire.ProtocolError("an array whose bytes do not match its shape")
        if least == 0 and math.prod(size or 1 for size in shape) > wire.MAX_EMPTY:
            raise wire.ProtocolError("an empty array whose sums would not be")  # nor fit into any memory
        try:
            array = np.frombuffer(value.data, dtype).reshape(shape)
        except (ValueError, OverflowError):  # no entries, and sizes that numpy cannot hold all the same
            raise wire.ProtocolError("an array of an impossible shape") from None
        if value.library == "numpy":
            return array if self._frozen else array.copy()
        # the grader's side may not have needed it before; a student's process imports nothing that it was not given
        torch = importlib.import_module("torch") if self._frozen else sys.modules.get("torch")
        if torch is None:
            raise wire.ProtocolError("a tensor, although this homework does not use torch")
        try:
            tensor = torch.from_numpy(array.copy())
        except (TypeError, RuntimeError):  # uint16 and the like
            raise wire.ProtocolError(f"a tensor of {value.dtype}") from None
        if not self._frozen and value.dtype == "float32" and torch.get_default_dtype() is not torch.float32:
            return tensor.to(torch.get_default_dtype())
        return tensor
