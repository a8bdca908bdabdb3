"""Hold the share of branches that the tests took: `python tools/branches.py LEAST FILE.json` (coverage's own report).

Coverage can ask for a share of lines and branches together only; lines are easy, and hide branches.
"""

import json
import sys
from pathlib import Path


def main(least: str, report: str) -> int:
    """Print the shares; 1 if too few branches were taken, or none were measured."""
    totals = json.loads(Path(report).read_text("utf-8"))["totals"]
    taken, of = totals["covered_branches"], totals["num_branches"]
    share = 100 * taken / of if of else 0
    print(f"{share:.1f} % of {of} branches, {totals['percent_statements_covered']:.1f} % of lines")  # noqa: T201  # what it is for
    return 0 if share >= float(least) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
