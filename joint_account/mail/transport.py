"""One letter to one mail server: the one of SMTP_URL, or a joint account's own. What goes
wrong is told in words that a seller understands.
"""

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from joint_account.mail.envelope import sender
from joint_account.settings import settings

SECONDS = 15.0
"""How long one try may take, from the first packet to the server's word that it has the letter."""

_LOG_IN_CODES = {530, 534, 535, 538}


class Security(StrEnum):
    """How a connection to a mail server is encrypted. The value is what a form says."""

    TLS = "TLS"
    STARTTLS = "STARTTLS"
    NONE = "None"


@dataclass(frozen=True)
class Server:
    """A mail server, and whom it hears from us."""

    host: str
    port: int
    user: str
    """Empty: no log-in."""
    password: str
    security: Security
    sender: str
    """The address that bounces go to."""


class DeliveryFailed(Exception):
    """A try that did not succeed; `sentence` says why, and `permanent` whether trying this letter again is pointless."""

    def __init__(self, sentence: str, *, permanent: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.permanent = permanent


async def send(recipient: str, message: bytes, server: Server | None = None) -> None:
    """Hands `message` to a mail server; once this returns, the server answers for it.

    Without encryption nothing is encrypted, with it nothing goes on without a certificate that this machine
    trusts: those of the system, or of the file that the variable SSL_CERT_FILE names.

    Args:
        recipient: one address.
        message: whole, as it travels.
        server: which; that of SMTP_URL when not given.

    Raises:
        DeliveryFailed: the server does not have it, as far as we know.
    """
    to = server or our_server()
    client = _client(to)
    try:
        async with asyncio.timeout(SECONDS):
            await client.connect()
            await client.sendmail(to.sender, [recipient], message, mail_options=[] if recipient.isascii() else ["SMTPUTF8"])
        # The server has the letter: whatever happens to the good-bye must not have it sent again.
        with suppress(SMTPException, OSError):
            async with asyncio.timeout(1):
                await client.quit()
    except (SMTPException, OSError) as error:
        raise _told(error) from None
    finally:
        client.close()


async def try_out(server: Server) -> None:
    """Connects, logs in where there is a user, and leaves again without a letter.

    Raises:
        DeliveryFailed: that did not work.
    """
    client = _client(server)
    try:
        async with asyncio.timeout(SECONDS):
            await client.connect()
            await client.noop()
        with suppress(SMTPException, OSError):
            async with asyncio.timeout(1):
                await client.quit()
    except (SMTPException, OSError) as error:
        raise _told(error) from None
    finally:
        client.close()


def our_server() -> Server:
    """The server of SMTP_URL."""
    url = urlsplit(settings().smtp_url.get_secret_value())
    return Server(
        host=url.hostname or "",
        port=url.port or 0,
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        security={"smtps": Security.TLS, "smtp+starttls": Security.STARTTLS}.get(url.scheme, Security.NONE),
        sender=sender(),
    )


def _client(server: Server) -> SMTP:
    return SMTP(
        hostname=server.host,
        port=server.port or None,
        username=server.user or None,
        password=server.password or None,
        local_hostname=server.sender.rpartition("@")[2],
        # Our own limit holds for the whole try; Python 3.11's wait_for, which this would use, can lose a cancellation.
        timeout=None,
        use_tls=server.security is Security.TLS,
        start_tls=server.security is Security.STARTTLS,
    )


def _told(error: Exception) -> DeliveryFailed:
    match error:
        case SMTPRecipientsRefused():
            refusal = error.recipients[0]
            return _refused(refusal.code, refusal.message)
        case SMTPDataError():
            return _refused(error.code, error.message)
        case SMTPAuthenticationError():
            return DeliveryFailed("the mail server refused our log-in")
        case SMTPNotSupported() if "SMTPUTF8" in error.message:
            return DeliveryFailed("the mail server cannot write to this address", permanent=True)
        case SMTPResponseException() if error.code in _LOG_IN_CODES:
            return DeliveryFailed("the mail server asks for a log-in")
        case SMTPResponseException():
            return DeliveryFailed(f"the mail server does not take our mail at the moment ({error.code})")
    return DeliveryFailed(_connection_trouble(error))


def _refused(code: int, reply: str) -> DeliveryFailed:
    """What a refusal of this letter or its recipient means; only the code is believed, the rest is somebody's prose."""
    if code in _LOG_IN_CODES:
        return DeliveryFailed("the mail server asks for a log-in")
    if code < 500:
        return DeliveryFailed(f"the mail server asks us to try again later ({code})")
    status = reply.split(maxsplit=1)[0] if reply else ""
    if code == 552 or status == "5.2.2":
        return DeliveryFailed("mailbox full", permanent=True)
    if status.startswith("5.1.") or (code in {550, 551, 553} and not status.startswith("5.")):
        return DeliveryFailed("mailbox unknown", permanent=True)
    return DeliveryFailed(f"the mail server refused the letter ({code})", permanent=True)


def _connection_trouble(error: Exception) -> str:
    causes = (error, error.__cause__, error.__context__)
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return "the mail server's certificate is not trusted"
    if "AUTH" in str(error):
        return "the mail server offers no log-in"
    if "STARTTLS" in str(error):
        return "the mail server offers no encryption"
    return "the mail server did not answer"
