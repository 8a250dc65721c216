"""Every table of every room, for migrations and for the tests that hold promises on the schema."""

from typing import Any

from sqlalchemy import Column
from sqlmodel import SQLModel

import joint_account.audit.models
import joint_account.database.changes
import joint_account.identity.models
import joint_account.mail.models
import joint_account.messages.models
import joint_account.reconciliation.models
import joint_account.registration.models
import joint_account.sales.models
import joint_account.sales.note_models
import joint_account.sales.search_models
import joint_account.sales.settlement_models
import joint_account.stores.amazon.models
import joint_account.stores.models
import joint_account.stores.reported.models
import joint_account.sync.models
from joint_account.messages.models import PASSWORDS, TEXTS
from joint_account.sealing import WITHIN
from joint_account.stores.amazon.models import SEALED_FOR

METADATA = SQLModel.metadata
GLOBAL_TABLES = frozenset(
    {
        *("person", "login_session", "passkey", "authenticator", "recovery_code", "provider_identity"),
        *("address_link", "reset_link", "email_change", "spent_state"),
        "store_claim",
    }
)
"""Tables that belong to people and not to a joint account; and one that says whose a store is, over all of them."""

SEALED: dict[Column[Any], str] = {
    METADATA.tables["letter"].c.sealed: "letter",
    METADATA.tables["authenticator"].c.secret: "authenticator",
    METADATA.tables["amazon_connection"].c.refresh_token: f"{WITHIN}{SEALED_FOR}",
    METADATA.tables["mailbox"].c.imap_password: f"{WITHIN}{PASSWORDS}",
    METADATA.tables["mailbox"].c.smtp_password: f"{WITHIN}{PASSWORDS}",
    **{METADATA.tables["buyer_thread"].c[name]: f"{WITHIN}{TEXTS}" for name in ("buyer", "subject", "last_line")},
    **{METADATA.tables["buyer_message"].c[name]: f"{WITHIN}{TEXTS}" for name in ("text", "files", "raw")},
    METADATA.tables["reply_draft"].c.text: f"{WITHIN}{TEXTS}",
}
"""Columns that hold what is sealed, with the purpose it is sealed for: `reseal` walks them."""

__all__ = ["GLOBAL_TABLES", "METADATA", "SEALED", "joint_account"]
