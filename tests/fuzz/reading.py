"""Where the corpus is kept, and what one reading may take."""

from pathlib import Path
from typing import Final

CORPUS: Final = Path(__file__).parent / "corpus"
# A file of it is read by people, too.
KEPT_BYTES_MAX: Final = 32 * 1024
# Under the instrument, for bytes of this length.
SECONDS_MAX: Final = 20
