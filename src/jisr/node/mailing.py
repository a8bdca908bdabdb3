"""Handing one e-mail over to the mail server, and saying precisely what failed."""

import smtplib
import socket
import ssl
from email.utils import formatdate

from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from jisr.base import N_, JisrError, Phrase
from jisr.node.home import Home
from jisr.node.letters import Letter
from jisr.node.trust import CertificatesAmiss, trusted

# For each step of the conversation; a server that says nothing for so long is down.
STEP_SECONDS_MAX = 20


class MailTrouble(JisrError):
    """An e-mail was not taken; it stays in the outbox."""

    advice = N_("It is tried again by itself, at least hourly. `jisr notice test` shows whether it was mended.")
    # Whether the server as a whole is out of reach, so that no other mail need be tried now.
    is_server = True


class MailUnset(MailTrouble):
    """node.toml names no mail server."""

    advice = N_("Write [mail] with host, port, tls and sender into node.toml, and start the node again.")


class AddressRefused(MailTrouble):
    """The server took the node's word, but not this address."""

    advice = N_("Compare the address; the mail server may say more in its own log. It is tried again hourly.")
    is_server = False


class _Backend(EmailBackend):
    """Django's, trusting what this node trusts."""

    context: ssl.SSLContext

    @property
    def ssl_context(self) -> ssl.SSLContext:
        return self.context


def hand_over(home: Home, letter: Letter, *, to: str, message: str) -> None:
    """Hand an e-mail over; raises MailTrouble, with the step at which it failed."""
    server = home.notifying.mail
    if server is None:
        raise MailUnset(N_("no mail server is named in node.toml"))
    where = f"{server.host}:{server.port}"
    try:
        backend = _Backend(
            host=server.host,
            port=server.port,
            username=server.user,
            password=server.password() if server.user else "",
            use_tls=server.tls == "starttls",
            use_ssl=server.tls == "tls",
            timeout=STEP_SECONDS_MAX,
        )
        backend.context = trusted(home)
        mail = EmailMultiAlternatives(
            letter.subject,
            letter.text,
            server.sender,
            [to],
            headers={"Message-ID": message, "Date": formatdate(), "Auto-Submitted": "auto-generated"},
            connection=backend,
        )
        mail.attach_alternative(letter.html, "text/html")
        mail.send()
    except CertificatesAmiss as error:
        raise MailTrouble("%(because)s", because=error) from error
    except (OSError, ValueError) as error:
        raise trouble_of(error, where, to=to, sender=server.sender, tls=server.tls) from error


def trouble_of(error: Exception, where: str, *, to: str, sender: str, tls: str) -> MailTrouble:
    """Say at which step of the conversation an e-mail failed."""
    match error:
        case socket.gaierror():
            return MailTrouble(N_("the name of the mail server %(where)s is not known here"), where=where)
        case ConnectionRefusedError():
            return MailTrouble(N_("nobody listens at the mail server %(where)s"), where=where)
        case TimeoutError():
            words = N_("the mail server %(where)s did not answer within %(seconds)s seconds")
            return MailTrouble(words, where=where, seconds=STEP_SECONDS_MAX)
        case ssl.SSLCertVerificationError():
            words = N_("the certificate of the mail server %(where)s is not trusted: %(because)s")
            return MailTrouble(words, where=where, because=error.verify_message)
        case ssl.SSLError():
            words = N_("no TLS with the mail server %(where)s by tls = %(tls)s: %(because)s")
            return MailTrouble(words, where=where, tls=tls, because=error.reason or "")
        case smtplib.SMTPNotSupportedError():
            words = N_("the mail server %(where)s does not offer what node.toml asks for: %(because)s")
            return MailTrouble(words, where=where, because=error)
        case smtplib.SMTPAuthenticationError():
            words = N_("the mail server %(where)s refuses user and password: %(because)s")
            # Its words may be those that it was just given.
            return MailTrouble(words, where=where, because=str(error.smtp_code))
        case smtplib.SMTPSenderRefused():
            words = N_("the mail server %(where)s refuses the sender %(sender)s: %(because)s")
            return MailTrouble(words, where=where, sender=sender, because=_reply(error))
        case smtplib.SMTPRecipientsRefused():
            code, reply = next(iter(error.recipients.values()))
            because = f"{code} {reply.decode('utf-8', 'replace')}"
            words = N_("the mail server %(where)s refuses the address %(to)s: %(because)s")
            return AddressRefused(words, where=where, to=to, because=because)
        case smtplib.SMTPDataError():
            words = N_("the mail server %(where)s refuses the message: %(because)s")
            refused = AddressRefused(words, where=where, because=_reply(error))
            return refused
        case smtplib.SMTPServerDisconnected():
            return MailTrouble(N_("the mail server %(where)s has hung up"), where=where)
        case smtplib.SMTPResponseException():
            words = N_("the mail server %(where)s refuses: %(because)s")
            return MailTrouble(words, where=where, because=_reply(error))
    words = N_("the mail server %(where)s cannot be reached: %(because)s")
    return MailTrouble(words, where=where, because=Phrase("%(words)s", words=str(error)))


def _reply(error: smtplib.SMTPResponseException) -> str:
    reply = error.smtp_error
    return f"{error.smtp_code} {reply.decode('utf-8', 'replace') if isinstance(reply, bytes) else reply}"


__all__ = ["AddressRefused", "MailTrouble", "MailUnset", "hand_over", "trouble_of"]
