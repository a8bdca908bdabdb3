"""What a shared procedure owes the domestic ones that are linked with it (protocol 4.3, 4.8, 12.18)."""

from collections.abc import Iterator
from typing import Final

from jisr.base import N_, Phrase
from jisr.rules.linked import is_called, unknown_in
from jisr.rules.procedure import CLOCK_MANDATE, Act, Procedure
from jisr.rules.subject import Check, Fault, Subject, refuses


@refuses(46, N_("Let the shared act protect, be open to `clock`, and have neither an item nor a field it must have."))
def echoes_can_be_written(subject: Subject) -> Iterator[Fault]:
    """Refuse an act that a linked domestic procedure echoes and its node could not write by itself, always alike."""
    for domestic in subject.linked:
        for act in domestic.acts:
            if act.echo is None or not is_called(subject.procedure.name, act.echo.procedure):
                continue
            what = _against(act.echo.act, subject.procedure)
            if what is not None:
                yield f"act {act.echo.act}", what


def _against(name: str, shared: Procedure) -> Phrase | None:
    """Say what stands against an act being written as an echo."""
    act: Act | None = next((each for each in shared.acts if each.name == name), None)
    if act is None:
        return Phrase(N_("a linked domestic procedure echoes it, and it is not declared"))
    if not act.protective or act.opens:
        return Phrase(N_("a linked domestic procedure echoes it, and it protects nobody"))
    if not any(CLOCK_MANDATE in mandates for mandates in act.by.values()):
        return Phrase(N_("a linked domestic procedure echoes it, and no node may write it"))
    if act.item is not None or any(each.required for each in act.fields):
        return Phrase(N_("a linked domestic procedure echoes it, and it asks for what a node cannot know"))
    return None


@refuses(47, N_("Attest by what every domestic procedure that is linked with this one declares."))
def attested_is_declared(subject: Subject) -> Iterator[Fault]:
    """Refuse an attestation that could never be given, or never be judged, in the linked domestic dossier."""
    for domestic in subject.linked:
        for act in subject.procedure.acts:
            for name in unknown_in(act.attests, domestic) if act.attests is not None else ():
                words = N_("%(procedure)s, which is linked with it, has no %(name)s")
                yield f"act {act.name}, attests", Phrase(words, procedure=domestic.id, name=name)


CHECKS: Final[tuple[Check, ...]] = (echoes_can_be_written, attested_is_declared)
__all__ = ["CHECKS"]
