"""What a node refuses to do, said so that an officer or operator can act on it.

JisrError
├── NotPossible      an act that has no authority now; nothing was written
├── WrongField       a field that is amiss, by name
│   └── NotRecordable   a version of the manifest that is not wholly in this node
├── WrongSides       an opening that does not say which party takes which side
├── NotJudged        a dossier whose text is lacking here: nobody can act in it
├── NotYours         the officer has no such posting
├── Halted           the node may not append now (protocol 9.6)
│   └── DayFull      as many entries were written today as the others take in on one day
├── NothingToConfirm an officer's word where none is asked for
├── NotWritten       the database could not be written; nothing was recorded
├── DatabaseUnreachable  no connection to PostgreSQL; nothing was done
├── NotOfANode       the database has not the tables of a node
├── PouchOwn         a pouch that was written here is to be read here
├── UnknownThing     no such framework, dossier or entry here
└── PeerTrouble      another node did not answer, or not as it should
"""

from collections.abc import Callable, Iterable, Sequence

from jisr.base import N_, JisrError, Json, Phrase


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


class NotRecordable(WrongField):
    """A record of a manifest that is not here as recorded, or of which a text is lacking here."""

    advice = N_(
        "Version %(version)s is recorded only from a node that has its note with this digest, and every procedure and"
        " calendar that it names: take them in first, by jisr framework take NOTE --text FILE. Nothing was recorded."
    )

    def __init__(self, act: str, field: str, *, version: int) -> None:
        super().__init__(act, field)
        self.version = version


class WrongSides(JisrError):
    """An opening does not give each side of its procedure to a party of its own."""

    advice = N_("Give each side to another party (%(sides)s), each one of: %(parties)s; nothing was recorded.")

    def __init__(self, procedure: str, sides: Sequence[str], parties: Sequence[str]) -> None:
        self.procedure, self.sides, self.parties = procedure, ", ".join(sides), ", ".join(parties)
        words = N_("%(procedure)s has the sides %(sides)s, and each is taken by one party")
        super().__init__(words, procedure=procedure, sides=self.sides)


class NotJudged(JisrError):
    """A text that was agreed is lacking here, so that nothing can be done in a dossier."""

    def __init__(self, words: str, how: str) -> None:
        self.how = how
        super().__init__(words)

    def remedy_in(self, translate: Callable[[str], str]) -> str:
        """Tell an operator the command; the words say what is lacking."""
        return translate(self.how)


class NotYours(JisrError):
    """The officer acts for no authority that could do this."""

    advice = N_("Ask the administrator of your authority for the posting.")


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


class PouchOwn(JisrError):
    """A pouch is read by the party that wrote it."""

    advice = N_("It goes to %(to)s. Here only what the other parties have written is read.")

    def __init__(self, framework: str, others: Iterable[str]) -> None:
        self.to = ", ".join(sorted(others))
        super().__init__(N_("this pouch of %(framework)s was written by this party's own node"), framework=framework)


class PeerTrouble(JisrError):
    """Another party's node did not answer as the protocol says."""

    advice = N_("The exchange is tried again by itself; acts go on meanwhile.")
