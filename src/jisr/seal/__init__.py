"""Sealed content: what only the authorities named can read, and everybody can be held to (protocol 7.1).

Bytes and values in, bytes and values out. Keys and salts are handed in; only the age format takes chance of its
own. Nothing is kept here, and nothing is known of acts: a place is what the commitment names.
"""

from jisr.seal.attachment import Attached, chunks_of, read_attached, safe_name, write_attached
from jisr.seal.blob import open_blob, open_with_salt, salt_and_content, seal, seal_blob
from jisr.seal.commitment import Place, commitment
from jisr.seal.errors import MalformedKey, NotOpened, NotUnsealed
from jisr.seal.keys import Identity, Recipient, new_identity, read_identities, read_recipient, write_identities
from jisr.seal.kinds import HEAD_BYTES, Kind, kind_of, name_as
from jisr.seal.rest import REST_KEY_BYTES, REST_NONCE_BYTES, is_wrapped, unwrap, wrap
from jisr.seal.streamed import Sink, Source, seal_stream, unseal_stream
from jisr.seal.values import read_value, write_value

__all__ = [
    "HEAD_BYTES",
    "REST_KEY_BYTES",
    "REST_NONCE_BYTES",
    "Attached",
    "Identity",
    "Kind",
    "MalformedKey",
    "NotOpened",
    "NotUnsealed",
    "Place",
    "Recipient",
    "Sink",
    "Source",
    "chunks_of",
    "commitment",
    "is_wrapped",
    "kind_of",
    "name_as",
    "new_identity",
    "open_blob",
    "open_with_salt",
    "read_attached",
    "read_identities",
    "read_recipient",
    "read_value",
    "safe_name",
    "salt_and_content",
    "seal",
    "seal_blob",
    "seal_stream",
    "unseal_stream",
    "unwrap",
    "wrap",
    "write_attached",
    "write_identities",
    "write_value",
]
