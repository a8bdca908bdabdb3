"""What lies on a desk: what waits, for whom, since when and until when; each dossier as lists show it; its words.

Projection, kept apart from the fold: it is described after entries were written, dossier by dossier,
and can be made again at any time. No verdict rests on it. Rows say nothing in any language and nothing
of now: they hold codes, figures and instants, which are said and compared with the clock when they are read.
"""

from django.db import models

from jisr.base.limits import INTEGER_MAX
from jisr.node.models.ledger import Framework, Log

# By when what has no end is to be done: after all that has one.
NEVER = INTEGER_MAX


class Waiting(models.Model):
    """One thing that somebody still has to do in a dossier.

    `kind`: `answer` (a proposal that `party` has not answered), `contest` (a fact in doubt that roles of
    `party` may answer), `window` (an irrevocable act may be concluded until `due`), `period` (one that runs
    and whose end somebody is owed), `date` (what was promised by a day). `about` is the entry or the period
    that it comes from, of a date the figure; `act` what would settle it, if one act would. `party` must move,
    of it who holds one of `mandates` (`*`: any post). Instants are seconds since 1970; `starts` and `due` bound
    what runs. `by` is `due`, and NEVER where it has none: what is listed by deadline is listed by it. `words` are
    the first that a proposal says, of a contest the fact's name.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, db_index=False)
    dossier = models.CharField(max_length=24)
    kind = models.CharField(max_length=8)
    about = models.CharField(max_length=96)
    act = models.CharField(max_length=96, default="", blank=True)
    party = models.CharField(max_length=3)
    mandates = models.JSONField(default=list)
    since = models.BigIntegerField()
    starts = models.BigIntegerField(null=True)
    due = models.BigIntegerField(null=True)
    by = models.BigIntegerField(default=NEVER)
    words = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "waiting"
        constraints = [
            models.UniqueConstraint(fields=["framework", "dossier", "kind", "about", "party"], name="waiting_once")
        ]
        indexes = [
            models.Index(fields=["framework", "party", "due"], name="waiting_due"),
            models.Index(fields=["framework", "party", "kind", "mandates", "by", "since"], name="waiting_for"),
        ]


class Line(models.Model):
    """One dossier as lists show it.

    `kind` is the procedure's name, `words` what its opening calls it by. `stage` holds until the clock
    `turns_on` reaches `turns`, then `stage_after`: a party's code names its clock, `<ESP MAR` the least
    of several, `>ESP MAR` the greatest. `due` is the end of the day `due_on`. `is_unbegun`: a period waits until every
    side has received its start. `again`: from when on it is to be described again, whatever happens.
    `checked` sums up the state that was described, `moves` counts the writings that it knew of.
    """

    pk = models.CompositePrimaryKey("framework_id", "code")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=24)
    kind = models.CharField(max_length=64, default="", blank=True)
    digest = models.CharField(max_length=44, default="", blank=True)
    outer = models.CharField(max_length=24, default="", blank=True)
    words = models.JSONField(default=dict)
    parties = models.JSONField(default=list)
    opener = models.CharField(max_length=3, default="", blank=True)
    opened = models.BigIntegerField(null=True)
    moved = models.BigIntegerField(null=True)
    is_closed = models.BooleanField(default=False)
    is_judged = models.BooleanField(default=True)
    stage = models.CharField(max_length=64, default="", blank=True)
    stage_after = models.CharField(max_length=64, default="", blank=True)
    turns = models.BigIntegerField(null=True)
    turns_on = models.CharField(max_length=40, default="", blank=True)
    first_due = models.CharField(max_length=10, default="", blank=True)
    due_on = models.CharField(max_length=10, default="", blank=True)
    due = models.BigIntegerField(null=True)
    owner = models.CharField(max_length=64, default="", blank=True)
    ordinal = models.BigIntegerField(default=0)
    date = models.CharField(max_length=10, default="", blank=True)
    proposals = models.IntegerField(default=0)
    contests = models.IntegerField(default=0)
    is_unbegun = models.BooleanField(default=False)
    again = models.BigIntegerField(null=True)
    checked = models.BigIntegerField(default=0)
    moves = models.BigIntegerField(default=0)

    class Meta:
        db_table = "line"
        indexes = [
            models.Index(fields=["framework", "moved", "code"], name="line_moved"),
            models.Index(fields=["framework", "kind", "moved", "code"], name="line_kind"),
            models.Index(fields=["framework", "kind", "is_closed", "stage"], name="line_stage"),
            models.Index(fields=["framework", "kind", "date", "code"], name="line_date"),
            models.Index(fields=["framework", "kind", "is_closed", "due", "code"], name="line_due"),
            models.Index(fields=["framework", "outer"], name="line_outer"),
            models.Index(fields=["framework", "again"], name="line_again"),
            models.Index(fields=["framework", "is_unbegun"], name="line_unbegun", condition=models.Q(is_unbegun=True)),
        ]


class Tally(models.Model):
    """How many lines of a framework are alike in kind, stage and whether they are closed.

    That of the framework's own dossier is in none. It moves with the lines, in the same transaction.
    """

    pk = models.CompositePrimaryKey("framework_id", "kind", "is_closed", "stage")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=64, blank=True)
    is_closed = models.BooleanField()
    stage = models.CharField(max_length=64, blank=True)
    number = models.BigIntegerField()

    class Meta:
        db_table = "tally"


class Passage(models.Model):
    """An act whose words can be found; the words themselves stand in the store's full-text index, by this row's id."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, db_index=False)
    seq = models.BigIntegerField()
    dossier = models.CharField(max_length=24)

    class Meta:
        db_table = "passage"
        constraints = [models.UniqueConstraint(fields=["log", "seq"], name="passage_once")]


class Described(models.Model):
    """Up to which entry of each log the desk has been described, and (`read`) its words can be found.

    `version` is that of the manifest which held when it was described last: another may move ends of periods.
    """

    framework = models.OneToOneField(Framework, on_delete=models.PROTECT, primary_key=True)
    sizes = models.JSONField(default=dict)
    read = models.JSONField(default=dict)
    version = models.IntegerField(default=0)

    class Meta:
        db_table = "described"
