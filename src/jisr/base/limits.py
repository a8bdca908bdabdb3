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

assert ENTRY_BYTES_MAX < MESSAGE_BYTES_MAX, "or an entry could never be sent"
assert TEXT_BYTES_MAX < FILES_BYTES_MAX < MESSAGE_BYTES_MAX // 2, "or a text could never be sent"
assert TEXT_CHARACTERS_MAX * 4 < ENTRY_BYTES_MAX, "or a text field could never be written"
