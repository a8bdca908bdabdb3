"""A slow model of the protocol, written from its text alone, to hold the engine against."""

from .judge import judge

__all__ = ["judge"]
