"""Every limit there is, in the words of `limits`.

Who is counted stands in the name: an address is one of IPv4 or a /64 of IPv6, behind which a whole office may be.
What only failures count for costs a person nothing who knows the password or holds a link of ours.
"""

from enum import StrEnum


class Try(StrEnum):
    """What is counted, and for whom. The value is the name in the log."""

    LOG_IN = "log-in, a known browser"
    LOG_IN_ACCOUNT = "log-in, other browsers"
    LOG_IN_ADDRESS = "log-in, address"
    PASSWORD = "password, session"  # noqa: S105
    CODE = "code of a second factor, person"
    PASSKEY_ADDRESS = "passkey, address"
    QUESTION_ADDRESS = "questions to passkeys, address"
    REGISTER_ADDRESS = "registering, address"
    RESET_PERSON = "reset, person"
    RESET_ADDRESS = "reset, address"
    ADDRESS_LINK = "address link, person"
    CHANGE_EMAIL = "change of address, person"
    INVITE_PERSON = "invitations, person"
    INVITE_ACCOUNT = "invitations, joint account"
    LINK_ADDRESS = "links, address"
    IMPORT = "imports, person"
    NOTE = "notes, person"
    EXPORT = "exports, person"
    PROVIDER_ADDRESS = "provider, address"
    CONNECT = "connections, person"
    ANSWER = "replies and notes, person"
    DEMO_ADDRESS = "demos, address"
    SOCKET_EVENT = "events, socket"
    ADDRESS_EVENT = "events, address"
    ADDRESS_SOCKET = "sockets, address"


LIMITS = {
    # Only failures count. Who knows an address can use up what browsers share that never logged in to its account;
    # the owner's own browsers, a passkey, a provider and the mailed reset are counted apart from that.
    Try.LOG_IN: "10 per 15 minutes; 100 per day",
    Try.LOG_IN_ACCOUNT: "10 per 15 minutes; 100 per day",
    Try.LOG_IN_ADDRESS: "60 per 15 minutes; 600 per day",
    Try.PASSWORD: "10 per 15 minutes",
    # Six digits, three of which are good at a time: a day of trying finds one of them in 1,000 (RFC 6238, 5.2).
    Try.CODE: "5 per 15 minutes; 30 per day",
    Try.PASSKEY_ADDRESS: "60 per 15 minutes",
    Try.LINK_ADDRESS: "60 per 15 minutes",
    # The log-in page asks one by itself, each time that it opens.
    Try.QUESTION_ADDRESS: "600 per 15 minutes",
    # Each of these costs a mail, an account, a call or a copy of the demo, so each counts.
    Try.REGISTER_ADDRESS: "40 per hour",
    # As long as a link lasts: whoever uses this up has mailed the owner a link that is still good.
    Try.RESET_PERSON: "3 per 30 minutes",
    Try.RESET_ADDRESS: "40 per hour",
    Try.ADDRESS_LINK: "5 per hour",
    Try.CHANGE_EMAIL: "5 per hour",
    Try.INVITE_PERSON: "120 per hour; 600 per day",
    Try.INVITE_ACCOUNT: "240 per hour; 1200 per day",
    Try.IMPORT: "600 per hour",
    Try.NOTE: "120 per hour",
    # Each may read a million orders.
    Try.EXPORT: "60 per hour",
    Try.PROVIDER_ADDRESS: "100 per 15 minutes",
    Try.CONNECT: "60 per hour",
    # One every six seconds: nobody writes faster, and Amazon blocks who floods its buyers.
    Try.ANSWER: "600 per hour",
    Try.DEMO_ADDRESS: "30 per hour; 100 per day",
    # A page sends a handful when it opens, and one for each thing that its person does.
    Try.SOCKET_EVENT: "200 per 10 seconds",
    Try.ADDRESS_EVENT: "1500 per 10 seconds",
    # Each leaves a page's state behind, some 200 KB for an hour.
    Try.ADDRESS_SOCKET: "450 per minute; 3000 per hour",
}

LOCAL = frozenset({Try.SOCKET_EVENT, Try.ADDRESS_EVENT, Try.ADDRESS_SOCKET})
"""Counted by each process for itself: it is its own time that they would use up, and asking Redis would cost more."""
