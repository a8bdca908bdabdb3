"""What can be wrong with what comes over the wire.

JisrError
├── Malformed
│   └── MalformedMessage   not a message (rule 8.message)
├── TooMuch                over a limit; answered 413, nothing is lost (rule 8.limit)
├── NotSigned              no signature of a wire key in force; answered 401 (rule 8.wire)
└── Refused
    └── NotUrgent          an entry that has no business ahead of its turn (rule 8.urgent)
"""

from jisr.base import N_, JisrError, Malformed, Refused


class MalformedMessage(Malformed):
    """Bytes that are no message of the exchange."""

    rule = "8.message"
    advice = N_("Ask the sender to send again; if it persists, compare the versions of both nodes.")


class TooMuch(JisrError):
    """A message over a limit of protocol 8.4."""

    rule = "8.limit"
    advice = N_("Send it in smaller parts; nothing was taken in and nothing is lost.")


class NotSigned(JisrError):
    """A message that no wire key in force has signed, or not now."""

    rule = "8.wire"
    advice = N_("Compare the clocks of both machines and the wire key in the manifest.")


class NotUrgent(Refused):
    """An entry ahead of its turn that does not protect, or is none of that log."""

    rule = "8.urgent"
    advice = N_("Nothing is lost: it comes once more in its turn, and is judged then.")
