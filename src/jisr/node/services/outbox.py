"""The outbox: what is to be sent, sent by whichever process claims it, tried again until it was taken.

At least once: a process that ends between the server's "yes" and its own note leaves the row claimed, and
once the claim has run out it goes again, under the same Message-ID.
"""

import hashlib
import uuid
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet

from jisr.base import Instant, JisrError
from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.events import note_refused
from jisr.node.home import Home
from jisr.node.hooking import body_of, call
from jisr.node.letters import CODE_MINUTES, Letter, letter_of_notices, link_to
from jisr.node.mailing import MailTrouble, hand_over
from jisr.node.noted import noted

MAIL, HOOK = "mail", "hook"
NOTICE, DIGEST, CODE = "notice", "digest", "code"
# Longer than a mail or a call takes at worst, so that no other process sends it meanwhile.
CLAIM_SECONDS = 600
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 5, 3_600
SENT_AT_ONCE = 200
DIGEST_SECONDS_MAX = 86_400


def put_mail(
    home: Home, officer: models.Officer, letter: Letter, *, key: str, kind: str, to: str, is_urgent: bool, now: Instant
) -> models.Delivery:
    """Put an e-mail into the outbox, once for a key."""
    host = urlsplit(home.address).hostname or "jisr"
    name = hashlib.sha256(f"{uuid.uuid4()}{key}".encode()).hexdigest()[:32]
    row, _ = models.Delivery.objects.get_or_create(
        key=key,
        defaults={
            "channel": MAIL,
            "kind": kind,
            "officer": officer,
            "address": to,
            "message": f"<{name}@{host}>",
            "subject": letter.subject,
            "text": letter.text,
            "html": letter.html,
            "is_urgent": is_urgent,
            "made_at": now,
            "next_at": now,
        },
    )
    return row


def put_notices(
    home: Home, officer: models.Officer, notices: Sequence[models.Notice], *, key: str, is_urgent: bool, now: Instant
) -> models.Delivery:
    """Put the mail about some notices into the outbox."""
    letter = letter_of_notices(officer, notices, is_urgent=is_urgent)
    to = models.Reach.objects.get(officer=officer).email
    return put_mail(home, officer, letter, key=key, kind=NOTICE, to=to, is_urgent=is_urgent, now=now)


def put_hook(hook: models.Hook, notice: models.Notice, number: int, now: Instant) -> models.Delivery:
    """Put a call about a notice into the outbox, once for a round."""
    row, _ = models.Delivery.objects.get_or_create(
        key=f"hook/{hook.pk}/{notice.pk}/{number}",
        defaults={
            "channel": HOOK,
            "kind": NOTICE,
            "officer": hook.officer,
            "hook": hook,
            "notice": notice,
            "address": hook.url,
            "message": uuid.uuid4().hex,
            "text": body_of(link=link_to("notice", notice.pk), kind=notice.kind, framework=notice.framework_id),
            "is_urgent": notice.kind == "protect",
            "made_at": now,
            "next_at": now,
        },
    )
    return row


def drop_needless(*, now: Instant | None = None) -> int:
    """Take out of the outbox what nobody needs any more: seen or settled, an old digest, a code that holds no more."""
    at = CLOCK.now() if now is None else now
    waiting = models.Delivery.objects.filter(is_waiting=True, claimed_until__lt=at)
    open_mail = models.Delivery.objects.filter(addressed__notice__is_open=True).values("pk")
    needless = (
        Q(channel=MAIL, kind=NOTICE) & ~Q(pk__in=open_mail)
        | Q(officer__is_active=False)
        | Q(channel=HOOK, notice__is_open=False)
        | Q(channel=HOOK, hook__ended_at__isnull=False)
        | Q(kind=DIGEST, made_at__lt=at - DIGEST_SECONDS_MAX)
        | Q(kind=CODE, made_at__lt=at - CODE_MINUTES * 60)
    )
    keys = list(waiting.filter(needless).values_list("pk", flat=True))
    # Most seconds there are none: nothing is asked of the one who writes.
    return waiting.filter(pk__in=keys).update(is_waiting=False, dropped_at=at, text="", html="") if keys else 0


def send_due(home: Home, channel: str, *, now: Instant | None = None) -> int:
    """Send what is due in a channel; give how many were taken. A mail server that is down is asked once."""
    at = CLOCK.now() if now is None else now
    drop_needless(now=at)
    due = _due(channel, at).order_by("-is_urgent", "next_at", "pk").values_list("pk", flat=True)
    sent = 0
    for key in list(due[:SENT_AT_ONCE]):
        moment = CLOCK.now() if now is None else now
        row = _claimed(key, moment)
        if row is None:
            continue
        try:
            _send(home, row, moment)
        except JisrError as error:
            _note_trouble(row, error, moment)
            if isinstance(error, MailTrouble) and error.is_server:
                # What the server does not take from one it takes from none: all wait as long as this one.
                _due(channel, moment).update(next_at=models.Delivery.objects.get(pk=key).next_at)
                break
        else:
            sent += 1
    return sent


def next_sending(channel: str) -> Instant | None:
    """Give the moment at which something in a channel is to be sent, or looked at again; None: nothing waits."""
    waiting = models.Delivery.objects.filter(is_waiting=True, channel=channel)
    first = waiting.order_by("next_at").values_list("next_at", flat=True).first()
    return None if first is None else Instant(first)


def _due(channel: str, at: int) -> QuerySet[models.Delivery]:
    return models.Delivery.objects.filter(is_waiting=True, channel=channel, next_at__lte=at, claimed_until__lt=at)


def _claimed(key: int, at: int) -> models.Delivery | None:
    """Claim a row for this process; None where another has it, or has sent it."""
    mark = uuid.uuid4().hex
    free = models.Delivery.objects.filter(pk=key, is_waiting=True, next_at__lte=at, claimed_until__lt=at)
    if not free.update(claim=mark, claimed_until=at + CLAIM_SECONDS):
        return None
    return models.Delivery.objects.select_related("hook").get(pk=key)


def _send(home: Home, row: models.Delivery, at: Instant) -> None:
    if row.channel == HOOK:
        assert row.hook is not None, "a call has a hook"
        call(home, row.address, secret=row.hook.secret, body=row.text.encode(), message=row.message, now=at)
    else:
        hand_over(home, Letter(subject=row.subject, text=row.text, html=row.html), to=row.address, message=row.message)
    mine = models.Delivery.objects.filter(pk=row.pk, claim=row.claim)
    mine.update(is_waiting=False, sent_at=at, claim="", claimed_until=0, trouble="", text="", html="")


def _note_trouble(row: models.Delivery, error: JisrError, at: Instant) -> None:
    wait = min(FIRST_WAIT_SECONDS * 2 ** min(row.tries, 10), LONGEST_WAIT_SECONDS)
    mine = models.Delivery.objects.filter(pk=row.pk, claim=row.claim)
    mine.update(tries=row.tries + 1, next_at=at + wait, claim="", claimed_until=0, trouble=noted(error.phrase))
    # An officer's address is personal: the event names the row.
    note_refused("notice.unsent", delivery=row.pk, channel=row.channel, tries=row.tries + 1, kind=type(error).__name__)


__all__ = [
    "CODE", "DIGEST", "HOOK", "MAIL", "NOTICE", "drop_needless", "next_sending", "put_hook", "put_mail", "put_notices",
    "send_due",
]  # fmt: skip
