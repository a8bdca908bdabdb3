"""What commands say in a process of their own, in a language."""

import os

from tests.nodes.started import run_command


def said(*arguments: str, language: str = "en", code: int | None = 0, seconds_max: int = 60) -> str:
    """Run a command that needs no node; give what it said, on both streams. `code` None: however it ends."""
    environment = {"PATH": os.environ["PATH"], "COLUMNS": "200", "LANGUAGE": language}
    done = run_command("commands", *arguments, environment=environment, seconds_max=seconds_max)
    assert code is None or done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr
