"""A file that opens an attestation is refused in words before anything of it is judged (`tests/nodes` judge whole ones)."""

from typing import Any

import orjson
import pytest

from jisr.bundle import Amiss, attestation
from jisr.bundle.attestation import ATTESTATION_FORMAT, AttestationAmiss, check_attestation
from tests.strategies.proofs import proof_of

SHAPED: dict[str, Any] = {
    "format": ATTESTATION_FORMAT, "act": {}, "opening": {}, "salt": "", "framework": "esp", "dossier": "ESP.1",
    "size": 1, "head": "", "manifests": [], "texts": [], "entries": [],
}  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        b"no JSON",
        b"[]",
        b"{}",
        orjson.dumps({**SHAPED, "more": 1}),
        orjson.dumps({**SHAPED, "format": "another"}),
        orjson.dumps({**SHAPED, "size": "1"}),
        orjson.dumps({**SHAPED, "size": True}),
        orjson.dumps({**SHAPED, "entries": {}}),
        orjson.dumps({**SHAPED, "texts": [1]}),
    ],
)
def test_what_is_of_another_shape_is_refused(raw: bytes) -> None:
    with pytest.raises(AttestationAmiss):
        check_attestation(raw)


def test_what_is_too_long_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attestation, "ATTESTATION_BYTES_MAX", 10)
    with pytest.raises(AttestationAmiss, match="10 bytes"):
        check_attestation(orjson.dumps(SHAPED))


def test_what_is_proved_and_is_no_act_opens_nothing() -> None:
    """A log may hold any bytes under its head: these have a number, and nothing else of an act."""
    proved = {**SHAPED, "act": proof_of(3, 7), "opening": proof_of(0, 7)}
    with pytest.raises(AttestationAmiss, match="kind"):
        check_attestation(orjson.dumps(proved))


def test_an_act_that_is_not_proved_opens_nothing() -> None:
    with pytest.raises(Amiss):
        check_attestation(orjson.dumps(SHAPED))
