"""`jisr framework fingerprint`: what two people read out to each other, in digits and in the words of each language."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from jisr.base import N_, JisrError, Phrase
from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.language import language as spoken
from jisr.cli.output import AsJson, print_json, print_table, say

if TYPE_CHECKING:
    from jisr.manifest import Manifest

DIFFERS_EXIT: Final = 1


class NoWords(JisrError):
    """Nothing can be read out as it was asked for."""

    advice = N_("Name a framework of this node, or a manifest's file by --note; languages are en, ar, fr, es, nl.")


def fingerprint(
    framework: Annotated[str, typer.Argument(help="The framework; left out with --note.")] = "",
    note: Annotated[
        Path | None, typer.Option(help="A manifest's signed note that is not taken in yet, as v1.note.")
    ] = None,
    version: Annotated[str, typer.Option(help="The version of the manifest; the last if it is left out.")] = "",
    key: Annotated[str, typer.Option(help="A key of the manifest instead: MAR.log.0, MAR.wire.0, MAR.recovery.")] = "",
    languages: Annotated[
        list[str] | None, typer.Option("--language", help="A language of the words. May be repeated.")
    ] = None,
    heard: Annotated[
        str, typer.Option(help="The words that the other side read out, to be compared; - reads standard input.")
    ] = "",
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Print a fingerprint as digits and as words, one a byte; compare words that were heard.

    A word means the same thing in each language: who reads reads his own, who hears looks at the one beside it.
    Exit code 1 if a word that was heard differs, or words are lacking; the first that differs is named.
    """
    from jisr.manifest.ceremony import GROUP, LANGUAGES, Same, compare_heard, spoken_words
    from jisr.node.ceremony import MANIFEST, compared_said, subjects

    chosen = languages or [spoken()]
    for each in chosen:
        if each not in LANGUAGES:
            raise NoWords(N_("there are no words in %(language)s"), language=each)
    manifest = _manifest(framework, note, version, home)
    subject = next((each for each in subjects(manifest) if each.code == (key or MANIFEST)), None)
    if subject is None:
        known = ", ".join(each.code for each in subjects(manifest) if each.code != MANIFEST)
        raise NoWords(N_("the manifest names no key %(key)s; it names: %(known)s"), key=key, known=known)
    words = {each: spoken_words(subject.digits, each) for each in chosen}
    found = compare_heard(_heard(heard), subject.digits, chosen[0]) if heard else None
    if as_json:
        print_json(
            {
                "framework": manifest.framework,
                "version": manifest.version,
                "about": subject.code,
                "digits": subject.digits.hex(),
                "words": words,
                "heard": None
                if found is None
                else {"same": isinstance(found, Same), "said": str(compared_said(found))},
            }
        )
    else:
        say("%(name)s", name=subject.name.said_in(_))
        say(subject.digits.hex(" ", 2))
        if found is None:
            rows = [
                (at + 1, f"{byte:02x}", *(words[each][at] for each in chosen)) for at, byte in enumerate(subject.digits)
            ]
            for at in range(0, len(rows), GROUP):
                print_table((_("number"), _("digits"), *chosen), rows[at : at + GROUP])
        else:
            say("%(said)s", said=compared_said(found).said_in(_))
    if found is not None and not isinstance(found, Same):
        raise typer.Exit(DIFFERS_EXIT)


def _manifest(framework: str, note: Path | None, version: str, home: Path | None) -> "Manifest":
    """Read the manifest: from a file that is not taken in yet, or as it is here."""
    from jisr.manifest import parse_manifest

    if bool(framework) == (note is not None):
        raise NoWords(N_("name a framework or a file, one of them"))
    if note is not None:
        try:
            return parse_manifest(note.read_bytes().decode("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise NoWords("%(file)s: %(because)s", file=note, because=_why(error)) from error
    enter(home)
    from jisr.node.queries.ceremony import ceremony_manifest
    from jisr.node.queries.reading import reading

    return ceremony_manifest(str(reading(framework).row.pk), version)


def _why(error: OSError | UnicodeDecodeError) -> Phrase:
    return Phrase(error.strerror or "") if isinstance(error, OSError) else Phrase(N_("it is no text in UTF-8"))


def _heard(given: str) -> str:
    return typer.get_text_stream("stdin").read() if given == "-" else given


__all__ = ["fingerprint"]
