"""Naming the signer of this party's log, which lies on a machine apart (protocol 12.37)."""

from dataclasses import replace

from jisr.base import N_, JisrError, NotCanonical
from jisr.base.limits import SIGNER_KEYS_MAX
from jisr.node import models
from jisr.node.agreements import latest_manifest
from jisr.node.home import Home, write_settings
from jisr.node.log_keys import keys_apart
from jisr.node.log_signer import LogSigner
from jisr.node.queries.reading import own_party
from jisr.node.signer_line import Line


class SignerForeign(JisrError):
    """What a command reaches is no signer for this node."""

    advice = N_(
        "Try the command by hand: it must end in `jisr signer run FOLDER`, where FOLDER was made by"
        " `jisr signer init FOLDER --party %(party)s`. Nothing was changed."
    )

    def __init__(self, party: str, words: str, /, **holes: object) -> None:
        self.party = party
        super().__init__(words, **holes)


def name_signer(home: Home, command: tuple[str, ...]) -> LogSigner:
    """Ask a signer for its keys, and note it in node.toml; without a command the one that is named there.

    Raises SignerSilent, SignerForeign; nothing is changed then.
    """
    if not command:
        if home.log_signer is None:
            raise SignerForeign(home.party, N_("no command is given, and node.toml names none"))
        command = home.log_signer.command
    line = Line(command)
    try:
        party, keys = line.greeting()
    finally:
        line.close()
    if party != home.party:
        raise SignerForeign(home.party, N_("it signs for %(theirs)s, not for %(ours)s"), theirs=party, ours=home.party)
    try:
        is_good = 0 < len(keys_apart(keys)) <= SIGNER_KEYS_MAX
    except NotCanonical:
        is_good = False
    if not is_good:
        raise SignerForeign(home.party, N_("what it shows are no keys"))
    signer = LogSigner(command, keys)
    write_settings(replace(home, log_signer=signer))
    return signer


def to_be_named(signer: LogSigner) -> list[str]:
    """Give the frameworks whose last manifest does not name the signer's newest key for what is written from now on."""
    own, newest = own_party(), signer.keys[-1]
    found = []
    for code in models.Framework.objects.order_by("pk").values_list("pk", flat=True):
        named = latest_manifest(code).value["parties"][own]["log"]
        if not any(each["key"] == newest and each["to"] is None for each in named):
            found.append(code)
    return found


__all__ = ["SignerForeign", "name_signer", "to_be_named"]
