"""The shapes of the lists that the API gives, and how a place in one is spelt."""

from typing import Annotated, Literal

from ninja import Field

from jisr.web.api.schemas import DossierCode, EntryCode, Given, PartyCode, Time

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
# `next` of each list: a place in its order.
DOSSIER_PLACE = r"^((-|[0-9]{1,16})\.[A-Z]{3}\.(0|[1-9][0-9]{0,15}))?$"
WORK_PLACE = r"^([0-9]{1,16}\.[0-9]{1,16}\.[0-9]{1,16})?$"
NUMBER_PLACE = r"^([0-9]{1,16})?$"

Day = Annotated[str, Field(pattern=DAY, examples=["2027-03-15"])]


class Listed(Given):
    count: int = Field(description="How many there are in all, on other pages, too")
    at_least: bool = Field(description="There are more than `count`: they were not counted to the end")
    size: int = Field(description="How many come at once")
    next: str | None = Field(description="Ask again with `after` set to this for what comes next; null: that is all")


class OnDesk(Listed):
    behind: int = Field(description="Entries that have come and are not in lists yet")


class DossierLine(Given):
    framework: str
    id: DossierCode
    procedure: str | None = Field(description="With its version; null: this node does not know it")
    label: str
    title: str
    stage: str | None
    stage_label: str
    within: str | None
    closed: bool
    late: bool
    opened: Time | None
    moved: Time | None
    first_due: Day | None
    due_on: Day | None
    date: Day | None
    owner: str | None
    owner_label: str
    open_proposals: int
    open_contests: int


class DossierList(OnDesk):
    items: list[DossierLine]


class WaitingValue(Given):
    framework: str
    dossier: DossierCode
    kind: Literal["answer", "contest", "period", "date"]
    label: str = Field(description="What it is that waits, in words")
    title: str = Field(description="The dossier's name")
    words: str = Field(description="The first words that a proposal says")
    about: str = Field(description="The entry, period or figure from which it comes")
    act: str | None = Field(description="The act that would settle it, if one would")
    party: PartyCode
    mandates: list[str]
    asked_by: PartyCode | None
    since: Time
    starts: Time | None
    due: Time | None
    late: bool
    may: bool = Field(description="One of your posts could do it")


class WorkList(OnDesk):
    items: list[WaitingValue]


class SentValue(Given):
    framework: str
    dossier: DossierCode
    entry: EntryCode
    act: str
    label: str
    title: str
    time: Time
    lacking: list[PartyCode] = Field(description="Who has not acknowledged it")


class SentList(Listed):
    items: list[SentValue]


class Part(Given):
    text: str
    marked: bool = Field(description="What was looked for")


class Hit(Given):
    framework: str
    dossier: DossierCode
    entry: EntryCode
    party: PartyCode
    label: str
    title: str
    time: Time
    standing: str
    parts: list[Part] = Field(description="The text around the first word that was found, piece by piece")


class SearchList(Listed):
    items: list[Hit]
    by_number: bool = Field(description="What was asked for is the number of an act")


__all__ = ["DOSSIER_PLACE", "NUMBER_PLACE", "WORK_PLACE", "DossierList", "SearchList", "SentList", "WorkList"]
