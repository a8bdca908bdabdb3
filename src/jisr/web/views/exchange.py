"""The door of the exchange: signed requests of the other nodes, and nobody else (protocol 8.2)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jisr.base import JisrError
from jisr.base.limits import MESSAGE_WHOLE_BYTES_MAX
from jisr.exchange import NotSigned, TooMuch
from jisr.node.events import note_refused
from jisr.node.services.exchange import answer_request

REFUSED = HttpResponse  # an answer without content: a stranger learns nothing


@csrf_exempt
@require_POST
def exchange(request: HttpRequest, framework: str) -> HttpResponse:
    """Take in a peer's message and answer with what it lacks."""
    if int(request.headers.get("Content-Length") or 0) > MESSAGE_WHOLE_BYTES_MAX:
        return REFUSED(status=413)
    try:
        body, headers = answer_request(
            framework,
            method="POST",
            path=request.path,
            # Read and handed on: the request is held by what it holds itself, long after it was answered.
            body=request.read(),
            headers=dict(request.headers),
        )
    except NotSigned as error:
        note_refused("exchange.refused", framework=framework, rule=error.rule, because=str(error))
        return REFUSED(status=401)
    except TooMuch as error:
        note_refused("exchange.refused", framework=framework, rule=error.rule, because=str(error))
        return REFUSED(status=413)
    except JisrError as error:
        note_refused("exchange.refused", framework=framework, because=str(error))
        return REFUSED(status=422)
    return HttpResponse(body, headers=headers, content_type="application/json")
