"""What Login & security shows of the person's identities at providers."""

from dataclasses import dataclass

import reflex as rx

from joint_account.identity.gate import open_to, own_settings
from joint_account.identity.http import answer_to
from joint_account.identity.linking import identities_of
from joint_account.identity.models import ProviderIdentity
from joint_account.identity.sessions import acting
from joint_account.settings import settings
from joint_account.ui.numbers import clock


@dataclass(frozen=True)
class IdentityRow:
    """An identity that opens the account."""

    id: str
    label: str
    email: str
    since: str


class ProvidersState(rx.State):
    """The identities that are linked, and the providers at which another one could be."""

    has_any: bool = False
    linked: list[IdentityRow] = []
    offered: list[dict[str, str]] = []
    problem: str = ""

    @rx.event
    @open_to(own_settings)
    async def load(self) -> None:
        """Reads everything anew."""
        person = acting.get()
        if person is None:
            return
        identities = await identities_of(person)
        self.linked = [_row(one) for one in identities]
        issuers = {one.issuer for one in identities}
        free = [one for one in settings().providers if one.issuer not in issuers and person.demo_id is None]
        self.offered = [{"id": one.id, "label": one.label} for one in free]
        self.problem = answer_to("provider", self.router.headers.cookie)[0].get("", "")
        self.has_any = bool(self.linked or self.offered or self.problem)


def _row(identity: ProviderIdentity) -> IdentityRow:
    return IdentityRow(str(identity.id), identity.label, identity.email, f"{clock(identity.linked_at)} UTC")
