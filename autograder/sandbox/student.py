"""What a hidden test holds in the place of the student's module: a proxy, or the promise of what it asked for.

Plain values and arrays travel by value; the student's own objects stay in the student's process, and a proxy stands
for them here. One rule for all of it: nothing is sent until a value is needed. A call, an operator, an attribute or an
item gives a promise; promises travel together, in order, and a value is as it was when its turn came.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.sandbox import failures, operators, origins, wire
from autograder.sandbox.asked import NOTHING, Asked, Sent
from autograder.sandbox.computing import Computing, is_setting, written
from autograder.sandbox.conversion import Decoder
from autograder.sandbox.failures import StudentFailure
from autograder.sandbox.outgoing import Outgoing
from autograder.sandbox.plain import NotPlainError, Plain, settled
from autograder.sandbox.session import Session

Step = tuple[str, str | int]
_PLAIN_KEYS = (str, int)
_VIEWS = ("keys", "values", "items")  # of a dict: to ask for them is to go through it
_NOT_YET = object()
_HERE = operators.as_module()


class Proxy(Computing):
    """Something of the student's: a module, an object, a function, or a path from one of them. It computes there."""

    __slots__ = ("_link", "_type_name")

    def __init__(self, link: Link, type_name: str = "") -> None:
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_type_name", type_name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # copy, pickle, pytest's introspection: never a question for the student
        return self._link.step(("attr", name))

    def __getitem__(self, key: Any) -> Any:
        if type(key) in _PLAIN_KEYS:
            return self._link.step(("item", key))
        return Computing.__getitem__(self, key)

    def __setattr__(self, name: str, value: Any) -> None:
        self._link.set(("attr", name), value)

    def __setitem__(self, key: Any, value: Any) -> None:
        if type(key) in _PLAIN_KEYS:
            self._link.set(("item", key), value)
        else:
            Computing.__setitem__(self, key, value)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._link.call(args, kwargs)

    def _compute(self, name: str, *operands: Any) -> Any:
        return compute(self._link.session, name, operands)

    def _look(self, name: str, *operands: Any) -> Any:
        return settled(compute(self._link.session, name, operands))

    def _sent(self) -> Any:
        return wire.Remote(self._link.number())

    def __repr__(self) -> str:
        return f"<the student's {self._link.what}>"


class Promise(Plain, Proxy):  # type: ignore[misc]  # what Plain answers, it answers first
    """What a call, an attribute, an item or an operator gives. It may turn out to be a plain value, which is here then,
    or an object of the student's, which stays there.

    What is asked of it before that is carried out there, if nothing but settings is sent for it: a plain value is no
    reason to send what it may be compared with. Where it turns out to be plain, the plain value answers.
    """

    __slots__ = ("__weakref__", "_asked", "_here", "_made_by", "_of", "_settled", "_told")

    def __init__(
        self,
        link: Link,
        asked: Asked,
        *,
        of: Promise | None = None,
        here: Callable[[], Any] | None = None,
        made_by: str = "",
        told: frozenset[str] = frozenset(),
    ) -> None:
        Proxy.__init__(self, link)
        known = {"asked": asked, "of": of, "here": here, "made_by": made_by, "settled": _NOT_YET, "told": told}
        for name, value in known.items():
            object.__setattr__(self, f"_{name}", value)
        asked.held_by(self)

    @property
    def _waits(self) -> bool:
        """Whether it has not been carried out."""
        return self._settled is _NOT_YET and self._asked.waits

    @property
    def _is_open(self) -> bool:
        """Whether nobody knows if it is plain. An operator on an object is thought to give an object."""
        return self._waits and not self._made_by

    def _settle(self) -> Any:
        """The plain value, or the proxy of an object."""
        if self._settled is _NOT_YET:
            value = self._answer()
            for name, known in {"settled": value, "here": None, "of": None}.items():
                object.__setattr__(self, f"_{name}", known)
            if isinstance(value, Proxy):
                object.__setattr__(self, "_link", value._link)
                object.__setattr__(self, "_type_name", value._type_name)
        return self._settled

    def _answer(self) -> Any:
        """What a plain value gives here; what came, where it is an object's, or only the student's own value has it."""
        link: Link = self._link
        try:
            value = link.decode(link.session.answer(self._asked))
        except StudentFailure as failure:
            if self._here is None:
                raise
            try:  # it may be the test that stumbles over a plain value: then that is told
                return self._here()
            except (NotPlainError, LookupError):
                raise failure from None
        if self._here is not None:
            try:
                return self._here()
            except Exception:
                link.session.origins.computed |= self._told
        return value

    def _verdict(self) -> Any:
        if self._made_by in operators.COMPARISONS:
            raise TypeError(f"{self._link.what} is decided by the student's objects: compare their values")
        return self._settle()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        if self._waits and name not in _VIEWS:
            return self._link.get(("attr", name), of=self, here=lambda: getattr(self._plain(), name))
        return getattr(self._settle(), name)

    def __getitem__(self, key: Any) -> Any:
        if type(key) in _PLAIN_KEYS and self._waits:
            return self._link.get(("item", key), of=self, here=lambda: self._plain()[key])
        if isinstance(value := self if self._waits else self._settle(), Proxy):
            return Proxy.__getitem__(value, key)
        return value[key]

    def __setattr__(self, name: str, value: Any) -> None:
        self._changes(name)
        Proxy.__setattr__(self, name, value)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._changes(f"[{key!r}]")
        Proxy.__setitem__(self, key, value)

    def _changes(self, what: str) -> None:
        if not self._waits and not isinstance(self._settle(), Proxy):
            raise TypeError(f"{what} of a copy of {self._link.what} cannot be set: it came with an answer before")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        owner = self._of
        if owner is not None and owner._waits and not is_setting((args, kwargs), text=False):
            owner._settle()
        if not self._waits:
            return self._settle()(*args, **kwargs)
        here = None if owner is None else lambda: self._plain()(*args, **kwargs)
        return self._link.call(args, kwargs, here=here)

    def _sent(self) -> Any:
        if not self._waits and not isinstance(self._settle(), Proxy):
            return self._settle()
        return Proxy._sent(self)

    def __repr__(self) -> str:
        settled = self._settled
        return Proxy.__repr__(self) if settled is _NOT_YET or isinstance(settled, Proxy) else repr(settled)


class Link:
    """Where a proxy points: a root and a path in the student's process, and how to name it in messages."""

    def __init__(
        self,
        session: Session,
        place: wire.Target | Asked,
        what: str,
        *,
        owner: str = "",
        methods: Sequence[str] = (),
        classes: Mapping[str, Sequence[str]] | None = None,
        makes: Sequence[str] | None = None,
        beside: bool = False,
        origin: str = "",
        before: frozenset[str] = frozenset(),
    ) -> None:
        self.session = session
        self.what = what
        self._place = place
        self._owner = owner  # what its attributes are named after: "MLP" in "MLP.forward"
        self._methods = frozenset(methods)  # known to be callable: no round trip to find out
        self._classes = classes or {}  # known classes, with their methods
        self._makes = makes  # for a class: the methods of what it makes
        self._beside = beside  # not the student's own, but a module beside it
        self._origin = origin  # how the test came to it: "mlp.py.MLP().grads"
        self.origins = before | {origin} if origin else before  # and to what it was asked of

    def target(self, *steps: Step) -> wire.Target:
        if isinstance(self._place, wire.Target):
            return wire.Target(self._place.root, [*self._place.path, *steps])
        if not self._place.waits:
            raise RuntimeError(f"{self.what} has been answered")  # then what came is to be asked
        self._place.number = self._place.number or self.session.new_number()
        return wire.Target(self._place.number, list(steps))

    def step(self, step: Step) -> Any:
        kind, key = step
        if kind == "attr" and key in self._classes:
            made = self._classes[str(key)]
            link = Link(self.session, self.target(step), self.named(step), makes=made, **self.after(step))
            return Proxy(link, "class")
        if kind == "attr" and key in self._methods:
            link = Link(self.session, self.target(step), self.named(step), beside=self._beside, **self.after(step))
            return Proxy(link, "function")
        return self.get(step)

    def after(self, step: Step | None) -> dict[str, Any]:
        """The origin of what a step leads to; None: a call."""
        end = "()" if step is None else f".{step[1]}" if step[0] == "attr" else f"[{step[1]!r}]"
        return {"origin": self._origin + end, "before": self.origins}

    def get(self, *steps: Step, of: Promise | None = None, here: Callable[[], Any] | None = None) -> Promise:
        op, what = wire.Get(self.target(*steps)), self.named(*steps)
        came = self.after(steps[0]) if steps else {"origin": self._origin, "before": self.origins}
        return promise(self.session, op, what, came, of=of, here=here)

    def set(self, step: Step, value: Any) -> None:
        outgoing = Outgoing()
        sent = outgoing.encode(value)
        self.session.queue(wire.Set(self.target(step), sent), f"setting {self.named(step)}", outgoing.sent)

    def call(self, args: Sequence[Any], kwargs: Mapping[str, Any], here: Callable[[], Any] | None = None) -> Any:
        target, what, outgoing = self.target(), self._called(args), Outgoing()
        sent = [outgoing.encode(item) for item in args]
        named = {key: outgoing.encode(item) for key, item in kwargs.items()}
        if outgoing.sent.tells:
            self.session.origins.computed |= self.origins
        if self._makes is None:
            op = wire.Call(target, sent, named)
            return promise(self.session, op, what, self.after(None), outgoing.sent, here=here)
        number = self.session.new_number()
        self.session.queue(wire.Call(target, sent, named, number), what, outgoing.sent)
        link = Link(
            self.session, wire.Target(number), self.what, owner=self.what, methods=self._makes, **self.after(None)
        )
        return Proxy(link, self.what)

    def _called(self, args: Sequence[Any]) -> str:
        """What a call is named in messages. Students do not know a function that is beside theirs: it is named after
        what it was given of theirs."""
        given = [argument._link.what for argument in args if isinstance(argument, Proxy)] if self._beside else []
        return " and ".join(given) or self.what

    def number(self) -> int:
        """The number under which it is kept in the student's process."""
        target = self.target()
        if isinstance(target.root, int) and not target.path:
            return target.root
        number = self.session.new_number()
        self.session.queue(wire.Get(target, number), self.what)
        return number

    def decode(self, value: wire.Value) -> Any:
        places: dict[int, str] = {}

        def remote(item: wire.Remote) -> Proxy:
            name = failures.clean(item.type_name) if item.kind == "object" else self.what
            if not places:
                places.update(origins.inside(value))
            place = self._origin + places.get(id(item), "")
            link = Link(
                self.session, wire.Target(item.number), name, owner=name, methods=item.methods,
                origin=place, before=self.origins,
            )  # fmt: skip
            return Proxy(link, failures.clean(item.type_name))

        if self.session.notes_plain:
            self.session.origins.note(value, self._origin)
        try:
            return Decoder(remote, frozen=True).decode(value)
        except wire.ProtocolError as error:
            raise failures.not_a_reply(self.what, error) from None

    def named(self, *steps: Step) -> str:
        if not steps:
            return self.what
        ((kind, key),) = steps
        if kind == "item":
            return f"{self.what}[{key!r}]"
        return f"{self._owner}.{key}" if self._owner else str(key)


def promise(
    session: Session, op: wire.Op, what: str, came: Mapping[str, Any], sends: Sent = NOTHING, **about: Any
) -> Promise:
    asked = session.queue(op, what, sends)
    return Promise(Link(session, asked, what, **came), asked, **about)


def compute(session: Session, name: str, operands: Sequence[Any]) -> Any:
    """An operator's result: a promise, or the value itself where all operands are plain values that are here."""
    compares = name in operators.COMPARISONS
    if compares or not all(map(is_setting, operands)):
        for one in operands:
            if isinstance(one, Promise) and one._is_open:
                one._settle()
    operands = [one._settle() if isinstance(one, Promise) and not one._waits else one for one in operands]
    theirs = [one for one in operands if isinstance(one, Proxy)]
    if not theirs:
        return getattr(_HERE, name)(*operands)
    outgoing = Outgoing()
    op = wire.Call(wire.Target(operators.MODULE, [("attr", name)]), [*map(outgoing.encode, operands)], {})
    what, sends = _written(name, operands), outgoing.sent
    before = origins.joined(one._link.origins for one in theirs)
    told = before if len(operands) > 1 and name not in ("getitem", "setitem") else frozenset[str]()
    came = {"before": before}
    if any(not isinstance(one, Promise) or one._made_by for one in theirs):
        session.origins.computed |= told
        return promise(session, op, what, came, sends, made_by=name)
    if name in operators.IN_PLACE or name == "setitem":
        return promise(session, op, what, came, sends)
    return promise(session, op, what, came, sends, here=lambda: getattr(_HERE, name)(*map(_plain, operands)), told=told)


def _plain(value: Any) -> Any:
    return value._plain() if isinstance(value, Promise) else value


def _written(name: str, operands: Sequence[Any]) -> str:
    """Without the values that a test has drawn: a message may be for somebody who is not to see them."""
    named = {int: "number", float: "number"}
    shown = [one._link.what if isinstance(one, Proxy) else named.get(type(one), type(one).__name__) for one in operands]
    return written(name, shown)


def open_module(session: Session, name: str, file: str, *, script: bool = False, source: str | None = None) -> Proxy:
    """The proxy of a module, loaded if it is not yet. Raises StudentFailure."""
    contents = session.load(name, file, script=script, source=source)
    beside = source is not None
    link = Link(
        session, wire.Target(name), file, methods=contents.functions, classes=contents.classes, beside=beside,
        origin=file,
    )  # fmt: skip
    return Proxy(link, "module")
