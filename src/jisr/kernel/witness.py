"""What a witness has seen of a domestic log: notes of its cosignatures, and what each is held against (3.3, 12.3)."""

from collections.abc import Mapping
from typing import Final

from jisr.base import JisrError, is_id, parse_instant
from jisr.kernel.agreed import Agreed
from jisr.kernel.deed import Deed
from jisr.kernel.intake import Logs
from jisr.kernel.register import Register
from jisr.log import WitnessKey, cosigned_at, origin, parse_head

FIELDS: Final = frozenset({"witness", "size", "time", "note"})


def are_fields(fields: Mapping[str, object]) -> bool:
    """Say whether the fields of a `witnessed` entry are of their kinds (12.3)."""
    if fields.keys() != FIELDS:
        return False
    witness, size, time, note = (fields[name] for name in ("witness", "size", "time", "note"))
    if (
        not is_id(witness)
        or type(size) is not int
        or size < 0
        or not isinstance(time, str)
        or not isinstance(note, str)
    ):
        return False
    try:
        parse_instant(time)
    except JisrError:
        return False
    return True


def is_cosigned(deed: Deed, agreed: Agreed | None, register: Register, logs: Logs) -> bool:
    """Say whether a `witnessed` entry of a domestic log notes what a witness in force has cosigned of this log."""
    fields = deed.entry.fields
    name, size = fields["witness"], fields["size"]
    key = agreed.witnesses.get(name) if agreed is not None else None
    if key is None or not 1 <= size <= deed.seq:
        return False
    try:
        head, time = parse_head(fields["note"]), parse_instant(fields["time"])
    except JisrError:
        return False
    point = head.checkpoint
    if (point.origin, point.size) != (origin(deed.entry.framework, deed.party), size):
        return False
    if point.root != logs.root(deed.party, size) or cosigned_at(head.note, WitnessKey(name, key)) != time:
        return False
    last = register.last_witnessed(name)
    return last is None or (size >= last[1] and time >= last[2])


__all__ = ["are_fields", "is_cosigned"]
