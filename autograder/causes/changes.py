"""Changes of the reference: known mistakes, slips and parts that are still the template, alone or together."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from autograder.causes.edits import Mutant
from autograder.causes.equivalents import load_equivalents
from autograder.causes.forms import every_slip, slips_in_forms
from autograder.causes.places import RETURNED, place_of
from autograder.causes.spans import Sources, Span, differences, line_starts
from autograder.examples import load_examples
from autograder.homework import Homework
from autograder.mistakes import apply, load_mistakes, reference_sources
from autograder.solutions import cut, regions

Kind = Literal["known", "slip", "untouched"]
RANK: dict[str, int] = {"known": 0, "untouched": 1, "slip": 2}  # which of two that give the same values is told
RANKS = 1_000_000  # from one rank to the next, so that a change's number decides within


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which a program differs from the reference."""

    name: str  # the mistake's, or what tells this slip from all others
    kind: Kind
    spans: tuple[Span, ...]
    sentence: str = ""  # a known mistake's own
    operator: str = ""  # a slip's, of mutants.OPERATORS
    text: str = ""  # what a slip puts there, where that is not its span's text


def all_changes(homework: Homework) -> list[Change]:
    """Every change of the homework's reference, known mistakes first; no two are the same program."""
    sources = reference_sources(homework)
    found = [
        Change(
            name=mistake.name, kind="known", sentence=mistake.hint, spans=differences(sources, apply(mistake, sources))
        )
        for mistake in load_mistakes(homework)
    ]
    texts = {name: source.decode("utf-8") for name, source in sources.items()}
    found += [
        Change(name=example.name, kind="known", sentence=example.hint, spans=_instead(texts, example.files))
        for example in load_examples(homework)
    ]
    for file, text in texts.items():
        if regions(text, file):
            found += _untouched(file, text)
    excused = load_equivalents(homework)
    for file, text in texts.items():
        made = [mutant for mutant in every_slip(text, file) if not any(entry.means(file, mutant) for entry in excused)]
        slips_alone = [_slip(file, text, [mutant]) for mutant in made]
        found += slips_alone + [_slip(file, text, alike) for alike in (*_alike(made), *_everywhere(text, made))]
        found += _only_zeros([change for change in slips_alone if change.operator == "unwritten"], file, text)
    found += [
        Change(
            name=f"{one.operator} {file} {one.after}", kind="slip", operator=one.operator, text=one.text, spans=spans
        )
        for file, one, spans in slips_in_forms(homework)
    ]
    programs: dict[tuple[tuple[str, bytes], ...], Change] = {}
    for change in found:
        changed = together([change], sources)
        if changed is not None:
            programs.setdefault(tuple(sorted(changed.items())), change)
    return list(programs.values())


def together(changes: Iterable[Change], sources: Sources) -> dict[str, bytes] | None:
    """The sources with all of the changes made; None where two of them want the same place.

    One may put something around an expression within which another is made.
    """
    spans = sorted(span for change in changes for span in change.spans)
    for before, after in itertools.pairwise(spans):
        at_once = after.start == before.start and not before.start == before.end < after.end
        if before.file == after.file and (after.start < before.end or at_once):
            return None
    changed = {name: source.decode("utf-8") for name, source in sources.items()}
    for span in reversed(spans):
        text = changed.get(span.file, "")
        changed[span.file] = text[: span.start] + span.text + text[span.end :]
    return {name: text.encode("utf-8") for name, text in changed.items()}


def _instead(texts: Mapping[str, str], files: Mapping[str, str]) -> tuple[Span, ...]:
    """These files in the place of the reference's."""
    return tuple(Span(name, 0, len(texts.get(name, "")), text) for name, text in sorted(files.items()))


def _slip(file: str, text: str, mutants: Sequence[Mutant]) -> Change:
    first = mutants[0]
    return Change(
        name=f"{first.operator} {file}:{first.line} {first.after}@{'+'.join(str(mutant.start) for mutant in mutants)}",
        kind="slip",
        operator=first.operator,
        spans=tuple(span for mutant in mutants for span in _inserted(file, text, mutant)),
    )


def _inserted(file: str, text: str, mutant: Mutant) -> list[Span]:
    """What a slip replaces, or what it puts around an expression, within which other slips may be made."""
    before, around, after = mutant.text.partition(text[mutant.start : mutant.end])
    if not around or not before or not after:
        return [Span(file, mutant.start, mutant.end, mutant.text)]
    return [Span(file, mutant.start, mutant.start, before), Span(file, mutant.end, mutant.end, after)]


def _alike(made: Iterable[Mutant]) -> Iterator[Sequence[Mutant]]:
    """The same slip in all lines of one form, which other programs have as one line in a loop: b[K] + W[K] @ h[K] and
    b[layer] + W[layer] @ h[layer]; and also in those whose variables have other names."""
    made = list(made)
    for form in (_form, _form_without_names):
        groups: dict[tuple[str, ...], dict[int, list[Mutant]]] = {}  # by the line
        for mutant in made:
            key = mutant.operator, form(mutant.before), form(mutant.after)
            groups.setdefault(key, {}).setdefault(mutant.line, []).append(mutant)
        for lines in groups.values():
            if len(lines) > 1:
                yield from zip(*lines.values(), strict=False)  # divided by this array's length, by that one's


def _everywhere(text: str, made: Iterable[Mutant]) -> Iterator[Sequence[Mutant]]:
    """In all of a function, which other programs have in one line: one variable for another, or what is done to
    whatever is returned."""
    groups: dict[tuple[str, str, str], list[Mutant]] = {}
    for mutant in made:
        place, old = place_of(text, mutant.start), text[mutant.start : mutant.end]
        if mutant.operator == "neighbour":
            groups.setdefault((place.function, old, mutant.text), []).append(mutant)
        elif place.target == RETURNED and len(old) > 1 and mutant.text.count(old) == 1:
            around = mutant.text.replace(f"({old})", "()").replace(old, "()")
            groups.setdefault((place.function, "", around), []).append(mutant)
    yield from (group for group in groups.values() if len(group) > 1)


def _form(line: str) -> str:
    """A line without what tells one layer from another."""
    return re.sub(r"\d+|\[[^\[\]]*\]", "", line)


def _form_without_names(line: str) -> str:
    """The form of a line, whatever its variables are called."""
    return re.sub(r"(?<![\w.])[A-Za-z_]\w*(?![\w(])", "_", _form(line))


def _only_zeros(unwritten: Sequence[Change], file: str, text: str) -> list[Change]:
    """Each function all of whose results are zeros: what a template with zeros gives."""
    by_function: dict[str, list[Change]] = {}
    for change in unwritten:
        if change.spans[0].file == file:
            by_function.setdefault(place_of(text, change.spans[0].start).function, []).append(change)
    return [
        Change(
            name=f"zeros {file} {function}",
            kind="untouched",
            spans=tuple(sorted(span for change in changes for span in change.spans)),
        )
        for function, changes in by_function.items()
        if len(changes) > 1
    ]


def _untouched(file: str, text: str) -> list[Change]:
    """Each solution as the template leaves it."""
    starts = line_starts(text)
    changes = []
    for region in regions(text, file):
        lines = text.split("\n")
        alone = "\n".join(lines[region.begin - 1 : region.end])
        begin, end = starts[region.begin - 1], starts[region.begin - 1] + len(alone)
        left = cut_region(alone, file)
        changes.append(
            Change(name=f"untouched {file}:{region.begin}", kind="untouched", spans=(Span(file, begin, end, left),))
        )
    return changes


def stubs(sources: Sources) -> list[tuple[Span, Sources]]:
    """Where each solution is, and the sources with an error in its place: a test that uses it fails."""
    found: list[tuple[Span, Sources]] = []
    for file, source in sources.items():
        text = source.decode("utf-8")
        starts = line_starts(text)
        for region in regions(text, file):
            error = f"{region.indent}raise NotImplementedError\n"
            span = Span(file, starts[region.begin - 1], starts[region.end], error)
            changed = text[: span.start] + error + text[span.end :]
            found.append((span, {**sources, file: changed.encode("utf-8")}))
    return found


def cut_region(alone: str, file: str) -> str:
    """What the template holds in the place of one solution with its markers."""
    return cut(alone, file, check=False)
