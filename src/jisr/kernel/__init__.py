"""Which acts stand and what is final, from entries alone (protocol 2.5–5).

Small and pure enough to be written again by somebody else: no clock, no store, no wire.
Procedures are handed in; nothing here knows one.
"""

from jisr.kernel.agreed import Agreed, Framework, node_authority
from jisr.kernel.attested import SALT_BYTES, lacking_at, rests_of
from jisr.kernel.compiled import FOUNDING, Compiled, Step
from jisr.kernel.conditions import lacking, scene_of
from jisr.kernel.deed import STANDS, UNJUDGED, Deed, Standing, Verdict
from jisr.kernel.docket import Docket
from jisr.kernel.entry import By, Entry, NotThisLog, Unreadable, read_entries, read_entry, write_entry
from jisr.kernel.evaluate import failed, test
from jisr.kernel.families import in_families
from jisr.kernel.fields import is_of_type, wrong_field
from jisr.kernel.form import RECORD_MANIFEST
from jisr.kernel.intake import NOT_HERE, Logs, Placed, Tail, Waiting, place, place_read
from jisr.kernel.ledger import ACK, LEAVE, WITNESSED, Ledger, MemoryShelf, Shelf
from jisr.kernel.logs import MemoryLog, MemoryLogs
from jisr.kernel.probes import Ended, stub
from jisr.kernel.register import Register
from jisr.kernel.scene import Clocks, Scene
from jisr.kernel.state import State, is_open

__all__ = [
    "ACK",
    "FOUNDING",
    "LEAVE",
    "NOT_HERE",
    "RECORD_MANIFEST",
    "SALT_BYTES",
    "STANDS",
    "UNJUDGED",
    "WITNESSED",
    "Agreed",
    "By",
    "Clocks",
    "Compiled",
    "Deed",
    "Docket",
    "Ended",
    "Entry",
    "Framework",
    "Ledger",
    "Logs",
    "MemoryLog",
    "MemoryLogs",
    "MemoryShelf",
    "NotThisLog",
    "Placed",
    "Register",
    "Scene",
    "Shelf",
    "Standing",
    "State",
    "Step",
    "Tail",
    "Unreadable",
    "Verdict",
    "Waiting",
    "failed",
    "in_families",
    "is_of_type",
    "is_open",
    "lacking",
    "lacking_at",
    "node_authority",
    "place",
    "place_read",
    "read_entries",
    "read_entry",
    "rests_of",
    "scene_of",
    "stub",
    "test",
    "write_entry",
    "wrong_field",
]
