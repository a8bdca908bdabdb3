"""What ties a domestic dossier to shared ones: links, echoes, attestations (protocol 4.3, 12.18).

None of it is in any log, and none of it leaves this node but by `jisr dossier open-attestation`.
"""

from django.db import models

from jisr.node.models.ledger import Framework


class Link(models.Model):
    """One domestic dossier and one shared dossier about the same person; made with the shared opening, for ever.

    `procedure` is the shared procedure's name up to its first dot: for each a domestic dossier has one link at most.
    `size`: how many entries the domestic log had; what it echoes from there on is owed.
    """

    domestic = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="links_out")
    dossier = models.CharField(max_length=24)
    shared = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="links_in")
    shared_dossier = models.CharField(max_length=24)
    procedure = models.CharField(max_length=64)
    size = models.BigIntegerField()

    class Meta:
        db_table = "link"
        constraints = [
            models.UniqueConstraint(fields=["domestic", "dossier", "procedure"], name="link_once"),
            models.UniqueConstraint(fields=["shared", "shared_dossier"], name="link_of_shared_once"),
        ]


class Echo(models.Model):
    """The shared act that a domestic entry calls for; `written` is its entry, empty as long as it waits."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="echoes")
    entry = models.CharField(max_length=24)
    act = models.CharField(max_length=96)
    at = models.BigIntegerField()
    written = models.CharField(max_length=24, default="", blank=True)
    tried = models.BigIntegerField()
    trouble = models.TextField(default="", blank=True)

    class Meta:
        db_table = "echo"
        constraints = [models.UniqueConstraint(fields=["link", "entry"], name="echo_once")]


class Attestation(models.Model):
    """What an own entry rests on: its `rests` opened. Without the salt nobody can open it any more."""

    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="attestations")
    entry = models.CharField(max_length=24)
    salt = models.BinaryField()
    size = models.BigIntegerField()
    root = models.BinaryField()

    class Meta:
        db_table = "attestation"
        constraints = [models.UniqueConstraint(fields=["link", "entry"], name="attestation_once")]
