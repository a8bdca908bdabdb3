"""What officers are told without watching a page: notices, whom they were addressed to, and the outbox.

Record of this node, never sent to another. No text here holds what a dossier says: a notice names its kind,
its framework and numbers.
"""

from django.db import models

from jisr.node.models.ledger import Framework
from jisr.node.models.officers import Officer


class Reach(models.Model):
    """How an officer is reached: the address, whether it was confirmed, and what the officer wants sent.

    Minutes are counted from midnight in the officer's zone. Between `quiet_from` and `quiet_until` only what
    is urgent is sent. `digest_day` is the last day of theirs with a digest; `digest_sizes` what was in the
    others' logs by then.
    """

    officer = models.OneToOneField(Officer, on_delete=models.CASCADE, primary_key=True, related_name="reach")
    email = models.CharField(max_length=254, default="", blank=True)
    confirmed_at = models.BigIntegerField(null=True)
    code = models.CharField(max_length=64, default="", blank=True)
    code_at = models.BigIntegerField(null=True)
    code_tries = models.IntegerField(default=0)
    has_mail = models.BooleanField(default=True)
    has_digest = models.BooleanField(default=True)
    has_empty_digest = models.BooleanField(default=False)
    digest_at = models.IntegerField(default=7 * 60 + 30)
    quiet_from = models.IntegerField(default=18 * 60)
    quiet_until = models.IntegerField(default=8 * 60)
    digest_day = models.CharField(max_length=10, default="", blank=True)
    digest_sizes = models.JSONField(default=dict)

    class Meta:
        db_table = "reach"


class Hook(models.Model):
    """An address of a program that is told of notices: an officer's own, or an authority's."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="hooks", null=True)
    authority = models.CharField(max_length=64, default="", blank=True)
    url = models.CharField(max_length=500)
    secret = models.CharField(max_length=64)
    put_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    put_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "hook"


class Notice(models.Model):
    """One thing that somebody of this party must come to know. Recorded once, open until seen or settled.

    `kind`: `protect` (another side's protective act), `window`, `answer`, `period`, `key` (of this node, which gets
    old: for who founds, in the dossier `framework`), `keepsoon` and `keepover` (sealed content of our side, by its
    time of keeping). `about` is the entry, the period, the key, or the moment until which is kept. Of our authorities
    those are told that hold one of `mandates` (`*`: any). `round` counts whom it was addressed to: 1 who is on duty,
    2 the deputy too, 3 the head too, 4 and more all of them again.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, db_index=False)
    dossier = models.CharField(max_length=24)
    kind = models.CharField(max_length=8)
    about = models.CharField(max_length=96)
    mandates = models.JSONField(default=list)
    due = models.BigIntegerField(null=True)
    made_at = models.BigIntegerField()
    round = models.IntegerField(default=0)
    next_at = models.BigIntegerField()
    seen_by = models.ForeignKey(Officer, on_delete=models.SET_NULL, related_name="+", null=True)
    seen_at = models.BigIntegerField(null=True)
    settled_at = models.BigIntegerField(null=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        db_table = "notice"
        constraints = [models.UniqueConstraint(fields=["framework", "dossier", "kind", "about"], name="notice_once")]
        indexes = [models.Index(fields=["is_open", "next_at"], name="notice_next")]


class Delivery(models.Model):
    """One message of the outbox, sent at least once under one `message`, until it was taken or is needed no more.

    `channel`: `mail` or `hook`. `kind`: `notice`, `digest`, `code`. A process that sends it has put its mark
    in `claim` first. The words are dropped once it was sent.
    """

    key = models.CharField(max_length=96, unique=True)
    channel = models.CharField(max_length=4)
    kind = models.CharField(max_length=6)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+", null=True)
    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="+", null=True)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="hooked", null=True)
    address = models.CharField(max_length=500)
    message = models.CharField(max_length=120)
    subject = models.CharField(max_length=200, default="", blank=True)
    text = models.TextField(default="", blank=True)
    html = models.TextField(default="", blank=True)
    is_urgent = models.BooleanField(default=False)
    made_at = models.BigIntegerField()
    next_at = models.BigIntegerField()
    tries = models.IntegerField(default=0)
    claim = models.CharField(max_length=32, default="", blank=True)
    claimed_until = models.BigIntegerField(default=0)
    sent_at = models.BigIntegerField(null=True)
    dropped_at = models.BigIntegerField(null=True)
    is_waiting = models.BooleanField(default=True)
    trouble = models.TextField(default="", blank=True)

    class Meta:
        db_table = "delivery"
        indexes = [models.Index(fields=["is_waiting", "channel", "next_at"], name="delivery_next")]


class Addressed(models.Model):
    """That a notice is for an officer, in a round; `delivery` is the mail that said so.

    `is_handled`: a mail or call was made for it, or the officer has named no way but the page.
    """

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="addressed")
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    # For whom the officer stands in, where the notice was another's.
    instead_of = models.ForeignKey(Officer, on_delete=models.SET_NULL, related_name="+", null=True)
    round = models.IntegerField()
    at = models.BigIntegerField()
    not_before = models.BigIntegerField()
    is_handled = models.BooleanField(default=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.SET_NULL, related_name="addressed", null=True)

    class Meta:
        db_table = "addressed"
        constraints = [models.UniqueConstraint(fields=["notice", "officer", "round"], name="addressed_once")]
        indexes = [models.Index(fields=["is_handled", "not_before"], name="addressed_next")]


class Scanned(models.Model):
    """Up to which entry of each log protective acts of other sides were looked for."""

    framework = models.OneToOneField(Framework, on_delete=models.PROTECT, primary_key=True)
    sizes = models.JSONField(default=dict)

    class Meta:
        db_table = "scanned"
