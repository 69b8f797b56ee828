"""What all HTML pages share: they load nothing and run only our code."""

import base64
import functools
import hashlib
from pathlib import Path

import jinja2

TEMPLATES = Path(__file__).resolve().parent / "templates"


def environment(loader: jinja2.BaseLoader | None = None) -> jinja2.Environment:
    """For the templates of this folder: everything is escaped, and a name that is not there is an error."""
    return jinja2.Environment(
        loader=loader or jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@functools.lru_cache
def template_text(name: str) -> str:
    """A style, a script, or a template as it is."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def allowed(text: str) -> str:
    """The source expression of a Content Security Policy that allows exactly this style or script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
