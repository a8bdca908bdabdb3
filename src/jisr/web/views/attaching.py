"""Files of a form: taken in for their act when they have arrived, and named in the form from then on."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest

from jisr.base import FrameworkId, JisrError
from jisr.node.catalogue import gettext as _
from jisr.node.clock import CLOCK
from jisr.node.errors import FileAmiss, WrongField
from jisr.node.services.acts import Wish
from jisr.node.services.attaching import attach, file_called
from jisr.web.forms import ActForm
from jisr.web.inputs import Input
from jisr.web.large import permit
from jisr.web.uploads import Digested
from jisr.web.views.common import officer_of


def attach_files(request: HttpRequest, form: ActForm, wish: Callable[[], Wish], authority: str) -> None:
    """Take in what has arrived for the sealed fields of a form; what is not taken is said at its field."""
    inputs = [each for each in form.inputs if each.field.type == "file" and not each.error]
    for each in inputs:
        try:
            _attach(request, form, each, wish, authority)
        except WrongField as error:
            each.values, each.file = {"": ""}, None
            each.error = error.remedy_in(_) if isinstance(error, FileAmiss) else error.said_in(_)
        except JisrError as error:
            each.values, each.file = {"": ""}, None
            each.error = f"{error.said_in(_)} {error.remedy_in(_)}"


def _attach(request: HttpRequest, form: ActForm, one: Input, wish: Callable[[], Wish], authority: str) -> None:
    officer, name = officer_of(request), one.field.name
    if one.arrived is not None:
        given = attach(wish(), name, one.arrived, name=str(one.arrived.name), officer=officer, authority=authority)
        one.values, one.file = {"": given.token}, Digested(given.name, given.size, "")
        form.values[name] = given.held
    elif one.value:
        asked = wish()
        form.values[name] = file_called(
            one.value, framework=FrameworkId(asked.framework), field=name, act=asked.act, officer=officer
        )


def large_query(form: ActForm, path: str) -> str:
    """Give what follows the address of a form that may be large, so that the server reads it."""
    return f"?{permit(settings.HOME, path, CLOCK.now())}" if form.attaches else ""


__all__ = ["attach_files", "large_query"]
