"""Who asks: the token in the header `Authorization`, counted against its number of requests."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from jisr.node import models
from jisr.node.errors import NoToken
from jisr.node.services.tokens import count_request, token_called


class Bearer(HttpBearer):
    """A token that an officer has made on this node's page of tokens; never a cookie."""

    def __call__(self, request: HttpRequest) -> models.Token:
        """Give the token that came; raises NoToken, TooManyRequests."""
        scheme, _blank, spelt = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != self.openapi_scheme or not spelt:
            raise NoToken()
        return self.authenticate(request, spelt.strip())

    def authenticate(self, request: HttpRequest, token: str) -> models.Token:
        """Find the token and count the request."""
        found = token_called(token)
        count_request(found)
        return found


def token_of(request: HttpRequest) -> models.Token:
    """Give the token by which a request was let in."""
    token = request.auth  # type: ignore[attr-defined]  # ninja puts there what `Bearer` gave
    assert isinstance(token, models.Token), "every operation asks for a token"
    return token
