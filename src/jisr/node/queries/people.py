"""Names of parties and frameworks in the reader's language."""

from django.utils.translation import gettext as _

from jisr.node import models


def N_(text: str) -> str:  # noqa: N802  # the name by which catalogues find a marked string
    """Mark a string for the catalogues."""
    return text


PARTIES = {"MAR": N_("Morocco"), "ESP": N_("Spain"), "NLD": N_("Netherlands")}


def party_name(party: str) -> str:
    """Name a party; a code without a name is shown as it is."""
    return _(PARTIES[party]) if party in PARTIES else party


def framework_name(framework: models.Framework) -> str:
    """Name a framework by its parties."""
    names = [party_name(each) for each in framework.parties]
    whole = names[-1]
    for name in reversed(names[:-1]):
        whole = _("%(first)s – %(rest)s") % {"first": name, "rest": whole}
    return whole
