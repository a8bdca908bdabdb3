"""How long somebody has to wait, in words."""

from django.utils.translation import ngettext

MINUTE_SECONDS = 60


def wait_said(seconds: int) -> str:
    """Say that too many tries have failed, and when the next is possible."""
    if seconds < MINUTE_SECONDS:
        words = ngettext(
            "Too many tries have failed. Wait %(count)s second, then try once more.",
            "Too many tries have failed. Wait %(count)s seconds, then try once more.",
            seconds,
        )
        return words % {"count": seconds}
    minutes = -(-seconds // MINUTE_SECONDS)
    words = ngettext(
        "Too many tries have failed. Wait %(count)s minute, then try once more.",
        "Too many tries have failed. Wait %(count)s minutes, then try once more.",
        minutes,
    )
    return words % {"count": minutes}
