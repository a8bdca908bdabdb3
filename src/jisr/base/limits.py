"""Every limit of the protocol, with its unit last in its name."""

from typing import Final

ENTRY_BYTES_MAX: Final = 64 * 1024
ENTRY_LEVELS_MAX: Final = 16
INTEGER_MAX: Final = 9_007_199_254_740_991
MESSAGE_BYTES_MAX: Final = 8 * 1024 * 1024
MESSAGE_ENTRIES_MAX: Final = 5_000
AHEAD_SECONDS_MAX: Final = 600
WIRE_SKEW_SECONDS_MAX: Final = 600
DOSSIER_ACTS_MAX: Final = 10_000
SIZE_DIGITS_MAX: Final = 16
PARTIES_MAX: Final = 8
HEARTBEAT_SECONDS: Final = 3_600
WINDOW_HOURS_DEFAULT: Final = 4
TEXT_CHARACTERS_MAX: Final = 10_000
CODES_MAX: Final = 64
TEXT_BYTES_MAX: Final = 512 * 1024
FILES_BYTES_MAX: Final = 2 * 1024 * 1024
# Entries of one party that are taken in on one day, where its manifest states no other number (12.16):
# a hundred officers who do twenty acts an hour for ten hours; at the mean size 14 MiB a day, at the greatest 1.2 GiB.
DAY_ENTRIES_DEFAULT: Final = 20_000
# Below this the acks of ordinary days would be held.
DAY_ENTRIES_MIN: Final = 100
# Days on which nothing came from a party and whose entries are taken in when it is back.
ARREARS_DAYS_MAX: Final = 31
# Rounds of one exchange with a peer, and those in which it takes in less than it was sent and gives nothing.
EXCHANGE_ROUNDS_MAX: Final = 10_000
EXCHANGE_SHORT_ROUNDS_MAX: Final = 16
# What came from one party and was not taken in, of one kind: rows, and what they hold; the first are kept.
ASIDE_ROWS_MAX: Final = 1_000
ASIDE_BYTES_MAX: Final = 64 * 1024 * 1024
# Versions of the manifest that one party signs alone and that are taken in on one day.
DAY_VERSIONS_MAX: Final = 8

assert ENTRY_BYTES_MAX < MESSAGE_BYTES_MAX, "or an entry could never be sent"
assert TEXT_BYTES_MAX < FILES_BYTES_MAX < MESSAGE_BYTES_MAX // 2, "or a text could never be sent"
assert MESSAGE_ENTRIES_MAX < DAY_ENTRIES_DEFAULT, "or an ordinary message could be held"
assert TEXT_CHARACTERS_MAX * 4 < ENTRY_BYTES_MAX, "or a text field could never be written"
