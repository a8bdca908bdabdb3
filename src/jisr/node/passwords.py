"""What is asked of a password, where the words of Django's own catalogues are not in all of a node's languages."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """So many characters at least."""

    def get_error_message(self) -> str:
        """Say how many."""
        words = ngettext(
            "This password is too short: it must have at least %(count)s character.",
            "This password is too short: it must have at least %(count)s characters.",
            self.min_length,
        )
        return words % {"count": self.min_length}
