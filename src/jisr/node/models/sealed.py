"""What is sealed: pieces by commitment, with their blobs where this party is author or reader; and who read what.

Beside that who was given a whole dossier as a bundle.
"""

from django.db import models

from jisr.node.models.ledger import Framework, Log
from jisr.node.models.officers import Officer


class Sealed(models.Model):
    """A piece of sealed content that an act carries (protocol 7.1).

    `content`, its blob wrapped by the key of its act (`node/rest_keys.py`), is record; it is kept by author and
    readers only, and only once it was opened and held against the commitment. Of a file that was given here it says
    where the blob lies (`node/pieces.py`, `held_at`). All else follows from entries: `told`
    is what this party's own entries say of it (`opened`, `unopened`); `erased` the entry that erased it, if any, and
    `gone` by party the entry that says since that it is no longer there. `owed`: something is left to do here, to get
    it, to say that it was opened, or that it is gone; `failed`: when it last came and did not open.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, db_index=False)
    seq = models.BigIntegerField()
    field = models.CharField(max_length=64)
    chunk = models.IntegerField(default=0)
    dossier = models.CharField(max_length=24)
    commit = models.CharField(max_length=44)
    to = models.JSONField(default=list)
    told = models.CharField(max_length=8, default="", blank=True)
    owed = models.BooleanField(default=False)
    failed = models.BigIntegerField(null=True)
    content = models.BinaryField(null=True)
    erased = models.CharField(max_length=24, default="", blank=True)
    gone = models.JSONField(default=dict)

    class Meta:
        db_table = "sealed"
        constraints = [models.UniqueConstraint(fields=["log", "seq", "field", "chunk"], name="sealed_once")]
        indexes = [
            models.Index(fields=["commit"], name="sealed_commit"),
            models.Index(fields=["log"], name="sealed_owed", condition=models.Q(owed=True)),
            models.Index(fields=["log"], name="sealed_erased", condition=~models.Q(erased="")),
            models.Index(fields=["log", "dossier"], name="sealed_dossier"),
        ]


class Attachment(models.Model):
    """A file that an officer has given for a sealed field: sealed to its readers, before its act or with it (12.21).

    `id` is random, so that none is ever used twice; under it its key is filed (`node/rest_keys.py`). `seq` is that of
    the own act that carries it, once that is written; until then it waits, and goes when nobody has sent it in time.
    `keys`: to whom it is sealed, the public key by authority; all else is in the pieces.
    """

    id = models.BigIntegerField(primary_key=True)
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, db_index=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="attachments", null=True)
    token = models.CharField(max_length=43)
    field = models.CharField(max_length=64)
    keys = models.JSONField(default=dict)
    pieces = models.IntegerField(default=0)
    size = models.BigIntegerField(default=0)
    seq = models.BigIntegerField(null=True)
    at = models.BigIntegerField()

    class Meta:
        db_table = "attachment"
        constraints = [models.UniqueConstraint(fields=["token"], name="attachment_token")]
        indexes = [models.Index(fields=["framework", "seq"], name="attachment_act")]


class AttachmentPiece(models.Model):
    """The blob of one piece of a file that was given here, wrapped by the key of that file."""

    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, db_index=False, related_name="blobs")
    chunk = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "attachment_piece"
        constraints = [models.UniqueConstraint(fields=["attachment", "chunk"], name="attachment_piece_once")]


class Erasure(models.Model):
    """An act that erased sealed content, its own party's or another's (protocol 12.20); follows from the entry.

    `item`: the one act that it names, or nothing. `destroyed` and `vacuumed`, when the keys were destroyed here and
    when the store gave up what it had freed, are known of this node alone.
    """

    log = models.ForeignKey(Log, on_delete=models.PROTECT, db_index=False)
    seq = models.BigIntegerField()
    dossier = models.CharField(max_length=24)
    item = models.CharField(max_length=24, default="", blank=True)
    destroyed = models.BigIntegerField(null=True)
    vacuumed = models.BigIntegerField(null=True)

    class Meta:
        db_table = "erasure"
        constraints = [models.UniqueConstraint(fields=["log", "seq"], name="erasure_once")]


class Access(models.Model):
    """One reading of a sealed field: written before its text is shown (protocol 7.4). Rows are only added.

    `way`: from a page, a command or a program. `purpose` is a code of this node's list; `words` what was typed
    beside it. `number` counts the readings of this node from 1; `digest` is over the row, its `salt` and the digest
    of the reading before (`node/reading_chain.py`): none can be changed, left out or put in unseen.
    """

    number = models.BigIntegerField(unique=True)
    salt = models.BinaryField()
    digest = models.BinaryField()

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    dossier = models.CharField(max_length=24)
    party = models.CharField(max_length=3)
    seq = models.BigIntegerField()
    field = models.CharField(max_length=64)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="accesses")
    authority = models.CharField(max_length=64)
    mandate = models.CharField(max_length=64)
    purpose = models.CharField(max_length=64)
    words = models.CharField(max_length=200, default="", blank=True)
    way = models.CharField(max_length=8)
    at = models.BigIntegerField()

    class Meta:
        db_table = "access"
        indexes = [models.Index(fields=["framework", "dossier", "at"], name="access_dossier")]


class ReadingChain(models.Model):
    """The end of the chain of readings, and where it begins since older ones were done away with: one row."""

    count = models.BigIntegerField(default=0)
    digest = models.BinaryField(default=bytes)
    cut_count = models.BigIntegerField(default=0)
    cut_digest = models.BinaryField(default=bytes)

    class Meta:
        db_table = "reading_chain"


class ReadingMark(models.Model):
    """What this node has committed to of its chain of readings, to tell others: count and digest, under a salt.

    `number` is one that no mark of this node had before, also where its database was restored since.
    """

    number = models.BigIntegerField(unique=True)
    count = models.BigIntegerField()
    digest = models.BinaryField()
    salt = models.BinaryField()
    at = models.BigIntegerField()

    class Meta:
        db_table = "reading_mark"


class ReadingNote(models.Model):
    """A party's signed note of its readings, as it lies with some party: of others here, our own with others."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, db_index=False)
    party = models.CharField(max_length=3)
    held_by = models.CharField(max_length=3)
    number = models.BigIntegerField()
    root = models.BinaryField()
    note = models.TextField()
    at = models.BigIntegerField()

    class Meta:
        db_table = "reading_note"
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "party", "held_by", "number", "root"], name="reading_note_once"
            )
        ]


class Bundled(models.Model):
    """A bundle of a dossier that an officer was given, written before it leaves the node. Rows are only added.

    `opened`: how many sealed texts are in it, each a reading of its own in the access log; `purpose` and `words`:
    for what, where any is. `digest`: the SHA-256 of the file in hexadecimal.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT)
    dossier = models.CharField(max_length=24)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="bundles")
    acts = models.IntegerField()
    opened = models.IntegerField()
    purpose = models.CharField(max_length=64, default="", blank=True)
    words = models.CharField(max_length=200, default="", blank=True)
    digest = models.CharField(max_length=64)
    way = models.CharField(max_length=8)
    at = models.BigIntegerField()

    class Meta:
        db_table = "bundled"
        indexes = [models.Index(fields=["framework", "dossier", "at"], name="bundled_dossier")]
