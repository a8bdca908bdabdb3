"""What stands first in a bundle: what it is and how it is checked, in every language of the pages."""

from collections.abc import Iterator
from textwrap import wrap
from typing import Final

from django.conf import settings
from django.utils import timezone, translation

from jisr.bundle import COURT_PARTS, PARTS, script_digest
from jisr.node.catalogue import gettext as _
from jisr.node.catalogue import speaking
from jisr.node.queries.court_file import CourtFile
from jisr.web.filters import moment, party

LINE_CHARACTERS: Final = 100
# What is checked of one act, and of the whole.
NAMED: Final = ("bytes", "head", "inclusion", "manifest", "keys", "signature", "anchor")


def readme_of(file: CourtFile) -> str:
    """Write it in all languages, that of the reader first."""
    asked = translation.get_language() or "en"
    codes = sorted(dict(settings.LANGUAGES), key=lambda code: code != asked)
    parts = []
    for code in codes:
        with speaking(code), timezone.override("UTC"):
            parts.append("\n".join(_lines(file)))
    return ("\n\n" + "-" * LINE_CHARACTERS + "\n\n").join(parts) + "\n"


def _lines(file: CourtFile) -> Iterator[str]:
    about = {"dossier": f"{file.framework}/{file.code}", "name": party(file.party), "time": moment(file.made)}
    yield _("The bundle of a dossier")
    yield ""
    yield from _paragraph(
        _("All of the dossier %(dossier)s, as the node of %(name)s had it on %(time)s. %(name)s has signed for it.")
        % about
    )
    if file.opened:
        yield from _paragraph(
            _("It holds texts that were sealed, in opened.json and file.pdf. Give it to nobody who may not read them.")
        )
    yield from _members()
    yield _("To check it, without a node and without a connection:")
    yield "    python3 -I -S verify.py BUNDLE.zip FINGERPRINT"
    yield "    jisr verify --bundle BUNDLE.zip --fingerprint FINGERPRINT"
    yield ""
    yield from _paragraph(
        _(
            "FINGERPRINT is that of the framework's manifest, 64 digits from 0 to f. Have it read out to you by "
            "somebody at a party whom you know; never take it from this archive. Without it all may fit together "
            "and nobody has vouched for the keys: the command ends with 3 then, with 0 only if all holds with it, and "
            "with 1 if something does not hold."
        )
    )
    yield from _paragraph(
        _(
            "Who made this archive may have made its script, too. Take verify.py from the page /verify/ of any node, "
            "or compare its SHA-256 with the one that is shown there. Keep the archive as it is: packed again it "
            "does not hold any more."
        )
    )
    yield f"    verify.py  SHA-256  {script_digest()}"
    yield ""
    yield from _paragraph(
        _(
            "It does not show whether an act stands: judged.json and file.pdf give that as the word of the node that "
            "made them, and every node judges it by the same rules. Nor which person acted. Nor that no act was left "
            "out: for that, ask another party for its bundle of the same dossier and compare."
        )
    )
    yield _("What does not hold is named by one of these words:")
    words = {**COURT_PARTS, "file": PARTS["file"], **{name: PARTS[name] for name in NAMED}}
    yield from (f"    {name:<10} {_(said)}" for name, said in words.items())


def _members() -> Iterator[str]:
    said = {
        "file.pdf": _("The dossier on paper."),
        "bundle.json": _("Every act with the proof that it is in its party's signed log."),
        "judged.json": _("What the node judged of them: its word."),
        "opened.json": _("Where it is there: texts that were sealed, with the salts that bind them to their acts."),
        "contents.json": _("The SHA-256 of each of these files."),
        "contents.note": _("The signature on that list."),
        "verify.py": _("The script that checks the archive."),
    }
    yield from (f"    {name:<14} {words}" for name, words in said.items())
    yield ""


def _paragraph(words: str) -> Iterator[str]:
    yield from wrap(words, LINE_CHARACTERS, break_long_words=False, break_on_hyphens=False)
    yield ""


__all__ = ["readme_of"]
