"""The zone in which an officer reads times."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from jisr.node import models
from jisr.node.hours import zone_of


class OfficersZone:
    """Say times in the zone of the officer who is signed in; in UTC before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        officer = request.user
        zone = officer.zone if isinstance(officer, models.Officer) else "UTC"
        with timezone.override(zone_of(zone)):
            return self.get_response(request)
