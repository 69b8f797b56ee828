"""Ways to write the inputs of a test into what the student reads of it: each a change of a right layer.py."""

from __future__ import annotations

HEAD = '''
import sys, types
import torch
import right


def leak(values):
    """The inputs as a name: LEAK_0_123456_…"""
    numbers = "_".join(f"{abs(number):.6f}" for number in values.flatten().tolist())
    return "LEAK_" + numbers.replace(".", "_")


class Layer(right.Layer):
    pass


def mean_square(y, y_hat):
    return right.mean_square(y, y_hat)
'''
# name -> what follows the head
CHANNELS = {
    "message": "def mean_square(y, y_hat):\n    raise ValueError(leak(y))\n",
    "message_of_its_own_type": "def mean_square(y, y_hat):\n    raise type('Odd', (Exception,), {})(leak(y))\n",
    "type_of_the_exception": "def mean_square(y, y_hat):\n    raise type(leak(y), (Exception,), {})()\n",
    "message_of_not_implemented": "def mean_square(y, y_hat):\n    raise NotImplementedError(leak(y))\n",
    "message_of_import_error": "def mean_square(y, y_hat):\n    raise ImportError(leak(y))\n",
    "name_of_a_file": "def mean_square(y, y_hat):\n    open(leak(y))\n",
    "name_of_a_path": "def mean_square(y, y_hat):\n    open('/etc/' + leak(y), 'w')\n",
    "name_of_a_function": """
def mean_square(y, y_hat):
    def inner():
        raise ValueError
    inner.__code__ = inner.__code__.replace(co_name=leak(y))
    inner()
""",
    "text_of_a_line": """
def mean_square(y, y_hat):
    import linecache
    path = __file__
    lines = [leak(y)] * 500
    linecache.cache[path] = (1, None, lines, path)
    linecache.updatecache = lambda *arguments: lines
    raise ValueError
""",
    "name_of_a_code_file": """
def mean_square(y, y_hat):
    import os
    exec(compile("raise ValueError", os.path.join(os.getcwd(), leak(y)), "exec"))
""",
    "names_of_a_module": """
class Layer(right.Layer):
    def forward(self, X):
        module = sys.modules[Layer.__module__]
        for number in range(5):
            setattr(module, leak(X[number:]), 1)
        del module.mean_square
        return super().forward(X)
    def backward(self, upstream):
        return super().backward(upstream)
""",
    "names_of_a_dict": """
class Layer(right.Layer):
    def backward(self, upstream):
        dX = super().backward(upstream)
        self.gradient = {leak(upstream[number:]): 1 for number in range(5)}
        return dX
""",
    "names_like_one_that_is_missing": """
class Layer(right.Layer):
    def backward(self, upstream):
        dX = super().backward(upstream)
        self.gradient = {"W_" + leak(upstream): self.gradient["W"], "b": self.gradient["b"]}
        return dX
""",
    "type_of_a_result": "def mean_square(y, y_hat):\n    return type(leak(y), (), {})()\n",
    "text_as_a_result": "def mean_square(y, y_hat):\n    return leak(y)\n",
    "signature": """
class Layer(right.Layer):
    def backward(self, upstream):
        return super().backward(upstream)
    def forward(self, X):
        def backward(*, default=leak(X)):
            pass
        self.backward = backward
        return super().forward(X)
""",
    "recursion": "def mean_square(y, y_hat):\n    raise RecursionError(leak(y))\n",
    "cause": "def mean_square(y, y_hat):\n    raise ValueError from ValueError(leak(y))\n",
    "exit": "def mean_square(y, y_hat):\n    sys.exit(leak(y))\n",
    "forged_failure": """
def mean_square(y, y_hat):
    import os
    wire = sys.modules["autograder.sandbox.wire"]
    frame = sys._getframe()
    while "request" not in frame.f_locals or "connection" not in frame.f_locals:
        frame = frame.f_back
    number, connection = frame.f_locals["request"].number, frame.f_locals["connection"]
    text = leak(y)
    frames, last = [wire.Frame("layer.py", 3, text, text)], len(frame.f_locals["request"].ops) - 1
    failure = wire.Failure(last, KIND, text, text, frames,
                           [text], text, text)
    os.write(connection.fileno(), wire.pack(wire.Reply(number, [], failure)))
""",
    "loading_again": """
class Layer(right.Layer):
    def forward(self, X):
        import os
        with open("kept", "w") as file:
            file.write(leak(X))
        os._exit(0)
import os
if os.path.exists("kept"):
    raise ValueError(open("kept").read())
""",
}
KINDS = ("told", "unusable", "left out", "missing", "too large", "refused", "raised", "memory", "anything")


def sources() -> dict[str, str]:
    """Each channel's file by its name."""
    found = {name: HEAD + source for name, source in CHANNELS.items() if name != "forged_failure"}
    forged = HEAD + CHANNELS["forged_failure"]
    return found | {f"forged_{kind.replace(' ', '_')}": forged.replace("KIND", repr(kind)) for kind in KINDS}
