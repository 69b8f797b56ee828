"""What a hidden test holds in the place of the student's module: a proxy.

Plain values and arrays travel by value; the student's own objects stay in the student's process, and a proxy stands
for them here. An expression such as `layer.forward(X)` is one round trip.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.sandbox import failures, wire
from autograder.sandbox.session import Session


class Proxy:
    """Something of the student's: a module, an object, a function, or a path from one of them."""

    __slots__ = ("_link", "_type_name", "_by_ref")

    def __init__(self, link: _Link, type_name: str = "", *, by_ref: bool = False) -> None:
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_type_name", type_name)
        object.__setattr__(self, "_by_ref", by_ref)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # copy, pickle, pytest's introspection: never a question for the student
        return self._link.step(("attr", name), by_ref=self._by_ref)

    def __getitem__(self, key: str | int) -> Any:
        return self._link.step(("item", key), by_ref=self._by_ref)

    def __setattr__(self, name: str, value: Any) -> None:
        self._link.set(("attr", name), value)

    def __setitem__(self, key: str | int, value: Any) -> None:
        self._link.set(("item", key), value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._link.call(args, kwargs, stay=self._by_ref)

    def __repr__(self) -> str:
        return f"<the student's {self._link.what}>"

    # a proxy is never equal to anything but itself, has no length and no truth of its own
    __hash__ = object.__hash__


class _Link:
    """Where a proxy points: a root and a path in the student's process, and how to name it in messages."""

    def __init__(
        self, session: Session, root: str | int, path: list[tuple[str, str | int]], what: str, members: frozenset[str],
        class_name: str = "",
    ) -> None:
        self.session = session
        self.target = wire.Target(root, path)
        self.what = what
        self._members = members  # names that are callable for certain: no round trip to find out
        self._class_name = class_name

    def step(self, step: tuple[str, str | int], *, by_ref: bool) -> Any:
        kind, key = step
        what = self._named(step)
        target = wire.Target(self.target.root, [*self.target.path, step])
        if by_ref or (kind == "attr" and key in self._members):
            link = _Link(self.session, target.root, target.path, what, frozenset())
            return Proxy(link, "function" if not by_ref else "", by_ref=by_ref)
        (result,) = self.session.ask([(wire.Get(target), what)])[-1:]
        return self._decode(result, what)

    def set(self, step: tuple[str, str | int], value: Any, *, fill: bool = False) -> None:
        target = wire.Target(self.target.root, [*self.target.path, step])
        self.session.queue(wire.Set(target, _encode(value), fill), f"setting {self._named(step)}")

    def call(self, args: Sequence[Any], kwargs: Mapping[str, Any], *, stay: bool = False) -> Any:
        (result,) = self.session.ask([self.call_op(args, kwargs, stay=stay)])[-1:]
        return self._decode(result, self.what)

    def call_op(self, args: Sequence[Any], kwargs: Mapping[str, Any], *, stay: bool = False) -> tuple[wire.Op, str]:
        arguments = [_encode(item) for item in args]
        named = {key: _encode(item) for key, item in kwargs.items()}
        return wire.Call(self.target, arguments, named, stay), self.what

    def fetch(self) -> Any:
        (result,) = self.session.ask([(wire.Get(self.target), self.what)])[-1:]
        return self._decode(result, self.what)

    def put(self, value: Any) -> Any:
        (result,) = self.session.ask([(wire.Put(_encode(value)), "putting a value")])[-1:]
        return self._decode(result, "value")

    def decode_all(self, results: Sequence[wire.Value], whats: Sequence[str]) -> list[Any]:
        return [self._decode(result, what) for result, what in zip(results, whats, strict=True)]

    def _named(self, step: tuple[str, str | int]) -> str:
        kind, key = step
        if kind == "item":
            return f"{self.what}[{key!r}]"
        owner = self._class_name or ("" if isinstance(self.target.root, str) and not self.target.path else self.what)
        return f"{owner}.{key}" if owner else str(key)

    def _decode(self, value: wire.Value, what: str) -> Any:
        def remote(item: wire.Remote) -> Proxy:
            owner = item.type_name if item.kind == "object" else what
            link = _Link(self.session, item.number, [], owner, frozenset(item.members), class_name=owner)
            return Proxy(link, item.kind if item.kind in ("function", "class", "module") else item.type_name)

        try:
            return wire.Decoder(remote, frozen=True).decode(value)
        except wire.ProtocolError as error:
            raise failures.not_a_reply(what, error) from None


def _encode(value: Any) -> wire.Value:
    """A test's value for the student; a proxy goes as what it stands for."""

    def keep(item: Any) -> wire.Remote:
        if isinstance(item, Proxy):
            link = item._link
            if isinstance(link.target.root, int) and not link.target.path:
                return wire.Remote(link.target.root, "", "object", [])
            kept = link.session.ask([(wire.Get(link.target, stay=True), link.what)])[-1]
            assert isinstance(kept, wire.Remote)
            return kept
        raise TypeError(f"a {type(item).__name__} cannot be sent to the student's process")

    return wire.Encoder(keep, 1 << 30).encode(value)


# ---- for tests --------------------------------------------------------------------------------------------------


def open_module(session: Session, name: str, file: str, *, script: bool = False, source: str | None = None) -> Proxy:
    """The proxy of a module that is loaded when it is first used. Raises StudentFailure then."""
    session.load(name, file, script=script, source=source)
    return Proxy(_Link(session, name, [], file, frozenset(), class_name=""), "module")


def put(student: Proxy, value: Any) -> Any:
    """Place a value in the student's process and return a proxy of it there."""
    return student._link.put(value)


def value_of(proxy: Proxy) -> Any:
    """The value that a proxy stands for, as a copy."""
    return proxy._link.fetch()


def by_ref(proxy: Proxy) -> Any:
    """The same thing, but attributes, items and results of it stay in the student's process."""
    return Proxy(proxy._link, proxy._type_name, by_ref=True)


def load_arrays(owner: Proxy, attribute: str, values: Mapping[str, Any]) -> None:
    """Put arrays into the student's own ones in place, where library and shape fit, so that other names for the same
    array keep working; otherwise set the item. `owner.attribute` must be a mapping there."""
    holder = by_ref(owner)._link.step(("attr", attribute), by_ref=True)
    for name, value in values.items():
        holder._link.set(("item", name), value, fill=True)


def batch(calls: Sequence[tuple[Proxy | Callable[..., Any], Sequence[Any]]]) -> list[Any]:
    """The results of several calls in one round trip. All proxies must be of one student."""
    links = [function._link for function, _ in calls]  # type: ignore[union-attr]
    ops = [link.call_op(args, {}) for link, (_, args) in zip(links, calls, strict=True)]
    results = links[0].session.ask(ops) if ops else []
    return links[0].decode_all(results[len(results) - len(ops) :], [what for _, what in ops]) if ops else []
