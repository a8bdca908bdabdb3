"""Which words the full-text index of SQLite has that begin so.

For what begins so FTS5 puts together all places of all such words before it gives the first. Asked for the words one
by one, it reads their newest places in order and stops where enough is found.
"""

from collections.abc import Collection, Mapping
from typing import Final

from django.db import connection

# To find a word takes some 60 microseconds; with more words than these one beginning is asked for as it is.
BEGUN_MAX: Final = 50
# From one word to the next: no letter stands before the blank.
BEGUN: Final = (
    "WITH RECURSIVE asked (beginning) AS (VALUES {beginnings}), begun (beginning, word, number) AS ("
    " SELECT beginning, (SELECT term FROM passage_vocabulary WHERE term >= beginning ORDER BY term LIMIT 1), 1"
    " FROM asked UNION ALL SELECT beginning,"
    " (SELECT term FROM passage_vocabulary WHERE term >= begun.word || ' ' ORDER BY term LIMIT 1), number + 1"
    " FROM begun WHERE number <= %s AND substr(word, 1, length(beginning)) = beginning)"
    " SELECT beginning, word FROM begun WHERE substr(word, 1, length(beginning)) = beginning"
)


def begun_by(beginnings: Collection[str]) -> Mapping[str, list[str] | None]:
    """Give the words that begin so, of each beginning; None: they are too many to be asked for one by one."""
    found: dict[str, list[str]] = {each: [] for each in beginnings}
    if not found:
        return {}
    query = BEGUN.format(beginnings=", ".join(["(%s)"] * len(found)))
    with connection.cursor() as cursor:
        cursor.execute(query, (*found, BEGUN_MAX))
        for beginning, word in cursor.fetchall():
            found[beginning].append(word)
    return {each: words if len(words) <= BEGUN_MAX else None for each, words in found.items()}


__all__ = ["BEGUN_MAX", "begun_by"]
