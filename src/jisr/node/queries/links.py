"""Links of a dossier as its own officers see them: what is linked, what waits, what can be opened from here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jisr.base import Instant
from jisr.kernel import Docket
from jisr.node import models
from jisr.node.catalogue import gettext as _
from jisr.node.domestic import is_of_one
from jisr.node.leaving import openable
from jisr.node.noted import read_noted
from jisr.node.queries.headings import dossier_heading
from jisr.node.queries.holders import posts_of
from jisr.node.queries.in_force import procedures_now
from jisr.node.queries.people import framework_name
from jisr.node.queries.postings import has_post
from jisr.node.queries.reading import Reading, may_know, own_party, reading
from jisr.node.queries.sides import seating_of
from jisr.node.queries.words import act_label, consequence_said
from jisr.node.rows import link_of
from jisr.rules import family, linked_with


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkShown:
    """A dossier that is linked with this one; `title` is empty where the officer has no post there."""

    framework: str
    name: str
    dossier: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EchoShown:
    """What was called for in a shared dossier and waits to be written there."""

    # The shared framework, with the number of the dossier where the officer sees it.
    place: str
    entry: str
    label: str
    at: Instant
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedOpening:
    """A shared dossier that can be opened from a domestic one."""

    framework: str
    name: str
    procedure: str
    act: str
    label: str
    consequence: str
    # The domestic dossier, as in esp/ESP.3.
    linked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """All that ties a dossier to others."""

    links: tuple[LinkShown, ...] = ()
    waiting: tuple[EchoShown, ...] = ()
    openings: tuple[LinkedOpening, ...] = ()

    @property
    def any(self) -> bool:
        """Say whether there is anything to show."""
        return bool(self.links or self.waiting or self.openings)


def links_of(held: Reading, docket: Docket, officer: models.Officer) -> Links:
    """Give what ties a dossier to others, as far as the officer's posts go."""
    if is_of_one(held.row.parties):
        rows = list(models.Link.objects.filter(domestic=held.row, dossier=docket.id).order_by("pk"))
        return Links(
            links=tuple(_shown_each(_places(rows), officer)),
            waiting=tuple(_waiting(rows, officer)),
            openings=tuple(_openings(held.row.pk, docket, officer, {row.procedure for row in rows})),
        )
    link = link_of(held.row.pk, docket.id)
    if link is None:
        return Links()
    # Who does not see the domestic dossier does not learn that there is one.
    is_seen = may_know(officer, link.domestic_id, link.dossier)
    links = _shown_each([(link.domestic_id, link.dossier)], officer) if is_seen else ()
    return Links(links=tuple(links), waiting=tuple(_waiting([link], officer)))


def shows_who_is_told(held: Reading, docket: Docket, officer: models.Officer) -> bool:
    """Say whether an officer is shown who has been told of what is done in a dossier: at home of a link they see."""
    if not is_of_one(held.row.parties):
        return True
    rows = models.Link.objects.filter(domestic=held.row, dossier=docket.id)
    return any(has_post(officer, each.framework) for each in _shown_each(_places(rows), officer))


def _places(rows: Iterable[models.Link]) -> Iterator[tuple[str, str]]:
    return ((row.shared_id, row.shared_dossier) for row in rows)


def _shown_each(places: Iterable[tuple[str, str]], officer: models.Officer) -> Iterator[LinkShown]:
    """Give linked dossiers; one about a person only to who sees it."""
    for framework, dossier in places:
        held = reading(framework, by=officer)
        if held.sees(dossier):
            title = dossier_heading(held.docket(dossier)).title if has_post(officer, framework) else ""
            yield LinkShown(framework=framework, name=framework_name(held.row), dossier=dossier, title=title)


def _waiting(rows: Iterable[models.Link], officer: models.Officer) -> Iterator[EchoShown]:
    for row in rows:
        yield from (_waits(each, officer) for each in row.echoes.filter(written="").order_by("pk"))


def _waits(row: models.Echo, officer: models.Officer) -> EchoShown:
    """Say that an own act has not arrived where it is called for: that is told without a number that is not seen."""
    held = reading(row.link.shared_id)
    docket = held.docket(row.link.shared_dossier)
    is_seen = reading(row.link.shared_id, by=officer).sees(row.link.shared_dossier)
    return EchoShown(
        place=f"{row.link.shared_id}/{row.link.shared_dossier}" if is_seen else row.link.shared_id,
        entry=row.entry,
        label=act_label(docket.compiled, row.act),
        at=Instant(row.at),
        because=read_noted(row.trouble).said_in(_),
    )


def _openings(domestic: str, docket: Docket, officer: models.Officer, linked: set[str]) -> list[LinkedOpening]:
    """Give what can be opened from a domestic dossier: shared procedures linked with its own, once each."""
    if docket.compiled is None:
        return []
    found = []
    for row in models.Framework.objects.order_by("pk"):
        if is_of_one(row.parties) or not has_post(officer, row.pk):
            continue
        held = reading(row.pk)
        posts = posts_of(officer, held)
        for compiled in procedures_now(held, own_party()):
            opens = next((each for each in compiled.procedure.acts if each.opens), None)
            is_linked = bool(linked_with(compiled.procedure, [docket.compiled.procedure]))
            if opens is None or not is_linked or family(compiled.procedure.name) in linked:
                continue
            if seating_of(compiled, compiled.steps[opens.name], posts, openable(held)).may:
                found.append(
                    LinkedOpening(
                        framework=row.pk,
                        name=framework_name(row),
                        procedure=compiled.id,
                        act=opens.name,
                        label=_(opens.label),
                        consequence=consequence_said(opens, compiled.procedure),
                        linked=f"{domestic}/{docket.id}",
                    )
                )
    return found


__all__ = ["Links", "links_of"]
