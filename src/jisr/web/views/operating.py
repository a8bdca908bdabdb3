"""How this node stands, for those who run it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from jisr.node.catalogue import gettext as _
from jisr.node.errors import NotOperator
from jisr.node.queries.health import ACT, OK, WATCH, Check, health_checks
from jisr.web.views.common import officer_of, show, told


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckShown:
    """One thing that was looked at, in the reader's words."""

    subject: str
    framework: str
    state: str
    name: str
    words: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthPage:
    """What to do, what to watch, what is well."""

    act: Sequence[CheckShown]
    watch: Sequence[CheckShown]
    well: Sequence[CheckShown]


@login_required
@told
def health_page(request: HttpRequest) -> HttpResponse:
    """Show an operator how this node stands, and what to do."""
    if not officer_of(request).is_operator:
        raise NotOperator()
    found = [_shown(each) for each in health_checks()]
    page = HealthPage(
        act=[each for each in found if each.state == ACT],
        watch=[each for each in found if each.state == WATCH],
        well=[each for each in found if each.state == OK],
    )
    return show(request, "jisr/operator.html", page=page)


def _shown(check: Check) -> CheckShown:
    return CheckShown(
        subject=check.subject,
        framework=check.framework,
        state=check.state,
        name=check.name.said_in(_),
        words=check.words.said_in(_),
        remedy=check.remedy.said_in(_),
    )
