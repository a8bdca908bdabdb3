"""What officers have begun and not recorded: drafts, acts that wait for a second officer, or for a log in doubt.

None of it is in any log, and none leaves this node. A prepared act stays when it was answered, and a released one
when it was written: who confirmed or released what is the record of the own house.
"""

from django.db import models

from jisr.node.models.ledger import Framework
from jisr.node.models.officers import Officer


class Draft(models.Model):
    """A form that an officer goes on with later: what was typed, field by field. One for each act and dossier.

    `dossier` is that in which the act would be, or within which it would open one; `act` the act's name, of an
    opening the procedure's. Sealed fields are never in it.
    """

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    dossier = models.CharField(max_length=24, default="", blank=True)
    act = models.CharField(max_length=96)
    values = models.JSONField(default=dict)
    at = models.BigIntegerField()

    class Meta:
        db_table = "draft"
        constraints = [
            models.UniqueConstraint(fields=["officer", "framework", "dossier", "act"], name="draft_once"),
        ]


class Prepared(models.Model):
    """An act that one officer has prepared and another has to confirm; `answer` says what became of it."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    dossier = models.CharField(max_length=24)
    act = models.CharField(max_length=96)
    fields = models.JSONField(default=dict)
    item = models.CharField(max_length=24, null=True)
    on_behalf = models.CharField(max_length=64, null=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="prepared")
    authority = models.CharField(max_length=64)
    mandate = models.CharField(max_length=64)
    at = models.BigIntegerField()
    until = models.BigIntegerField()
    # Empty while it waits; confirmed, sent_back (by the second officer) or withdrawn (by the first).
    answer = models.CharField(max_length=9, default="", blank=True)
    second = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="seconded")
    answered = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=1_000, default="", blank=True)
    entry = models.CharField(max_length=24, default="", blank=True)

    class Meta:
        db_table = "prepared"
        indexes = [models.Index(fields=["framework", "dossier", "answer"], name="prepared_waiting")]


class Released(models.Model):
    """A protective act that an officer released while the own log was in doubt (protocol 9.6, 12.42).

    `written` is its entry, empty as long as it waits; `taken_back_by` ends the waiting. `trouble` says what stood
    against it when it was last `tried`.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    dossier = models.CharField(max_length=24)
    act = models.CharField(max_length=96)
    fields = models.JSONField(default=dict)
    item = models.CharField(max_length=24, null=True)
    on_behalf = models.CharField(max_length=64, null=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="released")
    authority = models.CharField(max_length=64)
    mandate = models.CharField(max_length=64)
    reason = models.CharField(max_length=1_000)
    at = models.BigIntegerField()
    tried = models.BigIntegerField()
    trouble = models.TextField(default="", blank=True)
    written = models.CharField(max_length=24, default="", blank=True)
    taken_back_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="took_back")

    class Meta:
        db_table = "released"
        indexes = [models.Index(fields=["framework", "dossier", "written"], name="released_waiting")]
