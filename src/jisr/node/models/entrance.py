"""Who is signed in, who tried in vain, and what administrators change about officers."""

from django.db import models

from jisr.node.models.officers import Officer


class SignedIn(models.Model):
    """A session of an officer, so that it can be seen and ended; it goes when the session ends."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="sessions")
    session = models.CharField(max_length=40, unique=True)
    began = models.BigIntegerField()
    seen = models.BigIntegerField()
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table = "signed_in"


class Tries(models.Model):
    """Tries to sign in that failed, by digests of the name that was typed and of where it came from.

    Of one name from one address; of one name from anywhere (`address` empty); of any name from one
    address (`account` empty). `until`: until then nobody may try again. `good`: when it last succeeded.
    """

    account = models.CharField(max_length=44, blank=True)
    address = models.CharField(max_length=44, blank=True)
    count = models.IntegerField(default=0)
    last = models.BigIntegerField()
    until = models.BigIntegerField(default=0)
    good = models.BigIntegerField(null=True)

    class Meta:
        db_table = "tries"
        constraints = [models.UniqueConstraint(fields=["account", "address"], name="tries_once")]
        indexes = [models.Index(fields=["last"], name="tries_last")]


class Change(models.Model):
    """A change about an officer that one administrator proposes. Rows are added and never altered.

    `machine`: the account of the machine by which a command did it, without an administrator.
    """

    kind = models.CharField(max_length=16)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="changes")
    what = models.JSONField(default=dict)
    reason = models.CharField(max_length=1_000)
    proposer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="proposed")
    machine = models.CharField(max_length=64, blank=True)
    at = models.BigIntegerField()

    class Meta:
        db_table = "change"


class Decision(models.Model):
    """What became of a change: `confirmed`, `rejected` by another, or `withdrawn` by who proposed it."""

    change = models.OneToOneField(Change, on_delete=models.PROTECT, related_name="decision")
    verdict = models.CharField(max_length=9)
    decider = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="decided")
    machine = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=1_000, blank=True)
    at = models.BigIntegerField()

    class Meta:
        db_table = "decision"
