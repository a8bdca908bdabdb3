"""Names of parties, authorities and frameworks in the reader's language."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from jisr.base import N_
from jisr.node import models

PARTIES = {"MAR": N_("Morocco"), "ESP": N_("Spain"), "NLD": N_("Netherlands")}
# What stands after the dot in an authority's code; a code that is not here is shown as it is.
BODIES = {
    "asylum_migration": N_("Ministry of Asylum and Migration"),
    "foreign_affairs": N_("Ministry of Foreign Affairs"),
    "founding": N_("Founding authority"),
    "interior": N_("Ministry of the Interior"),
    "migration": N_("Ministry of Migration"),
    "node": N_("Node"),
    "secretariat": N_("Secretariat"),
}
MANDATES = {
    "clock": N_("Does by itself what is due"),
    "co_chair": N_("Co-chair"),
    "delegate": N_("Delegate"),
    "founding": N_("Founding authority"),
    "secretariat": N_("Secretariat"),
}


def party_name(party: str) -> str:
    """Name a party; a code without a name is shown as it is."""
    return _(PARTIES[party]) if party in PARTIES else party


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


def framework_name(framework: models.Framework) -> str:
    """Name a framework by its parties."""
    names = [party_name(each) for each in framework.parties]
    whole = names[-1]
    for name in reversed(names[:-1]):
        whole = _("%(first)s – %(rest)s") % {"first": name, "rest": whole}
    return whole
