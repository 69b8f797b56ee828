"""matplotlib, imported once for all: for a homework that plots, and for students who plot where nobody asks for it."""

import contextlib
import gc
import importlib
import os
import sys
import threading
from collections.abc import Mapping
from typing import Any

# With these, all that pyplot imports. pyplot itself only where a homework plots: where it is not imported yet, a
# student may still choose any backend, whether it is there or not.
_PARTS = ("figure", "widgets", "style", "backends.backend_agg")


def plots(files: Mapping[str, bytes]) -> bool:
    """Whether one of the files imports matplotlib, as it seems: it may do so as well in a line that is never run."""
    sources = [source for name, source in files.items() if name.endswith(".py") and b"matplotlib" in source]
    return any(_imports_it(line) for source in sources for line in source.splitlines())


def _imports_it(line: bytes) -> bool:
    before, found, _ = line.partition(b"#")[0].partition(b"matplotlib")
    return bool(found) and (b"import" in before or b"from" in before)


def import_all() -> None:
    """For a homework that plots."""
    importlib.import_module("matplotlib").use("Agg")
    pyplot = importlib.import_module("matplotlib.pyplot")
    pyplot.switch_backend("Agg")
    figure, axes = pyplot.subplots()
    _draw(figure, axes)
    pyplot.close(figure)


def import_parts(folder: str) -> None:
    """In a zygote for those who plot. What cannot be imported, students' processes import by themselves.

    `folder` has no settings of the user who grades, and takes the list of fonts.
    """
    if "matplotlib" in sys.modules:
        return
    os.environ |= {"MPLBACKEND": "Agg", "MPLCONFIGDIR": folder}  # as students' processes have it
    os.chdir(folder)
    with contextlib.suppress(Exception):
        for part in _PARTS:
            importlib.import_module(f"matplotlib.{part}")
        figure = sys.modules["matplotlib.figure"].Figure()
        sys.modules["matplotlib.backends.backend_agg"].FigureCanvasAgg(figure)
        _draw(figure, figure.add_subplot())
    for thread in set(threading.enumerate()) - {threading.current_thread()}:
        thread.join()  # one waits to say that looking for fonts takes long; a fork must not copy half of it
    gc.collect()
    gc.freeze()


def _draw(figure: Any, axes: Any) -> None:
    """Fonts are looked for, and what draws is imported."""
    axes.plot([0, 1], [0, 1], "o-", label="x")
    axes.legend()
    figure.canvas.draw()
