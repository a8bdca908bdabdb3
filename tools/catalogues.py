"""Catalogues: find every string that a person reads, keep its translations, compile them.

Babel reads Python, Jinja its templates; help is taken from the commands themselves. What is written
has no dates, line numbers or paths of a machine, so that it changes only with a string. Run by
`make catalogues`; says what is still to be translated, and ends with 1 if anything is.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from jisr.cli.application import help_strings

SOURCES: Final = Path(__file__).resolve().parents[1] / "src" / "jisr"
# English is the source; each of the others has its plural rule, the same as in Django's catalogues.
PLURALS: Final = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3"
    " : n%100>=11 && n%100<=99 ? 4 : 5;",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "nl": "nplurals=2; plural=(n != 1);",
}
KEYWORDS: Final = {
    "N_": None,
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
NOTES: Final = ("Translators:",)
# As `jisr.web.environment` has it; what cannot be read is no page without strings.
SYNTAX: Final = {"trim_blocks": "on", "lstrip_blocks": "on", "newstyle_gettext": "on", "silent": "off"}
HOLE: Final = re.compile(r"%(?:\((\w+)\))?[sd]|\{(\w*)\}")

Words = str | tuple[str, ...]


def sources(root: Path = SOURCES) -> Iterator[Path]:
    """Give the files that can have strings, in one order on every machine."""
    yield from sorted([*root.rglob("*.py"), *(root / "web" / "templates").rglob("*.html")])


def found_in(path: Path) -> Iterator[tuple[int, Words, list[str], str | None]]:
    """Give the strings of one file: line, words (one, or singular and plural), notes, context."""
    extract = partial(babel_extract, options=SYNTAX) if path.suffix == ".html" else partial(extract_python, options={})
    for line, function, words, notes in extract(BytesIO(path.read_bytes()), KEYWORDS, NOTES):
        yield line, *_words(function, words), notes


def _words(function: str | None, words: object) -> tuple[Words, str | None]:
    """Take from a call the words that its function marks."""
    given = words if isinstance(words, tuple) else (words,)
    spec = KEYWORDS[str(function)] or (1,)
    context = next((given[each[0] - 1] for each in spec if isinstance(each, tuple)), None)
    taken = tuple(given[each - 1] for each in spec if isinstance(each, int) and each <= len(given))
    return (taken if len(taken) > 1 else taken[0]), context


def extracted(root: Path = SOURCES) -> Catalog:
    """Find every string, with the files in which it is."""
    catalogue = Catalog(charset="utf-8")
    for path in sources(root):
        place = path.relative_to(root).as_posix()
        for _line, words, context, notes in found_in(path):
            first = words[0] if isinstance(words, tuple) else words
            if first:
                catalogue.add(words, None, [(place, None)], auto_comments=notes, context=context)
    # Help has no mark in the source: it stands in docstrings and options.
    for path, words in help_strings():
        catalogue.add(words, None, [(path.relative_to(SOURCES).as_posix(), None)])
    return catalogue


def catalogue_path(language: str, suffix: str, root: Path = SOURCES) -> Path:
    """Say where the catalogue of a language is."""
    return root / "locale" / language / "LC_MESSAGES" / f"django.{suffix}"


def read_catalogue(language: str, root: Path = SOURCES) -> Catalog:
    """Read the catalogue of a language; one that is not there yet is empty."""
    path = catalogue_path(language, "po", root)
    raw = path.read_bytes() if path.exists() else _header(language).encode()
    return read_po(BytesIO(raw), locale=language)


def updated(language: str, template: Catalog, root: Path = SOURCES) -> Catalog:
    """Give the strings of the source with the translations that are there; what is unused is left out."""
    old = read_catalogue(language, root)
    fresh = read_po(BytesIO(_header(language).encode()), locale=language)
    for message in template:
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        translation = known.string if known is not None and not known.fuzzy else _nothing(message, fresh)
        if isinstance(translation, str) == message.pluralizable:
            translation = _nothing(message, fresh)
        fresh.add(
            message.id,
            translation,
            message.locations,
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known is not None else (),
            context=message.context,
        )
    return fresh


def _nothing(message: Message, catalogue: Catalog) -> Words:
    return ("",) * catalogue.num_plurals if message.pluralizable else ""


def _header(language: str) -> str:
    return (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS[language]}\\n"\n'
    )


def written(language: str, catalogue: Catalog) -> str:
    """Write a catalogue as text: a string after another, those of a file together."""
    blocks = [_header(language)]
    for message in sorted(_strings(catalogue), key=_order):
        lines = [f"#. {note}" for note in message.auto_comments]
        lines += [f"# {note}" for note in message.user_comments]
        lines += [f"#: {place}" for place in sorted({place for place, _line in message.locations})]
        lines += ["#, python-format"] if message.python_format else []
        lines += [f"msgctxt {_quoted(message.context)}"] if message.context else []
        if message.pluralizable:
            lines += [f"msgid {_quoted(message.id[0])}", f"msgid_plural {_quoted(message.id[1])}"]
            lines += [f"msgstr[{at}] {_quoted(words)}" for at, words in enumerate(message.string)]
        else:
            lines += [f"msgid {_quoted(message.id)}", f"msgstr {_quoted(message.string)}"]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _order(message: Message) -> tuple[str, str, str]:
    first = message.id[0] if message.pluralizable else message.id
    return min(place for place, _line in message.locations), first, message.context or ""


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    lines = escaped.split("\n")
    if len(lines) == 1:
        return f'"{lines[0]}"'
    whole = [f'"{line}\\n"' for line in lines[:-1]] + ([f'"{lines[-1]}"'] if lines[-1] else [])
    return "\n".join(['""', *whole])


def compiled(language: str, text: str) -> bytes:
    """Compile a catalogue: what Django reads at run time. The header says no more than it must."""
    catalogue = read_po(BytesIO(text.encode()), locale=language)
    lean = _Lean(locale=language)
    lean._num_plurals, lean._plural_expr = catalogue.num_plurals, catalogue.plural_expr
    for message in _strings(catalogue):
        if not message.fuzzy:
            lean.add(message.id, message.string, context=message.context)
    out = BytesIO()
    write_mo(out, lean)
    return out.getvalue()


class _Lean(Catalog):
    """A catalogue whose header has no date and no author."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        return [
            ("Language", str(self.locale_identifier)),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", PLURALS[str(self.locale_identifier)]),
        ]


def _strings(catalogue: Iterable[Message]) -> list[Message]:
    return [message for message in catalogue if message.id]


def holes(words: str) -> list[str]:
    """Give the holes of a template, in order of their names."""
    return sorted(match[0] for match in HOLE.finditer(words.replace("%%", "")))


def gaps(language: str, template: Catalog, root: Path = SOURCES) -> list[str]:
    """Say what a catalogue lacks, has too much of, or says with other holes than the source."""
    path = catalogue_path(language, "po", root)
    catalogue = read_catalogue(language, root)
    wanted = {(_key(each.id), each.context) for each in _strings(template)}
    present = {(_key(each.id), each.context): each for each in _strings(catalogue)}
    said = [f"missing: {each[0]}" for each in wanted - present.keys()]
    said += [f"no longer used: {each[0]}" for each in present.keys() - wanted]
    said += [f"kept though unused: {_key(each.id)}" for each in catalogue.obsolete.values()]
    for (first, _context), message in present.items():
        said += [f"{what}: {first}" for what in _wrong(message, catalogue)]
    if path.exists():
        mo = catalogue_path(language, "mo", root)
        if not mo.exists() or mo.read_bytes() != compiled(language, path.read_text("utf-8")):
            said.append("the compiled catalogue is not that of the text: run `make catalogues`")
    return sorted(said)


def _key(words: Words | list[str]) -> str:
    return words if isinstance(words, str) else words[0]


def _wrong(message: Message, catalogue: Catalog) -> Iterator[str]:
    """Say what is wrong with one translation."""
    if message.fuzzy:
        yield "fuzzy"
    if not message.pluralizable:
        if not message.string:
            yield "not translated"
        elif holes(message.string) != holes(message.id):
            yield f"holes differ, {holes(message.string)}"
        return
    if len(message.string) != catalogue.num_plurals or not all(message.string):
        yield "not translated in every number"
        return
    wanted = set(holes(message.id[0])) | set(holes(message.id[1]))
    for words in message.string:
        # A number may be said by a word (one, two); nothing may stand in its place that the source lacks.
        if not set(holes(words)) <= wanted or not wanted - set(holes(words)) <= {_counted(message)}:
            yield f"holes differ, {holes(words)}"


def _counted(message: Message) -> str:
    """Give the hole of the number: the first of the plural."""
    found = HOLE.search(message.id[1])
    return found[0] if found else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write all catalogues, and say what they lack; with `--help` or what is unknown, write nothing."""
    formatter = argparse.RawDescriptionHelpFormatter
    argparse.ArgumentParser(prog="catalogues.py", description=__doc__, formatter_class=formatter).parse_args(arguments)
    template = extracted()
    lacking = 0
    for language in PLURALS:
        text = written(language, updated(language, template))
        path = catalogue_path(language, "po")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        catalogue_path(language, "mo").write_bytes(compiled(language, text))
        found = gaps(language, template)
        lacking += len(found)
        sys.stdout.write(f"{language}: {len(_strings(template))} strings, {len(found)} to be done\n")
        sys.stdout.writelines(f"  {each}\n" for each in found)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
