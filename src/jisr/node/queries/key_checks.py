"""How the keys of this node stand, for its operator: whether they are the ones that are named, how old they are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

from jisr.base import N_, JisrError, Phrase
from jisr.node import models
from jisr.node.authority_keys import identities_of
from jisr.node.home import Home, HomeAmiss
from jisr.node.kek import KekMissing, home_keys, is_locked, is_openable
from jisr.node.log_signer import LogSigner
from jisr.node.queries.checks import ACT, OK, WATCH, Check, Moment, check
from jisr.node.queries.key_ages import (
    AUTHORITY,
    CHECK,
    FRESH,
    LOG,
    OVER,
    WIRE,
    Aging,
    key_ages,
)
from jisr.node.queries.key_ages import (
    KEK as KEK_AGE,
)
from jisr.node.queries.key_ages import (
    RECOVERY as RECOVERY_AGE,
)
from jisr.node.signer_note import read_trouble
from jisr.node.signing import log_key, wire_key

KEY_NAMES: Final = {
    "log": N_("Key that signs this party's log"),
    "wire": N_("Key that signs what is sent"),
    "recovery": N_("Key for recovery"),
}
KEY_SAID = N_("%(place)s, written %(day)s; the frameworks name it.")
REPLACE = N_(
    "Agree with the other parties on a version of the manifest that names a new one; until all have recorded it this"
    " one stays in place."
)
KEY_LACKING = N_("%(place)s cannot be read: %(because)s")
RECOVERY = N_("%(place)s lies on this machine.")
APART = N_(
    "Put it where nobody comes who has this machine, and delete it here: it is for the day on which the others"
    " are lost."
)
RECOVERY_APART = N_("It does not lie on this machine, as it should be.")
KEK = N_("Key-encryption key")
KEK_NONE = N_("The keys for sealed content lie in the home in the clear, for this node's account alone.")
KEK_UNUSED = N_("node.toml names one, and the keys for sealed content do not lie under it yet.")
KEK_TAKE = N_("`jisr node kek` takes one into use: who has a copy of the home then opens nothing by it.")
KEK_SAID = N_("The keys for sealed content lie under it; it comes from: %(where)s.")
KEK_MISSING = N_("Nothing that is sealed is opened, sealed or sent: %(because)s.")
SIGNER = N_("Signer of this party's log, on a machine apart")
SIGNER_SAID = N_("It signs; it is reached by: %(command)s.")
SIGNER_WAITS = N_("Since %(since)s nothing new is signed, proved or sent: %(because)s.")
LOG_APART = N_(
    "The signer has its own. Once no manifest names this one for what is still to be signed, delete it here and"
    " wherever a copy of it lies."
)
KEY_OF = N_("Key of %(authority)s")
OLD_KEYS = N_("%(authority)s has a new key; its old one is still needed.")
OLD_KEYS_WAIT = N_(
    "It is destroyed by itself once every other party has seen the new one and what was sealed to the old one has come"
    " and is sealed anew. If that takes long: is the new key stated in every framework (`jisr sealed rotate`)?"
)
AGE_NAMES: Final = {
    LOG: N_("Age of the key that signs this party's log"),
    WIRE: N_("Age of the key that signs what is sent"),
    RECOVERY_AGE: N_("Age of the key for recovery"),
    AUTHORITY: N_("Age of the key of %(authority)s"),
    KEK_AGE: N_("Age of the key-encryption key"),
    CHECK: N_("Trial of the key for recovery"),
}
AGE_UNKNOWN = N_("Nothing here says since when it is in use.")
AGE_SAID = N_("In use since %(day)s or before; to be replaced by %(until)s.")
AGE_SOON = N_("In use since %(day)s or before; it is to be replaced by %(until)s, which is soon.")
AGE_OVER = N_("In use since %(day)s or before, which is more than %(days)s days ago.")
TRIED = N_("Tried on %(day)s; to be tried again by %(until)s.")
TRIED_NEVER = N_("Nobody has tried it here: whether a copy is left that works nobody knows.")
TRIED_LONG_AGO = N_("Last tried on %(day)s; it is time to try it again.")
AGE_REMEDIES: Final = {
    LOG: REPLACE,
    WIRE: REPLACE,
    RECOVERY_AGE: N_(
        "Let all parties sign a version of the manifest that names a new one (`jisr framework next`), by the keys in"
        " force before. Keep the old one until all have recorded it."
    ),
    AUTHORITY: N_("`jisr sealed rotate` gives it another key and seals anew what is here."),
    KEK_AGE: N_("`jisr node kek` takes another one into use."),
    CHECK: N_(
        "Fetch it from where it lies, try it by `jisr node recovery-check FILE`, and put it back. It is read and"
        " forgotten. A key for recovery that is found to be lost after a theft comes too late."
    ),
}


def _keys() -> Iterator[Check]:
    home: Home = settings.HOME
    sizes = dict(models.Log.objects.filter(party=home.party).values_list("framework_id", "size"))
    if home.log_signer is not None:
        yield _signer(home, home.log_signer, sizes)
    for name in ("log", "wire"):
        place = home.path / "keys" / f"{name}.pem"
        if name == "wire" or home.log_signer is None:
            yield _key(name, place, sizes)
        elif place.exists():
            yield check("key", WATCH, Phrase(KEY_NAMES[name]), Phrase(RECOVERY, place="keys/log.pem"), LOG_APART)
    place = home.path / "keys" / "recovery.pem"
    title = Phrase(KEY_NAMES["recovery"])
    if place.exists():
        yield check("key", WATCH, title, Phrase(RECOVERY, place="keys/recovery.pem"), APART)
    else:
        yield check("key", OK, title, Phrase(RECOVERY_APART))


def _signer(home: Home, signer: LogSigner, sizes: dict[str, int]) -> Check:
    """Say whether the signer on the machine apart signs what is written here."""
    title = Phrase(SIGNER)
    try:
        for code, size in sizes.items():
            _ = log_key(code, size)
        trouble = read_trouble(home)
    except JisrError as error:
        return check("signer", ACT, title, error.phrase, Phrase(error.advice, **error.phrase.holes))
    if trouble is None:
        return check("signer", OK, title, Phrase(SIGNER_SAID, command=signer.said))
    words = Phrase(SIGNER_WAITS, since=Moment(trouble.since), because=trouble.because)
    return check("signer", ACT, title, words, trouble.advice)


def _key(name: str, place: Path, sizes: dict[str, int]) -> Check:
    title = Phrase(KEY_NAMES[name])
    try:
        written = int(place.stat().st_mtime)
        for code, size in sizes.items():
            _ = log_key(code, size) if name == "log" else wire_key(code)
    except JisrError as error:
        return check("key", ACT, title, error.phrase, Phrase(error.advice, **error.phrase.holes))
    except OSError as error:
        return check("key", ACT, title, Phrase(KEY_LACKING, place=place, because=error.strerror))
    return check("key", OK, title, Phrase(KEY_SAID, place=f"keys/{place.name}", day=Moment(written)))


def _kek() -> Check:
    """Say how keys for sealed content lie, and whether they can be opened."""
    home: Home = settings.HOME
    title = Phrase(KEK)
    if not is_locked(home):
        return check("kek", WATCH, title, Phrase(KEK_NONE if home.encryption is None else KEK_UNUSED), KEK_TAKE)
    try:
        home_keys(home)
    except KekMissing as error:
        return check("kek", ACT, title, Phrase(KEK_MISSING, because=error.phrase), error.advice)
    assert home.encryption is not None, "by it they were opened"
    return check("kek", OK, title, Phrase(KEK_SAID, where=home.encryption.said))


def _old_keys() -> Iterator[Check]:
    """Name the authorities whose old key is still needed."""
    home: Home = settings.HOME
    if not is_openable(home):
        return
    for place in sorted((home.path / "keys" / "authorities").glob("*.age")):
        title = Phrase(KEY_OF, authority=place.stem)
        try:
            count = len(identities_of(home, place.stem))
        except HomeAmiss as error:
            yield check("key", ACT, title, error.phrase, error.advice)
            continue
        if count > 1:
            yield check("key", WATCH, title, Phrase(OLD_KEYS, authority=place.stem), OLD_KEYS_WAIT)


def key_checks() -> Iterator[Check]:
    """Look at every key of this node."""
    yield from _keys()
    yield _kek()
    yield from _old_keys()
    yield from map(_age, key_ages())


def _age(aging: Aging) -> Check:
    """Say how old a key is, or when it was last tried."""
    name = Phrase(AGE_NAMES[aging.kind], authority=aging.name) if aging.name else Phrase(AGE_NAMES[aging.kind])
    remedy = "" if aging.state == FRESH else AGE_REMEDIES[aging.kind]
    if aging.since is None or aging.until is None:
        words = TRIED_NEVER if aging.kind == CHECK else AGE_UNKNOWN
        return check("age", OK if aging.state == FRESH else WATCH, name, Phrase(words), remedy)
    day, until = Moment(aging.since), Moment(aging.until)
    if aging.kind == CHECK:
        words = TRIED if aging.state == FRESH else TRIED_LONG_AGO
        return check("age", OK if aging.state == FRESH else WATCH, name, Phrase(words, day=day, until=until), remedy)
    if aging.state == OVER:
        return check("age", ACT, name, Phrase(AGE_OVER, day=day, days=aging.days), remedy)
    words, state = (AGE_SAID, OK) if aging.state == FRESH else (AGE_SOON, WATCH)
    return check("age", state, name, Phrase(words, day=day, until=until), remedy)


__all__ = ["key_checks"]
