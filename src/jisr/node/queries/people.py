"""Names of parties, authorities and frameworks in the reader's language."""

from collections.abc import Sequence

from jisr.base import N_, Phrase
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.procedures import PROCEDURES

PARTIES = {"MAR": N_("Morocco"), "ESP": N_("Spain"), "NLD": N_("Netherlands")}
# As a name stands within a sentence, where that is another form.
WITHIN = {**PARTIES, "NLD": N_("the Netherlands")}
# What stands after the dot in an authority's code; a code that is not here is shown as it is.
BODIES = {
    "asylum": N_("Asylum office"),
    "asylum_migration": N_("Ministry of Asylum and Migration"),
    "bar": N_("Bar: legal aid and lawyers"),
    "care": N_("Child-protection service"),
    "consulate": N_("Consulate"),
    "court": N_("Court for children"),
    "defender": N_("Court-appointed defender"),
    "delegation": N_("Government delegation"),
    "foreign_affairs": N_("Ministry of Foreign Affairs"),
    "founding": N_("Founding authority"),
    "guardianship": N_("Guardianship body"),
    "health": N_("Health service"),
    "interior": N_("Ministry of the Interior"),
    "migration": N_("Ministry of Migration"),
    "node": N_("Node"),
    "ombudsman": N_("Ombudsman for children"),
    "panel": N_("Best-interests panel"),
    "police": N_("Police"),
    "prosecutor": N_("Prosecutor for minors"),
    "secretariat": N_("Secretariat"),
    "trafficking": N_("Unit for victims of trafficking"),
}
# Those of the procedures, as they name them, and the two that every framework has.
MANDATES = {
    **{code: label for each in PROCEDURES.values() for code, label in each.mandates},
    "clock": N_("Does by itself what is due"),
    "founding": N_("Founding authority"),
}


def party_name(party: str) -> str:
    """Name a party; a code without a name is shown as it is."""
    return _(PARTIES[party]) if party in PARTIES else party


def party_within(party: str) -> str:
    """Name a party within a sentence."""
    return _(WITHIN[party]) if party in WITHIN else party


def party_said(party: str) -> Phrase:
    """Name a party within words that are said later, in whatever language."""
    return Phrase(WITHIN[party]) if party in WITHIN else Phrase("%(party)s", party=party)


def authority_name(code: str) -> str:
    """Name an authority by its body and its party, as far as both are known."""
    party, _dot, body = code.partition(".")
    if body not in BODIES:
        return code
    return _("%(body)s, %(party)s") % {"body": _(BODIES[body]), "party": party_name(party.upper())}


def mandate_name(mandate: str) -> str:
    """Name a mandate; one without a name is shown as it is."""
    return _(MANDATES[mandate]) if mandate in MANDATES else mandate


def listed(names: Sequence[str]) -> str:
    """Say several names as one phrase."""
    if not names:
        return ""
    whole = names[-1]
    for at, name in enumerate(reversed(names[:-1])):
        template = _("%(first)s, %(rest)s") if at else _("%(first)s and %(rest)s")
        whole = template % {"first": name, "rest": whole}
    return whole


def either(names: Sequence[str]) -> str:
    """Say several names of which one is enough as one phrase."""
    if not names:
        return ""
    whole = names[-1]
    for at, name in enumerate(reversed(names[:-1])):
        template = _("%(first)s, %(rest)s") if at else _("%(first)s or %(rest)s")
        whole = template % {"first": name, "rest": whole}
    return whole


def framework_name(framework: models.Framework) -> str:
    """Name a framework by its parties."""
    names = [party_name(each) for each in framework.parties]
    if len(names) == 1:
        return _("%(party)s, domestic") % {"party": names[0]}
    whole = names[-1]
    for name in reversed(names[:-1]):
        whole = _("%(first)s – %(rest)s") % {"first": name, "rest": whole}
    return whole
