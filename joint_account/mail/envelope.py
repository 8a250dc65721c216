"""From words to the bytes that a mail server gets, and back. Headers are built by the standard library, never by hand."""

import email
import re
import secrets
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from email_validator import EmailNotValidError, validate_email

from joint_account.mail.plain import one_line
from joint_account.mail.wording import Wording
from joint_account.settings import settings

# Structure in an address header. Quotes would hold it, but Python 3.11 drops them when it folds a long name.
_SPECIALS = str.maketrans(dict.fromkeys('()<>[]:;@\\,."', " "))


_ONE_ADDRESS = re.compile(r"""[^\s\x00-\x1f()<>\[\]:;@\\,"]+@[^\s\x00-\x1f()<>\[\]:;@\\,"]+""")


def put_together(wording: Wording, *, to: str, to_name: str, at: datetime) -> EmailMessage:
    """The whole message, with a Message-ID that stays with it.

    Raises:
        ValueError: `to` is not one address.
    """
    sender = _address(*parseaddr(settings().mail_from))
    recipient = _address(to_name, to)
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit", utf8=not recipient.username.isascii()))
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = wording.subject
    message["Date"] = at
    message["Message-ID"] = f"<{secrets.token_hex(16)}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(wording.text, cte=_as_it_is(wording.text))
    message.add_alternative(wording.html, subtype="html")
    message["Content-Language"] = wording.language  # After the content: setting that drops every Content- header.
    return message


def taken_apart(message: bytes) -> tuple[str, str]:
    """The text and the HTML of a message that `put_together` made."""
    parsed = email.message_from_bytes(message, policy=SMTP)
    return tuple(_content(parsed, kind) for kind in ("plain", "html"))  # ty: ignore


def sender() -> str:
    """The address that bounces go to, as MAIL_FROM has it."""
    return _address(*parseaddr(settings().mail_from)).addr_spec


def _as_it_is(text: str) -> str | None:
    # An encoding would break the link's line in two on the wire; a line may have 998 characters there.
    return "7bit" if text.isascii() and max(map(len, text.split("\n"))) < 998 else None


def _content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else part.get_content().replace("\r\n", "\n")


def _address(name: str, address: str) -> Address:
    if not _ONE_ADDRESS.fullmatch(address):
        raise ValueError("a letter goes to one e-mail address")
    local, _, domain = address.rpartition("@")
    display_name = " ".join(one_line(name).translate(_SPECIALS).split())
    return Address(display_name, username=local, domain=_in_ascii(domain, address))


def _in_ascii(domain: str, address: str) -> str:
    if domain.isascii():
        return domain
    try:
        return str(validate_email(address, check_deliverability=False).ascii_domain)
    except EmailNotValidError as error:
        raise ValueError(f"not an e-mail address: {error}") from None
