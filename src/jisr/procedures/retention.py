"""How long what is sealed is kept after closing, by procedure; packs keep what their procedure keeps."""

import tomllib
from importlib.resources import files

from jisr.rules import Retention


def retention_of(procedure: str) -> Retention:
    """Give the stated length; a length without its source is none."""
    kept = tomllib.loads(files("jisr.procedures").joinpath("retention.toml").read_text("utf-8"))[procedure]
    if not kept.get("source"):
        raise ValueError(f"retention of {procedure}: a length without a source")
    return Retention(months=kept["months"], source=kept["source"])


def shows_readings_of(procedure: str) -> tuple[str, ...]:
    """Give the mandates of those who represent the person, and so see who has read what is sealed."""
    kept = tomllib.loads(files("jisr.procedures").joinpath("retention.toml").read_text("utf-8"))[procedure]
    return tuple(kept["shows_readings"])


__all__ = ["retention_of", "shows_readings_of"]
