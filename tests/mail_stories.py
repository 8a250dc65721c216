"""Letters that tests begin with."""

from sqlmodel import select

from joint_account.database import reading, unit_of_work
from joint_account.mail.models import Letter
from joint_account.mail.outbox import queue

LINK = "https://account.example.com/invitation/77.Q2F0cyBhcmUgbGlxdWlk-_x4"
VALUES = {
    "confirm_address": {"link": LINK, "days": "7"},
    "invitation": {
        "inviter": "Olga Berger",
        "account": "Kettle & Co",
        "role": "manager",
        "country": "FR",
        "message": "Salut Marie,\nhere is the way in.",
        "link": LINK,
        "until": "2026-12-01T14:05:00+00:00",
    },
    "accepted": {"member": "Marie Laurent", "role": "viewer", "link": LINK},
    "declined": {"member": "Marie Laurent", "link": LINK},
    "revoked": {"inviter": "Olga Berger", "account": "Kettle & Co"},
    "reset_password": {"link": LINK, "minutes": "30"},
    "password_changed": {"link": LINK},
    "passkey_added": {"passkey": "Chrome on Linux", "link": LINK},
    "passkey_removed": {"passkey": "Chrome on Linux", "link": LINK},
    "authenticator_added": {"link": LINK},
    "authenticator_removed": {"link": LINK},
    "recovery_codes_made": {"link": LINK},
    "recovery_code_used": {"left": "9", "link": LINK},
    "provider_linked": {"provider": "Acme", "link": LINK},
    "provider_unlinked": {"provider": "Acme", "link": LINK},
    "change_email": {"new": "marie@new.example", "link": LINK, "hours": "24"},
    "email_changed": {"new": "marie@new.example"},
    "consent_ends": {"region": "Far East", "link": LINK, "until": "2026-12-01T14:05:00+00:00"},
    "welcome": {"account": "Kettle & Co", "link": LINK},
}
VALUES["reminder"] = VALUES["invitation"]


async def a_letter(kind="invitation", **different):
    """Queues a letter to Marie and returns its row."""
    letter = {"to": "marie@example.com", "to_name": "Marie Laurent", "language": "en", "joint_account_id": 5, "about": 7}
    async with unit_of_work() as work:
        queue(work, kind, **{**letter, **VALUES[kind], **different})
    return (await letters())[-1]


async def letters():
    """Every letter there is, oldest first."""
    async with reading() as session:
        return list((await session.exec(select(Letter).order_by(Letter.queued_at))).all())


async def only_letter():
    """The one letter there is."""
    (letter,) = await letters()
    return letter
