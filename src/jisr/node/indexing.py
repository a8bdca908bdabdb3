"""The words of acts in the store's full-text index: FTS5 in SQLite, tsvector with GIN in PostgreSQL.

Both are given tokens (tokens.py) and neither splits, folds or stems anything itself. What is sealed is not in
an entry's fields, and so never here.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection, transaction

from jisr.kernel import Compiled
from jisr.node import models
from jisr.node.queries.reading import Reading
from jisr.node.tokens import Asked, tokens_of
from jisr.node.vocabulary import begun_by

READ_AT_ONCE = 500
# What marks a token as the framework of an act, or as a word of a dossier's name.
OF_FRAMEWORK, OF_TITLE = "@", "="
TITLES = frozenset({"place", "what", "title"})
# In a field that nobody declares, this is a code, a digest or a number and no word.
_CODE = re.compile(r"[a-z0-9_.-]*|[A-Za-z0-9+/]{43}=|(?:[a-z0-9-]+/)?[A-Z]{3}\.[0-9]+")


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of acts that come next, by log and number, and up to where that reads the logs."""

    found: list[tuple[int, int, str, set[str]]]
    begun: Mapping[str, int]
    read: dict[str, int]


def next_words(held: Reading, known: models.Described) -> Words | None:
    """Read the words of what comes next, in the order of time; None: all is read."""
    begun: dict[str, int] = {party: int(known.read.get(party, 0)) for party in held.rows}
    rows: list[tuple[Any, ...]] = []
    logs: dict[str, models.Log] = {str(party): log for party, log in held.rows.items()}
    for party, log in logs.items():
        if log.size > begun[party]:
            entries = models.Entry.objects.filter(log=log, seq__gte=begun[party], seq__lt=begun[party] + READ_AT_ONCE)
            found = entries.order_by("seq").values_list("time", "seq", "dossier", "act", "raw")
            rows += [(time or 0, party, seq, dossier, act, raw) for time, seq, dossier, act, raw in found]
    if not rows:
        return None
    procedures = {each.id: each for each in held.framework.procedures.values()}
    read, words = dict(begun), []
    for _time, party, seq, dossier, act, raw in sorted(rows, key=lambda each: each[:3])[:READ_AT_ONCE]:
        read[party] = seq + 1
        tokens = _tokens(bytes(raw), procedures, held) if dossier and act != "ack" else set()
        if tokens:
            words.append((logs[party].pk, seq, dossier, {f"{OF_FRAMEWORK}{held.row.pk}", *tokens}))
    return Words(words, begun, read)


def _tokens(raw: bytes, procedures: Mapping[str, Compiled], held: Reading) -> set[str]:
    entry = orjson.loads(raw)
    texts = dict(texts_of(entry, procedures))
    found = tokens_of(texts.values())
    if entry.get("digest"):
        found |= {f"{OF_TITLE}{each}" for each in tokens_of(text for name, text in texts.items() if name in TITLES)}
    return found


def texts_of(entry: Mapping[str, Any], procedures: Mapping[str, Compiled]) -> Iterator[tuple[str, str]]:
    """Give what an act says in words of its officer's own, by field: no codes, dates, digests or numbers."""
    fields = entry.get("fields") or {}
    if entry["act"] == "correct" and isinstance(fields.get("fields"), dict):
        fields = fields["fields"]
    compiled = procedures.get(str(entry.get("procedure")))
    step = compiled.steps.get(entry["act"]) if compiled is not None else None
    declared = step.fields if step is not None else {}
    for name, value in fields.items():
        if not isinstance(value, str):
            continue
        is_text = declared[name].type == "text" if name in declared else _CODE.fullmatch(value) is None
        if is_text:
            yield name, value


def write_words(framework: str, words: Words) -> bool:
    """Put words into the index; say that something was done, by us or meanwhile."""
    with transaction.atomic():
        row, _ = models.Described.objects.select_for_update().get_or_create(framework_id=framework)
        if {**dict.fromkeys(words.begun, 0), **row.read} != dict(words.begun):
            return True
        passages = models.Passage.objects.bulk_create(
            [models.Passage(log_id=log, seq=seq, dossier=dossier) for log, seq, dossier, _ in words.found]
        )
        _put([(passage.pk, tokens) for passage, (*_, tokens) in zip(passages, words.found, strict=True)])
        row.read = words.read
        row.save(update_fields=["read"])
    return True


def _put(rows: Iterable[tuple[int, set[str]]]) -> None:
    statement = "INSERT INTO passage_words (rowid, words) VALUES (%s, %s)"
    if connection.vendor == "postgresql":
        statement = "INSERT INTO passage_words (rowid, words) VALUES (%s, array_to_tsvector(%s::text[]))"
        values: list[tuple[int, Any]] = [(pk, sorted(tokens)) for pk, tokens in rows]
    else:
        values = [(pk, " ".join(sorted(tokens))) for pk, tokens in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def forget_words() -> None:
    """Forget the words of all frameworks, so that they are read anew: of some alone FTS5 could not without them."""
    models.Passage.objects.all().delete()
    models.Described.objects.update(read={})
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM passage_words")
        else:
            cursor.execute("INSERT INTO passage_words (passage_words) VALUES ('delete-all')")


@dataclass(frozen=True, slots=True)
class Match:
    """A condition on the index in the store's own language: SQL with its arguments."""

    sql: str
    arguments: tuple[str, ...]


def match(asked: Sequence[Asked], frameworks: Sequence[str], *, in_titles: bool = False) -> Match:
    """Give the condition that one of these frameworks has it, and all words are met."""
    assert asked and frameworks, "who asks for nothing is told so before"
    mark = OF_TITLE if in_titles else ""
    terms = [{f"{OF_FRAMEWORK}{each}" for each in frameworks}]
    terms += [{mark + stem for stem in each.stems} for each in asked]
    beginnings = ["", *(mark + each.prefix if each.begins else "" for each in asked)]
    if connection.vendor == "postgresql":
        parts = (_any_lexeme(some, beginning) for some, beginning in zip(terms, beginnings, strict=True))
        return Match("passage_words.words @@ %s::tsquery", (" & ".join(parts),))
    begun = begun_by({each for each in beginnings if each})
    parts = (_any_term(some, beginning, begun) for some, beginning in zip(terms, beginnings, strict=True))
    return Match("passage_words MATCH %s", (" AND ".join(parts),))


def _any_lexeme(words: set[str], beginning: str) -> str:
    """Write that one of several words is there, or one that begins so; none holds a quote or a backslash."""
    told = [f"'{each}'" for each in sorted(words)] + ([f"'{beginning}':*"] if beginning else [])
    return f"({' | '.join(told)})"


def _any_term(words: set[str], beginning: str, begun: Mapping[str, list[str] | None]) -> str:
    """Write the same for FTS5, with the words that begin so by name where they are few."""
    named = begun.get(beginning, [])
    told = [f'"{each}"' for each in sorted(words.union(named or ()))] + ([f'"{beginning}"*'] if named is None else [])
    return f"({' OR '.join(told)})"


__all__ = ["Match", "Words", "forget_words", "match", "next_words", "texts_of", "write_words"]
