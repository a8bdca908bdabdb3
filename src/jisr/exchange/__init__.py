"""One message, two carriers: what is missing where, and who sent it (protocol 8).

Bytes in, values out; keys, clocks and nonces are handed in. Nothing here opens a socket.
"""

from jisr.exchange.daily import DAY_RULE, DAY_SECONDS, Protects, day_of, next_day, room_on, share_of
from jisr.exchange.errors import MalformedMessage, NotSigned, NotUrgent, TooMuch
from jisr.exchange.message import LogPart, Message, Urgent, parse_message, write_message
from jisr.exchange.pouch import read_pouch, write_pouch
from jisr.exchange.urgent import require_urgent
from jisr.exchange.wire import check_answer, check_request, sign_answer, sign_request

__all__ = [
    "DAY_RULE",
    "DAY_SECONDS",
    "LogPart",
    "MalformedMessage",
    "Message",
    "NotSigned",
    "NotUrgent",
    "Protects",
    "TooMuch",
    "Urgent",
    "check_answer",
    "check_request",
    "day_of",
    "next_day",
    "parse_message",
    "read_pouch",
    "require_urgent",
    "room_on",
    "share_of",
    "sign_answer",
    "sign_request",
    "write_message",
    "write_pouch",
]
