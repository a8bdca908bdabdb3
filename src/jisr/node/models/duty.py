"""Who is on duty, who stands in, whose file it is. All of it is this node's own and never sent.

Rows are not deleted: what was taken back keeps by whom and when, so that a page can say who changed what.
Wall times are written YYYY-MM-DDTHH:MM in the `zone` beside them, since a duty at eight stays at eight
when the clocks are changed.
"""

from django.db import models

from jisr.node.models.ledger import Framework
from jisr.node.models.officers import Officer


class Turn(models.Model):
    """An officer's time on duty for an authority, in all frameworks: once, or every week until a day.

    `until`: the last day on which a weekly turn begins; empty where no end is set.
    """

    authority = models.CharField(max_length=64, db_index=True)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="turns")
    zone = models.CharField(max_length=64)
    starts = models.CharField(max_length=16)
    ends = models.CharField(max_length=16)
    is_weekly = models.BooleanField(default=False)
    until = models.CharField(max_length=10, default="", blank=True)
    put_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    put_at = models.BigIntegerField()
    ended_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "turn"


class Lead(models.Model):
    """The deputy or the head of an authority: whom a notice reaches that nobody on duty has seen."""

    authority = models.CharField(max_length=64)
    role = models.CharField(max_length=6)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    put_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    put_at = models.BigIntegerField()
    ended_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "lead"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "role"], condition=models.Q(ended_at=None), name="lead_one_at_a_time"
            )
        ]


class Leave(models.Model):
    """Time in which an officer is away and a colleague stands in: notices go there, and files are seen there."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="leaves")
    substitute = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    starts = models.BigIntegerField()
    ends = models.BigIntegerField()
    put_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "leave"


class Holding(models.Model):
    """A dossier that an officer of an authority has taken on, and the colleague to whom it is being handed."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    dossier = models.CharField(max_length=24)
    authority = models.CharField(max_length=64)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="holdings")
    since = models.BigIntegerField()
    offered_to = models.ForeignKey(Officer, on_delete=models.SET_NULL, related_name="offered", null=True)
    offered_at = models.BigIntegerField(null=True)
    note = models.CharField(max_length=1_000, default="", blank=True)
    ended_at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "holding"
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "dossier", "authority"],
                condition=models.Q(ended_at=None),
                name="holding_one_at_a_time",
            )
        ]
