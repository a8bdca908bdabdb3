"""The words of e-mails, in the officer's language: kinds, frameworks, numbers and links, and nothing of the content.

No name, no title, no kind of procedure: whoever reads the mail server learns that something waits, and where.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import ngettext

from jisr.base import N_
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.catalogue import speaking

# A mail that gathers more names these, and leads to the page for the others.
LINES_MAX = 20
KINDS = {
    "protect": N_("Another side has done something that protects, in %(framework)s, dossier %(dossier)s."),
    "window": N_(
        "A window is open in which something irrevocable may be concluded: %(framework)s, dossier %(dossier)s."
    ),
    "answer": N_("A proposal awaits an answer of our side: %(framework)s, dossier %(dossier)s."),
    "period": N_("The last fifth of a period has begun: %(framework)s, dossier %(dossier)s."),
    "key": N_("A key of this node gets old, or was not tried for long: %(framework)s, dossier %(dossier)s."),
    "keepsoon": N_(
        "Sealed content of our side has been kept almost as long as it is to be: %(framework)s, dossier %(dossier)s."
    ),
    "keepover": N_(
        "Sealed content of our side is kept longer than it is to be: %(framework)s, dossier %(dossier)s. Erase it, or"
        " leave it where something stands against that."
    ),
}
CODE_MINUTES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An e-mail before it has an address."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with the link to where one sees more; without one it only says."""

    words: str
    link: str = ""


def link_to(name: str, *parts: object) -> str:
    """Give the address of a page of this node."""
    return str(settings.HOME.address) + reverse(name, args=parts)


def kind_said(notice: models.Notice) -> str:
    """Say of which kind a notice is, and where: with isolated codes, so that they stay whole in Arabic."""
    words = _(KINDS[notice.kind])
    return words % {"framework": _isolated(notice.framework_id), "dossier": _isolated(notice.dossier)}


def _isolated(code: str) -> str:
    return f"\N{FIRST STRONG ISOLATE}{code}\N{POP DIRECTIONAL ISOLATE}"


def language_of(officer: models.Officer) -> str:
    """Give the language in which an officer is written to: the one chosen; else that of the node."""
    return officer.language or settings.LANGUAGE_CODE


def letter_of_notices(officer: models.Officer, notices: Sequence[models.Notice], *, is_urgent: bool) -> Letter:
    """Write what waits: a sentence and a link each, and how to make the repeating end."""
    with speaking(language_of(officer)):
        count = len(notices)
        if is_urgent:
            subject = ngettext("Urgent: %(count)s notice of jisr", "Urgent: %(count)s notices of jisr", count)
        else:
            subject = ngettext("%(count)s notice of jisr", "%(count)s notices of jisr", count)
        lines = [Line(kind_said(each), link_to("notice", each.pk)) for each in notices[:LINES_MAX]]
        more = count - len(lines)
        if more:
            words = ngettext("%(count)s more notice is on your page.", "%(count)s more notices are on your page.", more)
            lines.append(Line(words % {"count": more}, link_to("notices")))
        closing = _(
            "It is repeated, to your deputy and your head, too, until somebody says on its page that it was seen."
        )
        return _letter(subject % {"count": count}, lines, closing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a digest counts."""

    waiting: int
    late: int
    due_soon: int
    open_notices: int
    # Of each framework: its code, and how many acts the other sides did.
    done: tuple[tuple[str, int], ...]

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to say."""
        return not (self.waiting or self.late or self.due_soon or self.open_notices or any(n for _, n in self.done))


def letter_of_digest(officer: models.Officer, tally: Tally) -> Letter:
    """Write the morning's counts and links."""
    with speaking(language_of(officer)):
        work, lines = link_to("my-work"), []
        counted = (
            (
                tally.waiting,
                ngettext("%(count)s matter waits for you.", "%(count)s matters wait for you.", tally.waiting),
            ),
            (tally.late, ngettext("%(count)s is late.", "%(count)s are late.", tally.late)),
            (
                tally.due_soon,
                ngettext("%(count)s is due within seven days.", "%(count)s are due within seven days.", tally.due_soon),
            ),
        )
        lines += [Line(words % {"count": count}, work) for count, words in counted if count]
        if tally.open_notices:
            words = ngettext(
                "%(count)s notice has not been seen by anybody.",
                "%(count)s notices have not been seen by anybody.",
                tally.open_notices,
            )
            lines.append(Line(words % {"count": tally.open_notices}, link_to("notices")))
        for framework, count in tally.done:
            if count:
                words = ngettext(
                    "The other sides have done %(count)s act in %(framework)s since the last digest.",
                    "The other sides have done %(count)s acts in %(framework)s since the last digest.",
                    count,
                )
                said = words % {"count": count, "framework": _isolated(framework)}
                lines.append(Line(said, link_to("framework", framework)))
        if not lines:
            lines.append(Line(_("Nothing waits for you, and nothing is late."), work))
        closing = _("You can switch this digest off, or choose its hour, under “How you are reached”.")
        return _letter(_("Your morning at jisr"), lines, closing)


def letter_of_code(officer: models.Officer, code: str) -> Letter:
    """Write the code by which an address is confirmed."""
    with speaking(language_of(officer)):
        lines = [
            Line(_("The code is %(code)s.") % {"code": code}, link_to("reach")),
            Line(
                ngettext("It holds for %(minutes)s minute.", "It holds for %(minutes)s minutes.", CODE_MINUTES)
                % {"minutes": CODE_MINUTES}
            ),
        ]
        closing = _(
            "If you did not ask for it, somebody has mistyped an address; nothing is sent here without the code."
        )
        return _letter(_("Confirm this address for jisr"), lines, closing)


def letter_of_test(language: str) -> Letter:
    """Write a mail that only shows that mails arrive."""
    with speaking(language):
        line = Line(_("This is a test: e-mail from this node arrives here."), link_to("start"))
        return _letter(_("Test of jisr"), [line], _("Nothing needs to be done."))


def _letter(subject: str, lines: Sequence[Line], closing: str) -> Letter:
    """Put a letter together, as text and as plain HTML that turns as its language does."""
    signed = _("This e-mail was written by the node; nobody reads answers to it.")
    parts = [*("\n".join(filter(None, (each.words, each.link))) for each in lines), closing, signed]
    items = format_html_join("\n", "<li>{}{}</li>", ((each.words, _anchor(each.link)) for each in lines))
    html = format_html(
        '<!doctype html>\n<html lang="{}" dir="{}"><head><meta charset="utf-8"><title>{}</title></head>'
        "<body>\n<ul>\n{}\n</ul>\n<p>{}</p>\n<p>{}</p>\n</body></html>\n",
        translation.get_language(),
        "rtl" if translation.get_language_bidi() else "ltr",
        subject,
        items,
        closing,
        signed,
    )
    return Letter(subject=subject, text="\n\n".join(parts) + "\n", html=str(html))


def _anchor(link: str) -> str:
    return format_html('<br><a href="{}" dir="ltr">{}</a>', link, link) if link else ""


__all__ = [
    "CODE_MINUTES", "KINDS", "Letter", "Line", "Tally", "kind_said", "letter_of_code", "letter_of_digest",
    "letter_of_notices", "letter_of_test", "link_to",
]  # fmt: skip
