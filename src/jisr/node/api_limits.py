"""Every limit of the API and its tokens, with its unit last in its name."""

from typing import Final

# A token is made for a purpose, and purposes end: a year, and a day for who makes the next one.
TOKEN_DAYS_MAX: Final = 366
TOKEN_DAYS_DEFAULT: Final = 90
# Tokens of one officer that are good at the same time.
TOKENS_OFFICER_MAX: Final = 20
PURPOSE_CHARACTERS_MAX: Final = 200
TOKEN_RANDOM_BYTES: Final = 32
# Requests of one token in one minute; of them those that ask for an act. One act a request: nothing acts in bulk.
REQUESTS_A_MINUTE_MAX: Final = 240
ACTS_A_MINUTE_MAX: Final = 20
# Requests that a process takes from a minute's number at once: so many are answered for one write to the database.
REQUESTS_LEASED: Final = 20
MINUTE_SECONDS: Final = 60
# An entry has 64 KiB at the most; JSON may spell a letter in six bytes where canonical JSON has two.
BODY_BYTES_MAX: Final = 256 * 1024
IDEMPOTENCY_CHARACTERS_MAX: Final = 64
# How long a refused use is kept; what was done is kept for good.
REFUSED_USES_DAYS: Final = 31
USES_SHOWN_MAX: Final = 50
PAGES_MAX: Final = 100_000

assert ACTS_A_MINUTE_MAX < REQUESTS_A_MINUTE_MAX, "or acts would not be the rarer ones"
assert REQUESTS_A_MINUTE_MAX % REQUESTS_LEASED == 0, "or the last of a minute's number could not be taken"
