"""What a person should look at in the sources of a submission, and what is certain not to be backpropagation."""

from collections.abc import Mapping

from autograder.homework import Homework
from autograder.intake import imaginary, insides, quotients
from autograder.intake.problem import listed, shown
from autograder.intake.source import Source
from autograder.mistakes import reference_sources


class Doubts:
    """`flags` are for the instructor; `numerical` is a sentence for the student, or empty."""

    def __init__(self, sources: Mapping[str, Source], homework: Homework) -> None:
        complex_numbers = _complex_numbers(sources, homework)
        self.numerical = next((imaginary.advice(shown(file), where) for file, where in complex_numbers), "")
        self.flags: list[str] = []
        for file, one in sources.items():
            self.flags += insides.flags(shown(file), one.text, homework.may_use, one.place)
        for file, one in sources.items():
            self.flags += quotients.flags(shown(file), one.text, one.place)
        for file, where in complex_numbers:
            self.flags += imaginary.flags(shown(file), where)


def _complex_numbers(sources: Mapping[str, Source], homework: Homework) -> list[tuple[str, str]]:
    """The files that compute with complex numbers, where the reference does not, and the places."""
    if not any(imaginary.MAYBE.search(one.text) for one in sources.values()):
        return []
    scripts = {file.name for file in homework.submit if file.script}
    reference = reference_sources(homework)
    graded = frozenset[str]().union(*map(imaginary.names_defined, reference.values()))
    if imaginary.complex_numbers(reference, graded, scripts):
        return []
    found = imaginary.complex_numbers({file: one.text for file, one in sources.items()}, graded, scripts)
    return [(file, listed(sources[file].place(line) for line in lines)) for file, lines in found.items()]
