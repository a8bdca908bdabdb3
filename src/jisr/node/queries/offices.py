"""For what officers of this party can be posted: its groups, its declared authorities, their mandates."""

from dataclasses import dataclass

from jisr.node import models
from jisr.node.queries.people import authority_name, framework_name, mandate_name
from jisr.node.queries.reading import own_party, reading

Named = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """Codes with their names in the reader's language."""

    frameworks: tuple[Named, ...]
    authorities: tuple[Named, ...]
    mandates: tuple[Named, ...]


def offices() -> Offices:
    """Give all for which somebody can be posted; what a party founds a group with among them."""
    party = own_party()
    frameworks = list(models.Framework.objects.order_by("pk"))
    authorities, mandates = {f"{party.lower()}.founding"}, set[str]()
    for each in frameworks:
        held = reading(each.pk)
        size = held.logs.tails[party].size
        for row in held.register.declared.get(party, ()):
            now = held.register.mandates(held.framework, party, str(row[1]), size)
            if now:
                authorities.add(str(row[1]))
                mandates |= now
    return Offices(
        frameworks=tuple((each.pk, framework_name(each)) for each in frameworks),
        authorities=tuple((each, authority_name(each)) for each in sorted(authorities)),
        mandates=tuple((each, mandate_name(each)) for each in sorted(mandates)),
    )


__all__ = ["Offices", "offices"]
