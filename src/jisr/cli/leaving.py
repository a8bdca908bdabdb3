"""`jisr framework leave`: this party leaves, by its own act and for good."""

from typing import Annotated

import typer

from jisr.cli.entering import HomePath, enter
from jisr.cli.language import gettext as _
from jisr.cli.output import AsJson, print_json, say


def leave(
    framework: Annotated[str, typer.Argument(help="The framework that this party leaves.")],
    officer: Annotated[str, typer.Option(help="An officer of the founding authority.")],
    confirm: Annotated[str, typer.Option(help="The framework once more, so that it is no slip.")] = "",
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Leave a framework: this party's record there ends with this act, and nobody can take it back.

    What was recorded stands and is kept. The others go on without waiting for this party; they send what they had
    recorded before they knew, and no more. Withdraw first what should not stay proposed, and erase what must be erased.
    """
    enter(home, as_json=as_json)
    from jisr.base import FrameworkId
    from jisr.node.services.leaving import leave as leave_now
    from jisr.node.services.officers import officer_called

    number = leave_now(FrameworkId(framework), officer=officer_called(officer), confirmed=confirm)
    if as_json:
        print_json({"framework": framework, "entry": str(number)})
        return
    say(_("This party has left %(framework)s, by %(number)s. The others are told by the exchange."),
        framework=framework, number=number)  # fmt: skip
