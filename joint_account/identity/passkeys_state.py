"""What Login & security shows of passkeys."""

from dataclasses import dataclass

import reflex as rx

from joint_account.identity.devices import device_of
from joint_account.identity.gate import open_to, own_settings
from joint_account.identity.http import answer_to
from joint_account.identity.models import Passkey
from joint_account.identity.passkeys import passkeys_of
from joint_account.identity.relying_party import elsewhere, obstacle
from joint_account.identity.sessions import acting
from joint_account.ui.numbers import clock

_DONE = {
    "passkey-added": "The passkey is added: log in with it from now on.",
    "passkey-renamed": "The passkey has its new name.",
    "passkey-removed": "The passkey opens nothing any more. Delete it on your device, too.",
}


@dataclass(frozen=True)
class PasskeyRow:
    """A passkey."""

    id: str
    name: str
    added: str
    used: str


class PasskeysState(rx.State):
    """The person's passkeys, and what was wrong with a form."""

    passkeys: list[PasskeyRow] = []
    suggested: str = ""
    """What a new one is called when its person does not mind: where it is made."""
    obstacle: str = ""
    elsewhere: str = ""
    notice: str = ""
    problem: str = ""
    name_problem: str = ""

    @rx.event
    @open_to(own_settings)
    async def load(self) -> None:
        """Reads everything anew."""
        person, headers = acting.get(), self.router.headers
        if person is None:
            return
        found = await passkeys_of(person)
        self.passkeys = [_row(one) for one in found]
        self.suggested = _unused(device_of(headers.user_agent), {one.name for one in found})
        self.obstacle = obstacle()
        self.elsewhere = f"Passkeys work at {there} only: the button leads there." if (there := elsewhere(headers.host)) else ""
        problems, _values = answer_to("passkey", headers.cookie)
        self.problem, self.name_problem = problems.get("", ""), problems.get("passkey", "")
        self.notice = "" if problems else _DONE.get(self.router.url.query_parameters.get("done", ""), "")


def _row(passkey: Passkey) -> PasskeyRow:
    used = f"{clock(passkey.used_at)} UTC" if passkey.used_at else "Not yet"
    return PasskeyRow(id=str(passkey.id), name=passkey.name, added=f"{clock(passkey.added_at)} UTC", used=used)


def _unused(name: str, taken: set[str]) -> str:
    return next(
        one for number in range(1, len(taken) + 2) if (one := name if number == 1 else f"{name} ({number})") not in taken
    )
