"""Who acts for this party. Names stay in this node; the exchange carries pseudonyms (protocol 1)."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from jisr.node.models.ledger import Framework


class Officer(AbstractUser):
    """A person who signs in to this node."""

    name = models.CharField(max_length=200)
    # Empty: as the browser asks.
    language = models.CharField(max_length=5, default="", blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    is_demo = models.BooleanField(default=False)
    # Sees how the node itself stands; it gives no right in any framework.
    is_operator = models.BooleanField(default=False)
    # Proposes and confirms changes about officers, their posts and what they sign in with.
    administers = models.BooleanField(default=False)
    # The password was given by administrators, and must be replaced until then.
    first_until = models.BigIntegerField(null=True, blank=True)
    # What the ministry's own sign-on calls the officer.
    subject = models.CharField(max_length=255, null=True, blank=True, unique=True)

    class Meta:
        db_table = "officer"


class Posting(models.Model):
    """An officer's place in an authority, in one framework.

    `mandates`: those of the authority's that the officer may use; empty: all that it holds. It holds from
    `starts` on and before `ends`, seconds since 1970; without them always.
    """

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="postings")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    authority = models.CharField(max_length=64)
    mandates = models.JSONField(default=list, blank=True)
    starts = models.BigIntegerField(null=True, blank=True)
    ends = models.BigIntegerField(null=True, blank=True)

    class Meta:
        db_table = "posting"
        constraints = [models.UniqueConstraint(fields=["officer", "framework", "authority"], name="posting_once")]


class Word(models.Model):
    """An officer's word on what this node cannot know by itself, with its reason (protocol 9.6).

    `about` the `clock`: it is right, though times up to `until` were stated. `about` the `log` of
    a domestic framework: nothing is missing of its `until` entries.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    about = models.CharField(max_length=5)
    until = models.BigIntegerField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT)
    reason = models.CharField(max_length=1_000)
    at = models.BigIntegerField()

    class Meta:
        db_table = "word"
        indexes = [models.Index(fields=["framework", "about", "until"], name="word_until")]


class Pseudonym(models.Model):
    """What an officer is called in one dossier; the name behind it never leaves this node."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    dossier = models.CharField(max_length=24)
    code = models.CharField(max_length=24)

    class Meta:
        db_table = "pseudonym"
        constraints = [
            models.UniqueConstraint(fields=["officer", "framework", "dossier"], name="pseudonym_once"),
            models.UniqueConstraint(fields=["framework", "dossier", "code"], name="pseudonym_unique"),
        ]


class Heard(models.Model):
    """An officer's statement that what the other side read out is what is here; never sent, rows are only added.

    `about`: the manifest (`manifest`), or a key of it (`MAR.log.0`, `MAR.wire.0`, `MAR.recovery`); `digits`: what was
    compared, in hexadecimal. `typed`: the words heard were typed in and compared by the node, too.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    version = models.BigIntegerField()
    about = models.CharField(max_length=32)
    digits = models.CharField(max_length=64)
    party = models.CharField(max_length=3)
    whom = models.CharField(max_length=200)
    means = models.CharField(max_length=16)
    typed = models.BooleanField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT)
    at = models.BigIntegerField()

    class Meta:
        db_table = "heard"
        indexes = [models.Index(fields=["framework", "at"], name="heard_at")]
