"""Whose certificates this node trusts when it calls another: the public authorities', and one's own by `ca_file`."""

import ssl

from jisr.base import N_, JisrError, Phrase
from jisr.node.home import Home

NO_CERTIFICATE = N_("it holds no certificate in PEM")


class CertificatesAmiss(JisrError):
    """The file of certificates that node.toml names cannot be used."""

    advice = N_(
        "Let `ca_file` in node.toml name a file of certificates in PEM that the node's account can read, or take the"
        " line out."
    )


def trusted(home: Home) -> ssl.SSLContext:
    """Give what a call over TLS is held against; raises CertificatesAmiss where node.toml names no such file."""
    import httpx  # only who asks needs a client; a node answers a moment sooner without it

    context = httpx.create_ssl_context(trust_env=False)
    if home.ca_file is not None:
        try:
            context.load_verify_locations(cafile=home.ca_file)
        except OSError as error:
            # OpenSSL says of a file without certificates where in its own source it found none.
            because = Phrase(NO_CERTIFICATE) if isinstance(error, ssl.SSLError) else error.strerror
            raise CertificatesAmiss("ca_file %(file)s: %(because)s", file=home.ca_file, because=because) from error
    return context


__all__ = ["CertificatesAmiss", "trusted"]
