"""homework.yaml -> Homework. Strict: an unknown key, a duplicate or a wrong type is an error with its line."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import yaml

from autograder.course import SETTINGS, find_course

ROOT = find_course()  # the course's folder

DottedName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")]
Reveal = Literal["nothing", "where", "expected"]
Visibility = Literal["hidden", "after_due_date", "after_published", "visible"]
OPENNESS = ("visible", "after_due_date", "after_published", "hidden")  # from what is seen first to what is never seen

_OF_ONE_HOMEWORK = ("title", "points", "submit", "edits", "without", "name", "variant", "folder")


def openness(visibility: str) -> int:
    """When students see something: the lower, the earlier. What does not exist was meant to hide something."""
    return OPENNESS.index(visibility) if visibility in OPENNESS else len(OPENNESS) - 1


class HomeworkError(Exception):
    """A homework that cannot be loaded; the text is one sentence for the instructor."""


class SubmittedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file that the student hands in: "mlp.py", or "net/layers.py" of a package."""

    name: str
    required: bool = True  # it is missed where nothing is handed in
    notebook: bool = False  # a .ipynb of the same stem is accepted too
    script: bool = False  # runs from top to bottom, as `python name` does
    replaced: bool = False  # graded with ours whatever the student hands in (and says so)

    @property
    def module(self) -> str:
        """What `import` calls it: "mlp" of mlp.py, "net.layers" of net/layers.py, "net" of net/__init__.py."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def base(self) -> str:
        """Its name without folders."""
        return self.name.rpartition("/")[2]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one submission may use."""

    import_seconds: float = 10.0  # loading one file of the student
    call_seconds: float = 5.0  # one call into the student's code
    submission_seconds: float = 60.0  # everything of one submission together
    memory_mib: int = 512  # beyond what the libraries need
    reply_mib: int = 16  # one returned value
    printed_kib: int = 64  # kept of what the code prints
    scratch_mib: int = 64  # files written to the working directory


class Tolerance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value is right when |value - expected| <= absolute + relative * |expected|."""

    relative: float
    absolute: float


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One replacement of text in the reference; `replace` must occur exactly once, or `count: all` says otherwise."""

    replace: str
    by: str
    count: Literal["once", "all"] = "once"
    file: str = ""  # of the reference; empty: the first submitted file


class Manual(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: str
    points: float


class Homework(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One homework, as its homework.yaml states it. `name` and `variant` come from how it was asked for."""

    title: str
    points: float
    submit: tuple[SubmittedFile, ...]
    arrays: Literal["torch.float32", "torch.float64", "numpy.float64"]
    tolerance: Tolerance
    libraries: tuple[str, ...] = ("numpy",)  # imported before the student's file, once for all students
    packages: tuple[str, ...] = ()  # may be imported too, "pandas" or "pandas>=2": installed by setup.sh
    helpers: bool = True  # other .py files beside the submitted ones may be imported
    provided: tuple[str, ...] = ()  # files of the homework's `provided/` folder put into the working directory
    forbidden: tuple[DottedName, ...] = ()  # autograd, torch, any other module (scipy), or what is in one (numpy.dot)
    # what of Python's and torch's insides a submission uses without a flag for the instructor (intake/insides.py)
    may_use: tuple[Literal["ctypes", "gc", "frames", "memory", "torch._C", "exec"], ...] = ()
    limits: Limits = Limits()
    stray_lines: Literal["leave_out", "refuse"] = "leave_out"  # what becomes of lines that fail when a file is loaded
    numerical: Literal["refuse", "flag"] = "refuse"  # derivatives without the chain rule: cost points, or are only told
    reveal: Reveal = "expected"
    visibility: Visibility = "after_published"
    strict_shapes: bool = False
    charge: Literal["tests", "causes"] = "tests"  # what is charged: tests, or, if all is explained, causes
    slip_costs: float | None = None  # points for a slip without `costs` of its own; None: what its tests lose
    follow_through: float = 0.0  # part of a backward's points that a backward consistent with a wrong forward earns
    seed: int = 0
    manual: tuple[Manual, ...] = ()
    edits: tuple[Edit, ...] = ()  # a variant's reference is the homework's with these edits
    without: tuple[str, ...] = ()  # tests that a variant leaves out
    name: str = ""
    variant: str = ""
    folder: str = ""  # where homework.yaml was found

    @property
    def full_name(self) -> str:
        return f"{self.name}@{self.variant}" if self.variant else self.name

    @property
    def tests_folder(self) -> Path:
        return Path(self.folder)

    @property
    def course_folder(self) -> Path:
        """The one that its tests lie in; the course at hand for a homework that was not read from a file."""
        above = self.tests_folder.parent
        return above.parent if above.name == "hidden_tests" else ROOT

    @property
    def reference_folder(self) -> Path:
        return self.course_folder / "reference" / self.name

    @property
    def template_folder(self) -> Path:
        return self.course_folder / "student_template" / self.full_name

    @property
    def samples_folder(self) -> Path:
        return self.course_folder / "samples" / self.full_name

    def digest(self) -> str:
        """Changes when a test, the reference, or a setting changes: what a saved result is compared with."""
        state = hashlib.blake2b(self.full_name.encode(), digest_size=16)
        for folder in (self.tests_folder, self.reference_folder):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    state.update(f"\0{path.relative_to(folder)}\0".encode())
                    state.update(path.read_bytes())
        settings = self.course_folder / SETTINGS
        if settings.is_file():
            state.update(f"\0{SETTINGS}\0".encode() + settings.read_bytes())
        return state.hexdigest()


def homework_names() -> list[str]:
    """Every homework of the course, in alphabetical order."""
    return sorted(path.parent.name for path in (ROOT / "hidden_tests").glob("*/homework.yaml"))


def load_homework(name: str) -> Homework:
    """The homework called `name`: "mlp", or "neural_networks@fall2020" for a variant of it."""
    base, _, variant = name.partition("@")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", base):
        raise HomeworkError(f"{base!r} is not a valid homework name; {_there_are()}")
    path = ROOT / "hidden_tests" / base / "homework.yaml"
    if not path.is_file():
        raise HomeworkError(f"there is no homework {base!r}; {_there_are()}")
    return read_homework(path, variant=variant)


def how_to_begin() -> str:
    """For a course without any homework."""
    return (
        f"the course in {ROOT} has no homework yet: start one with `autograder new my_homework`, or choose "
        "another folder with `--course DIR`"
    )


def _there_are() -> str:
    names = homework_names()
    return f"there are: {', '.join(names)}" if names else how_to_begin()


def read_homework(path: Path, *, variant: str = "") -> Homework:
    """Read one homework.yaml; `variants` in it override top-level keys, and course.yaml gives what it does not say."""
    tree, lines = _load_yaml(path)
    variants = tree.pop("variants", {})
    if not isinstance(variants, dict):
        raise HomeworkError(f"{path.name}, line {lines.get(('variants',), 1)}: variants must map names to settings")
    if variant:
        if variant not in variants:
            known = ", ".join(variants) or "none"
            raise HomeworkError(f"{path.parent.name} has no variant {variant!r}; it has: {known}")
        tree.update(variants[variant] or {})
    for reserved in ("name", "variant", "folder"):
        if reserved in tree:
            raise HomeworkError(f"{path.name}, line {lines[(reserved,)]}: {reserved} is not a setting")
    defaults = _course_defaults(path.parent.parent.parent / SETTINGS)
    tree = _with_defaults(tree, defaults)
    tree |= {"name": path.parent.name, "variant": variant, "folder": str(path.parent)}
    try:
        homework = msgspec.convert(tree, Homework)
        _check_names(homework, f"{path.parent.name}/{path.name}")
        return homework
    except msgspec.ValidationError as error:
        line = _line_of(str(error), lines)
        raise HomeworkError(f"{path.parent.name}/{path.name}, line {line}: {error}") from None


def _check_names(homework: Homework, where: str) -> None:
    """A path that a file is put at, and that its module is imported by."""
    for name in (*(file.name for file in homework.submit), *homework.provided):
        folders = name.split("/")[:-1]
        if not all(folder.isidentifier() for folder in folders):
            raise HomeworkError(f"{where}: {name!r} is not a file name or a path of package names and a file name")


def _course_defaults(path: Path) -> dict[str, Any]:
    """What course.yaml sets for all homeworks: the keys of homework.yaml. HomeworkError with its line."""
    if not path.is_file():
        return {}
    tree, lines = _load_yaml(path)
    for key in tree:
        if key not in Homework.__struct_fields__ or key in _OF_ONE_HOMEWORK:
            raise HomeworkError(f"{path.name}, line {lines[key,]}: {key} cannot be set for all homeworks")
    needed = {"title": "", "points": 0, "submit": [], "arrays": "numpy.float64"}
    try:
        msgspec.convert(_with_defaults(tree, needed | {"tolerance": {"relative": 0, "absolute": 0}}), Homework)
    except msgspec.ValidationError as error:
        raise HomeworkError(f"{path.name}, line {_line_of(str(error), lines)}: {error}") from None
    return tree  # type: ignore[no-any-return]


def _with_defaults(tree: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """`tree`, and what only `defaults` has; settings of several parts (limits, tolerance) part by part."""
    merged = {**defaults, **tree}
    for key, value in defaults.items():
        if isinstance(value, dict) and isinstance(tree.get(key), dict):
            merged[key] = value | tree[key]
    return merged


def load_strict_yaml(path: Path) -> Any:
    """A YAML file's tree; a duplicate key is an error with its line."""
    return _load_yaml(path, mapping=False)[0]


def _load_yaml(path: Path, *, mapping: bool = True) -> tuple[Any, dict[tuple[str | int, ...], int]]:
    """The tree, and the line of every key and item by its path."""
    where = f"{path.parent.name}/{path.name}"
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise HomeworkError(f"{where}, line {line}: {getattr(error, 'problem', error)}") from None
    lines: dict[tuple[str | int, ...], int] = {}

    def walk(node: yaml.Node, at: tuple[str | int, ...]) -> None:
        lines.setdefault(at, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            seen = set()
            for key, value in node.value:
                if key.value in seen:
                    raise HomeworkError(f"{where}, line {key.start_mark.line + 1}: {key.value!r} is set twice")
                seen.add(key.value)
                lines[(*at, key.value)] = key.start_mark.line + 1
                walk(value, (*at, key.value))
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                walk(item, (*at, index))

    if node is None or (mapping and not isinstance(node, yaml.MappingNode)):
        raise HomeworkError(f"{where}, line 1: expected a mapping of settings")
    walk(node, ())
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tree, lines


def _line_of(message: str, lines: dict[tuple[str | int, ...], int]) -> int:
    """The line that a msgspec error speaks of: its path, or the unknown field that it names."""
    at: tuple[str | int, ...] = ()
    if found := re.search(r"at `\$(.*?)`", message):
        at = tuple(int(index) if index else name for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", found.group(1)))
    if unknown := re.search(r"unknown field `(\w+)`", message):
        at = (*at, unknown.group(1))
    return lines.get(at, 1)
