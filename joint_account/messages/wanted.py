"""What the form that connects a mailbox was filled in with, held to what it must be before any server is asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from joint_account.mail.transport import Security, Server
from joint_account.messages.imap import Account
from joint_account.messages.refusals import MailboxRefused
from joint_account.settings import LOOPBACK
from joint_account.stores.marketplaces import marketplaces

_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?", re.ASCII)
_ADDRESS = re.compile(r"[^\s\x00-\x1f()<>\[\]:;@\\,\"]{1,64}@[A-Za-z0-9.-]{1,253}", re.ASCII)
_LONGEST = 1000


@dataclass(frozen=True)
class Wanted:
    """A mailbox that somebody wants to connect."""

    stores: tuple[str, ...]
    imap: Account
    smtp: Server
    trusted_server: str


def wanted(
    *,
    stores: Sequence[str],
    imap_host: str,
    imap_port: str,
    imap_user: str,
    imap_password: str,
    smtp_host: str,
    smtp_port: str,
    smtp_user: str,
    smtp_password: str,
    from_address: str,
    security: str,
    trusted_server: str,
) -> Wanted:
    """The fields of the form, as typed.

    Raises:
        MailboxRefused: one of them cannot be used; the sentence names it by its label.
    """
    if not stores or not set(stores) <= marketplaces().keys():
        raise MailboxRefused("Stores: choose at least one store whose buyers write to this mailbox.")
    if security not in list(Security):
        raise MailboxRefused("Security: choose TLS, STARTTLS or None.")
    hosts = {
        "IMAP server": imap_host.strip(),
        "SMTP server": smtp_host.strip(),
        "Trusted receiving server": trusted_server.strip(),
    }
    for label, host in hosts.items():
        if not _HOST.fullmatch(host):
            raise MailboxRefused(f"{label}: enter a name such as mail.example.com.")
    for label, port in {"IMAP port": imap_port, "SMTP port": smtp_port}.items():
        if not (port.strip().isascii() and port.strip().isdecimal() and 0 < int(port[:6]) < 65536):
            raise MailboxRefused(f"{label}: enter a number from 1 to 65535.")
    if security == Security.NONE and not {imap_host.strip().lower(), smtp_host.strip().lower()} <= LOOPBACK:
        raise MailboxRefused("Security: None is for servers on this machine only. Choose TLS or STARTTLS.")
    if not imap_user.strip() or not imap_password:
        raise MailboxRefused("IMAP user and IMAP password: both are needed to read the mailbox.")
    if any(
        "\n" in one or "\r" in one or "\0" in one or len(one) > _LONGEST
        for one in (imap_user, imap_password, smtp_user, smtp_password)
    ):
        raise MailboxRefused("Users and passwords: one line of at most 1,000 characters each.")
    if not _ADDRESS.fullmatch(from_address.strip()):
        raise MailboxRefused("From address: enter one e-mail address, the one that Amazon knows you by.")
    how, sender = Security(security), from_address.strip()
    user = smtp_user.strip()
    return Wanted(
        stores=tuple(sorted(set(stores))),
        imap=Account(hosts["IMAP server"], int(imap_port), imap_user.strip(), imap_password, how),
        smtp=Server(hosts["SMTP server"], int(smtp_port), user, smtp_password if user else "", how, sender),
        trusted_server=hosts["Trusted receiving server"].lower(),
    )
