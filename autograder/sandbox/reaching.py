"""What a hidden test says besides plain Python: put a value there, change arrays in place, take a copy."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from autograder.sandbox import calls, wire
from autograder.sandbox.outgoing import Outgoing
from autograder.sandbox.plain import settled
from autograder.sandbox.student import Link, Promise, Proxy, Step, promise

_DEEPEST = 8  # lists in lists that a test builds of results


def put(student: Proxy, value: Any) -> Proxy:
    """Place a value in the student's process and return a proxy of it there."""
    session, outgoing = _link(student).session, Outgoing()
    number = session.new_number()
    session.queue(wire.Put(outgoing.encode(value), number), "the value that the test put there", outgoing.sent)
    return Proxy(Link(session, wire.Target(number), "value"))


def value_of(proxy: Any) -> Any:
    """The value that a proxy stands for, as a copy, or the promised value; anything else unchanged."""
    is_plain = isinstance(proxy, Promise) or not isinstance(proxy, Proxy)
    return with_values(proxy) if is_plain else proxy._link.get()._settle()


@contextlib.contextmanager
def calls_of(student: Proxy) -> Iterator[list[str]]:
    """`with calls_of(student) as calls: …`: afterwards, `calls` has the names of the student's functions that were
    called, each time and in order: ["MLP.forward", "relu"]. The student's process says so: no points for that alone."""
    session, made = _link(student).session, list[str]()

    def ask(name: str) -> Promise:
        return promise(session, wire.Call(wire.Target(calls.MODULE, [("attr", name)]), [], {}), "calls", {})

    ask("begin")
    yield made
    made += [one for one in ask("end") if isinstance(one, str)]


def load_arrays(owner: Proxy, attribute: str, values: Mapping[str, Any]) -> None:
    """Copy arrays into the student's own in place if library and shape match, so that other names for the same array
    keep working; otherwise set the item. `owner.attribute` must be a mapping."""
    link, step, outgoing = _link(owner), ("attr", attribute), Outgoing()
    op = wire.Fill(link.target(step), {name: outgoing.encode(value) for name, value in values.items()})
    link.session.queue(op, f"setting {', '.join(values)} of {link.named(step)}", outgoing.sent)


def with_values(tree: Any) -> Any:
    """The same, with a value in the place of what was promised or put there; they come together."""
    if type(tree) is Promise:
        return tree._settle()
    promises: list[Promise] = []

    def asked(tree: Any, depth: int = 0) -> Any:
        if isinstance(tree, Promise):
            promises.append(tree)
        elif isinstance(tree, Proxy):
            return tree if tree._type_name else asked(tree._link.get())
        elif depth < _DEEPEST and type(tree) in (list, tuple):
            return type(tree)([asked(value, depth + 1) for value in tree])
        elif depth < _DEEPEST and type(tree) in (dict, MappingProxyType):
            return {key: asked(value, depth + 1) for key, value in tree.items()}
        return tree

    tree = asked(tree)
    if waiting := [one._asked for one in promises if one._waits]:
        promises[0]._link.session.carry_out(*waiting)
    return settled(tree) if promises else tree


def _link(proxy: Any) -> Link:
    """Where it is by now."""
    if isinstance(proxy, Promise) and not proxy._waits:
        proxy._settle()
    link: Link = proxy._link
    return link


# ---- what the rule makes needless -------------------------------------------------------------------------------


class _Path(Proxy):
    """Attributes and items are read when `batch` comes to them."""

    def __getattr__(self, name: str) -> Any:
        return self._later(("attr", name))

    def __getitem__(self, key: Any) -> Any:
        return self._later(("item", key))

    def _later(self, step: Step) -> _Path:
        link: Link = self._link
        return _Path(Link(link.session, link.target(step), link.named(step), **link.after(step)))


def by_ref(proxy: Proxy) -> Any:
    """The same thing, for `batch`."""
    return _Path(_link(proxy), proxy._type_name)


def tell(function: Proxy | Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Call a function of the student for its effect."""
    function(*args, **kwargs)


def batch(questions: Sequence[Proxy | tuple[Proxy | Callable[..., Any], Sequence[Any]]]) -> list[Any]:
    """The answers to several questions, asked in this order: a pair (function, arguments) is a call, a proxy from
    `by_ref` stands for its value at that point."""
    asked = [one[0](*one[1]) if isinstance(one, tuple) else one._link.get() for one in questions]
    answers: list[Any] = with_values(asked)
    return answers
