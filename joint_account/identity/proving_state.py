"""What the pages show that ask for a code, or for a proof that it is still the same person."""

import reflex as rx

from joint_account.identity.gate import anyone, open_to, own_settings
from joint_account.identity.half_way import half_way_in
from joint_account.identity.http import answer_to, own_path
from joint_account.identity.linking import providers_of
from joint_account.identity.passkeys import passkeys_of
from joint_account.identity.proving_routes import PAGE, has_nothing_to_prove_by
from joint_account.identity.relying_party import elsewhere, obstacle
from joint_account.identity.second_factor import has_app
from joint_account.identity.sessions import acting

_FIELDS = ("code", "recovery", "password", "")
NOTHING_WRONG = dict.fromkeys(_FIELDS, "")


class CodeState(rx.State):
    """What was wrong with the last code."""

    problems: dict[str, str] = NOTHING_WRONG

    @rx.event
    @open_to(anyone)
    async def load(self) -> object:
        """Reads what the form was answered with; leads to the log-in where nobody is half-way in."""
        cookies = self.router.headers.cookie
        self.problems = NOTHING_WRONG | answer_to("code", cookies)[0]
        return None if half_way_in(cookies) else rx.redirect("/login")


class ProveState(rx.State):
    """What the person can prove it by, and what was wrong with the last try."""

    loaded: bool = False
    next: str = ""
    passkey: bool = False
    code: bool = False
    password: bool = False
    nothing: bool = False
    """A demo's person, who has no way in."""
    stuck: bool = False
    """Everything they have works elsewhere only."""
    providers: list[dict[str, str]] = []
    problems: dict[str, str] = NOTHING_WRONG

    @rx.event
    @open_to(own_settings)
    async def load(self) -> None:
        """Reads everything anew."""
        person, cookies = acting.get(), self.router.headers.cookie
        if person is None:
            return
        self.next = own_path(self.router.url.query_parameters.get("next"), PAGE)
        self.passkey = bool(await passkeys_of(person)) and not (obstacle() or elsewhere(self.router.headers.host))
        self.code = await has_app(person)
        self.password = bool(person.password_hash) and not self.code
        others = [] if self.code or self.password else await providers_of(person)
        self.providers = [{"id": one.id, "label": one.label} for one in others]
        self.nothing = await has_nothing_to_prove_by(person)
        self.stuck = not (self.passkey or self.code or self.password or self.providers or self.nothing)
        said = [answer_to(form, cookies)[0] for form in ("prove", "provider")]
        self.problems = NOTHING_WRONG | said[1] | said[0]
        self.loaded = True
