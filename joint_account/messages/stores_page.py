"""The Stores page with its mailboxes: the room of stores knows nothing of messages."""

import reflex as rx

from joint_account.messages.mailbox_section import mailbox_section
from joint_account.stores.stores_page import stores_page


def stores_and_mailboxes() -> rx.Component:
    """The stores, and below them where buyers' messages come in."""
    return rx.fragment(stores_page(), mailbox_section())
