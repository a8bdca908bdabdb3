"""What a node refuses to do, said so that an officer or operator can act on it.

JisrError
├── NotPossible      an act that has no authority now; nothing was written
├── WrongField       a field that is amiss, by name
│   ├── FileAmiss        a file that cannot be given for a field
│   ├── NotRecordable   a version of the manifest that is not wholly in this node
│   └── HoldsNul        a text with U+0000, which no store keeps
├── TooManyFiles     an officer has given more files than wait at a time
├── WrongSides       an opening that does not say which party takes which side
├── NotJudged        a dossier whose text is lacking here: nobody can act in it
├── NotLinked        an act that attests, in a dossier that is linked with no domestic one
├── NotYours         the officer has no such posting
├── NeedsSecond      an act that a second officer has to confirm before it is written
├── NotPrepared      a prepared act that this officer cannot confirm, or that nobody can any more
│   ├── NotOperator     what only those see who run this node
│   └── OutOfScope      the officer has it, the token that was shown has not
├── HeardOtherwise   words that were read out are not those of what stands here
├── NoBundle         a dossier of which no bundle can be made
├── NoFigures        no count that may be stated, or another statement than the one confirmed
├── NotSealedHere    a sealed field whose blob has not come, or is lost
├── RestKeyLost      a sealed field that lies here without the key by which it was wrapped
├── Erased           a sealed field whose content was erased
├── NotAskedYet      a node that may have been restored opens nothing sealed before its peers have answered
├── NoToken          a token that is unknown, has ended, or is shown by nobody
├── TooManyRequests  a token has used up this minute's number of requests
├── Halted           the node may not append now (protocol 9.6)
│   ├── DayFull      as many entries were written today as the others take in on one day
│   └── ProtectedAhead  what another side did to protect is known, and not yet taken in
├── NothingToConfirm an officer's word where none is asked for
├── NotWritten       the database could not be written; nothing was recorded
├── DatabaseUnreachable  no connection to PostgreSQL; nothing was done
├── NotOfANode       the database has not the tables of a node
├── NothingSent      a domestic framework is to be exchanged
├── PouchOwn         a pouch that was written here is to be read here
├── UnknownThing     no such framework, dossier or entry here
│   └── NotDeclared     no such act in a procedure, or no such procedure in force
├── WitnessTrouble   a witness did not answer, or has cosigned another log
└── PeerTrouble      another node did not answer, or not as it should
"""

from collections.abc import Callable, Iterable, Sequence

from jisr.base import N_, JisrError, Json, Phrase
from jisr.node.api_limits import ACTS_A_MINUTE_MAX, REQUESTS_A_MINUTE_MAX


class NotPossible(JisrError):
    """An act that would be void; its reasons are rule ids and terms."""

    advice = N_("Nothing was recorded. See what is missing, and who can give it, on the dossier's page.")

    def __init__(self, act: str, reasons: Sequence[Json]) -> None:
        self.act, self.reasons = act, tuple(reasons)
        super().__init__("%(act)s: %(reasons)s", act=act, reasons=list(reasons))


class WrongField(JisrError):
    """A field of an act is missing, unknown or of a wrong type."""

    advice = N_("Correct the field %(field)s and send again; nothing was recorded.")

    def __init__(self, act: str, field: str, because: Phrase | str = "") -> None:
        self.act, self.field = act, field
        words = "%(act)s: %(field)s: %(because)s" if because else "%(act)s: %(field)s"
        super().__init__(words, act=act, field=field, because=because)


class FileAmiss(WrongField):
    """A file that cannot be given for a field: empty, too large, given for another, or gone meanwhile."""

    advice = N_("%(because)s. Nothing was recorded.")


class TooManyFiles(JisrError):
    """An officer has given more files than wait at a time for forms that are not sent."""

    advice = N_("Send the forms for which they were chosen, or wait: after %(hours)s hours they are gone.")

    def __init__(self, *, count: int, hours: int) -> None:
        super().__init__(N_("%(count)s files that you chose wait for forms not sent yet"), count=count, hours=hours)


class NotRecordable(WrongField):
    """A record of a manifest that is not here as recorded, or of which a text is lacking here."""

    advice = N_(
        "Version %(version)s is recorded only from a node that has its note with this digest, and every procedure and"
        " calendar that it names: take them in first, by jisr framework take NOTE --text FILE. Nothing was recorded."
    )

    def __init__(self, act: str, field: str, *, version: int) -> None:
        super().__init__(act, field)
        self.version = version


class HoldsNul(WrongField):
    """A text with U+0000: the protocol writes none, and PostgreSQL keeps none."""

    advice = N_("Write the field %(field)s again without the character U+0000; nothing was recorded.")

    def __init__(self, act: str, field: str) -> None:
        super().__init__(act, field, Phrase(N_("it has the character U+0000, which cannot be recorded")))


class NoReader(WrongField):
    """A sealed field that none of those can open who are to read it on one side: they have stated no key."""

    advice = N_(
        "The field %(field)s is sealed to %(who)s of %(party)s, and no such authority has stated a key for sealed"
        " content. Let the founding authority of %(party)s declare it (anew): its node then states the key. Nothing"
        " was recorded."
    )

    def __init__(self, act: str, field: str, *, party: str, who: Sequence[str]) -> None:
        self.party, self.who = party, ", ".join(who)
        words = N_("nobody of %(party)s (%(who)s) has a key to which it could be sealed")
        super().__init__(act, field, Phrase(words, party=party, who=self.who))


class KeyWrong(WrongField):
    """A key for sealed content that is none of age's."""

    advice = N_(
        "Leave the field %(field)s empty: the node makes the key and states it. A key that is stated begins with age1."
        " Nothing was recorded."
    )


class WrongSides(JisrError):
    """An opening does not give each side of its procedure to a party of its own."""

    advice = N_("Give each side to another party (%(sides)s), each one of: %(parties)s; nothing was recorded.")

    def __init__(self, procedure: str, sides: Sequence[str], parties: Sequence[str]) -> None:
        self.procedure, self.sides, self.parties = procedure, ", ".join(sides), ", ".join(parties)
        words = N_("%(procedure)s has the sides %(sides)s, and each is taken by one party")
        super().__init__(words, procedure=procedure, sides=self.sides)


class NoBundle(JisrError):
    """A dossier of which no bundle can be made."""

    advice = N_("Its acts can be downloaded with their proofs one by one, on the dossier's page.")


class NotJudged(JisrError):
    """A text that was agreed is lacking here, so that nothing can be done in a dossier."""

    def __init__(self, words: str, how: str) -> None:
        self.how = how
        super().__init__(words)

    def remedy_in(self, translate: Callable[[str], str]) -> str:
        """Tell an operator the command; the words say what is lacking."""
        return translate(self.how)


class NotLinked(JisrError):
    """A shared dossier whose opening attests is opened from a domestic dossier, and only so (protocol 12.18)."""

    advice = N_(
        "Begin on the page of the domestic dossier, or name it by --linked, as in esp/ESP.3; it is linked with one"
        " dossier of each kind at most. Nothing was recorded."
    )


class NotYours(JisrError):
    """The officer acts for no authority that could do this."""

    advice = N_("Ask the administrator of your authority for the posting.")


class NeedsSecond(JisrError):
    """The act is written only when another officer has looked at it."""

    advice = N_(
        "Prepare it on the dossier's page: another officer whose post permits it confirms it there. From a command,"
        " name that officer by --second. Nothing was recorded."
    )


class NotPrepared(JisrError):
    """A prepared act that cannot be confirmed: answered, lapsed, of the same officer, or without a post."""

    advice = N_("Nothing was recorded. See on the dossier's page what waits, and who can confirm it.")


class NotReleased(NotPrepared):
    """A protective act that cannot be kept until the own log is whole again, or that is not kept any more."""

    advice = N_("Nothing was kept. See on the dossier's page what waits, and tell the other party by telephone.")


class HeardOtherwise(JisrError):
    """Words that the other side read out are not those of the fingerprint that stands here."""

    advice = N_(
        "Nothing was noted. Let the other side spell this word, and read its number again. If it stays another word,"
        " the two of you have not the same before you: use nothing of it, and have the file sent again by another way."
    )

    def __init__(self, found: Phrase) -> None:
        super().__init__("%(found)s", found=found)


class NotOperator(NotYours):
    """The officer is not one of those who run this node."""

    advice = N_("Ask those who run this node: `jisr officer operate` lets an officer see how it stands.")

    def __init__(self) -> None:
        super().__init__(N_("only operators of this node see how it stands"))


class OutOfScope(NotYours):
    """The token that was shown was not made for this, whatever its officer may do."""

    advice = N_("Make a token for this purpose, with the scope that it needs, and use that one.")


class NotSealedHere(JisrError):
    """The blob of a sealed field is not in this node: it has not come yet, or is lost."""

    advice = N_(
        "Nothing was noted, for nothing was read. It comes by the next exchange with %(party)s (`jisr sync`); if it"
        " stays away, the operator runs `jisr verify`."
    )

    def __init__(self, *, entry: str, field: str, party: str) -> None:
        self.party = party
        super().__init__(N_("what %(entry)s says in %(field)s has not come to this node"), entry=entry, field=field)


class RestKeyLost(JisrError):
    """What is sealed lies here, and the key of its act, by which it was wrapped for the disk, does not."""

    advice = N_(
        "Nothing was noted, for nothing was read. The operator puts the copy of keys/sealed.keys back, the newest there"
        " is; a key that an erasure has destroyed comes back from no copy that is newer than it."
    )

    def __init__(self, entry: str, field: str) -> None:
        words = N_("the key of what %(entry)s says in %(field)s is not in keys/sealed.keys")
        super().__init__(words, entry=entry, field=field)


class Erased(JisrError):
    """What a sealed field said was erased: it is nowhere any more."""

    advice = N_("Nobody can read it any more, here or elsewhere. That it was stated, and by whom, stays provable.")

    def __init__(self, entry: str, field: str, by: str) -> None:
        words = N_("what %(entry)s said in %(field)s was erased by %(by)s")
        super().__init__(words, entry=entry, field=field, by=by)


class NotAskedYet(JisrError):
    """The node may have been restored from an old copy, and does not know yet what was erased since."""

    advice = N_(
        "Nothing was noted, for nothing was read. Let the node reach its peers once (`jisr sync`): they say what was"
        " erased since, and then what is left can be read. Of a framework of one party an officer's word is asked"
        " (`jisr node confirm`)."
    )

    def __init__(self, framework: str, because: Phrase) -> None:
        words = N_("no sealed field of %(framework)s is opened before this node has asked its peers: %(because)s")
        super().__init__(words, framework=framework, because=because)


class NoToken(JisrError):
    """No token came with the request, or one that lets nobody in (any more)."""

    advice = N_(
        "Send the header Authorization: Bearer, with a token that is good. You make one on this node's page of tokens;"
        " one that has ended, was revoked, or whose officer is suspended is none."
    )

    def __init__(self) -> None:
        super().__init__(N_("no token that is good came with the request"))


class TooManyRequests(JisrError):
    """A token has used up its number of this minute; `wait` is in seconds."""

    advice = N_("Send it again in %(wait)s seconds; nothing was recorded.")

    def __init__(self, wait: int, *, is_act: bool) -> None:
        self.wait = wait
        most = ACTS_A_MINUTE_MAX if is_act else REQUESTS_A_MINUTE_MAX
        words = N_("one token asks for at most %(most)s acts a minute")
        super().__init__(words if is_act else N_("one token sends at most %(most)s requests a minute"), most=most)


class Halted(JisrError):
    """The node's log or clock is in doubt: it appends nothing but what protects."""

    advice = N_("Let the node reach its peers once (`jisr sync`), or correct the machine's clock.")


class DayFull(Halted):
    """The own log has grown today by as much as the other parties take in on one day (protocol 8.4)."""

    advice = N_(
        "What protects is still written. All else goes on from %(until)s on; nothing was recorded. If so many acts are"
        " what you need, the parties agree on more in the next version of the manifest (entries_a_day)."
    )

    def __init__(self, limit: int, until: str) -> None:
        self.limit, self.until = limit, until
        words = N_("%(limit)s entries of this party were written today, and the others take in no more on one day")
        super().__init__(words, limit=limit)


class ProtectedAhead(Halted):
    """An act of another side that protects has come ahead of its turn: nothing irrevocable is done (protocol 8.1)."""

    advice = N_(
        "Wait until the acts before it have come: the node fetches them by itself. Then it is judged, and this is"
        " possible or not, as the procedure says."
    )

    def __init__(self, *, entry: str, act: str) -> None:
        words = N_("%(entry)s (%(act)s) protects this dossier; it is known, and the acts before it are on the way")
        super().__init__(words, entry=entry, act=act)


class NothingToConfirm(JisrError):
    """An officer's word is asked for by nothing, or others than officers have to say."""

    advice = N_("See `jisr node status`: it says what is in doubt, and what to do.")


class NotWritten(JisrError):
    """The database could not be written: a full disk, a lock that was never released."""

    advice = N_("Nothing was recorded. Make room on the disk, or look at its state, and do it again.")


class DatabaseUnreachable(JisrError):
    """PostgreSQL is not where DATABASE_URL says, or does not admit this node."""

    advice = N_(
        "Nothing was recorded. See whether PostgreSQL runs on that host and port and can be reached from this machine,"
        " and compare host, port, user, password and name in DATABASE_URL."
    )

    def __init__(self, *, host: str, port: str, because: object) -> None:
        # What the URL leaves out libpq looks for by itself.
        unsaid = Phrase(N_("by default"))
        words = N_("the database at host %(host)s, port %(port)s cannot be reached: %(because)s")
        super().__init__(words, host=host or unsaid, port=port or unsaid, because=because)


class NotOfANode(JisrError):
    """The database is empty, older than this jisr, damaged, or of another program."""

    advice = N_(
        "Nothing was changed. If it is this node's database, `jisr node status` brings it up to date; otherwise compare"
        " DATABASE_URL and the node's home, and put the right database in its place."
    )


class UnknownThing(JisrError):
    """There is no such thing in this node."""

    advice = N_("Compare the number; what was not exchanged yet is not here.")
    advice_known = N_("Compare the spelling. There are: %(known)s.")

    def __init__(self, words: str, /, *, known: Iterable[str] | None = None, **holes: object) -> None:
        self.known = None if known is None else ", ".join(sorted(known))
        super().__init__(words, **holes)

    def remedy_in(self, translate: Callable[[str], str]) -> str:
        """Tell what there is, where that can be told."""
        return translate(self.advice_known) % vars(self) if self.known else super().remedy_in(translate)


class NotDeclared(UnknownThing):
    """No such act is declared, or no such procedure is in force: what was sent names it amiss."""


class NothingSent(JisrError):
    """A framework of one party is to be exchanged: there is nobody to whom anything of it could go."""

    advice = N_("There is nothing to do: it stays in this node. Name a framework of several parties.")


class PouchOwn(JisrError):
    """A pouch is read by the party that wrote it."""

    advice = N_("It goes to %(to)s. Here only what the other parties have written is read.")

    def __init__(self, framework: str, others: Iterable[str]) -> None:
        self.to = ", ".join(sorted(others))
        super().__init__(N_("this pouch of %(framework)s was written by this party's own node"), framework=framework)


class NoFigures(JisrError):
    """No count of this session's figures may be stated, or they read otherwise than what was confirmed."""

    advice = N_("Look at them again; nothing was recorded.")

    def __init__(self, session: str, *, is_moved: bool = False) -> None:
        self.is_moved = is_moved
        moved = N_("the figures for %(session)s have changed since they were shown")
        nothing = N_("no count is large enough to be stated in %(session)s")
        super().__init__(moved if is_moved else nothing, session=session)


class WitnessTrouble(JisrError):
    """A witness did not cosign this party's head."""

    advice = N_(
        "It is asked again by itself. Meanwhile nothing ends that exposes somebody; all else goes on. If the witness"
        " has cosigned more or another log than is here, this log lost entries: ask those who run this node."
    )


class PeerTrouble(JisrError):
    """Another party's node did not answer as the protocol says."""

    advice = N_("The exchange is tried again by itself; acts go on meanwhile.")
