"""Notices: an officer's own, and one with the button that says it was seen."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from jisr.node.catalogue import gettext as _
from jisr.node.queries.notices import notices_of, shown_notice
from jisr.node.services.noticing import mark_seen, notice_for
from jisr.web.views.common import officer_of, show, told


@login_required
@told
def my_notices(request: HttpRequest) -> HttpResponse:
    """Show an officer's notices: those that nobody has seen, and those that are over."""
    return show(request, "jisr/notices.html", page=notices_of(officer_of(request)))


@login_required
@told
def one_notice(request: HttpRequest, number: int) -> HttpResponse:
    """Show a notice; only the button says that it was seen: mail servers follow links, too."""
    officer = officer_of(request)
    if request.method == "POST":
        mark_seen(number, officer=officer)
        messages.success(request, _("It is kept that you have seen this. It is repeated to nobody any more."))
        return redirect("notice", number)
    return show(request, "jisr/notice.html", page=shown_notice(notice_for(number, officer)))
