"""What a token may see: what its officer's posts permit at this moment, and of that only what it was made for."""

from collections.abc import Iterable

from jisr.base import N_
from jisr.kernel import Docket
from jisr.node import models
from jisr.node.errors import NotYours, OutOfScope
from jisr.node.queries import postings
from jisr.node.queries.reading import Reading, reading
from jisr.node.queries.work import Group, groups_of

NO_POST = N_("no post in %(framework)s")
NOT_OF_FRAMEWORK = N_("this token is not for the framework %(framework)s")
NOT_OF_PROCEDURE = N_("this token is not for dossiers of the procedure %(procedure)s")
NAME_ONE = N_("this token is for some procedures only: name one of them (%(procedures)s) by `procedure`")


def posted_in(officer: models.Officer) -> list[str]:
    """Give the frameworks in which an officer acts for somebody now."""
    return postings.frameworks_of(officer)


def frameworks_of(token: models.Token) -> list[str]:
    """Give the frameworks that a token reaches now."""
    return [each for each in posted_in(token.officer) if each in token.frameworks]


def procedure_names(frameworks: Iterable[str]) -> dict[str, str]:
    """Give the procedures of some frameworks by name, with their labels; versions of one are one."""
    return {
        each.procedure.name: each.procedure.label
        for code in sorted(set(frameworks))
        for each in reading(code).framework.procedures.values()
    }


def reading_by(token: models.Token, framework: str) -> Reading:
    """Open a framework for a token."""
    require_framework(token, framework)
    return reading(framework, by=token.officer)


def groups_by(token: models.Token, framework: str = "") -> list[Group]:
    """Open the frameworks that a token reaches, or the one that is asked for, with its officer's posts in them."""
    if framework:
        require_framework(token, framework)
    return groups_of(token.officer, among=[framework] if framework else token.frameworks)


def require_framework(token: models.Token, framework: str) -> None:
    """Raise OutOfScope for a framework that a token is not for: it does not even learn the names of others."""
    if framework not in token.frameworks:
        raise OutOfScope(NOT_OF_FRAMEWORK, framework=framework)
    if framework not in posted_in(token.officer):
        raise NotYours(NO_POST, framework=framework)


def docket_by(token: models.Token, held: Reading, code: str) -> Docket:
    """Give a dossier for a token; raises OutOfScope where it is of a procedure that the token is not for."""
    docket = held.docket(code)
    require_procedure(token, docket.compiled.procedure.name if docket.compiled else "")
    return docket


def require_procedure(token: models.Token, name: str) -> None:
    """Raise OutOfScope for a procedure that a token is not for."""
    if token.procedures and name not in token.procedures:
        raise OutOfScope(NOT_OF_PROCEDURE, procedure=name or "?")


def require_listed(token: models.Token, name: str) -> None:
    """Raise OutOfScope where a list would hold dossiers of procedures that a token is not for."""
    if token.procedures and not name:
        raise OutOfScope(NAME_ONE, procedures=", ".join(token.procedures))
    require_procedure(token, name)


def require_entry(token: models.Token, held: Reading, entry: models.Entry | None) -> None:
    """Raise OutOfScope for an entry of a dossier, or of none, that a token is not for; one that is not seen is none."""
    if not token.procedures:
        return
    is_seen = entry is not None and bool(entry.dossier) and held.sees(entry.dossier)
    docket = held.docket(entry.dossier) if entry is not None and is_seen else None
    require_procedure(token, docket.compiled.procedure.name if docket and docket.compiled else "")


__all__ = [
    "docket_by",
    "frameworks_of",
    "groups_by",
    "posted_in",
    "procedure_names",
    "reading_by",
    "require_entry",
    "require_framework",
    "require_listed",
    "require_procedure",
]
