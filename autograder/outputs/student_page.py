"""A student's view -> a page: self-contained HTML, and Markdown."""

import functools
import re
from collections.abc import Iterator, Sequence

import jinja2

from autograder.outputs.causes import TITLE
from autograder.outputs.decided import TITLE as DECIDED
from autograder.outputs.pages import allowed, environment, template_text
from autograder.outputs.student import ShownTest, StudentView, cases_together
from autograder.outputs.text import points
from autograder.outputs.wording import HIDDEN_TESTS

# What Markdown would take for something else than itself; an underscore or a bracket within a name it does not.
_IN_MARKDOWN = re.compile(r"([\\`*<&~$|])|((?<!\w)_|_(?!\w))|(\](?=[(\[:]))|(^(?:>|[#+=-](?=[#=\s-])|\d+(?=[.)]\s)))")


def to_html(view: StudentView) -> str:
    """The page, which loads nothing and runs nothing."""
    style = template_text("student.css")
    return _template().render(
        view=view,
        verdict=verdict(view),
        style=style,
        style_hash=allowed(style),
        fix_first=TITLE,
        decided=DECIDED,
        later=HIDDEN_TESTS,
    )


def to_markdown(view: StudentView) -> str:
    """The same as text that reads well also where nothing renders it."""
    return "\n".join(_lines(view)).rstrip("\n") + "\n"


def verdict(view: StudentView) -> str:
    """ "Score: 83 of 100 points", or why there is none."""
    if view.score is None:
        return "No score yet"
    return f"{view.score_is}: {points(view.score)} of {points(view.out_of)} points"


def _lines(view: StudentView) -> Iterator[str]:
    yield f"# {_plain(view.title)}"
    yield ""
    yield f"**{_plain(verdict(view))}** for {_plain(view.who)}"
    for remark in view.remarks:
        yield ""
        yield from (_plain(line) + "  " for line in remark.splitlines())
    if view.decisions:
        yield from ("", f"## {DECIDED}", "")
        yield from (f"- {_plain(line)}" for line in view.decisions)
    if view.causes:
        yield from ("", f"## {TITLE}")
        for cause in view.causes:
            first, _, rest = cause.text.partition("\n")
            yield from (
                "",
                f"{cause.number}. **{_plain(first)}**  ",
                f"   {_plain(cause.worth)}: {_plain(cause.tests)}",
            )
            if more := "\n".join(filter(None, (rest, cause.example))):
                yield from ("", *(f"   {line}" for line in _block(more)))
    losing = [test for test in view.tests if not test.passed]
    passed = [test for test in view.tests if test.passed]
    if losing:
        yield from ("", "## Tests that lost points")
        for test in losing:
            yield from ("", f"### {_plain(_name(test))} ({points(test.score)} of {points(test.max_score)})")
            yield from ("", *_block(test.message)) if test.message else ()
    if passed:
        yield from ("", "## Tests that you passed", "")
        yield from (f"- {_plain(name)} ({points(score)})" for name, score in cases_together(passed))
    if view.later:
        yield from ("", f"## {HIDDEN_TESTS}", "")
        yield from (f"- {_plain(line)}" for line in view.later)


def _name(test: ShownTest) -> str:
    return f"{test.number} {test.name}".strip()


def _plain(text: str) -> str:
    """`text` on one line, so that Markdown shows it as it is."""
    return _IN_MARKDOWN.sub(_escaped, " ".join(text.split()))


def _escaped(found: re.Match[str]) -> str:
    sign = found.group()
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


def _block(text: str) -> Sequence[str]:
    """`text` as it is, between fences that it does not contain."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", *text.splitlines(), fence]


@functools.lru_cache(1)
def _template() -> jinja2.Template:
    page = environment()
    page.filters["points"] = points
    page.filters["name"] = _name
    page.filters["cases_together"] = cases_together
    return page.get_template("student.html.j2")
