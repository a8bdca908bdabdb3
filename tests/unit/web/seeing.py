"""A file about a person, and what an officer finds of it who asks at every address of the node."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from tests.unit.web.programs import HERE as API
from tests.unit.web.programs import Program

F: Final = "/f/mar-esp"
# What differs from one answer to the next, whatever was asked: what forms are told apart by, and the time.
PASSING: Final = (
    re.compile(r'name="(?:csrfmiddlewaretoken|once)" (?:type="hidden" )?value="[^"]*"'),
    re.compile(r'<input type="hidden" name="(?:csrfmiddlewaretoken|once)" value="[^"]*"'),
    re.compile(r"<time[^>]*>[^<]*</time>"),
    re.compile(r"\d+ (?:second|minute)s? ago"),
    re.compile(r'"heard":"[^"]*"'),
    # The number that pages give as an example.
    re.compile(r"(?:[Aa]s in|such as|or) ESP\.12"),
)
LISTS: Final = (
    "/my-work/",
    *(f"/my-work/?who={who}" for who in ("mine", "ours", "theirs", "sent")),
    *(f"/my-work/?who={who}&kind={kind}" for who in ("mine", "ours") for kind in ("answers", "dates")),
    "/my-work/?who=ours&when=late",
    f"{F}/",
    f"{F}/dossiers/",
    *(f"{F}/dossiers/?{each}" for each in ("procedure=ward", "state=open", "state=late", "sort=due", "party=ESP")),
    f"{F}/dossiers/?as=csv",
    f"{F}/dossiers/?words=lighthouse",
    "/search/?q=lighthouse",
    "/protect/",
    "/notices/",
    "/files/",
    "/drafts/",
    "/account/",
)
API_LISTS: Final = (
    "/api/1/frameworks",
    API,
    f"{API}/exchange",
    f"{API}/dossiers",
    *(f"{API}/dossiers?{each}" for each in ("procedure=ward", "state=open", "sort=due", "words=lighthouse")),
    f"{API}/sent",
    *(f"/api/1/work?who={who}" for who in ("mine", "ours", "theirs")),
    "/api/1/search?q=lighthouse",
)


@dataclass
class Ward:
    """A file about a person: its number, its entries, and what rests on it in this node."""

    code: str
    entries: list[str]
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def holes(self) -> dict[str, list[str]]:
        """Give what stands for each part of an address that names something of the file."""
        return {"code": [self.code], "dossier": [self.code], "entry": self.entries}


# Of numbers that this node has never had.
ABSENT: Final = Ward("ESP.99999", ["ESP.99999", "MAR.99998"])
ROWS: Final = {"notice": "notices", "prepared": "prepared"}
NO_ROWS: Final = dict.fromkeys(ROWS, 99_999)
OTHERS: Final = {
    "framework": "mar-esp", "act": "halt_ward", "kind": "halt", "field": "story", "procedure": "ward/1",
}  # fmt: skip


def page_addresses() -> list[str]:
    """Give every address of the node's pages that names a dossier, an entry, a notice or a prepared act."""
    from django.urls import get_resolver

    routes = {str(each.pattern) for each in get_resolver("jisr.web.urls").url_patterns}
    holed = [each for each in routes if re.search(r"<str:(code|entry)>", each)]
    return sorted("/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", each) for each in holed)


def api_addresses() -> list[tuple[str, str]]:
    """Give every operation of the API that names a dossier or an entry."""
    from jisr.web.api.described import described
    from jisr.web.api.urls import API as NINJA

    paths = described(NINJA)["paths"]
    return sorted(
        (verb, path) for path, verbs in paths.items() for verb in verbs if re.search(r"{(dossier|entry)}", path)
    )


def filled(address: str, ward: Ward) -> Iterator[str]:
    """Give an address for each thing of a file that it may name."""
    hole = next(each for each in ward.holes if f"{{{each}}}" in address)
    for value in ward.holes[hole]:
        yield address.format(**{**OTHERS, "authority": "esp.interior", hole: value})


def said(answer: Any, ward: Ward) -> str:
    """Give what an answer says, without what passes, and with the file's numbers taken out."""
    words = "\n".join([str(answer.status_code), answer.headers.get("Location", ""), answer.content.decode()])
    words = _without_passing(words)
    for name, number in (ward.rows or NO_ROWS).items():
        words = words.replace(f"/{ROWS[name]}/{number}/", "/NUMBER/")
    for number in sorted({ward.code, *ward.entries}, key=len, reverse=True):
        words = re.sub(rf"{re.escape(number)}(?!\d)", "NUMBER", words)
    return words


def _without_passing(words: str) -> str:
    for each in PASSING:
        words = each.sub("", words)
    return words


def named_in(answer: Any, ward: Ward) -> list[str]:
    """Give the file's numbers that an answer names."""
    words = _without_passing(answer.content.decode() + answer.headers.get("Location", ""))
    return [each for each in {ward.code, *ward.entries} if re.search(rf"{re.escape(each)}(?!\d)", words)]


def at_addresses(client: Any, program: Program, ward: Ward) -> Iterator[tuple[str, str]]:
    """Ask at every address that names something of a file; give each answer, by its address with holes."""
    for address in page_addresses():
        for path in filled(address, ward):
            yield f"GET {address}", said(client.get(path), ward)
            yield f"POST {address}", said(client.post(path, {"purpose": "care", "authority": "esp.interior"}), ward)
    for verb, address in api_addresses():
        for path in filled(address, ward):
            if verb == "put":
                answer = program.put(f"{path}?name=a.txt", b"of the child")
            else:
                answer = program.get(path) if verb == "get" else program.post(path, _body(address))
            yield f"{verb} {address}", said(answer, ward)
    for name, number in (ward.rows or NO_ROWS).items():
        path = f"{ROWS[name]}/{number}/"
        path = f"/{path}" if name == "notice" else f"{F}/{path}"
        yield f"GET a {name}", said(client.get(path), ward)
        yield f"POST a {name}", said(client.post(path, {}), ward)
    for path in (
        f"{F}/open/leg/1/?outer={quote(ward.code)}",
        f"/protect/?number={ward.code}",
        f"/search/?q={ward.code}",
    ):
        yield f"GET {path.partition('?')[0]}?", said(client.get(path), ward)
    for number in ward.entries:
        for kind, written in (("", number), ("framework", f"mar-esp/{number}")):
            yield f"GET /search/?{kind}", said(client.get(f"/search/?q={quote(written)}"), ward)
            yield f"get /search?{kind}", said(program.get(f"/api/1/search?q={quote(written)}"), ward)
    within = {"procedure": "leg/1", "act": "run", "within": ward.code, "fields": {"title": "x"}}
    answer = program.post(f"{API}/dossiers", {**within, "sides": {"runner": "ESP", "watcher": "MAR"}})
    yield "post within", said(answer, ward)


def _body(address: str) -> Mapping[str, Any]:
    return {"act": "halt_ward"} if address.endswith("/acts") else {"purpose": "care"}


def at_lists(client: Any, program: Program, uses: int) -> Iterator[tuple[str, Any]]:
    """Give the answer of every list."""
    for each in (*LISTS, f"/account/tokens/{uses}/"):
        yield each, client.get(each)
    for each in API_LISTS:
        yield each, program.get(each)


def traces_at_addresses(client: Any, program: Program, ward: Ward) -> Iterator[str]:
    """Give where an officer who names something of a file is answered otherwise than for what is not there."""
    absent: dict[str, set[str]] = {}
    for address, words in at_addresses(client, program, ABSENT):
        absent.setdefault(address, set()).add(words)
    assert len(absent) >= 38
    return (address for address, words in at_addresses(client, program, ward) if words not in absent[address])


def traces_in_lists(client: Any, program: Program, ward: Ward, before: Mapping[str, Any], uses: int) -> Iterator[str]:
    """Give the lists that name a file, or are not as they were before there was one."""
    for address, answer in at_lists(client, program, uses):
        if named_in(answer, ward) or said(answer, ward) != said(before[address], ward):
            yield address
