"""The digests of what is shipped stand beside; each is that of its procedure, and none is lacking."""

import subprocess
import sys

from jisr.node.stock import DIGESTS, STOCK, WRITTEN
from jisr.procedures import PROCEDURES
from jisr.rules import procedure_digest
from tests.welfare import WELFARE, shipped
from tools.digests import digests


def test_each_is_that_of_its_procedure() -> None:
    """After a change of a procedure: `make digests`."""
    assert WRITTEN.read_text("utf-8") == digests()
    assert {each.id: procedure_digest(each) for each in PROCEDURES.values()} == DIGESTS
    assert {DIGESTS[each.id]: each for each in PROCEDURES.values()} == STOCK


def test_what_is_not_named_there_is_worked_out() -> None:
    program = (
        "import tests.welfare; tests.welfare.stand_in()\n"
        "from jisr.node.stock import DIGESTS\n"
        "print(DIGESTS[tests.welfare.WELFARE.id])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()
    with shipped():
        assert said == procedure_digest(WELFARE)
