"""What reaches a person past the catalogues: bare words in templates, glued sentences, literals in Python.

A sentence is one template with named holes (CONTRIBUTING.md). What is found is a line with the file's name; used by
tests/unit/locale. Best effort: what a variable holds is not followed.
"""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

LETTERS: Final = re.compile(r"[^\W\d_]{2,}")
SENTENCE: Final = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")
# The name of the software and of the zone are the same in every language.
SAME_EVERYWHERE: Final = re.compile(r"\b(?:jisr|UTC)\b")
CODE: Final = re.compile(r"[a-z]+(?:[-_][a-z]+)*")
READ_ALOUD: Final = ("aria-label", "aria-description", "title", "placeholder", "alt")
# Elements within a line of text; any other begins a new one. What stands in code is typed, not read.
INLINE: Final = frozenset("a abbr b bdi bdo em i small span strong sub sup time label".split())
APART: Final = re.compile(r"govuk-tag|visually-hidden|__status|phase-banner__text")
TYPED: Final = frozenset({"code", "pre", "script", "style"})
# What a template says is put in the place of its tag, so that the parser of HTML sees one text.
SAID, HOLE, BREAK = "\ue000", "\ue001", "\ue002"
# A string of its own, since it goes between two that are no sentence together.
COLON: Final = ":"
BLOCK: Final = re.compile(r"{%-?\s*trans\b.*?%}(.*?){%-?\s*endtrans\b.*?%}", re.DOTALL)
SPOKEN: Final = re.compile(r"""\b_\(\s*(?:"([^"]*)"|'([^']*)')\s*\)""")
ALONE: Final = re.compile(rf"{{{{-?\s*{SPOKEN.pattern}\s*-?}}}}")
COMMENT: Final = re.compile(r"{#.*?#}|<!--.*?-->", re.DOTALL)
VARIABLE: Final = re.compile(r"{{.*?}}", re.DOTALL)
# Either side of these is never shown beside the other; what a macro shows is looked at where it is written.
EITHER: Final = re.compile(
    r"{%-?\s*(?:elif|else|pluralize|(?:end)?(?:block|for|macro))\b.*?%}|{{\s*[a-z]\w+\(.*?}}", re.DOTALL
)
TAG: Final = re.compile(r"{%.*?%}", re.DOTALL)
LITERAL: Final = re.compile(r""""([^"]*)"|'([^']*)'""")


def _marked(text: str) -> tuple[str, list[str]]:
    """Give a template with marks in the place of its tags, and what its marked strings say, in order."""
    said: list[str] = []

    def keep(found: re.Match[str]) -> str:
        said.append(next(each for each in found.groups() if each is not None))
        return f"{SAID}{len(said) - 1};"

    text = re.compile(f"(?:{BLOCK.pattern})|(?:{ALONE.pattern})", re.DOTALL).sub(keep, text)
    return TAG.sub("", VARIABLE.sub(HOLE, EITHER.sub(BREAK, text))), said


def _literals(text: str) -> Iterator[str]:
    """Give the words that a template's own expressions hold: what is given to a macro, what stands in for nothing."""
    for tag in re.finditer(rf"{VARIABLE.pattern}|{TAG.pattern}", BLOCK.sub("", text), re.DOTALL):
        for found in LITERAL.finditer(SPOKEN.sub("", tag[0])):
            words = found[1] or found[2] or ""
            if SENTENCE.search(words) or (words[:1].isupper() and _is_bare(words)):
                yield words


class _Page(HTMLParser):
    """Gathers the lines of text of a template, and what is read aloud of its attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.attributes: list[tuple[str, str]] = []
        self.typed = 0
        self.apart: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.typed += tag in TYPED
        classes = next((value or "" for name, value in attrs if name == "class"), "")
        if tag not in INLINE | TYPED or tag == "a" or APART.search(classes):
            # Links beside one another are no sentence, nor is what stands in a box or is only heard.
            self.lines.append("")
            if tag in INLINE:
                self.apart.append(tag)
        named = READ_ALOUD + (("value",) if _shows_value(tag, dict(attrs)) else ())
        self.attributes += [(name, value) for name, value in attrs if name in named and value]

    def handle_endtag(self, tag: str) -> None:
        self.typed -= tag in TYPED
        if tag not in INLINE | TYPED or (self.apart and self.apart[-1] == tag):
            self.lines.append("")
            if self.apart and self.apart[-1] == tag:
                self.apart.pop()

    def handle_data(self, data: str) -> None:
        if not self.typed:
            self.lines[-1] += data


def _shows_value(tag: str, attrs: dict[str, str | None]) -> bool:
    """Say whether a value may be words: a button shows its content, and a code such as send-back is what it sends."""
    if tag not in ("button", "input") or attrs.get("type") != "submit":
        return False
    return not (tag == "button" and attrs.get("name") and CODE.fullmatch(attrs.get("value") or ""))


def template_faults(text: str) -> list[str]:
    """Say which words of a template are in no catalogue, and which sentences are glued."""
    text = COMMENT.sub("", text)
    marked, said = _marked(text)
    page = _Page()
    page.feed(marked)
    page.close()
    found = [f"bare words: {each}" for each in _literals(text)]
    for line in (part for whole in page.lines for part in whole.split(BREAK)):
        if _is_bare(line):
            found.append(f"bare words: {_shown(line, said)}")
        found += _glued(line, said)
    for name, value in page.attributes:
        if _is_bare(value):
            found.append(f"bare words in {name}: {_shown(value, said)}")
        found += _glued(value, said)
    return found


def _is_bare(line: str) -> bool:
    left = re.sub(f"{SAID}\\d+;|[{HOLE}{BREAK}]", " ", line)
    return bool(LETTERS.search(SAME_EVERYWHERE.sub(" ", left)))


def _shown(line: str, said: list[str]) -> str:
    whole = re.sub(f"{SAID}(\\d+);", lambda found: f"[{said[int(found[1])]}]", line)
    return " ".join(whole.replace(HOLE, "{}").split())


def _of(piece: str, said: list[str]) -> str:
    """Give what a mark stands for; nothing for a hole."""
    return "" if piece == HOLE else said[int(piece[1:-1])].strip()


def _glued(line: str, said: list[str]) -> Iterator[str]:
    """Give each place where a string and another, or a value, make one sentence between them."""
    pieces = re.split(f"({SAID}\\d+;|{HOLE})", line)
    for before, between, after in zip(pieces[1::2], pieces[2::2], pieces[3::2], strict=False):
        if between.lstrip()[:1] == ":":
            # French sets a blank before it, which only its catalogue can.
            yield f"a sign past the catalogues: {_shown(before + between + after, said)}"
            continue
        if between.strip() or HOLE == before == after or COLON in (_of(before, said), _of(after, said)):
            continue
        first, second = _of(before, said), _of(after, said)
        if first and first[-1] in ".!?:":
            continue
        if before == HOLE and (second[:1].isupper() or second[:1] == "("):
            continue
        yield f"glued: {_shown(before + between + after, said)}"


# Python: calls by which words go to a person, and by which they go through the catalogues.
# A line that is typed as it stands is the same in every language.
COMMAND: Final = re.compile(r"\s*jisr [a-z]")
TRANSLATING: Final = frozenset(
    {"_", "N_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy", "npgettext"}
)
TELLING: Final = frozenset({"Phrase", "Sentence", "say", "warn", "show_error", "ValidationError", "HttpResponse"})
MESSAGES: Final = frozenset({"debug", "info", "success", "warning", "error", "add_message"})
LABELS: Final = frozenset({"label", "help_text", "verbose_name", "heading", "title", "remedy", "advice", "hint"})


def python_faults(text: str) -> list[str]:
    """Say which words of a module reach a person past the catalogues, and which sentences are glued."""
    return [f"line {line}: {what}" for line, what in sorted(set(_faults(ast.parse(text))))]


def _faults(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(op=ast.Add()) if any(_is_said(each) for each in (node.left, node.right)):
                if not all(_is_plain(each) for each in (node.left, node.right) if not _is_said(each)):
                    yield node.lineno, "glued by +"
            case ast.JoinedStr() if any(
                isinstance(each, ast.FormattedValue) and _is_said(each.value) for each in node.values
            ):
                if len(_said_in(node)) > 1 or any(_is_words(each) for each in node.values):
                    yield node.lineno, "glued in an f-string"
            case ast.Call() if _name(node) in TRANSLATING and node.args and _is_made(node.args[0]):
                yield node.lineno, "a string that is put together before it is translated"
            case ast.Call() if _name(node) == "join" and node.args and isinstance(node.args[0], ast.List | ast.Tuple):
                if sum(_is_said(each) for each in node.args[0].elts) > 1 and _is_blank(node):
                    yield node.lineno, "glued by join"
            case ast.Call():
                yield from ((node.lineno, f"bare words: {each}") for each in _bare(node))
            case ast.ClassDef():
                yield from _bare_in_class(node)
            case _:
                pass


def _name(node: ast.expr) -> str:
    function = node.func if isinstance(node, ast.Call) else node
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def _is_said(node: ast.expr) -> bool:
    """Say whether an expression is words in the reader's language: a translation, filled or not."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return _is_said(node.left)
    return isinstance(node, ast.Call) and _name(node) in TRANSLATING - {"N_"}


def _said_in(node: ast.JoinedStr) -> list[ast.expr]:
    return [each.value for each in node.values if isinstance(each, ast.FormattedValue) and _is_said(each.value)]


def _is_plain(node: ast.expr) -> bool:
    """Say whether an expression is a constant without a letter: blanks, a bullet, a line's end."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and not LETTERS.search(node.value)


def _is_words(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(LETTERS.search(node.value))


def _is_made(node: ast.expr) -> bool:
    if isinstance(node, ast.JoinedStr):
        return True
    is_sum = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod)
    return is_sum or (isinstance(node, ast.Call) and _name(node) == "format")


def _is_blank(node: ast.Call) -> bool:
    joiner = node.func.value if isinstance(node.func, ast.Attribute) else node.func
    return isinstance(joiner, ast.Constant) and not str(joiner.value).strip()


def _bare(node: ast.Call) -> Iterator[str]:
    """Give the literals of a call that a person would read: sentences told, labels of any length."""
    name, owner = _name(node), node.func.value if isinstance(node.func, ast.Attribute) else None
    is_message = name in MESSAGES and isinstance(owner, ast.Name) and owner.id == "messages"
    if name in TELLING or is_message:
        yield from (
            each for each in map(_literal, node.args) if SENTENCE.search(_unheld(each)) and not COMMAND.match(each)
        )
    for keyword in node.keywords:
        if keyword.arg in LABELS and name not in TRANSLATING:
            words = _literal(keyword.value)
            if SENTENCE.search(words) or (words[:1].isupper() and LETTERS.search(words)):
                yield words


def _bare_in_class(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    """Give what an error advises without a mark."""
    for each in node.body:
        targets = (
            each.targets if isinstance(each, ast.Assign) else [each.target] if isinstance(each, ast.AnnAssign) else []
        )
        value = each.value if isinstance(each, ast.Assign | ast.AnnAssign) else None
        named = any(isinstance(target, ast.Name) and target.id in LABELS for target in targets)
        if named and value is not None and SENTENCE.search(_literal(value)):
            yield each.lineno, f"bare words: {_literal(value)}"


def _literal(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_literal(each) for each in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _unheld(words: str) -> str:
    return re.sub(r"%\(\w+\)s", " ", words)


def template_findings(root: Path) -> list[str]:
    """Give what is found in the templates below a folder."""
    pages = sorted(root.rglob("*.html"))
    return [f"{each.relative_to(root)}: {what}" for each in pages for what in template_faults(each.read_text("utf-8"))]


def python_findings(root: Path, folders: tuple[str, ...]) -> list[str]:
    """Give what is found in the modules of some folders."""
    files = sorted(
        file for folder in folders for file in (root / folder).rglob("*.py") if "migrations" not in file.parts
    )
    return [f"{each.relative_to(root)}: {what}" for each in files for what in python_faults(each.read_text("utf-8"))]
