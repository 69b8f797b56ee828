"""What a hidden test holds in the place of the student's module: a proxy.

Plain values and arrays travel by value; the student's own objects stay in the student's process, and a proxy stands
for them here. What needs no answer (making an object of a class, setting an attribute, `tell`) is queued and travels
with the next question, so most tests are one or two round trips.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.sandbox import failures, operators, wire
from autograder.sandbox.computing import Computing, written
from autograder.sandbox.conversion import Decoder, Encoder
from autograder.sandbox.session import Session

Step = tuple[str, str | int]
_PLAIN_KEYS = (str, int)
_DEEPEST = 8  # lists in lists that a test builds of results


class Proxy(Computing):
    """Something of the student's: a module, an object, a function, or a path from one of them. It computes there."""

    __slots__ = ("_by_ref", "_link", "_type_name")

    def __init__(self, link: _Link, type_name: str = "", *, by_ref: bool = False) -> None:
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_type_name", type_name)
        object.__setattr__(self, "_by_ref", by_ref)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # copy, pickle, pytest's introspection: never a question for the student
        return self._link.step(("attr", name), by_ref=self._by_ref)

    def __getitem__(self, key: Any) -> Any:
        if type(key) in _PLAIN_KEYS:
            return self._link.step(("item", key), by_ref=self._by_ref)
        return super().__getitem__(key)

    def __setattr__(self, name: str, value: Any) -> None:
        self._link.set(("attr", name), value)

    def __setitem__(self, key: Any, value: Any) -> None:
        if type(key) in _PLAIN_KEYS:
            self._link.set(("item", key), value)
        else:
            super().__setitem__(key, value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._link.call(args, kwargs, stay=self._by_ref)

    def _compute(self, name: str, *operands: Any) -> Proxy:
        link: _Link = self._link
        return link.compute(name, operands)

    def _look(self, name: str, *operands: Any) -> Any:
        return self._link.look(name, operands)

    def __repr__(self) -> str:
        return f"<the student's {self._link.what}>"


class _Link:
    """Where a proxy points: a root and a path in the student's process, and how to name it in messages."""

    def __init__(
        self,
        session: Session,
        target: wire.Target,
        what: str,
        *,
        owner: str = "",
        methods: Sequence[str] = (),
        classes: Mapping[str, Sequence[str]] | None = None,
        makes: Sequence[str] | None = None,
        beside: bool = False,
    ) -> None:
        self.session = session
        self.target = target
        self.what = what
        self._owner = owner  # what its attributes are named after: "MLP" in "MLP.forward"
        self._methods = frozenset(methods)  # known to be callable: no round trip to find out
        self._classes = classes or {}  # known classes, with their methods
        self._makes = makes  # for a class: the methods of what it makes
        self._beside = beside  # not the student's own, but a module beside it

    def step(self, step: Step, *, by_ref: bool) -> Any:
        kind, key = step
        target = wire.Target(self.target.root, [*self.target.path, step])
        what = self._named(step)
        if by_ref:
            return Proxy(_Link(self.session, target, what), by_ref=True)
        if kind == "attr" and key in self._classes:
            return Proxy(_Link(self.session, target, what, makes=self._classes[str(key)]), "class")
        if kind == "attr" and key in self._methods:
            return Proxy(_Link(self.session, target, what, beside=self._beside), "function")
        return self._ask(wire.Get(target), what)

    def set(self, step: Step, value: Any) -> None:
        target = wire.Target(self.target.root, [*self.target.path, step])
        self.session.queue(wire.Set(target, _encode(value)), f"setting {self._named(step)}")

    def call(self, args: Sequence[Any], kwargs: Mapping[str, Any], *, stay: bool = False) -> Any:
        if self._makes is not None or stay:
            number = self.session.new_number()
            self.session.queue(self.call_op(args, kwargs, number), self.called(args))
            link = _Link(self.session, wire.Target(number), self.what, owner=self.what, methods=self._makes or ())
            return Proxy(link, self.what, by_ref=stay)
        return self._ask(self.call_op(args, kwargs), self.called(args))

    def called(self, args: Sequence[Any]) -> str:
        """What a call is named in messages. Students do not know a function that is beside theirs: it is named after
        what it was given of theirs."""
        given = [argument._link.what for argument in args if isinstance(argument, Proxy)] if self._beside else []
        return " and ".join(given) or self.what

    def call_op(self, args: Sequence[Any], kwargs: Mapping[str, Any], result: int = wire.SEND) -> wire.Call:
        encode = _encoder().encode
        named = {key: encode(item) for key, item in kwargs.items()}
        return wire.Call(self.target, [encode(item) for item in args], named, result)

    def compute(self, name: str, operands: Sequence[Any]) -> Proxy:
        """An operator's result, which stays in the student's process."""
        number, what = self.session.new_number(), _written(name, operands)
        self.session.queue(_operation(name, operands, number), what)
        return Proxy(_Link(self.session, wire.Target(number), what))

    def look(self, name: str, operands: Sequence[Any]) -> Any:
        return self._ask(_operation(name, operands), _written(name, operands))

    def fetch(self) -> Any:
        return self._ask(wire.Get(self.target), self.what)

    def number(self) -> int:
        """The number under which it is kept in the student's process."""
        if isinstance(self.target.root, int) and not self.target.path:
            return self.target.root
        number = self.session.new_number()
        self.session.queue(wire.Get(self.target, number), self.what)
        return number

    def put(self, value: Any) -> Proxy:
        number = self.session.new_number()
        self.session.queue(wire.Put(_encode(value), number), "the value that the test put there")
        return Proxy(_Link(self.session, wire.Target(number), "value"))

    def decode(self, value: wire.Value, what: str) -> Any:
        def remote(item: wire.Remote) -> Proxy:
            name = failures.clean(item.type_name) if item.kind == "object" else what
            link = _Link(self.session, wire.Target(item.number), name, owner=name, methods=item.methods)
            return Proxy(link, failures.clean(item.type_name))

        try:
            return Decoder(remote, frozen=True).decode(value)
        except wire.ProtocolError as error:
            raise failures.not_a_reply(what, error) from None

    def _ask(self, op: wire.Op, what: str) -> Any:
        return self.decode(self.session.ask([(op, what)])[-1], what)

    def _named(self, step: Step) -> str:
        kind, key = step
        if kind == "item":
            return f"{self.what}[{key!r}]"
        return f"{self._owner}.{key}" if self._owner else str(key)


def _operation(name: str, operands: Sequence[Any], result: int = wire.SEND) -> wire.Call:
    return wire.Call(wire.Target(operators.MODULE, [("attr", name)]), [*map(_encode, operands)], {}, result)


def _written(name: str, operands: Sequence[Any]) -> str:
    """Without the values that a test has drawn: a message may be for somebody who is not to see them."""
    named = {int: "number", float: "number"}
    shown = [one._link.what if isinstance(one, Proxy) else named.get(type(one), type(one).__name__) for one in operands]
    return written(name, shown)


def _encode(value: Any) -> wire.Value:
    """A test's value for the student; a proxy goes as what it stands for."""
    return _encoder().encode(value)


def _encoder() -> Encoder:
    return Encoder(_by_number, 1 << 30)


def _by_number(item: Any) -> wire.Remote:
    if isinstance(item, Proxy):
        return wire.Remote(item._link.number())
    raise TypeError(f"a {type(item).__name__} cannot be sent to the student's process")


# ---- for tests --------------------------------------------------------------------------------------------------


def open_module(session: Session, name: str, file: str, *, script: bool = False, source: str | None = None) -> Proxy:
    """The proxy of a module, loaded if it is not yet. Raises StudentFailure."""
    contents = session.load(name, file, script=script, source=source)
    beside = source is not None
    link = _Link(session, wire.Target(name), file, methods=contents.functions, classes=contents.classes, beside=beside)
    return Proxy(link, "module")


def put(student: Proxy, value: Any) -> Proxy:
    """Place a value in the student's process and return a proxy of it there."""
    link: _Link = student._link
    return link.put(value)


def value_of(proxy: Proxy) -> Any:
    """The value that a proxy stands for, as a copy."""
    return proxy._link.fetch()


def with_values(tree: Any) -> Any:
    """The same, with a value in the place of each result of an operator, fetched together."""
    results: list[Proxy] = []

    def walk(tree: Any, replace: Callable[[Proxy], Any], depth: int = 0) -> Any:
        if isinstance(tree, Proxy):
            return tree if tree._type_name else replace(tree)
        if depth > _DEEPEST:
            return tree
        if isinstance(tree, Mapping):
            return {key: walk(value, replace, depth + 1) for key, value in tree.items()}
        if type(tree) in (list, tuple):
            return type(tree)(walk(value, replace, depth + 1) for value in tree)
        return tree

    walk(tree, results.append)
    if not results:
        return tree
    values = iter(batch(results))
    return walk(tree, lambda _: next(values))


def by_ref(proxy: Proxy) -> Any:
    """The same thing, but attributes, items and results of it stay in the student's process."""
    return Proxy(proxy._link, proxy._type_name, by_ref=True)


def load_arrays(owner: Proxy, attribute: str, values: Mapping[str, Any]) -> None:
    """Put arrays into the student's own ones in place, where library and shape fit, so that other names for the same
    array keep working; otherwise set the item. `owner.attribute` must be a mapping there."""
    holder = owner._link.step(("attr", attribute), by_ref=True)
    link: _Link = holder._link
    items = {name: _encode(value) for name, value in values.items()}
    link.session.queue(wire.Fill(link.target, items), f"setting {', '.join(values)} of {link.what}")


def tell(function: Proxy | Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Call a function of the student for its effect: its result is dropped, its errors come with the next question."""
    link = function._link  # type: ignore[union-attr]
    link.session.queue(link.call_op(args, kwargs, wire.DROP), link.called(args))


def batch(questions: Sequence[Proxy | tuple[Proxy | Callable[..., Any], Sequence[Any]]]) -> list[Any]:
    """The answers to several questions in one round trip, asked in this order: a pair (function, arguments) is a call;
    a proxy of `by_ref`, its value by then. All must be of one student."""
    links: list[_Link] = []
    ops: list[tuple[wire.Op, str]] = []
    for question in questions:
        asked, args = question if isinstance(question, tuple) else (question, None)
        link: _Link = asked._link  # type: ignore[attr-defined]
        links.append(link)
        op = (wire.Get(link.target), link.what) if args is None else (link.call_op(args, {}), link.called(args))
        ops.append(op)
    answers = links[0].session.ask(ops) if links else []
    return [link.decode(answer, link.what) for link, answer in zip(links, answers, strict=True)]
