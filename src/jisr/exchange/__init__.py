"""One message, two carriers: what is missing where, and who sent it (protocol 8).

Bytes in, values out; keys, clocks and nonces are handed in. Nothing here opens a socket.
"""

from jisr.exchange.arriving import Fresh, fresh_of, is_passed_on
from jisr.exchange.daily import DAY_RULE, DAY_SECONDS, Protects, day_of, next_day, room_on, share_of
from jisr.exchange.errors import MalformedMessage, NotSigned, NotUrgent, TooMuch
from jisr.exchange.marking import Answered, Doubt, Mark, answered, doubt_about, is_outdated, seconds_behind
from jisr.exchange.message import LogPart, Message, Urgent, parse_message, write_message
from jisr.exchange.pouch import read_pouch, write_pouch
from jisr.exchange.reaching import Reach, part_under, reach_of, reached
from jisr.exchange.rounds import Rounds, back_off, is_past
from jisr.exchange.sharing import Lack, Step, shared_out
from jisr.exchange.urgent import require_urgent
from jisr.exchange.wire import check_answer, check_request, sign_answer, sign_request

__all__ = [
    "DAY_RULE",
    "DAY_SECONDS",
    "Answered",
    "Doubt",
    "Fresh",
    "Lack",
    "LogPart",
    "MalformedMessage",
    "Mark",
    "Message",
    "NotSigned",
    "NotUrgent",
    "Protects",
    "Reach",
    "Rounds",
    "Step",
    "TooMuch",
    "Urgent",
    "answered",
    "back_off",
    "check_answer",
    "check_request",
    "day_of",
    "doubt_about",
    "fresh_of",
    "is_outdated",
    "is_passed_on",
    "is_past",
    "next_day",
    "parse_message",
    "part_under",
    "reach_of",
    "reached",
    "read_pouch",
    "require_urgent",
    "room_on",
    "seconds_behind",
    "share_of",
    "shared_out",
    "sign_answer",
    "sign_request",
    "write_message",
    "write_pouch",
]
