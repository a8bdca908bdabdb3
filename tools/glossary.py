"""Whether the words that the catalogues are held to are those of the domain's glossary: `make glossary`.

The glossary lies beside the project, not in it, so no test can count on it. To be run whenever either has changed.
"""

import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

PROJECT: Final = Path(__file__).resolve().parents[1]
TERMS: Final = PROJECT / "tests" / "unit" / "locale" / "terms.toml"
GLOSSARY: Final = PROJECT.parent / "shared" / "domain" / "glossary.md"
COLUMNS: Final = ("en", "fr", "es", "ar", "nl")


def unlike_glossary(terms: Mapping[str, Mapping[str, Any]], glossary: str) -> list[str]:
    """Say which terms have a pattern that is not met in their row of the glossary, or name a row that is not there."""
    known = dict(re.findall(r"^\| (g\d\d) \|(.*)\|$", glossary, re.MULTILINE))
    found = []
    for name, row in terms.items():
        if "glossary" not in row:
            continue
        words = dict(zip(COLUMNS, known.get(row["glossary"], "").split("|"), strict=False))
        for language in COLUMNS:
            pattern = row[language].replace(r"\bthe minutes\b", r"\bminutes\b")
            said = re.sub(r" ?\([^)]*\)", "", words.get(language, "")).strip()
            if not re.search(pattern, said, re.IGNORECASE):
                found.append(f"{name} {language}: {said or 'no such row'}")
    return found


def main() -> int:
    """Say what differs."""
    if not GLOSSARY.is_file():
        sys.stderr.write(f"{GLOSSARY} is not there: nothing was compared.\n")
        return 1
    found = unlike_glossary(tomllib.loads(TERMS.read_text("utf-8")), GLOSSARY.read_text("utf-8"))
    sys.stdout.writelines(f"{each}\n" for each in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
