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
# Witnesses of a framework: each has to cosign before a period on all can end.
WITNESSES_MAX: Final = 8
# A witness is asked this long after its last cosignature at the earliest; what it answers is a few lines.
WITNESS_SECONDS_MIN: Final = 60
WITNESS_ANSWER_BYTES_MAX: Final = 4_096
# What a witness reads of a request: a size, hashes of a proof (a line each), a head; of each log it keeps so many
# heads that do not follow from what it has cosigned.
SUBMISSION_BYTES_MAX: Final = 64 * 1024
PROOF_LINES_MAX: Final = 63
WITNESS_EVIDENCE_MAX: Final = 100
# A signer on a machine apart: a line that is asked or answered, keys that it holds, what it keeps of a log that did not
# fit, and how much it signs at most, whoever asks.
SIGNER_LINE_BYTES_MAX: Final = 16 * 1024
SIGNER_KEYS_MAX: Final = 100
SIGNER_ODD_MAX: Final = 100
SIGNATURES_A_SECOND_MAX: Final = 50
HEARTBEAT_SECONDS: Final = 3_600
WINDOW_HOURS_DEFAULT: Final = 4
TEXT_CHARACTERS_MAX: Final = 10_000
CODES_MAX: Final = 64
TEXT_BYTES_MAX: Final = 512 * 1024
FILES_BYTES_MAX: Final = 2 * 1024 * 1024
# What is sealed: a piece of content, its salt, the blob with its stanzas of keys (7.1).
CHUNK_BYTES_MAX: Final = 1024 * 1024
SALT_BYTES: Final = 32
BLOB_BYTES_MAX: Final = CHUNK_BYTES_MAX + 64 * 1024
# The greatest file that one act can commit to, in pieces of a chunk each and one for its name.
ATTACHMENT_BYTES_MAX: Final = 1024 * 1024 * 1024
ATTACHMENT_CHUNKS_MAX: Final = 1 + ATTACHMENT_BYTES_MAX // CHUNK_BYTES_MAX
ATTACHMENT_NAME_CHARACTERS_MAX: Final = 100
# Files that an officer has given for forms which are not sent yet, and how long they wait for that.
ATTACHMENTS_WAITING_MAX: Final = 8
ATTACHMENT_WAITING_SECONDS: Final = 8 * 3600
# Below this much room on the disk no more pieces of files are asked for.
FREE_BYTES_MIN: Final = 512 * 1024 * 1024
# What a page shows of a file at most: text beside it, and pictures by themselves.
PREVIEW_TEXT_BYTES_MAX: Final = 256 * 1024
PREVIEW_PICTURE_BYTES_MAX: Final = 16 * 1024 * 1024
# Blobs of one message before base64, counted apart from all else in it (8.4); commitments that it asks for.
SEALED_BYTES_MAX: Final = 4 * 1024 * 1024
WANTED_BLOBS_MAX: Final = 256
# A message with its blobs in base64, their names and what separates them, before it is read.
MESSAGE_WHOLE_BYTES_MAX: Final = MESSAGE_BYTES_MAX + 6 * 1024 * 1024
# Blobs that one entry says were opened, or could not be.
RECEIPTS_MAX: Final = 256
# After this time a blob that could not be opened is asked for once more.
UNOPENED_SECONDS: Final = 86_400
# Protective entries ahead of their turn that one message carries, and what they hold; those kept of one log.
URGENT_MAX: Final = 64
URGENT_BYTES_MAX: Final = 512 * 1024
AHEAD_ROWS_MAX: Final = 1_000
# Entries of one party that are taken in on one day, where its manifest states no other number (12.16):
# a hundred officers who do twenty acts an hour for ten hours; at the mean size 14 MiB a day, at the greatest 1.2 GiB.
DAY_ENTRIES_DEFAULT: Final = 20_000
# Below this the acks of ordinary days would be held.
DAY_ENTRIES_MIN: Final = 100
# Times that one party's log can be ended and go on, and the words that say why (12.27).
GENERATIONS_MAX: Final = 100
REASON_CHARACTERS_MAX: Final = 1_000
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
# The time that the solver has for one question of a proof; no answer is no proof.
PROOF_SECONDS_MAX: Final = 20
# Acts of the longest story that is looked for where a proof fails, and states that are looked at for one story.
STORY_ACTS_MAX: Final = 60
STORY_STATES_MAX: Final = 600
# Steps within which the shortest story is looked for exactly.
STORY_STEPS_EXACT: Final = 6
# Kinds of things of one item that are told apart: more, and a procedure is not proved.
PATTERNS_MAX: Final = 64

assert ENTRY_BYTES_MAX < MESSAGE_BYTES_MAX, "or an entry could never be sent"
assert TEXT_BYTES_MAX < FILES_BYTES_MAX < MESSAGE_BYTES_MAX // 2, "or a text could never be sent"
assert MESSAGE_ENTRIES_MAX < DAY_ENTRIES_DEFAULT, "or an ordinary message could be held"
assert TEXT_CHARACTERS_MAX * 4 < ENTRY_BYTES_MAX, "or a text field could never be written"
assert BLOB_BYTES_MAX <= SEALED_BYTES_MAX, "or a blob could never be sent"
assert SEALED_BYTES_MAX * 4 // 3 < MESSAGE_WHOLE_BYTES_MAX - MESSAGE_BYTES_MAX, "or a full message would be too long"
assert TEXT_CHARACTERS_MAX * 6 < CHUNK_BYTES_MAX, "or a text could not be sealed in one piece"
assert ATTACHMENT_CHUNKS_MAX * 48 < ENTRY_BYTES_MAX * 4 // 5, "or no act could commit to the greatest file"
assert RECEIPTS_MAX * 48 < ENTRY_BYTES_MAX // 4, "or receipts would leave an act no room"
