"""The shapes of what the API takes and gives. What is given has exactly these keys."""

from typing import Annotated, Any, Literal

from ninja import Field, Schema

from jisr.base.limits import CODES_MAX, PARTIES_MAX, TEXT_CHARACTERS_MAX
from jisr.node.api_limits import PURPOSE_CHARACTERS_MAX

FRAMEWORK = r"^[a-z0-9-]{1,64}$"
ENTRY = r"^[A-Z]{3}\.(0|[1-9][0-9]{0,15})$"
DOSSIER = r"^(framework|[A-Z]{3}\.(0|[1-9][0-9]{0,15}))$"
ID = r"^[a-z0-9][a-z0-9._-]{0,63}$"
# propose_, withdraw_ and their like stand before an act's name.
ACT = r"^[a-z0-9][a-z0-9._-]{0,95}$"
PROCEDURE = r"^[a-z0-9][a-z0-9._-]{0,47}/[1-9][0-9]{0,8}$"
PARTY = r"^[A-Z]{3}$"
TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"

Time = Annotated[str, Field(pattern=TIME, description="UTC, to the second", examples=["2027-03-15T09:30:00Z"])]
PartyCode = Annotated[str, Field(pattern=PARTY, description="A party (ISO 3166-1)", examples=["MAR"])]
EntryCode = Annotated[str, Field(pattern=ENTRY, description="An entry: whose log, which place", examples=["MAR.12"])]
DossierCode = Annotated[str, Field(pattern=DOSSIER, description="A dossier", examples=["MAR.12"])]


class Given(Schema):
    """What the API gives."""

    model_config = {"extra": "forbid"}


class Taken(Schema):
    """What the API takes: a key that is not declared is an error, not a silence."""

    model_config = {"extra": "forbid", "strict": True}


class SaidReason(Given):
    text: str = Field(description="In words, with its source")
    term: Any = Field(description="As the kernel says it: a rule id, or the term that failed (protocol 10)")


class WrongFieldValue(Given):
    field: str
    message: str


class Problem(Given):
    """What was refused, by which rule, and what to do (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    remedy: str
    rule: str | None
    fields: list[WrongFieldValue] = Field(default=[], description="With 422: what is amiss, field by field")
    reasons: list[SaidReason] = Field(default=[], description="With 409: what stands against the act, in words")


class Sentence(Given):
    text: str
    source: str


class TokenValue(Given):
    id: int
    purpose: Annotated[str, Field(max_length=PURPOSE_CHARACTERS_MAX)]
    scope: Literal["read", "act"]
    frameworks: list[str]
    procedures: list[str] = Field(description="Empty: every procedure")
    made: Time
    until: Time


class PostValue(Given):
    framework: str
    authority: str
    mandates: list[str]


class Caller(Given):
    """By which token a program asks, for whom, with which posts."""

    party: PartyCode
    officer: str
    token: TokenValue
    posts: list[PostValue]


class FrameworkLine(Given):
    framework: str
    name: str
    parties: list[PartyCode]
    dossiers: int


class AuthorityValue(Given):
    party: PartyCode
    code: str
    mandates: list[str]


class FrameworkValue(FrameworkLine):
    party_names: dict[str, str]
    version: int
    digest: str
    fingerprint: str
    procedures: dict[str, str] = Field(description="Procedures that the manifest names, with their digests")
    authorities: list[AuthorityValue]


class Page(Given):
    count: int
    page: int
    pages: int
    size: int


class ByValue(Given):
    authority: str
    mandate: str
    officer: str = Field(description="A pseudonym; the name behind it never leaves its node")
    on_behalf: str | None


class ActValue(Given):
    party: PartyCode
    seq: int
    act: str
    time: Time | None
    by: ByValue
    standing: str
    reasons: list[Any] = Field(description="Rule ids, or terms that failed (protocol 10)")
    final: bool
    uncertain_since: Time | None = Field(description="Null where the act is certain (protocol 12.26)")


class ClockValue(Given):
    least: Time | None
    greatest: Time | None


class OpenActValue(Given):
    act: str
    missing: list[Any] = Field(description="Rule ids, or terms that fail; empty: the act is open")


class DossierValue(Given):
    """One dossier in the shape of protocol 10, as `jisr dossier show ID --json` prints it."""

    id: DossierCode
    procedure: str | None
    sides: dict[str, PartyCode]
    stage: str | None
    facts: dict[str, Any]
    figures: dict[str, Any]
    items: dict[str, str]
    acts: list[ActValue]
    clock: ClockValue
    open_acts: list[OpenActValue]


class SaidValue(Given):
    label: str
    value: str


class RowValue(Given):
    entry: EntryCode
    act: str
    label: str
    party: PartyCode
    authority: str
    mandate: str
    time: Time
    standing: str
    final: bool
    uncertain_since: Time | None = Field(
        description="Since when the key that signed it was stolen, where it was not final by then; else null"
    )
    unacknowledged_by: list[PartyCode]
    reasons: list[Sentence]
    said: list[SaidValue]
    item: str | None
    corrects: str | None
    corrected_by: str | None
    by_node: bool


class TimelinePage(Page):
    items: list[RowValue]


class ChoiceValue(Given):
    code: str
    label: str


class FieldValue(Given):
    name: str
    type: str
    label: str
    help: str
    required: bool
    sealed: bool
    choices: list[ChoiceValue]


class ItemValue(Given):
    id: str
    label: str


class CardValue(Given):
    """An act that the officer's posts admit: open, or what it still lacks."""

    act: str
    label: str
    consequence: str
    group: str
    kind: str
    authority: str
    mandate: str
    source: str
    open: bool
    protective: bool
    irrevocable: bool
    joint: bool
    closes: bool
    needs_item: bool
    missing: list[Sentence]
    items: list[ItemValue]
    on_behalf: list[str]
    fields: list[FieldValue]


class PeriodValue(Given):
    name: str
    label: str
    starts: Time
    ends: Time | None
    over: bool
    running: bool
    runs_on: str | None = Field(description="On whose clock; null: on those of all")
    then: str = Field(description="What the node may do by itself at the end, in words")
    source: str


class ExchangeValue(Given):
    party: PartyCode
    heard: Time | None
    unacknowledged: int
    held: int
    waiting: int
    refused: int
    cut: bool
    equivocal: bool


class ProcedureLine(Given):
    id: str
    label: str
    within: str | None
    digest: str
    in_force: bool


class ProofValue(Given):
    """An act with what proves that it is in its party's log."""

    format: str
    framework: str
    entry: EntryCode
    bytes: str
    content: Any
    index: int
    head: str
    size: int
    proof: list[str]
    keys: list[str]
    manifest: str
    manifest_text: str


Text = Annotated[str, Field(max_length=TEXT_CHARACTERS_MAX)]
Fields = Annotated[
    dict[Annotated[str, Field(pattern=ID)], Any],
    Field(description="By name: dates as 2027-03-15, whole numbers, lists of codes", max_length=CODES_MAX),
]
SealedFields = Annotated[
    dict[Annotated[str, Field(pattern=ID)], Any],
    Field(
        description='Sealed fields by name, in the clear: this node seals them; a file as {"file": its name here}',
        max_length=CODES_MAX,
    ),
]
Authority = Annotated[str | None, Field(pattern=ID, description="The authority, if several of yours would do")]
Mandate = Annotated[str | None, Field(pattern=ID, description="The mandate, if several would do")]
OnBehalf = Annotated[str | None, Field(pattern=ID, description="On whose behalf, where the act asks")]


class ActWish(Taken):
    """One act that is to be done in a dossier."""

    act: Annotated[str, Field(pattern=ACT, description="As in raise_item or concur_accept_call")]
    fields: Fields = {}
    sealed: SealedFields = {}
    item: Annotated[str | None, Field(pattern=ENTRY, description="The item or proposal that the act names")] = None
    on_behalf: OnBehalf = None
    authority: Authority = None
    mandate: Mandate = None


class OpeningWish(Taken):
    """The opening of one dossier, by the act by which its procedure opens them."""

    procedure: Annotated[str, Field(pattern=PROCEDURE, description="As in session/1")]
    act: Annotated[str, Field(pattern=ACT, description="As in call")]
    fields: Fields = {}
    sealed: SealedFields = {}
    sides: Annotated[
        dict[Annotated[str, Field(pattern=ID)], PartyCode] | None,
        Field(description="Which party takes which side, where the procedure names sides", max_length=PARTIES_MAX),
    ] = None
    within: Annotated[str | None, Field(pattern=ENTRY, description="The dossier around, where it lives in one")] = None
    on_behalf: OnBehalf = None
    authority: Authority = None
    mandate: Mandate = None


class ReadWish(Taken):
    """For what a sealed field is read: it is written to the log of readings before the text is given."""

    purpose: Annotated[str, Field(pattern=ID, description="decide, care, check, person, oversight, or other")]
    words: Annotated[str, Field(max_length=200, description="In words; needed with other. No names")] = ""


class OpenedValue(Given):
    """What a sealed field says."""

    entry: EntryCode
    dossier: DossierCode
    field: str
    value: Any
    authority: str
    mandate: str


class FileAddress(Given):
    """Where a large file is given."""

    address: str


class FileGiven(Given):
    """A file that waits for its act: how the act names it, and what arrived."""

    file: str
    name: str
    bytes: int


class Done(Given):
    """What was recorded. `second_place`: whether it lies there, too; null where nobody waits for that."""

    framework: str
    dossier: DossierCode
    entry: EntryCode
    authority: str
    mandate: str
    second_place: bool | None
    words: str
