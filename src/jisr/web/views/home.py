"""That the node answers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from jisr.node import models


def health(request: HttpRequest) -> HttpResponse:  # Django hands it to every view
    """Say that the node answers: for supervisors, without any content."""
    models.Framework.objects.exists()
    return JsonResponse({"party": settings.HOME.party, "ok": True})
