"""Who is in the demo: parties, frameworks, authorities, and officers who exist in the demo only."""

from dataclasses import dataclass
from typing import Final

from jisr.base import N_

PARTIES: Final = ("MAR", "ESP", "NLD")
NAMES: Final = {"MAR": N_("Morocco"), "ESP": N_("Spain"), "NLD": N_("Netherlands")}
FRAMEWORKS: Final = {"mar-esp": ("ESP", "MAR"), "mar-nld": ("MAR", "NLD")}
# Known to everybody who reads this: the demo's nodes listen on this machine only.
PASSWORD: Final = "bridge-demo-2027"
# To hash it is slow on purpose; of what everybody knows, a hash made before keeps no secret less.
HASHED: Final = "pbkdf2_sha256$1000000$jisrDemoOfficers2027$STNrYtffgbfkUA5+T1Z5+fIncDVdvZ8atzn5tZ9Y0Lk="


@dataclass(frozen=True, slots=True)
class Post:
    """A demo officer's post: one authority with one mandate."""

    username: str
    title: str
    authority: str
    mandate: str


def _posts(party: str, chair: str, delegation: str) -> tuple[Post, ...]:
    code = party.lower()
    return (
        Post(f"{code}.cochair", N_("co-chair"), f"{code}.{chair}", "co_chair"),
        Post(f"{code}.secretariat", N_("secretariat"), f"{code}.secretariat", "secretariat"),
        Post(f"{code}.delegate", N_("delegate"), f"{code}.{delegation}", "delegate"),
    )


# Authorities after the ministries that led the delegations (sources: cli/demo/record.toml).
POSTS: Final = {
    "MAR": _posts("MAR", "interior", "foreign_affairs"),
    "ESP": _posts("ESP", "migration", "interior"),
    "NLD": _posts("NLD", "asylum_migration", "foreign_affairs"),
}


# Who administers the demo's officers: two, for one alone can confirm nothing.
ADMINISTRATORS: Final = ("first", "second")


def administrators(party: str) -> tuple[str, ...]:
    """Give the names by which a demo node's administrators sign in."""
    return tuple(f"{party.lower()}.admin.{each}" for each in ADMINISTRATORS)


def founding(party: str) -> str:
    """Give the authority that declares all others of a party."""
    return f"{party.lower()}.founding"


def listen(party: str, first_port: int) -> str:
    """Give where a demo node listens."""
    return f"127.0.0.1:{first_port + PARTIES.index(party)}"


def address(party: str, first_port: int) -> str:
    """Give the address at which a demo node is reached."""
    return f"http://{listen(party, first_port)}"
