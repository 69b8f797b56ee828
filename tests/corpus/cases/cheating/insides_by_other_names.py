# what: reaches for frames, the garbage collector, torch._C and ctypes by names that it makes, and hands in right work
# outcome: ok
# flags: "layer.py uses ctypes or other native code (line 6, line 7 and line 8)"
# why: none of it gains anything here, and each of them is seen
from right import *
import importlib, sys, torch; native = importlib.import_module("".join(["cty", "pes"]))
again = sys.modules.get("sepytc"[::-1])
exec("import ctypes as once_more")
grab = getattr(sys, "_get" + "frame")
collector = __import__("cg"[::-1])
objects = getattr(collector, "get_objects")
engine = vars(torch)[chr(95) + "C"]
