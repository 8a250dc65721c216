"""One mailbox over IMAP, as a thread sees it: every call here blocks, and none of them changes anything in the mailbox.

The folder is opened with EXAMINE, and mail is read by BODY.PEEK: nothing is deleted, moved or marked as seen (RFC 3501,
6.3.2 and 6.4.5). Headers come first; what is not a buyer's message is never fetched.
"""

import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from imaplib import IMAP4, Internaldate2tuple
from time import mktime

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from joint_account.mail.transport import Security

SECONDS = 20.0
"""How long a server may take for one answer."""
HEADS_AT_ONCE = 50
LARGEST = 30_000_000
"""Bytes of a mail that are fetched: Amazon lets buyers attach 10 MB, which is 14 MB on the wire."""
FIRST_LOOK = timedelta(days=30)
"""How far back a mailbox is read when it is new, or counts its mail anew."""

ImapTrouble = (ImapToolsError, IMAP4.error, OSError)
_FACTS = re.compile(rb"UID (\d+)|RFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class Account:
    """Where a mailbox is, and how one gets in."""

    host: str
    port: int
    user: str
    password: str
    security: Security


@dataclass(frozen=True)
class Head:
    """A mail's header, and where it is."""

    uid: int
    arrived: datetime
    size: int
    header: bytes


class Inbox:
    """The INBOX of an account, open for reading.

    Raises:
        ImapToolsError, imaplib.IMAP4.error, OSError: the server is not there, or refuses.
    """

    def __init__(self, account: Account) -> None:
        self.box = _connected(account)
        self.box.login(account.user, account.password, initial_folder=None)
        self.open()

    def open(self) -> None:
        """Looks anew at the folder: mail that came since is there then."""
        self.box.folder.set("INBOX", readonly=True)
        said = self.box.client.response("UIDVALIDITY")[1]
        self.uid_validity = int((said or [b"0"])[-1] or 0)

    def heads_after(self, uid: int) -> Iterator[Head]:
        """The header of each mail above a UID, upwards; from the last 30 days only when `uid` is 0."""
        since = (datetime.now(UTC) - FIRST_LOOK).strftime("%d-%b-%Y")
        found = self._uids(f"UID {uid + 1}:*" if uid else f"SINCE {since}")
        wanted = sorted(one for one in found if one > uid)
        for start in range(0, len(wanted), HEADS_AT_ONCE):
            yield from self._heads(wanted[start : start + HEADS_AT_ONCE])

    def whole(self, head: Head) -> bytes:
        """A mail as it came; the first part of one that is too large, and its header when it is gone by now."""
        part = "BODY.PEEK[]" if head.size <= LARGEST else f"BODY.PEEK[]<0.{LARGEST}>"
        literals = [one for one in self._fetch(str(head.uid), f"(UID {part})") if isinstance(one, tuple)]
        return literals[0][1] if literals else head.header

    def wait(self, seconds: float, sleep: Callable[[float], object]) -> None:
        """Returns when there may be new mail: by IDLE (RFC 2177) where the server has it, after `seconds` at the latest."""
        if "IDLE" in self.box.client.capabilities:
            self.box.idle.wait(timeout=seconds)
        else:
            sleep(min(seconds, 15.0))
            self.box.client.noop()

    def close(self) -> None:
        """Leaves; whoever waits in another thread is woken by it."""
        with suppress(*ImapTrouble, AttributeError):
            self.box.client.sock.shutdown(socket.SHUT_RDWR)
        with suppress(*ImapTrouble, AttributeError):
            self.box.client.shutdown()

    def _uids(self, criteria: str) -> list[int]:
        kind, data = self.box.client.uid("SEARCH", criteria)
        if kind != "OK":
            raise IMAP4.error("SEARCH was refused")
        return [int(one) for one in b" ".join(one for one in data if one).split()]

    def _fetch(self, uids: str, parts: str) -> list:
        kind, data = self.box.client.uid("FETCH", uids, parts)
        if kind != "OK":
            raise IMAP4.error("FETCH was refused")
        return data

    def _heads(self, uids: list[int]) -> Iterator[Head]:
        data = self._fetch(",".join(map(str, uids)), "(UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])")
        heads = []
        for number, one in enumerate(data):
            if not isinstance(one, tuple):
                continue
            after = data[number + 1] if number + 1 < len(data) and isinstance(data[number + 1], bytes) else b""
            said = one[0] + b" " + after
            facts = [int(first or second) for first, second in _FACTS.findall(said)]
            uid = next((int(first) for first, _ in _FACTS.findall(said) if first), 0)
            heads.append(Head(uid, _arrived(said), max(facts, default=0) if len(facts) > 1 else 0, one[1]))
        yield from sorted(heads, key=lambda head: head.uid)


def in_words(error: Exception, account: Account) -> str:
    """What is wrong with an IMAP server, as a sentence."""
    there = f"the IMAP server at {account.host}, port {account.port}"
    causes = [error, error.__cause__, error.__context__]
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in causes):
        return f"The certificate of {there} is not trusted."
    if any(isinstance(one, ssl.SSLError) for one in causes):
        return f"Nobody speaks TLS at {there}. Try STARTTLS, or another port: 993 for TLS, 143 for STARTTLS."
    if isinstance(error, socket.gaierror):
        return f"There is no server called {account.host}. Check IMAP server."
    if isinstance(error, TimeoutError):
        return f"{there[0].upper()}{there[1:]} did not answer in time."
    if isinstance(error, OSError):
        return f"Nobody answers at {account.host}, port {account.port}. Check IMAP server and IMAP port."
    if "STARTTLS" in str(error).upper():
        return f"{there[0].upper()}{there[1:]} offers no encryption."
    if "Login" in type(error).__name__ or "AUTH" in str(error).upper():
        return (
            f"{there[0].upper()}{there[1:]} refused the log-in. Check IMAP user and IMAP password: "
            "many providers want an app password."
        )
    return f"{there[0].upper()}{there[1:]} does not do what it is asked."


def _connected(account: Account) -> BaseMailBox:
    match account.security:
        case Security.TLS:
            return MailBox(account.host, account.port, timeout=SECONDS, ssl_context=ssl.create_default_context())
        case Security.STARTTLS:
            return MailBoxStartTls(account.host, account.port, timeout=SECONDS, ssl_context=ssl.create_default_context())
    return MailBoxUnencrypted(account.host, account.port, timeout=SECONDS)


def _arrived(said: bytes) -> datetime:
    local = Internaldate2tuple(said)
    return datetime.fromtimestamp(mktime(local), UTC) if local else datetime.now(UTC)
