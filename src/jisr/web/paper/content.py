"""What a dossier's paper says, from its title to the code of each act's proof."""

from collections.abc import Iterable, Iterator

from django.utils import timezone, translation

from jisr.base import N_, in_fours
from jisr.bundle import script_digest
from jisr.node.catalogue import gettext as _
from jisr.node.queries.changes import Change
from jisr.node.queries.checklist import AT_THE_ACT, HOLDS, STOPPED, GuaranteeShown
from jisr.node.queries.court_file import CourtFile
from jisr.node.queries.facts import FactShown
from jisr.node.queries.periods import PeriodShown
from jisr.node.queries.sealed_fields import SealedShown
from jisr.node.queries.statements import Said
from jisr.node.queries.timeline import Row
from jisr.web.filters import authorities, authority, end, mandate, moment, parties, party, source
from jisr.web.paper.blocks import Sheet
from jisr.web.paper.typesetting import typeset

UTC = "UTC"
STATES = {
    HOLDS: N_("Holds now"),
    STOPPED: N_("Stopped"),
    AT_THE_ACT: N_("Held when it is done"),
    "missing": N_("Missing"),
}
UNCERTAIN = N_(
    "Not certain. %(name)s says that the key which signed this was stolen since %(time)s, and not all sides had"
    " acknowledged it by then. Rely on it only after asking %(name)s whether it is theirs."
)
STANDINGS = {
    "void": N_("Has no effect:"),
    "defeated": N_("Overtaken by what was done at the same time:"),
    "crossed": N_("Done in the world although something stood against it:"),
    "unjudged": N_("Not judged here:"),
}


def paper_of(file: CourtFile) -> bytes:
    """Set a dossier's paper in the language that is active; all times are in UTC."""
    language = translation.get_language() or "en"
    around = "rtl" if translation.get_language_bidi() else "ltr"
    with timezone.override(UTC):
        sheet = Sheet(around)
        _begin(sheet, file)
        _what_this_is(sheet, file)
        _where_it_stands(sheet, file)
        _guarantees(sheet, file)
        _timeline(sheet, file)
        _proofs(sheet, file)
        return typeset(
            sheet.blocks,
            language=language,
            around=around,
            title=file.heading.title,
            author=_("Node of %(name)s") % {"name": party(file.party)},
            code=f"{file.framework}/{file.code}",
            running=file.heading.label,
            footer=_("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"},
            made=file.made,
        )


def _begin(sheet: Sheet, file: CourtFile) -> None:
    sheet.text(f"{file.heading.label} · {file.framework}/{file.code}", style="quiet")
    sheet.title(file.heading.title)
    pairs = [
        (_("Parties"), parties(file.parties)),
        (_("Framework"), f"{file.framework_name} ({file.framework})"),
        (_("Procedure"), file.procedure),
        (_("Opened"), moment(file.opened_at) if file.opened_at is not None else ""),
        (_("Where it stands"), file.stage),
        (_("Put on paper by"), _("Node of %(name)s") % {"name": party(file.party)}),
        (_("Put on paper on"), moment(file.made)),
        (_("Acts"), str(len(file.rows))),
    ]
    sheet.pairs([(label, value) for label, value in pairs if value])


def _what_this_is(sheet: Sheet, file: CourtFile) -> None:
    sheet.heading(2, _("What this paper is, and what it is not"))
    words = [
        _("All that was done in this dossier, as the node above had it at that moment, with what it judged of it."),
        _(
            "That each act stands in its party's signed log is proved by the file in which this paper came; check it "
            "with the script in it, or with this software. A print of this paper alone proves nothing."
        ),
        _(
            "Whether an act stands is a judgement that every node makes by the same rules. What is said here of it is "
            "the word of the node that made this paper."
        ),
        _("Which person acted is not said: an act names an authority and a mandate. The names stay with each party."),
        _(
            "That no act was left out is what the party signs for that made the file. Another party's file of the same "
            "dossier shows whether it has the same acts."
        ),
    ]
    sheet.bullets(words)
    if file.opened:
        sheet.text(
            _("Texts that were sealed are opened in this paper. Give it to nobody who may not read them."),
            style="warning",
        )


def _where_it_stands(sheet: Sheet, file: CourtFile) -> None:
    if file.figures:
        sheet.heading(2, _("Figures"))
        sheet.pairs([(each.label, each.value) for each in file.figures])
    if file.facts:
        sheet.heading(2, _("What holds"))
        sheet.bullets(_fact(each) for each in file.facts)
    if file.periods:
        sheet.heading(2, _("Who must act by when"))
        for each in file.periods:
            sheet.heading(3, each.label)
            sheet.text(" ".join(_period(each)))
            _source(sheet, each.source)


def _fact(fact: FactShown) -> str:
    if not fact.source:
        return fact.label
    return _("%(what)s (source: %(source)s)") % {"what": fact.label, "source": source(fact.source)}


def _period(period: PeriodShown) -> Iterator[str]:
    times = {"start": moment(period.start), "end": end(period.end)}
    if period.was_past:
        yield _("Stated on %(start)s; the date had passed already: %(end)s.") % times
    elif period.is_over:
        yield _("Began on %(start)s; ended: %(end)s.") % times
    elif period.is_running:
        yield _("Began on %(start)s; ends: %(end)s.") % times
    else:
        yield _(
            "Stated on %(start)s; it begins when every side has received it, or waits for the clocks of all sides."
        ) % {"start": times["start"]}
    if period.runs_on:
        yield _("It runs on the clock of %(name)s.") % {"name": party(period.runs_on)}
    else:
        yield _("It runs on the clocks of all sides.")
    if period.is_late:
        yield _("Late: %(name)s.") % {"name": period.owed_by}
    elif period.owed_by and not period.is_over:
        yield _("Who must act by then: %(name)s.") % {"name": period.owed_by}
    if period.due:
        yield _("Then due by itself: %(act)s.") % {"act": period.due}


def _source(sheet: Sheet, words: str) -> None:
    if words:
        sheet.text(_("Source: %(source)s") % {"source": source(words)}, style="quiet")


def _guarantees(sheet: Sheet, file: CourtFile) -> None:
    found = file.guarantees
    if not (found.gates or found.further or found.never):
        return
    sheet.heading(2, _("Guarantees"))
    if found.stops:
        sheet.text(_("Stopped. What cannot be undone is not possible until each of these is lifted:"), style="strong")
        sheet.bullets(found.stops)
    for gate in found.gates:
        before = _("Before “%(act)s”") % {"act": gate.label}
        about = _("%(what)s: %(about)s") % {"what": before, "about": gate.about}
        sheet.heading(3, about if gate.about else before)
        sheet.bullets(_guarantee(each) for each in gate.guarantees)
    if found.further or found.never:
        sheet.heading(3, _("Further guarantees, held whenever the act is done"))
        words = [_("%(what)s: %(about)s") % {"what": label, "about": _stated(each)}
                 for label, some in found.further for each in some]  # fmt: skip
        sheet.bullets([*words, *(_stated(each) for each in found.never)])


def _stated(guarantee: GuaranteeShown) -> str:
    if not guarantee.source:
        return guarantee.label
    return _("%(what)s (source: %(source)s)") % {"what": guarantee.label, "source": source(guarantee.source)}


def _guarantee(guarantee: GuaranteeShown) -> str:
    """Say a guarantee on a line, with its state, what it lacks, and its source."""
    words = {"state": _(STATES[guarantee.state]), "what": _stated(guarantee)}
    lines = [_("%(state)s: %(what)s") % words, *(each.text for each in guarantee.missing)]
    if guarantee.until:
        lines.append(_("By time alone: %(end)s.") % {"end": end(guarantee.until)})
    return "\n".join(lines)


def _timeline(sheet: Sheet, file: CourtFile) -> None:
    sheet.heading(2, _("What was done, act by act"))
    for row in file.rows:
        sheet.heading(3, _("%(entry)s: %(act)s") % {"entry": row.entry, "act": row.label})
        sheet.text(_done_by(row), style="quiet")
        sheet.pairs([*_about(row), *map(_field, row.said)])
        for one in file.sealed.get(row.entry, ()):
            _sealed(sheet, one, file.opened.get((row.entry, one.field)))
        sheet.bullets(_changed(each) for each in row.changes)
        sheet.text(_standing(row), style="strong")
        if row.uncertain_since is not None:
            sheet.text(_(UNCERTAIN) % {"name": party(row.party), "time": moment(row.uncertain_since)}, style="strong")
        sheet.bullets(_reason(each.text, each.source) for each in row.reasons)
        sheet.bullets(
            _("Overtaken by %(name)s: %(act)s, %(time)s")
            % {"name": party(each.party), "act": f"{each.label} ({each.entry})", "time": moment(each.at)}
            for each in row.overtaken_by
        )
        sheet.text(_("Code of the proof"), style="quiet")
        sheet.code(file.codes[row.entry])


def _done_by(row: Row) -> str:
    if row.by_node:
        words = _("Done by the node of %(name)s, by itself, on %(time)s.")
        return words % {"name": party(row.party), "time": moment(row.at)}
    words = _("Done by %(authority)s (%(mandate)s) on %(time)s.")
    return words % {"authority": authority(row.authority), "mandate": mandate(row.mandate), "time": moment(row.at)}


def _about(row: Row) -> Iterable[tuple[str, str]]:
    if row.item:
        words = row.item.title or row.about
        yield _("About"), f"{words} ({row.item.entry})" if words else row.item.entry
    if row.corrects:
        yield _("Corrects"), row.corrects
    if row.corrected_by:
        yield _("As corrected by"), row.corrected_by


def _field(one: Said) -> tuple[str, str]:
    if one.leads_to is not None and one.leads_to.title:
        return one.label, f"{one.leads_to.title} ({one.value})"
    return one.label, one.value


def _sealed(sheet: Sheet, one: SealedShown, text: str | None) -> None:
    if text is not None:
        sheet.pairs([(_("%(field)s (sealed, opened here)") % {"field": one.label}, text)])
        return
    sheet.pairs([(one.label, _("sealed to %(names)s") % {"names": authorities(one.to)})])


def _changed(change: Change) -> str:
    empty = _("(left empty)")
    words = {"label": change.label, "before": change.before or empty, "after": change.after or empty}
    return _("%(label)s: first “%(before)s”, now “%(after)s”") % words


def _standing(row: Row) -> str:
    if row.standing != "stands":
        return _(STANDINGS[row.standing])
    if row.is_final:
        return _("Stands, final")
    return _("Stands, not yet acknowledged by %(names)s") % {"names": parties(row.unacknowledged_by)}


def _reason(words: str, rests_on: str) -> str:
    return _("%(what)s (source: %(source)s)") % {"what": words, "source": source(rests_on)} if rests_on else words


def _proofs(sheet: Sheet, file: CourtFile) -> None:
    sheet.heading(2, _("How it is proved"))
    sheet.text(
        _(
            "The code of an act is the SHA-256 of its bytes as a leaf of its party's log. It leads to the root of a "
            "head that the party has signed, by a key that the manifest of the framework states."
        )
    )
    for each in file.heads:
        sheet.heading(3, _("Log of %(name)s, %(size)s entries") % {"name": party(each.party), "size": each.size})
        sheet.code(each.root)
    sheet.heading(3, _("Fingerprint of version %(version)s of the manifest") % {"version": file.version})
    sheet.code(file.fingerprint)
    sheet.text(
        _(
            "Do not take it from here: have it read out to you by somebody at a party whom you know, and compare. "
            "Without that all of it fits together and nobody has vouched for the keys."
        )
    )
    sheet.heading(3, _("SHA-256 of the script that checks the file"))
    sheet.code(in_fours(script_digest()))
    sheet.text(_("On any machine with Python 3.8 or newer, without a node and without a connection:"))
    sheet.code("python3 -I -S verify.py BUNDLE.zip FINGERPRINT")


__all__ = ["paper_of"]
