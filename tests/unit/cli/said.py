"""What commands say in a process of their own, in a language."""

import os
import subprocess
import sys


def said(*arguments: str, language: str = "en", code: int = 0) -> str:
    """Run a command that needs no node; give what it said, on both streams."""
    done = subprocess.run(
        [sys.executable, "-c", "from jisr.cli import main; main()", *arguments],
        env={"PATH": os.environ["PATH"], "COLUMNS": "200", "LANGUAGE": language},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr
