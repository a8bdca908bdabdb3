"""How each exchange stands: what the others have, when they were last heard."""

from django.db import models

from jisr.node.models.ledger import Framework


class Peer(models.Model):
    """Another party of a framework, as this node knows its node."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    party = models.CharField(max_length=3)
    have = models.JSONField(default=dict)
    want = models.JSONField(default=list)
    heard = models.BigIntegerField(null=True)
    tried = models.BigIntegerField(null=True)
    failures = models.IntegerField(default=0)
    trouble = models.TextField(default="", blank=True)

    class Meta:
        db_table = "peer"
        constraints = [models.UniqueConstraint(fields=["framework", "party"], name="peer_once")]


class Nonce(models.Model):
    """A nonce seen on the wire; kept as long as a message with it could be repeated."""

    keyid = models.CharField(max_length=80)
    nonce = models.CharField(max_length=128)
    until = models.BigIntegerField()

    class Meta:
        db_table = "nonce"
        constraints = [models.UniqueConstraint(fields=["keyid", "nonce"], name="nonce_once")]


class Ahead(models.Model):
    """A protective entry of another party that came ahead of its turn (protocol 8.1): no verdict rests on it.

    `head`, of `head_size` entries, is what its party signed when it was sent: the log is held against it later.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    party = models.CharField(max_length=3)
    seq = models.BigIntegerField()
    dossier = models.CharField(max_length=24)
    act = models.CharField(max_length=96)
    raw = models.BinaryField()
    head = models.TextField()
    head_size = models.BigIntegerField()
    sender = models.CharField(max_length=3)
    at = models.BigIntegerField()

    class Meta:
        db_table = "ahead"
        constraints = [models.UniqueConstraint(fields=["framework", "party", "seq"], name="ahead_once")]
        indexes = [models.Index(fields=["framework", "dossier"], name="ahead_dossier")]
