"""Another key for an authority: stated in the log, everything here sealed to it anew, the old one destroyed (12.22).

The old key stays until nothing that was sealed to it can come any more: every other party has seen the new one, and
what they sealed before that is here. Broken off anywhere, it is taken up again by the worker.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.db import connection

from jisr.base import FRAMEWORK_DOSSIER, N_, FrameworkId, JisrError, Party, b64, unb64
from jisr.base.limits import SALT_BYTES
from jisr.node import models
from jisr.node.authority_keys import identities_of, rewrite_identities
from jisr.node.errors import UnknownThing
from jisr.node.events import note
from jisr.node.home import HomeAmiss
from jisr.node.kek import is_openable
from jisr.node.pieces import attachment_at, is_reader
from jisr.node.queries.posts import post_for
from jisr.node.queries.reading import Reading, reading
from jisr.node.rest_keys import keys_here
from jisr.node.resting import act_of, act_of_attachment, blob_of, place_of
from jisr.node.sealed_rows import wrapped
from jisr.node.services.acts import Wish, perform_act
from jisr.node.services.sealing import DECLARE_AUTHORITY
from jisr.seal import (
    Identity,
    MalformedKey,
    NotOpened,
    Recipient,
    commitment,
    new_identity,
    open_with_salt,
    read_recipient,
    seal_blob,
)

# From which of a party's entries on it had seen ours: what it sealed before may be to the old key.
SEEN_FROM: Final = "SELECT min(seq) FROM sight WHERE log_id = %s AND about = %s AND count > %s"
NO_KEY = N_("no key of %(authority)s is in this home: it is declared by its founding authority first")


@dataclass(slots=True)
class Rotated:
    """What was stated: by framework the entry; and where it is left to do, with the reason."""

    stated: dict[str, str] = field(default_factory=dict)
    left: dict[str, JisrError] = field(default_factory=dict)


def rotate(authority: str, *, officer: models.Officer) -> Rotated:
    """Make another key for an authority of this party, and state it in every framework where it has one."""
    home, own = settings.HOME, settings.HOME.party
    here = identities_of(home, authority) if is_reader(own, (authority,)) else ()
    if not here:
        raise UnknownThing(NO_KEY, authority=authority)
    held = [(each, declared) for each in _readings() if (declared := _stated(each, authority)) is not None]
    if all(key == str(here[0].to_public()) for _, (_, _, key) in held):
        # None is on its way: the newest is the one that is in use everywhere.
        rewrite_identities(home, authority, [new_identity(), *here])
        here = identities_of(home, authority)
    new, done = str(here[0].to_public()), Rotated()
    for each, (_, mandates, key) in held:
        if key == new:
            continue
        wish = Wish(
            framework=FrameworkId(each.row.pk),
            dossier=FRAMEWORK_DOSSIER,
            act=DECLARE_AUTHORITY,
            fields={"code": authority, "mandates": sorted(mandates), "recipient": new},
        )
        try:
            post = post_for(wish, officer)
            done.stated[each.row.pk] = str(
                perform_act(wish, officer=officer, authority=post.authority, mandate=post.mandate)
            )
        except JisrError as error:
            done.left[each.row.pk] = error
    return done


def finish_rotations() -> None:
    """Seal anew, and destroy old keys, wherever nothing sealed to them can come any more."""
    if not is_openable(settings.HOME):
        return
    for authority in unfinished():
        if _is_over(authority) and _reseal_all(authority):
            newest = identities_of(settings.HOME, authority)[0]
            rewrite_identities(settings.HOME, authority, [newest])
            note("key.destroyed", authority=authority)


def unfinished() -> list[str]:
    """Give the authorities of this party that have an old key yet."""
    found = []
    for each in sorted((settings.HOME.path / "keys" / "authorities").glob("*.age")):
        # A file that cannot be read opens nothing: `jisr verify` names it.
        with suppress(HomeAmiss):
            if len(identities_of(settings.HOME, each.stem)) > 1:
                found.append(each.stem)
    return found


def _readings() -> Iterator[Reading]:
    for code in models.Framework.objects.order_by("pk").values_list("pk", flat=True):
        yield reading(code)


def _stated(held: Reading, authority: str) -> tuple[int, frozenset[str], str] | None:
    """Give where an authority was last declared, its mandates and key; None where it has none."""
    own: Party = settings.HOME.party
    declared = held.register.declared_now(own).get(authority)
    if declared is None or declared[1] is None:
        return None
    seq = max(row[0] for row in held.register.declared[own] if row[1] == authority)
    return seq, declared[0], declared[1]


def _is_over(authority: str) -> bool:
    """Say whether nothing that was sealed to an old key can come any more."""
    new = str(identities_of(settings.HOME, authority)[0].to_public())
    for held in _readings():
        stated = _stated(held, authority)
        if stated is None:
            continue
        if stated[2] != new or _lacks(held, authority, stated[0]):
            return False
    return True


def _lacks(held: Reading, authority: str, declared: int) -> bool:
    """Say whether another party has not seen the new key yet, or something it sealed before is not here yet."""
    own: Party = settings.HOME.party
    for party, log in held.rows.items():
        if party != own and party in held.register.left:
            # protocol 12.33: nothing more is sealed there, and nothing more comes from there.
            continue
        begun: int | None = declared
        if party != own:
            with connection.cursor() as cursor:
                cursor.execute(SEEN_FROM, (log.pk, own, declared))
                begun = cursor.fetchone()[0]
        if begun is None:
            return True
        lacking = models.Sealed.objects.filter(log=log.pk, seq__lt=begun, owed=True, content=None, erased="")
        if any(authority in to for to in lacking.values_list("to", flat=True)):
            return True
    return False


def _reseal_all(authority: str) -> bool:
    """Seal anew what the newest key does not open; False where something could not be."""
    newest, *older = identities_of(settings.HOME, authority)
    is_whole = True
    for held in _readings():
        rows = models.Sealed.objects.filter(log__framework=held.row, content__isnull=False, erased="")
        keys = [pk for pk, to in rows.order_by("pk").values_list("pk", "to") if authority in to]
        recipients = _recipients(held)
        for pk in keys:
            is_whole = _reseal(held.row.pk, pk, newest, older, recipients) and is_whole
    return is_whole


def _recipients(held: Reading) -> Mapping[str, Recipient]:
    """Give the keys of all authorities that have one now, as they state them."""
    found = {}
    for party in held.framework.parties:
        for code, (_, key) in held.register.declared_now(party).items():
            try:
                found[code] = read_recipient(key or "")
            except MalformedKey:
                continue
    return found


def _reseal(
    framework: str, pk: int, newest: Identity, older: list[Identity], recipients: Mapping[str, Recipient]
) -> bool:
    """Seal one piece anew to those who may read it, if the newest key does not open it; its commitment stays."""
    row = models.Sealed.objects.select_related("log").filter(pk=pk, erased="", content__isnull=False).first()
    if row is None:
        return True
    at, commit, kept = place_of(framework, row), unb64(row.commit), bytes(row.content or b"")
    try:
        blob = blob_of(framework, row, kept)
        try:
            open_with_salt(at, blob, commit=commit, keys=[newest])
            return True
        except NotOpened:
            salt, content = open_with_salt(at, blob, commit=commit, keys=older)
    except JisrError as error:
        # What cannot be opened by any key here `jisr verify` names; the old key stays.
        note("key.kept", entry=f"{row.log.party}.{row.seq}", because=str(error))
        return False
    assert len(salt) == SALT_BYTES and commitment(at, salt=salt, plaintext=content) == commit, f"{b64(commit)} changed"
    fresh = seal_blob(content, salt=salt, to=[recipients[code] for code in row.to if code in recipients])
    attachment = attachment_at(kept)
    act = act_of(framework, row) if attachment is None else act_of_attachment(framework, attachment)
    lying = wrapped(keys_here(settings.HOME)[act], row.field, fresh, row.chunk)
    # What was erased meanwhile stays so.
    if attachment is None:
        models.Sealed.objects.filter(pk=pk, erased="", content__isnull=False).update(content=lying)
    else:
        models.AttachmentPiece.objects.filter(attachment=attachment, chunk=row.chunk).update(content=lying)
    return True


__all__ = ["Rotated", "finish_rotations", "rotate", "unfinished"]
