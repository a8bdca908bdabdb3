"""Drafts: what an officer has typed and not sent, kept to go on with. One for each act of a dossier."""

from collections.abc import Mapping

import orjson
from django.db import OperationalError, transaction

from jisr.node import models
from jisr.node.clock import CLOCK
from jisr.node.storage import WRITING, of_storage

# Of one officer; of more, those that were touched longest ago are let go.
DRAFTS_MAX = 50
DRAFT_DAYS = 30
DRAFT_SECONDS = DRAFT_DAYS * 86_400
# An entry has at most 64 KiB: what is longer cannot be recorded, and is kept by the page alone.
DRAFT_BYTES_MAX = 128 * 1024


def keep_draft(
    officer: models.Officer, *, framework: str, dossier: str, act: str, values: Mapping[str, str]
) -> models.Draft | None:
    """Keep what was typed in a form, instead of what was kept before; None where it is too long to be kept.

    Who calls leaves out what is sealed.
    """
    # PostgreSQL has no place for U+0000, which nobody sees: of a text that has it all the rest is kept.
    typed = {name: text for name, value in values.items() if (text := value.replace("\0", "")) and "\0" not in name}
    if len(orjson.dumps(typed, option=orjson.OPT_NON_STR_KEYS)) > DRAFT_BYTES_MAX:
        return None
    now = CLOCK.now()
    try:
        with transaction.atomic():
            row, _ = models.Draft.objects.update_or_create(
                officer=officer,
                framework_id=framework,
                dossier=dossier,
                act=act,
                defaults={"values": typed, "at": now},
            )
            mine = models.Draft.objects.filter(officer=officer)
            mine.filter(at__lt=now - DRAFT_SECONDS).delete()
            newest = list(mine.order_by("-at", "-pk").values_list("pk", flat=True)[:DRAFTS_MAX])
            mine.exclude(pk__in=newest).delete()
            return row
    except OperationalError as error:
        raise of_storage(error, WRITING) from error


def discard_draft(officer: models.Officer, *, framework: str, dossier: str, act: str) -> bool:
    """Let a draft go; say whether there was one."""
    try:
        rows = models.Draft.objects.filter(officer=officer, framework=framework, dossier=dossier, act=act)
        count, _ = rows.delete()
    except OperationalError as error:
        raise of_storage(error, WRITING) from error
    return bool(count)


__all__ = ["DRAFTS_MAX", "DRAFT_DAYS", "discard_draft", "keep_draft"]
