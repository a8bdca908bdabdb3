"""A node's home: its settings, keys and marks on disk (protocol 9.3, 9.6, 10)."""

import json
import os
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from jisr.base import N_, JisrError, MalformedId, Party, Phrase, parse_party
from jisr.base.limits import ATTACHMENT_BYTES_MAX
from jisr.node.acknowledging import AT_ONCE, Acknowledging, read_acknowledging
from jisr.node.acknowledging import SECTION as SECOND_PLACE
from jisr.node.aging import SECTION as KEY_AGES
from jisr.node.aging import USUAL_AGES, KeyAges, read_key_ages
from jisr.node.encryption import SECTION, Encryption, read_encryption, written_encryption
from jisr.node.entrance import PLAIN, Entrance, SettingAmiss, read_entrance
from jisr.node.log_signer import SECTION as LOG_SIGNER
from jisr.node.log_signer import LogSigner, read_signer, written_signer
from jisr.node.notifying import Notifying, read_notifying
from jisr.node.public import NOTHING_SAID, PublicAmiss, PublicFace, read_public, written_public

KEYS: Final = ("log", "wire", "recovery")
ATTACHMENT_MEGABYTES_DEFAULT: Final = 256
ATTACHMENT_MEGABYTES_MAX: Final = ATTACHMENT_BYTES_MAX // (1024 * 1024)
# Least, default and most: a log of readings is about people, too (a proposal).
READINGS_MONTHS: Final = (24, 60, 600)
HOME_VARIABLE: Final = "JISR_HOME"
FACTOR_KEY: Final = "factors.key"


class HomeMissing(JisrError):
    """There is no node where JISR_HOME points."""

    advice = N_("Set JISR_HOME to the node's folder, or make one with `jisr node init`.")


class HomeAmiss(JisrError):
    """A file of the node's home cannot be used as it is."""

    advice = N_("Mend the file that is named, or take it back from the copy that was kept; nothing was changed.")

    def __init__(self, place: Path, because: object) -> None:
        super().__init__(N_("%(place)s: %(because)s"), place=place, because=because)


class HomeTaken(JisrError):
    """A node exists there already; its keys are never overwritten."""

    advice = N_("Choose an empty folder, or go on with the node that is there.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where a node keeps what is not in its database, and what it was told about itself."""

    path: Path
    party: Party
    address: str
    listen: str
    name: str
    is_demo: bool
    # Where a peer is reached from here, if not at the address in the manifest (a tunnel, a proxy).
    routes: dict[str, str]
    # Certificates of authorities that are trusted besides the public ones; from the home if not absolute.
    ca_file: Path | None = None
    # The greatest file that officers of this node may give for a sealed field, in MB; at most that of the protocol.
    attachment_megabytes_max: int = ATTACHMENT_MEGABYTES_DEFAULT
    # For how many months readings of sealed content are kept.
    readings_months: int = READINGS_MONTHS[1]
    # What visitors are told.
    public: PublicFace = NOTHING_SAID
    notifying: Notifying = field(default_factory=Notifying)
    # Where the key is under which keys for sealed content lie; None: they lie in the clear.
    encryption: Encryption | None = None
    # How officers get in.
    entrance: Entrance = PLAIN
    # After how long keys are to be replaced, and when that is said.
    key_ages: KeyAges = USUAL_AGES
    # Of which frameworks an act is acknowledged only once it lies in the second place, too.
    acknowledging: Acknowledging = AT_ONCE
    # How the signer of the own log is reached, where that log's key lies on a machine apart.
    log_signer: LogSigner | None = None

    @property
    def database(self) -> Path:
        """Give the place of the SQLite file."""
        return self.path / "jisr.sqlite3"

    def key(self, name: str) -> Ed25519PrivateKey:
        """Load a private key: `log`, `wire` or `recovery`."""
        place = self.path / "keys" / f"{name}.pem"
        try:
            loaded = load_pem_private_key(place.read_bytes(), password=None)
        except (OSError, TypeError, ValueError, UnsupportedAlgorithm) as error:
            raise HomeAmiss(place, error) from error
        if not isinstance(loaded, Ed25519PrivateKey):
            raise HomeAmiss(place, Phrase(N_("it is no key of Ed25519")))
        return loaded

    def backup_keys(self) -> list[Ed25519PrivateKey]:
        """Load the keys by which a backup is known as this node's; the first signs.

        Where the log's key lies on a machine apart that is the wire key; a backup from before is signed as it was.
        """
        if self.log_signer is None:
            return [self.key("log")]
        is_here = (self.path / "keys" / "log.pem").exists()
        return [self.key(each) for each in ("wire", "log") if each != "log" or is_here]

    def mark(self, framework: str) -> Path:
        """Give the place of a framework's mark: the last size and root that left the machine."""
        return self.path / "marks" / f"{framework}.json"

    def asking(self, framework: str) -> Path:
        """Give the place where is noted, while a framework's log is in doubt, which peers were asked."""
        return self.path / "marks" / f"{framework}.asked"

    @property
    def begun(self) -> Path:
        """Give the place of the list of logs that were begun in this home, made with the home itself."""
        return self.path / "marks" / "begun"

    def secret(self) -> str:
        """Give the secret by which sessions are signed."""
        return self._secret("session")

    def factor_secret(self) -> str:
        """Give the secret by which second factors are kept; a home made before there were any gets one."""
        place = self.path / "keys" / FACTOR_KEY
        if not place.exists():
            # Several processes of a node may need it first.
            with suppress(FileExistsError):
                _write_private(place, os.urandom(48).hex().encode("ascii"))
        return self._secret("factors")

    def _secret(self, name: str) -> str:
        place = self.path / "keys" / f"{name}.key"
        try:
            found = place.read_text("ascii").strip()
        except (OSError, ValueError) as error:
            raise HomeAmiss(place, error) from error
        if not found:
            raise HomeAmiss(place, Phrase(N_("it is empty")))
        return found


def load_home(path: Path | None = None) -> Home:
    """Read the node's settings from its home."""
    if path is None and not os.environ.get(HOME_VARIABLE):
        raise HomeMissing(N_("JISR_HOME is not set"))
    place = Path(path or os.environ[HOME_VARIABLE])
    settings = place / "node.toml"
    if not settings.is_file():
        raise HomeMissing(N_("no node at %(place)s"), place=place)
    try:
        return _told(place, tomllib.loads(settings.read_text("utf-8")))
    except KeyError as error:
        raise HomeAmiss(settings, Phrase(N_("a line is missing: party, address or listen"))) from error
    except (OSError, ValueError, TypeError, AttributeError, MalformedId, PublicAmiss, SettingAmiss) as error:
        raise HomeAmiss(settings, error) from error


def _told(place: Path, raw: dict[str, Any]) -> Home:
    """Read what a node was told about itself; the addresses must be such."""
    for key in ("address", "listen"):
        where = urlsplit(raw[key] if key == "address" else f"//{raw[key]}")
        if not where.hostname or (key == "listen" and where.port is None):
            raise ValueError(f"{key} = {raw[key]!r}")
    return Home(
        path=place,
        party=parse_party(raw["party"]),
        address=raw["address"],
        listen=raw["listen"],
        name=raw.get("name", raw["party"]),
        is_demo=bool(raw.get("demo", False)),
        routes={str(party): str(address) for party, address in raw.get("routes", {}).items()},
        ca_file=place / str(raw["ca_file"]) if raw.get("ca_file") else None,
        attachment_megabytes_max=_megabytes(raw.get("attachment_megabytes_max", ATTACHMENT_MEGABYTES_DEFAULT)),
        readings_months=_months(raw.get("readings_months", READINGS_MONTHS[1])),
        public=read_public(raw.get("public", {})),
        notifying=read_notifying(place, raw),
        encryption=read_encryption(raw),
        entrance=read_entrance(raw),
        key_ages=read_key_ages(raw),
        acknowledging=read_acknowledging(raw),
        log_signer=read_signer(raw),
    )


def _megabytes(told: object) -> int:
    if type(told) is not int or not 1 <= told <= ATTACHMENT_MEGABYTES_MAX:
        raise ValueError(f"attachment_megabytes_max = {told!r}: 1 to {ATTACHMENT_MEGABYTES_MAX}")
    return told


def _months(told: object) -> int:
    least, _, most = READINGS_MONTHS
    if type(told) is not int or not least <= told <= most:
        raise ValueError(f"readings_months = {told!r}: {least} to {most}")
    return told


def make_home(
    path: Path,
    *,
    party: str,
    address: str,
    listen: str,
    name: str,
    is_demo: bool = False,
    public: PublicFace = NOTHING_SAID,
) -> Home:
    """Make a node's home with new keys; never over another."""
    parse_party(party)
    if (path / "node.toml").exists():
        raise HomeTaken(N_("%(place)s holds a node already"), place=path)
    try:
        # Before anything is made: what is amiss here would be amiss in node.toml.
        _told(path, {"party": party, "address": address, "listen": listen})
    except ValueError as error:
        raise HomeAmiss(path / "node.toml", error) from error
    for folder in ("", "keys", "keys/authorities", "marks", "blobs"):
        (path / folder).mkdir(parents=True, exist_ok=True)
        (path / folder).chmod(0o700)
    for key in KEYS:
        _write_key(path / "keys" / f"{key}.pem")
    for key in ("session.key", FACTOR_KEY):
        _write_private(path / "keys" / key, os.urandom(48).hex().encode("ascii"))
    # As long as this list is here, a log that is not in it was never begun (protocol 9.6).
    _write_private(path / "marks" / "begun", b"")
    home = Home(
        path=path,
        party=parse_party(party),
        address=address,
        listen=listen,
        name=name,
        is_demo=is_demo,
        routes={},
        public=public,
    )
    write_settings(home)
    return load_home(path)


def write_settings(home: Home) -> None:
    """Write what a node was told about itself, in place of what it was told before."""
    told = {"party": home.party, "address": home.address, "listen": home.listen, "name": home.name}
    lines = [f"{key} = {_quoted(value)}" for key, value in told.items()]
    if home.is_demo:
        lines.append("demo = true")
    if home.ca_file is not None:
        lines.append(f"ca_file = {_quoted(str(home.ca_file))}")
    if home.attachment_megabytes_max != ATTACHMENT_MEGABYTES_DEFAULT:
        lines.append(f"attachment_megabytes_max = {home.attachment_megabytes_max}")
    if home.readings_months != READINGS_MONTHS[1]:
        lines.append(f"readings_months = {home.readings_months}")
    if home.routes:
        lines += ["", "[routes]", *(f"{party} = {_quoted(way)}" for party, way in sorted(home.routes.items()))]
    lines += written_public(home.public)
    for table, values in home.notifying.tables.items():
        lines += ["", f"[{table}]", *(f"{name} = {_written(value)}" for name, value in values.items())]
    for line, value in written_encryption(home.encryption).items():
        lines += ["", f"[{SECTION}]", f"{line} = {json.dumps(value, ensure_ascii=False)}"]
    if apart := written_signer(home.log_signer):
        lines += ["", f"[{LOG_SIGNER}]"]
        lines += [f"{line} = {json.dumps(value, ensure_ascii=False)}" for line, value in apart.items()]
    ages = home.key_ages.told()
    for section, told_there in (home.entrance.told() | ({KEY_AGES: ages} if ages else {})).items():
        lines += ["", f"[{section}]", *(f"{key} = {_quoted(value)}" for key, value in told_there.items())]
    if waiting := home.acknowledging.told():
        lines += ["", f"[{SECOND_PLACE}]"]
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in waiting.items()]
    fresh = home.path / "node.toml.new"
    fresh.unlink(missing_ok=True)
    _write_private(fresh, ("\n".join(lines) + "\n").encode())
    fresh.replace(home.path / "node.toml")


def _quoted(text: str | int) -> str:
    """Write a string or number of TOML: what JSON escapes is escaped there in the same way."""
    return json.dumps(text, ensure_ascii=False)


def _written(value: str | int | bool) -> str:
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


def _write_key(path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    _write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _write_private(path: Path, content: bytes) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
