"""Officers see only the files of their mandate: to everybody else a file about a person does not exist."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from jisr.base import DossierId, FrameworkId
from tests.unit.web import seeing
from tests.unit.web.conftest import FRAMEWORK, Other
from tests.unit.web.programs import Program, made
from tests.unit.web.seeing import API, F, Ward, at_lists, named_in, page_addresses, traces_at_addresses, traces_in_lists

# To the delegate the file is hidden as host and would be seen as origin; to the secretary it is hidden on either side.
AUTHORITIES: Final = {"delegate": "esp.interior", "secretary": "esp.secretariat"}


def found_ward(other: Other, exchange: Callable[[], None], *, day: str = "2026-01-01") -> Ward:
    """Open a file as Spain's co-chair, with everything that may wait in it, rest on it or be told of it."""
    from jisr.node import models
    from jisr.node.services.acts import Wish, perform_act
    from jisr.node.services.desk import describe_all
    from jisr.node.services.noticing import notice_all
    from jisr.node.services.preparing import prepare_act

    chair = models.Officer.objects.get(username="chair")
    acting = {"officer": chair, "authority": "esp.migration", "mandate": "co_chair"}

    def wish(act: str, dossier: str | None = None, **more: Any) -> Wish:
        return Wish(framework=FrameworkId(FRAMEWORK), dossier=DossierId(dossier) if dossier else None, act=act, **more)

    opening = wish("find_ward", procedure="ward/1", sides={"host": "ESP", "origin": "MAR"}, fields={"day": day})
    code = str(perform_act(opening, **acting))
    entries = [code, str(perform_act(wish("shelter_ward", code), **acting))]
    exchange()
    entries += [str(other.ask("act", dossier=code, act=act)) for act in ("halt_ward", "propose_move_ward")]
    exchange()
    entries += [str(perform_act(wish("contest", code, fields={"fact": "sheltered"}), **acting))]
    entries += [str(perform_act(wish("propose_move_ward", code), **acting))]
    prepared = prepare_act(wish("sign_ward", code), **acting)
    describe_all(FrameworkId(FRAMEWORK))
    notice_all(FrameworkId(FRAMEWORK))
    notice = models.Notice.objects.get(framework=FRAMEWORK, dossier=code, kind="protect")
    return Ward(code, entries, {"notice": notice.pk, "prepared": prepared.pk})


def touch(ward: Ward, program: Program) -> None:
    """Leave to an officer what a file may leave to who has lost its mandate."""
    from jisr.node import models
    from jisr.node.clock import CLOCK

    officer, now = program.token.officer, CLOCK.now()
    place: dict[str, Any] = {"framework_id": FRAMEWORK, "dossier": ward.code}
    for each in models.Notice.objects.filter(framework=FRAMEWORK, dossier=ward.code):
        models.Addressed.objects.create(notice=each, officer=officer, round=1, at=now, not_before=now)
    leave_draft(ward, officer)
    models.Holding.objects.create(officer=officer, **place, authority=AUTHORITIES[officer.username], since=now)
    models.TokenUse.objects.create(
        token=program.token, at=now, framework=FRAMEWORK, dossier="", entry=ward.code, act="find_ward"
    )
    index_words(ward)


def leave_draft(ward: Ward, officer: Any) -> None:
    """Leave a form half filled in; a form of the same act that is sent throws it away."""
    from jisr.node import models
    from jisr.node.clock import CLOCK

    place = {"officer": officer, "framework_id": FRAMEWORK, "dossier": ward.code, "act": "halt_ward"}
    models.Draft.objects.update_or_create(**place, defaults={"values": {"item": "x"}, "at": CLOCK.now()})


def index_words(ward: Ward) -> None:
    """Let words of the file be found, as those of an act that has some."""
    from jisr.node import indexing, models
    from jisr.node.tokens import tokens_of

    party, _, seq = ward.entries[1].partition(".")
    log = models.Log.objects.get(framework=FRAMEWORK, party=party)
    passage, _ = models.Passage.objects.get_or_create(log=log, seq=int(seq), dossier=ward.code)
    words = tokens_of(["lighthouse"])
    words |= {f"{indexing.OF_FRAMEWORK}{FRAMEWORK}", *(f"{indexing.OF_TITLE}{each}" for each in words)}
    indexing._put([(passage.pk, words)])  # no act about a person says open words


def wipe(ward: Ward) -> None:
    from jisr.node import models

    for each in (models.Addressed, models.Draft, models.Holding, models.TokenUse):
        each.objects.all().delete()
    models.Notice.objects.filter(dossier=ward.code).delete()
    models.Prepared.objects.filter(dossier=ward.code).delete()


class Seen:
    """A file, one officer without its mandate, one with it, and what the first saw before there was a file."""

    def __init__(self, name: str) -> None:
        self.name, self.blind, self.blind_program = name, signed_in(name), made(name)
        # By which something was done once in the file.
        self.kept = made(name)
        self.ward = Ward("", [])
        self.look_before()

    def look_before(self) -> None:
        """Keep what lists say now."""
        self.before = dict(at_lists(self.blind, self.blind_program, self.kept.token.pk))

    def at_addresses(self) -> Iterator[str]:
        lease_anew()
        return traces_at_addresses(self.blind, self.blind_program, self.ward)

    def in_lists(self) -> Iterator[str]:
        lease_anew()
        return traces_in_lists(self.blind, self.blind_program, self.ward, self.before, self.kept.token.pk)


def lease_anew() -> None:
    """Let tokens ask again: they may so often a minute."""
    from jisr.node import models

    models.Token.objects.update(spent=0, acts_spent=0, minute=0)


def signed_in(name: str) -> Any:
    from django.test import Client

    from jisr.node import models

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(models.Officer.objects.get(username=name))
    return client


@pytest.fixture(scope="module", params=sorted(AUTHORITIES))
def seen(request: pytest.FixtureRequest, spain: Any, other: Other, exchange: Callable[[], None]) -> Iterator[Seen]:
    from jisr.node import models
    from jisr.node.clock import CLOCK

    exchange()
    # Pages say how long ago something was: for as long as it is looked for, no time passes.
    now = CLOCK.now()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(CLOCK), "now", lambda _: now)
        found = Seen(request.param)
        found.ward = found_ward(other, exchange)
        touch(found.ward, found.kept)
        yield found
    wipe(found.ward)
    models.Token.objects.all().delete()


class TestWithoutTheMandate:
    """The answer is the very one for a number that is not there, at every address; and lists are as before."""

    def test_nothing_is_found_at_any_address(self, seen: Seen) -> None:
        assert [*seen.at_addresses()] == []

    def test_lists_counts_and_searches_are_as_before(self, seen: Seen) -> None:
        assert [*seen.in_lists()] == []

    def test_every_address_that_names_a_dossier_is_asked(self) -> None:
        assert {"/f/{framework}/d/{code}/for-the-child/", "/f/{framework}/e/{entry}/proof.json"} <= {*page_addresses()}
        assert len(page_addresses()) >= 11
        assert len(seeing.api_addresses()) >= 7

    def test_no_reference_leads_there(self, seen: Seen) -> None:
        from jisr.node.queries.reading import reading
        from jisr.node.queries.references import reference_to

        officer = seen.blind_program.token.officer
        for number in seen.ward.entries:
            assert reference_to(reading(FRAMEWORK, by=officer), number) is None
            assert reference_to(reading(FRAMEWORK), number) is not None

    def test_no_digest_counts_it(self, seen: Seen) -> None:
        from jisr.node.clock import CLOCK
        from jisr.node.services.digests import tally_of

        begin = {"mar-esp/MAR": int(seen.ward.entries[2].partition(".")[2])}
        blind = tally_of(seen.blind_program.token.officer, CLOCK.now(), since=begin)
        assert (blind.open_notices, dict(blind.done)[FRAMEWORK]) == (0, 0)
        chair = tally_of(officer("chair"), CLOCK.now(), since=begin)
        assert chair.waiting > blind.waiting and chair.late > blind.late
        assert dict(chair.done)[FRAMEWORK] == 2

    def test_nobody_else_is_told_of_it(self, seen: Seen) -> None:
        """Although `*` may halt it: whom nobody named is no addressee, on duty or as head, substitute or program."""
        from jisr.node import models
        from jisr.node.clock import CLOCK
        from jisr.node.queries.addressees import addressees, postings_for
        from jisr.node.queries.reading import reading

        notice = models.Notice.objects.get(pk=seen.ward.rows["notice"])
        assert "*" in notice.mandates
        held, at = reading(FRAMEWORK), CLOCK.now()
        lead = models.Lead.objects.create(
            authority="esp.migration",
            role="head",
            officer=seen.blind_program.token.officer,
            put_at=1,
            put_by=officer("chair"),
        )
        try:
            for number in (1, 2, 3, 4):
                assert {each.officer.username for each in addressees(held, notice, number, at)} <= {"chair"}
        finally:
            lead.delete()
        assert {*postings_for(held, notice)} == {"esp.migration"}

    def test_what_was_addressed_before_goes_out_no_more(self, seen: Seen) -> None:
        from jisr.node import models
        from jisr.node.services.addressing import gather
        from tests.unit.web.notices import home, reached

        reached(seen.blind_program.token.officer.username)
        row = models.Addressed.objects.filter(notice=seen.ward.rows["notice"]).get()
        assert gather(home()) == 0
        row.refresh_from_db()
        assert row.is_handled and row.delivery is None
        models.Addressed.objects.filter(pk=row.pk).update(is_handled=False)
        models.Reach.objects.all().delete()

    def test_its_file_is_neither_handed_over_nor_accepted(self, seen: Seen) -> None:
        from jisr.node import models
        from jisr.node.errors import NotYours, UnknownThing
        from jisr.node.services import holdings

        blind = seen.blind_program.token.officer
        row = models.Holding.objects.get(officer=blind)
        with pytest.raises(UnknownThing):
            holdings.offer(row.pk, to=blind, note="", officer=blind)
        row.offered_to = blind
        row.save()
        with pytest.raises(UnknownThing):
            holdings.accept(row.pk, officer=blind)
        mine = holdings.take_on(FRAMEWORK, seen.ward.code, "esp.migration", officer=officer("chair"))
        posting = models.Posting.objects.create(
            officer=blind, framework_id=FRAMEWORK, authority="esp.migration", mandates=["another"]
        )
        with pytest.raises(NotYours, match="holds no mandate"):
            holdings.offer(mine.pk, to=blind, note="", officer=officer("chair"))
        posting.delete()
        mine.delete()

    def test_figures_name_nobody(self, seen: Seen) -> None:
        """Counts of ten or more are the group's: they are of all files, whoever looks."""
        page = seen.blind.get(f"{F}/figures/")
        assert page.status_code == 200 and not named_in(page, seen.ward)


# What a file has that is a child's or has sealed fields.
CHILDS: Final = frozenset({"readings", "sealed", "for-the-child"})


class TestWithTheMandate:
    """Who holds a mandate that an act names sees the file wherever files are seen."""

    def test_it_is_found_everywhere(self, seen: Seen) -> None:
        chair, program, code = signed_in("chair"), made("chair"), seen.ward.code
        found = {*seeing.traces_at_addresses(chair, program, seen.ward)}
        assert {f"GET {each}" for each in page_addresses() if not CHILDS.intersection(each.split("/"))} - {
            f"GET {F.replace('mar-esp', '{framework}')}/d/{{code}}/{sent}/" for sent in ("take-on", "released")
        } <= found
        assert {"GET a notice", "GET a prepared", "GET /search/?", "get /search?"} <= found
        lists = dict(at_lists(chair, program, program.token.pk))
        naming = {each for each, answer in lists.items() if code in answer.content.decode()}
        assert {f"{F}/dossiers/", f"{F}/dossiers/?as=csv", "/my-work/?who=mine", "/my-work/?who=sent"} <= naming
        assert {
            "/search/?q=lighthouse",
            "/protect/",
            f"{API}/dossiers",
            f"{API}/sent",
            "/api/1/work?who=mine",
        } <= naming

    def test_a_mandate_is_what_is_held_now(self, seen: Seen) -> None:
        """A post whose mandates leave out what is named, or that has ended, shows nothing more."""
        from jisr.node import models

        posting = models.Posting.objects.get(officer__username="chair", framework=FRAMEWORK)
        chair, path = signed_in("chair"), f"{F}/d/{seen.ward.code}/"
        assert chair.get(path).status_code == 200
        posting.mandates = ["delegate"]
        posting.save()
        try:
            assert chair.get(path).status_code == 404
        finally:
            posting.mandates = []
            posting.save()


def officer(name: str) -> Any:
    from jisr.node import models

    return models.Officer.objects.get(username=name)


def everything() -> Any:
    from jisr.node.queries.sight import EVERYTHING

    return EVERYTHING


def kept(rows: Any, *_: Any, **__: Any) -> Any:
    return rows


# Doors that somebody has left open, one at a time: of which module, what, and what it would be instead.
Q = "jisr.node.queries"
OPEN_DOORS: Final = (
    ("at_addresses", f"{Q}.sight.Sight.admits", lambda *_: True),
    ("at_addresses", f"{Q}.reading.Reading.sees", lambda *_: True),
    ("at_addresses", "jisr.node.services.noticing.may_know", lambda *_: True),
    ("at_addresses", f"{Q}.protecting.only_seen", kept),
    ("in_lists", f"{Q}.work.seen_in", lambda *_: []),
    ("in_lists", f"{Q}.search.seen_in", lambda *_: []),
    ("in_lists", f"{Q}.exchanges.seen_in", lambda *_: []),
    ("in_lists", f"{Q}.tokens.seen_in", lambda *_: []),
    ("in_lists", f"{Q}.notices.only_seen", kept),
    ("in_lists", f"{Q}.notices.seen_in", lambda *_: []),
    ("in_lists", f"{Q}.drafts.only_seen", kept),
    ("in_lists", f"{Q}.holdings.only_seen", kept),
    ("in_lists", f"{Q}.lines.only_seen", kept),
    ("in_lists", f"{Q}.sent.only_seen_of", kept),
    ("in_lists", f"{Q}.protecting.only_seen", kept),
    ("in_lists", f"{Q}.sight.sight_by", lambda *_: everything()),
)
# Of one who would see it on the other side, and of one who sees it on neither, lists are narrowed each in its way.
LISTED: Final = {"delegate": f"{Q}.listing.seen_in", "secretary": f"{Q}.listing.one_of"}


class TestSeededMistakes:
    """Each door that is left open is found."""

    @pytest.mark.parametrize(("walk", "what", "instead"), OPEN_DOORS, ids=[f"{w} {d}" for w, d, _ in OPEN_DOORS])
    def test_a_door_left_open_is_found(
        self, seen: Seen, monkeypatch: pytest.MonkeyPatch, walk: str, what: str, instead: Any
    ) -> None:
        # Through a door that was open before this one a form may have been sent.
        leave_draft(seen.ward, seen.kept.token.officer)
        if walk == "in_lists":
            seen.look_before()
        assert [*getattr(seen, walk)()] == []
        monkeypatch.setattr(what, instead)
        assert next(getattr(seen, walk)(), None), "the first trace is enough"

    def test_lists_that_leave_nothing_out_are_found(self, seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
        found = [] if "seen_in" in LISTED[seen.name] else ("1 = 0", ())
        monkeypatch.setattr(LISTED[seen.name], lambda *_: found)
        assert {f"{F}/dossiers/", f"{F}/dossiers/?as=csv", f"{API}/dossiers"} <= {*seen.in_lists()}


class TestTheRule:
    """It is said twice, of a dossier as judged and of what the store holds: both say the same."""

    @pytest.fixture(scope="class")
    def theirs(self, seen: Seen, spain: Any, other: Other, exchange: Callable[[], None]) -> str:
        """A file in which Morocco is the host."""
        from jisr.node.services.desk import describe_all

        sides = {"host": "MAR", "origin": "ESP"}
        code = other.ask(
            "act", dossier=None, act="find_ward", fields={"day": "2026-01-01"}, procedure="ward/1", sides=sides
        )
        exchange()
        # What is not acknowledged stays something to be found.
        spain.act(seen.ward.code, "shelter_ward", name="chair", authority="esp.migration")
        describe_all(FrameworkId(FRAMEWORK))
        return str(code)

    def test_both_agree_for_all_sets_of_mandates(self, seen: Seen, theirs: str) -> None:
        from dataclasses import replace

        from jisr.node import models
        from jisr.node.queries.reading import reading
        from jisr.node.queries.sight import only_seen, sight_by

        held, told = reading(FRAMEWORK), ("co_chair", "delegate", "keeper", "secretariat", "*", "clock")
        about = [each for each in held.framework.procedures.values() if each.procedure.persons]
        rows = models.Dossier.objects.filter(framework=FRAMEWORK, procedure="ward/1")
        codes, found = {*rows.values_list("code", flat=True)}, set()
        assert {seen.ward.code, theirs} <= codes
        for number in range(2 ** len(told)):
            mandates = {each for at, each in enumerate(told) if number >> at & 1}
            sight = replace(sight_by(mandates, held.framework, "ESP", about), hides=True)
            admitted = {each for each in codes if sight.admits(held.docket(each))}
            assert {*only_seen(rows, [sight], "code").values_list("code", flat=True)} == admitted, mandates
            found.add((seen.ward.code in admitted, theirs in admitted))
            if not mandates & {"co_chair", "delegate", "keeper"}:
                assert not admitted and "ward" in sight.kinds, mandates
        # Of none, of our own as hosts, of theirs, of both.
        assert len(found) == 4

    def test_a_framework_without_such_procedures_hides_nothing(self, seen: Seen) -> None:
        from dataclasses import replace

        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from jisr.base import Party
        from jisr.node.queries.reading import reading
        from jisr.node.queries.sight import EVERYTHING, sight_of

        held = reading(FRAMEWORK)
        plain = {digest: each for digest, each in held.framework.procedures.items() if not each.procedure.persons}
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = sight_of(
                seen.blind_program.token.officer,
                replace(held.framework, procedures=plain),
                held.register,
                Party("ESP"),
                held.logs.tails[Party("ESP")].size,
            )
        assert found is EVERYTHING and len(asked) == 0
