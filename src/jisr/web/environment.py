"""Jinja's environment: what the templates of our pages can call, and in whose language and zone they speak.

A template's words go through Django's catalogues, newstyle: holes are arguments, and only what fills them is escaped.
"""

import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

from jisr.node.catalogue import said
from jisr.web import filters

TEMPLATES: Final = Path(__file__).parent / "templates"
# The same row stands on many pages, and is read by many: what is said of it is kept.
KEPT_MAX: Final = 10_000
_SPECIAL: Final = re.compile("[&<>'\"]")
# `tools/catalogues.py` reads templates by the same.
SYNTAX: Final[Mapping[str, Any]] = {"trim_blocks": True, "lstrip_blocks": True, "extensions": ["jinja2.ext.i18n"]}
# Language and zone of whoever reads the page that is being rendered: a page asks for them some hundred times.
_READER: ContextVar[tuple[str, str]] = ContextVar("reader", default=("en", "UTC"))


class Compiled(FileSystemBytecodeCache):
    """What was compiled, kept beside the templates as Python keeps its own; where nobody can write, nothing is kept."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                Path(self.directory).mkdir(exist_ok=True)
                super().dump_bytecode(bucket)


class Generator(CodeGenerator):
    """Compiles a template so that what is escaped is put into the page as it is, and no object is made of it.

    What it calls is called as it is, too: no macro, filter or function of ours asks for Jinja's context, and to find
    that out takes Jinja longer than most of them.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802  # Jinja's name
        """Write a template's module; its functions find this name when they are called."""
        super().visit_Template(node, frame)
        self.writeline(f"from {__name__} import called, escaped as escape")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802  # Jinja's
        """Write a call."""
        self.write("called(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")


def called(function: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
    """Call what a template calls."""
    return function(*given, **named)


def escaped(value: Any) -> str:
    """Escape a value for a page: there are hundreds on each, few of which have anything to be escaped."""
    if type(value) is Markup or (type(value) is str and _SPECIAL.search(value) is None):
        return value
    return escape(value)


def environment(**options: Any) -> Environment:
    """Make the environment; a template is read once in a process, when it is first rendered."""
    kept = Compiled(str(TEMPLATES / "__pycache__"), "page_%s.cache")
    own = {**SYNTAX, "undefined": StrictUndefined, "cache_size": -1, "bytecode_cache": kept}
    made = Environment(**{**options, **own})
    made.code_generator_class = Generator
    made.globals = {
        "_": gettext,
        "gettext": gettext,
        "ngettext": ngettext,
        "pgettext": pgettext,
        "npgettext": npgettext,
        "static": cache(static),
        "url": url,
    }
    made.newstyle_gettext = True  # type: ignore[attr-defined]  # of the extension
    made.filters |= {each.__name__: _kept(each) for each in filters.OF_ONE}
    made.filters |= {each.__name__: each for each in filters.OF_SEVERAL}
    made.filters |= {"filesizeformat": filesizeformat}
    return made


def reader(request: HttpRequest) -> dict[str, Any]:
    """Note for whom a page is rendered; Django asks this before each."""
    language = translation.get_language()
    _READER.set((language, timezone.get_current_timezone_name()))
    return {
        "language": language,
        "is_bidi": translation.get_language_bidi(),
        # Made when a form is reached, and once for all forms of a page.
        "csrf_input": SimpleLazyObject(partial(csrf_input, request)),
    }


def gettext(words: str, /, **holes: Any) -> Markup:
    """Say words of a template in the reader's language."""
    return _filled(said(_READER.get()[0], words), holes) if holes else _whole(_READER.get()[0], words)


def ngettext(singular: str, plural: str, number: int, /, **holes: Any) -> Markup:
    """Say words of a template that depend on a number."""
    return _filled(translation.ngettext(singular, plural, number), {"num": number, **holes})


def pgettext(context: str, words: str, /, **holes: Any) -> Markup:
    """Say words of a template that mean several things, one of which is named."""
    return _filled(translation.pgettext(context, words), holes)


def npgettext(context: str, singular: str, plural: str, number: int, /, **holes: Any) -> Markup:
    """Say words of both kinds."""
    return _filled(translation.npgettext(context, singular, plural, number), {"num": number, **holes})


def _filled(words: str, holes: Mapping[str, Any]) -> Markup:
    return Markup(words % {name: escape(value) for name, value in holes.items()})


@cache
def _whole(language: str, words: str) -> Markup:
    return Markup(said(language, words).replace("%%", "%"))


def _kept(say: Callable[[Any], str]) -> Callable[[Any], str]:
    """Say the same thing to readers of one language and zone once."""

    @lru_cache(maxsize=KEPT_MAX)
    def said(_reader: tuple[str, str], thing: Any) -> str:
        return say(thing)

    return lambda thing: said(_READER.get(), thing)


@lru_cache(maxsize=KEPT_MAX)
def url(name: str, *args: Any) -> str:
    """Give the address of a page."""
    return reverse(name, args=args)
