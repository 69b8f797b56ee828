"""What stands in a module for a name that a left-out line would have made: it tells its story to whoever uses it."""

from typing import Any, NamedTuple, NoReturn


class Story(NamedTuple):
    """Why something is not there. `why`: for people; `file` and `line`: where it began."""

    why: str
    file: str
    line: int


class LeftOutError(NameError):
    """The student's code uses a name that a line which was left out would have made."""

    def __init__(self, name: str, story: Story) -> None:
        super().__init__(f"`{name}` is not defined: {story.why}")
        self.missing = name
        self.story = story


class Placeholder:
    """Raises LeftOutError wherever it is used as anything but a name: called, computed with, looped over, looked into.

    It can be a base class: what a class inherits from it raises when it is used, and the class itself is there.
    """

    _told: tuple[str, Story]

    def __init__(self, name: str, story: Story) -> None:
        object.__setattr__(self, "_told", (name, story))

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # what Python and libraries ask of everything they see
        _tell(self)

    def _use(self) -> NoReturn:
        _tell(self)

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (_missing_base(*self._told),)

    def __hash__(self) -> int:
        return id(self)

    def __repr__(self) -> str:
        name, story = self._told
        return f"<{name}, which is not defined: {story.why}>"

    @classmethod
    def __torch_function__(cls, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> NoReturn:
        for value in (*args, *(kwargs or {}).values()):
            for item in value if isinstance(value, (list, tuple)) else [value]:
                if isinstance(item, Placeholder):
                    _tell(item)
        raise TypeError("a value is not defined")


def _tell(placeholder: Any, *args: Any, **kwargs: Any) -> NoReturn:
    raise LeftOutError(*object.__getattribute__(placeholder, "_told"))


def _missing_base(name: str, story: Story) -> type:
    """A base class that takes any arguments, and tells its story when anything else is asked of it."""

    class Missing:
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            pass

        def __init_subclass__(cls, **kwargs: Any) -> None:
            pass

        def __getattr__(self, attribute: str) -> NoReturn:
            if attribute.startswith("__") and attribute.endswith("__"):
                raise AttributeError(attribute)
            raise LeftOutError(name, story)

    return Missing


_USES = """
    call setattr delattr getitem setitem delitem iter next len bool contains reversed enter exit aenter aexit await
    eq ne lt le gt ge int float complex index round trunc floor ceil array array_ufunc format
    neg pos abs invert add sub mul matmul truediv floordiv mod divmod pow and or xor lshift rshift
    radd rsub rmul rmatmul rtruediv rfloordiv rmod rdivmod rpow rand ror rxor rlshift rrshift
    iadd isub imul imatmul itruediv ifloordiv imod ipow iand ior ixor ilshift irshift
"""
for _use in _USES.split():
    setattr(Placeholder, f"__{_use}__", _tell)
