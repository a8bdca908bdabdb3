"""The script that every bundle carries, as text: it is handed out, and imported by nothing of jisr."""

import hashlib
from functools import cache
from pathlib import Path


@cache
def script_bytes() -> bytes:
    """Give the script as it is put into bundles: package data, the same for every bundle of this version."""
    return (Path(__file__).parent / "verify.py").read_bytes()


@cache
def script_digest() -> str:
    """Give its SHA-256 in hexadecimal, by which a reader compares a script with one from elsewhere."""
    return hashlib.sha256(script_bytes()).hexdigest()


__all__ = ["script_bytes", "script_digest"]
