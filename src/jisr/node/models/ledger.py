"""What was said: frameworks, logs, entries, tiles; and what came but was not taken in.

Rows here are written by `node.store` only. Everything but `Entry.raw` and what was agreed
can be made again from the log by `jisr rebuild`. Rows that are many have no index on their log
or framework alone: the keys that they have begin with it.
"""

from django.db import models


class Framework(models.Model):
    """A framework of which this node's party is one. `moves` counts the writing transactions."""

    id = models.CharField(primary_key=True, max_length=64)
    parties = models.JSONField()
    moves = models.BigIntegerField(default=0)
    register = models.BinaryField(default=b"")

    class Meta:
        db_table = "framework"


class Log(models.Model):
    """One party's log as far as it is taken in: size, frontier of its tree, last head."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    party = models.CharField(max_length=3)
    size = models.BigIntegerField(default=0)
    time = models.BigIntegerField(null=True)
    seen = models.JSONField(default=dict)
    frontier = models.BinaryField(default=b"")
    head = models.TextField(default="", blank=True)
    head_size = models.BigIntegerField(default=0)
    # Where it is here beyond that head: a head that covers more, and what leads there (protocol 12.43), as JSON.
    reach = models.TextField(default="", blank=True)
    is_cut_off = models.BooleanField(default=False)
    # What its last entry says to have seen of other logs that was ended and fell away (protocol 12.28).
    claimed = models.JSONField(default=dict)
    # All have ended it and go on from another content than is here: what lacks of that is waited for (12.27).
    is_mending = models.BooleanField(default=False)
    # Our people have signed that it ends at so many entries: no more of it is taken in until that is agreed by all.
    held_at = models.BigIntegerField(null=True)
    # The last UTC day, counted from 1970, on which something of it was taken in; what was left that day;
    # and how many entries wait because nothing was (protocol 8.4).
    day = models.IntegerField(null=True)
    day_left = models.BigIntegerField(default=0)
    waiting = models.BigIntegerField(default=0)

    class Meta:
        db_table = "log"
        constraints = [models.UniqueConstraint(fields=["framework", "party"], name="log_once")]


class Entry(models.Model):
    """The exact bytes of an entry, where it stands, and what was judged of it."""

    pk = models.CompositePrimaryKey("log_id", "seq")
    log = models.ForeignKey(Log, on_delete=models.PROTECT, db_index=False)
    seq = models.BigIntegerField()
    raw = models.BinaryField()
    time = models.BigIntegerField(null=True)
    dossier = models.CharField(max_length=24, default="")
    act = models.CharField(max_length=96, default="")
    depth = models.IntegerField(default=0)
    standing = models.CharField(max_length=9)
    reasons = models.TextField(default="")

    class Meta:
        db_table = "entry"
        indexes = [models.Index(fields=["log", "dossier"], name="entry_dossier")]


class Sight(models.Model):
    """A step in which a log's `seen` of another party grew."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, db_index=False)
    about = models.CharField(max_length=3)
    count = models.BigIntegerField()
    seq = models.BigIntegerField()

    class Meta:
        db_table = "sight"
        indexes = [
            models.Index(fields=["log", "about", "count"], name="sight_count"),
            models.Index(fields=["log", "about", "seq"], name="sight_seq"),
        ]


class Tile(models.Model):
    """Hashes of complete subtrees, 256 to a tile, from which proofs are made."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, db_index=False)
    level = models.IntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        db_table = "tile"
        constraints = [models.UniqueConstraint(fields=["log", "level", "index"], name="tile_once")]


class Dossier(models.Model):
    """The projection of one dossier: what the fold left, and what lists need of it."""

    pk = models.CompositePrimaryKey("framework_id", "code")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=24)
    outer = models.CharField(max_length=24, default="", blank=True)
    procedure = models.CharField(max_length=64, default="")
    digest = models.CharField(max_length=44, default="")
    sides = models.JSONField(default=dict)
    opened = models.BigIntegerField(null=True)
    moved = models.BigIntegerField(null=True)
    is_closed = models.BooleanField(default=False)
    due = models.BigIntegerField(null=True)
    kept = models.BinaryField(default=b"")
    state = models.BinaryField(default=b"")

    class Meta:
        db_table = "dossier"
        indexes = [
            models.Index(fields=["framework", "outer"], name="dossier_outer"),
            models.Index(fields=["framework", "procedure"], name="dossier_procedure"),
            models.Index(fields=["due"], name="dossier_due"),
        ]


class Aside(models.Model):
    """What came and was not taken in: `held` is tried again, `refused` and `evidence` are kept."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8)
    party = models.CharField(max_length=3)
    seq = models.BigIntegerField(null=True)
    rule = models.CharField(max_length=24)
    because = models.TextField(default="")
    sender = models.CharField(max_length=3, default="")
    raw = models.BinaryField(default=b"")
    digest = models.CharField(max_length=44, default="")
    at = models.BigIntegerField()

    class Meta:
        db_table = "aside"
        constraints = [
            models.UniqueConstraint(fields=["framework", "kind", "party", "seq", "rule", "digest"], name="aside_once")
        ]


class Mend(models.Model):
    """A log that all parties have ended and let go on, as it took effect here: when, why, and what fell away by it.

    `fell`: acts that stood here before and do not any more, with what became of them.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    party = models.CharField(max_length=3)
    generation = models.IntegerField()
    version = models.IntegerField()
    size = models.BigIntegerField()
    reason = models.TextField(default="")
    at = models.BigIntegerField()
    fell = models.JSONField(default=list)

    class Meta:
        db_table = "mend"
        constraints = [models.UniqueConstraint(fields=["framework", "party", "generation"], name="mend_once")]


class Outside(models.Model):
    """Entries that are in no log here: `agreed`, of the content that all go on from and which is not whole yet;
    `fallen`, of a log before it was ended, kept as evidence.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    party = models.CharField(max_length=3)
    generation = models.IntegerField()
    kind = models.CharField(max_length=6)
    seq = models.BigIntegerField()
    raw = models.BinaryField()

    class Meta:
        db_table = "outside"
        constraints = [
            models.UniqueConstraint(fields=["framework", "party", "generation", "kind", "seq"], name="outside_once")
        ]


class Text(models.Model):
    """Files that are named by digest: manifests' notes, procedures, calendars."""

    digest = models.CharField(primary_key=True, max_length=44)
    kind = models.CharField(max_length=10)
    content = models.BinaryField()

    class Meta:
        db_table = "text"


class ManifestVersion(models.Model):
    """A version of a framework's manifest that this node has the text of."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    version = models.IntegerField()
    digest = models.CharField(max_length=44)
    note = models.TextField()
    # When it came; not known of those that came before this was kept.
    at = models.BigIntegerField(null=True)

    class Meta:
        db_table = "manifest_version"
        constraints = [models.UniqueConstraint(fields=["framework", "version"], name="manifest_once")]
