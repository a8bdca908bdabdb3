"""The router on which all addresses of the API stand, and what several of them take."""

from dataclasses import dataclass

from django.http import HttpRequest
from ninja import Router
from ninja.params.functions import Path

from jisr.kernel import Docket
from jisr.node import models
from jisr.node.queries.reading import Reading
from jisr.node.queries.scopes import docket_by, reading_by
from jisr.web.api import schemas
from jisr.web.api.bearer import token_of

router = Router()

Framework = Path(..., pattern=schemas.FRAMEWORK, description="The framework, as in mar-esp")
Dossier = Path(..., pattern=schemas.DOSSIER, description="The dossier, as in MAR.12; `framework` is the group's own")
Entry = Path(..., pattern=schemas.ENTRY, description="The entry, as in MAR.12")


@dataclass(frozen=True, slots=True)
class Reach:
    """A framework opened for the token by which a request was let in."""

    token: models.Token
    held: Reading

    def docket(self, code: str) -> Docket:
        """Give a dossier, where it is of a procedure that the token is for."""
        return docket_by(self.token, self.held, code)


def reach(request: HttpRequest, framework: str) -> Reach:
    """Open a framework for the token that came with a request."""
    token = token_of(request)
    return Reach(token, reading_by(token, framework))


__all__ = ["Dossier", "Entry", "Framework", "Reach", "reach", "router"]
