"""What was erased of a dossier, on which legal basis and by whom; who has said that it is no longer there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jisr.base import N_, Instant
from jisr.kernel import Docket
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.erasures import ERASE, holders
from jisr.node.queries.reading import Reading, own_party
from jisr.node.queries.words import act_label

# The codes that a page offers; a command may state any code. Which of them a house uses is its own choice [P].
BASES: Mapping[str, str] = {
    "gdpr-17": N_("The person's right to erasure (GDPR art. 17)"),
    "led-16": N_("Erasure of what police or courts hold (Directive 2016/680 art. 16)"),
    "law-09-08": N_("The person's right under Law 09-08 (Morocco)"),
    "retention": N_("The time for which it was to be kept is over"),
    "court-order": N_("A court has ordered it"),
    "authority-order": N_("A data protection authority has ordered it"),
}
# Of more acts one is named at the machine: `jisr act --item`.
OFFERED_MAX = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedShown:
    """The erasure of one piece: the act that erased it, and which parties have said that it is gone."""

    entry: str
    at: Instant | None
    basis: str
    party: str
    authority: str
    attested: tuple[str, ...]
    # Those that may have held it and have not said so yet.
    lacking: tuple[str, ...]


def basis_said(code: str) -> str:
    """Say a legal basis in words; a code of somebody else's list as it stands."""
    return _(BASES[code]) if code in BASES else code


def erased_in(held: Reading, docket: Docket) -> dict[tuple[str, str], ErasedShown]:
    """Give what was erased of a dossier, by act and field."""
    rows = models.Sealed.objects.filter(log__framework=held.row, dossier=docket.id).exclude(erased="")
    columns = rows.values_list("log__party", "seq", "field", "to", "erased", "gone")
    return {
        (f"{party}.{seq}", field): _shown(held, docket, party, to, erased, gone)
        for party, seq, field, to, erased, gone in columns
    }


def _shown(
    held: Reading, docket: Docket, party: str, to: Iterable[str], erased: str, gone: Mapping[str, str]
) -> ErasedShown:
    deed = docket.deeds.get(erased)
    parties = held.framework.parties
    # Alone there is nobody to whom it would be said: the erasure itself says it.
    # Who has left says nothing any more (protocol 12.33); what it had said stays.
    asked = holders(party, to, parties) if len(parties) > 1 else []
    asked = [each for each in asked if each in gone or each not in held.register.left]
    return ErasedShown(
        entry=erased,
        at=deed.time if deed is not None else None,
        basis=str(deed.entry.fields.get("basis", "")) if deed is not None else "",
        party=party,
        authority=deed.entry.by.authority if deed is not None else "",
        attested=tuple(each for each in asked if each in gone),
        lacking=tuple(each for each in asked if each not in gone),
    )


def erasable_in(held: Reading, docket: Docket) -> list[tuple[str, str]]:
    """Give the own acts of a dossier whose sealed content is not erased, newest first: number and words."""
    rows = models.Sealed.objects.filter(log__framework=held.row, log__party=own_party(), dossier=docket.id, erased="")
    numbers = sorted({seq for (seq,) in rows.values_list("seq")}, reverse=True)
    found = []
    for seq in numbers:
        key = f"{own_party()}.{seq}"
        deed = docket.deeds.get(key)
        if deed is not None:
            words = _("%(act)s (%(number)s)")
            found.append((key, words % {"act": act_label(docket.words_of(deed), deed.entry.act), "number": key}))
    return found


__all__ = ["BASES", "ERASE", "OFFERED_MAX", "ErasedShown", "basis_said", "erasable_in", "erased_in"]
