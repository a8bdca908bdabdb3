"""What officers' own programs are let in by: tokens, each for one purpose, and what was done with them.

Record: neither can be made again from anything else. What a token is spelt as is in no row.
"""

from django.db import models

from jisr.node.models.officers import Officer


class Token(models.Model):
    """A token by which a program acts as an officer: `digest` is the SHA-256 of what it is spelt as.

    `frameworks` and `procedures` are all that it is for; no procedure named: every one. `once` is the form by
    which it was made. `minute` and `spent` say how many requests were taken in which minute since 1970.
    """

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="tokens")
    purpose = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32, unique=True)
    scope = models.CharField(max_length=6)
    frameworks = models.JSONField(default=list)
    procedures = models.JSONField(default=list)
    once = models.CharField(max_length=64, default="", blank=True)
    made = models.BigIntegerField()
    until = models.BigIntegerField()
    ended = models.BigIntegerField(null=True)
    last_used = models.BigIntegerField(null=True)
    minute = models.BigIntegerField(default=0)
    spent = models.IntegerField(default=0)
    acts_spent = models.IntegerField(default=0)

    class Meta:
        db_table = "token"
        constraints = [
            models.UniqueConstraint(fields=["officer", "once"], condition=~models.Q(once=""), name="token_made_once")
        ]


class TokenUse(models.Model):
    """An act that was asked for by a token: its entry where it was done, else by what it was refused."""

    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="uses")
    at = models.BigIntegerField()
    framework = models.CharField(max_length=64)
    dossier = models.CharField(max_length=24)
    act = models.CharField(max_length=96)
    entry = models.CharField(max_length=24, default="", blank=True)
    refused = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        db_table = "token_use"
        indexes = [models.Index(fields=["token", "at"], name="token_use_at")]
