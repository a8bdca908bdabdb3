"""The digests of what is shipped stand beside; each is that of its procedure, and none is lacking."""

from jisr.node.stock import STOCK, WRITTEN, digest_of
from jisr.procedures import PROCEDURES
from jisr.rules import procedure_digest
from tests.welfare import WELFARE
from tools.digests import digests


def test_each_is_that_of_its_procedure() -> None:
    """After a change of a procedure: `make digests`."""
    assert WRITTEN.read_text("utf-8") == digests()
    for each in PROCEDURES.values():
        assert digest_of(each) == procedure_digest(each)
        assert STOCK[procedure_digest(each)] == each


def test_what_is_not_named_there_is_worked_out() -> None:
    assert digest_of(WELFARE) == procedure_digest(WELFARE)
