"""Errors: each says what is amiss, what to do, and by which rule of the protocol."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import jisr
from jisr.base import JisrError, Malformed, MalformedId

PACKAGES = ("jisr.base", "jisr.log", "jisr.exchange", "jisr.manifest", "jisr.kernel", "jisr.rules")
PROTOCOL = Path(jisr.__path__[0]).parents[1] / "docs" / "protocol.md"


def below(kind: type[JisrError]) -> Iterator[type[JisrError]]:
    """Give every class of error below one, itself included."""
    yield kind
    for each in kind.__subclasses__():
        yield from below(each)


def load_all() -> None:
    """Import every module, so that every error is known."""
    for name in PACKAGES:
        package = importlib.import_module(name)
        for each in pkgutil.iter_modules(package.__path__, f"{name}."):
            importlib.import_module(each.name)


load_all()
KINDS = sorted({*below(JisrError)}, key=lambda each: each.__name__)
WITH_RULE = [each for each in KINDS if hasattr(each, "rule")]


@pytest.mark.parametrize("kind", WITH_RULE, ids=lambda each: each.__name__)
def test_every_rule_that_an_error_bears_is_in_the_protocol(kind: type[JisrError]) -> None:
    """Protocol 10: rule ids are listed in docs/protocol.md."""
    assert f"`rule {kind.rule}`" in PROTOCOL.read_text("utf-8")  # type: ignore[attr-defined]  # chosen by it


def test_the_protocol_lists_each_rule_once() -> None:
    """Protocol 13: each id is used for one thing only."""
    rows = [each.split("`")[1] for each in PROTOCOL.read_text("utf-8").split("\n") if each.startswith("| `rule ")]
    assert rows and len(rows) == len(set(rows))


def test_a_plain_error_has_no_remedy() -> None:
    """Empty where nothing can be done."""
    assert JisrError("so").remedy() == ""
    assert MalformedId(what="party", got="x").remedy() == ""


def test_what_was_received_is_quoted_in_part() -> None:
    """A long thing received does not fill the log of errors."""
    error = Malformed(what="text", got="x" * 10_000)
    assert len(str(error)) < 200
    assert (error.what, error.got) == ("text", "x" * 10_000)
